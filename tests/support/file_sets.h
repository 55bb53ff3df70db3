/* Models of several files, whole, in folder d: tensors a, b and c of two, three and four bytes
 * that are their names. */
#ifndef TESTS_SUPPORT_FILE_SETS_H
#define TESTS_SUPPORT_FILE_SETS_H

#include <stddef.h>

#include "support/opening.h"

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

/* Puts its files on the disk of an opening. */
void set_add(const struct set *set, struct opening *opening);

/* Writes its files below a folder that is there. */
void set_write(const struct set *set, const char *folder);

#endif
