/* One line on standard error that shows how far a load is. */
#ifndef COMMAND_PROGRESS_H
#define COMMAND_PROGRESS_H

#include "options.h"
#include "selection.h"

struct progress {
    const char *path;
    const struct selection *selection; /* of its bytes */
    double began, drawn;               /* seconds, of seconds_now() */
    bool wanted, visible;
    bool kept; /* the line stays when all is done */
};

/* Seconds of a clock that only goes forward. */
double seconds_now(void);

/* Nothing is shown unless standard error is a terminal. */
void progress_begin(struct progress *progress, const struct settings *settings, const char *path,
                    const struct selection *selection);
/* The same selection is gone through once more. */
void progress_begin_again(struct progress *progress);
/* So much is done; `tensor` is in hand, "" if none is. */
void progress_show(struct progress *progress, uint64_t bytes, const char *tensor);
/* All of it is done: the line is removed or, with --verbose, shows the totals and stays. */
void progress_end(struct progress *progress);
void progress_clear(struct progress *progress);

#endif
