/* emel/failure.h - why something did not work, in one self-contained value.
 *
 * Holds copies, never pointers into what failed: keep it, copy it, print it when
 * the model is long closed.  Every function that takes one accepts NULL. */
#ifndef EMEL_FAILURE_H
#define EMEL_FAILURE_H

#include <stddef.h>
#include <stdint.h>

#include "emel/api.h"

EMEL_API_BEGIN

/* Whose list of errors `code` is from. */
enum emel_failure_source {
    EMEL_FAILURE_NONE = 0,       /* all went well */
    EMEL_FAILURE_MODEL_FILE = 1, /* enum emel_model_file_error, emel/model/file.h */
    EMEL_FAILURE_TENSOR = 2,     /* enum emel_tensor_error, emel/model/tensor.h */
    EMEL_FAILURE_IO = 3,         /* enum emel_io_error, emel/io/io.h */
    EMEL_FAILURE_READ = 4,       /* enum emel_io_read_error, emel/io/read.h */
    EMEL_FAILURE_STRATEGY = 5,   /* the list of a strategy of yours */
    EMEL_FAILURE_SELECT = 6      /* enum emel_select_error, emel/model/select.h */
};

#define EMEL_FAILURE_FILE_BYTES 512    /* of a path that is told, with its zero byte */
#define EMEL_FAILURE_SUBJECT_BYTES 192 /* of a name or key that is told, with its zero byte */
#define EMEL_FAILURE_NO_OFFSET UINT64_MAX

struct emel_failure {
    uint32_t source;      /* enum emel_failure_source */
    uint32_t code;        /* in that source's list */
    int32_t os_error;     /* errno value; 0: the system did not say no */
    uint64_t file_offset; /* bytes; EMEL_FAILURE_NO_OFFSET: no place in a file is to blame */
    const char *name;     /* of the code: a constant string, as "SHORT_READ" */
    const char *text;     /* its sentence: a constant string */
    /* For people to read: control characters, and bytes that are no UTF-8, are '?'. */
    char file[EMEL_FAILURE_FILE_BYTES];       /* path; its end, after "...", when too long; or "" */
    char subject[EMEL_FAILURE_SUBJECT_BYTES]; /* tensor or metadata key, cut alike; or "" */
};

/* Writes one line without a line end, "what: file 'F', tensor or key 'S', at byte N: why
 * (what the system says)", leaving out what is not known; cuts it to `size` bytes,
 * terminating zero included.  Answers the length the whole line has, as snprintf. */
int emel_failure_print(char *line, size_t size, const struct emel_failure *why);

EMEL_API_END

#endif
