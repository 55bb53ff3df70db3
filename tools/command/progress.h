/* One line on standard error that shows how far a load is. */
#ifndef COMMAND_PROGRESS_H
#define COMMAND_PROGRESS_H

#include "options.h"

struct progress {
    const char *path;
    uint64_t bytes;      /* in all */
    double began, drawn; /* seconds, of seconds_now() */
    bool wanted, visible;
    bool kept; /* the line stays when all is done */
};

/* Seconds of a clock that only goes forward. */
double seconds_now(void);

/* Nothing is shown unless standard error is a terminal. */
void progress_begin(struct progress *progress, const struct settings *settings, const char *path,
                    uint64_t bytes);
/* The same bytes once more. */
void progress_begin_again(struct progress *progress);
/* So many bytes are done; `tensor` is the current one, or "". */
void progress_show(struct progress *progress, uint64_t bytes, const char *tensor);
/* All of it is done: the line is removed or, with --verbose, shows the totals and stays. */
void progress_end(struct progress *progress);
void progress_clear(struct progress *progress);

#endif
