/* The lines that `emel sums` writes and `emel verify` reads:
 *
 *     32 hexadecimal digits, two blanks, the tensor's name up to the line's end
 *     # anything
 *
 * In a name \\ stands for a backslash and \xHH for a byte; control characters, and what
 * is no UTF-8, are written so.  The format stays what it is. */
#ifndef COMMAND_SUMS_FILE_H
#define COMMAND_SUMS_FILE_H

#include <stdio.h>

#include "emel/emel.h"
#include "sum.h"

void sums_write(FILE *out, const struct sum *sum, const char *name);
void sums_write_comment(FILE *out, const char *text);

struct sums_entry {
    const char *name;
    struct sum sum;
    size_t line; /* from 1 */
};

struct sums_file {
    struct sums_entry *entries; /* sorted by name; each name once */
    size_t count;
    size_t sections; /* comments right before a sum, as sums writes one for each FILE */
    size_t room;     /* private */
    char *text;      /* private */
};

/* False: it cannot be read, or is malformed, and then why->file ends in ":LINE".  Either
 * way sums_file_free follows. */
bool sums_file_read(struct sums_file *sums, const char *path, struct emel_failure *why);
void sums_file_free(struct sums_file *sums);

#endif
