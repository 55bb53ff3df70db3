/* One line on standard error that tells how far a load is. */
#ifndef EMEL_PROGRESS_H
#define EMEL_PROGRESS_H

#include "emel_files.h"

struct progress {
    const char *path;
    const struct selection *selection; /* sorted, as the load reads it */
    double began, drawn; /* seconds, of seconds_now() */
    bool wanted, visible;
};

/* Seconds of a clock that only goes forward. */
double seconds_now(void);

/* Nothing is shown unless standard error is a terminal. */
void progress_begin(struct progress *progress, const struct settings *settings,
                    const char *path, const struct selection *selection);
void progress_show(struct progress *progress, const struct emel_io_progress_event *event);
void progress_clear(struct progress *progress);

#endif
