/* Text for a stream, collected in a buffer and written in large runs.  The errors of the stream
 * are for the caller to look at. */
#ifndef COMMAND_WRITER_H
#define COMMAND_WRITER_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { WRITER_BYTES = 1 << 16, WRITER_BLANKS = 32 };

struct writer {
    FILE *out;
    size_t used;
    char bytes[WRITER_BYTES];
};

void writer_begin(struct writer *writer, FILE *out);
/* Passes on what is still in the buffer. */
void writer_flush(struct writer *writer);
void writer_put_slowly(struct writer *writer, const char *text, size_t bytes); /* private */
void writer_text(struct writer *writer, const char *text);
void writer_number(struct writer *writer, uint64_t number);
void writer_blanks_slowly(struct writer *writer, size_t count); /* private */

/* Inline: a table of a million rows makes ten million of these calls. */
static inline void writer_put(struct writer *writer, const char *text, size_t bytes)
{
    if (bytes > WRITER_BYTES - writer->used) {
        writer_put_slowly(writer, text, bytes);
        return;
    }
    memcpy(writer->bytes + writer->used, text, bytes);
    writer->used += bytes;
}

static inline void writer_make_room(struct writer *writer, size_t bytes)
{
    if (WRITER_BYTES - writer->used < bytes)
        writer_flush(writer);
}

/* Of a constant size, which is no call. */
static inline void writer_blanks(struct writer *writer, size_t count)
{
    if (count > WRITER_BLANKS || WRITER_BYTES - writer->used < WRITER_BLANKS) {
        writer_blanks_slowly(writer, count);
        return;
    }
    memset(writer->bytes + writer->used, ' ', WRITER_BLANKS);
    writer->used += count;
}

static inline void writer_character(struct writer *writer, char character)
{
    if (writer->used == WRITER_BYTES)
        writer_flush(writer);
    writer->bytes[writer->used++] = character;
}

#endif
