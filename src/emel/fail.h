/* emel/fail.h - fills in a struct emel_failure, whose public side is emel/failure.h. */
#ifndef EMEL_FAIL_H
#define EMEL_FAIL_H

#include <stdbool.h>
#include <stddef.h>

#include "emel/failure.h"

/* What went wrong, as the one who noticed knows it. */
struct emel__cause {
    enum emel_failure_source source;
    uint32_t code;
    const char *name; /* constant strings, of the source's list */
    const char *text;
    int32_t os_error;      /* errno value, or 0 */
    uint64_t file_offset;  /* bytes, or EMEL_FAILURE_NO_OFFSET */
    uint64_t other_offset; /* bytes; 0 or EMEL_FAILURE_NO_OFFSET: none */
    uint32_t rule;         /* enum emel_io_rule */
    bool has_value, has_limit;
    uint64_t value, limit;
    bool cancelled;
    const char *file;    /* path; NULL: none */
    const char *subject; /* tensor or key, not ended by a zero byte; NULL: none */
    size_t subject_bytes;
};

/* Copies the cause into *why; `why` may be NULL.  Path and subject may come from
 * strangers: what is no UTF-8, and control bytes, become '?', and of what is too
 * long the end is kept, after "...". */
void emel__fail(struct emel_failure *why, const struct emel__cause *cause);

/* All went well.  `why` may be NULL. */
void emel__succeed(struct emel_failure *why);

#endif
