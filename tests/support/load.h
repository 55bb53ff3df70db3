/* One load, and what came of it.
 *
 *     struct load load = { .request = { .files = files, .file_count = 1,
 *                                       .spans = spans, .span_count = 2, ... } };
 *     load_prepare(&load, &io);
 *     emel_io_run(&io, &load.request);
 *     ck_assert_uint_eq(load.done, 1);
 *     load_free(&load);
 *
 * It has the callbacks, the pointers and the work area, with canaries around both, and
 * takes offence at whatever breaks the promises of emel/io/io.h about them. */
#ifndef TESTS_SUPPORT_LOAD_H
#define TESTS_SUPPORT_LOAD_H

#include <stdbool.h>
#include <stdint.h>

#include "emel/io/io.h"

enum load_callback { LOAD_DONE, LOAD_ERROR, LOAD_PROGRESS };

struct load {
    struct emel_io_load request;
    /* what to do */
    unsigned cancel_at; /* the progress event, counted from 1, that is answered with false */
    void *context;      /* of: */
    void (*in_callback)(struct load *load, enum load_callback which);
    /* what was seen */
    unsigned done, failed, told;          /* calls of on_done, on_error and on_progress */
    struct emel_io_done_event done_event; /* the last of each */
    struct emel_io_error_event error_event;
    struct emel_io_progress_event progress_event;
    const char *mistake; /* the first promise broken, in words; NULL: none */
};

/* Gives a request its callbacks, and pointers and work area as large as asked for and
 * no better aligned than they need be.  The counters begin at 0. */
void load_prepare(struct load *load, const struct emel_io *io);

/* Whether the load was published once, or is still under way and was not. */
bool load_published(const struct load *load);

/* NULL: all promises were kept.  Else what is wrong. */
const char *load_check(const struct load *load);

void load_free(struct load *load);

#endif
