/* Models of several files, whole, in folder d: tensors a, b and c of two, three and four bytes
 * that are their names. */
#ifndef TESTS_MODEL_FILE_SETS_H
#define TESTS_MODEL_FILE_SETS_H

#include <stddef.h>

struct set_file {
    const char *path, *text; /* in notation */
};

struct set {
    const struct set_file *files;
    size_t count;
    const char *path; /* to open */
};

enum { SET_GGUF, SET_SAFETENSORS, SETS };

extern const struct set sets[SETS];

#endif
