/* One line on standard error that tells how far a load is. */
#ifndef COMMAND_PROGRESS_H
#define COMMAND_PROGRESS_H

#include "options.h"
#include "selection.h"

struct progress {
    const char *path;
    const struct selection *selection; /* sorted, as the load reads it */
    uint64_t bytes_before;             /* of the tensors that were counted */
    uint32_t tensors_before;           /* so many */
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
/* So much is done beyond what was counted. */
void progress_show(struct progress *progress, uint64_t bytes, uint32_t tensors);
/* The next `count` tensors of the selection are done. */
void progress_count(struct progress *progress, uint32_t count);
/* All of it is done: the line goes, or stays with what it came to. */
void progress_end(struct progress *progress);
void progress_clear(struct progress *progress);

#endif
