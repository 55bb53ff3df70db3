/* Text for a stream, collected in a buffer and written in large runs.  The errors of the stream
 * are for the caller to look at. */
#ifndef COMMAND_WRITER_H
#define COMMAND_WRITER_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum { WRITER_BYTES = 1 << 16 };

struct writer {
    FILE *out;
    size_t used;
    char bytes[WRITER_BYTES];
};

void writer_begin(struct writer *writer, FILE *out);
void writer_put(struct writer *writer, const char *text, size_t bytes);
void writer_text(struct writer *writer, const char *text);
void writer_character(struct writer *writer, char character);
void writer_number(struct writer *writer, uint64_t number);
void writer_blanks(struct writer *writer, size_t count);
/* Passes on what is still in the buffer. */
void writer_flush(struct writer *writer);

#endif
