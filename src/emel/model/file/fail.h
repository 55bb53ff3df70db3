/* Reports failures of a model file. */
#ifndef EMEL_MODEL_FILE_FAIL_H
#define EMEL_MODEL_FILE_FAIL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "emel/model/file.h"

struct emel__blame {
    enum emel_model_file_error error;
    const char *text; /* a sentence for this case: a constant string; NULL: the error's own */
    int32_t os_error;
    uint64_t file_offset;  /* bytes, or EMEL_FAILURE_NO_OFFSET */
    uint64_t other_offset; /* bytes; 0: none */
    bool has_value, has_limit;
    uint64_t value, limit;
    const char *path;    /* NULL: none */
    const char *subject; /* a tensor's name or a key; NULL: none */
    size_t subject_bytes;
};

/* Fills in *why.  Always returns false, so that a reader can fail in one line. */
bool emel__model_file_fail(struct emel_failure *why, const struct emel__blame *blame);

#endif
