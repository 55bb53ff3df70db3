/* Files that a command writes, which appear when they are whole. */
#ifndef COMMAND_RESULT_H
#define COMMAND_RESULT_H

#include <stdbool.h>
#include <stdio.h>

#include "emel/emel.h"

enum { RESULT_PATH_BYTES = EMEL_IO_PATH_MAX + 1 };

struct result {
    char path[RESULT_PATH_BYTES], part[RESULT_PATH_BYTES]; /* part: until it is whole */
    FILE *stream;
};

/* Its path: the folder, the tensor's name with every byte but letters, digits, '_', '-' and '.'
 * as %HH, and an ending.  False: too long. */
bool result_name(struct result *result, const char *folder, const char *tensor, const char *ending,
                 struct emel_failure *why);
/* False: there is a file. */
bool result_is_free(const struct result *result, struct emel_failure *why);
bool result_open(struct result *result, struct emel_failure *why);
/* Says in *why that it cannot be written, with errno; returns false. */
bool result_failed(const struct result *result, struct emel_failure *why);
/* Moves the file to its place if all is `done`; otherwise removes it, and *why stays as it is. */
bool result_close(struct result *result, bool done, struct emel_failure *why);

#endif
