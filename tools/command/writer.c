#include "writer.h"

#include <string.h>

#include "format.h"

void writer_begin(struct writer *writer, FILE *out)
{
    writer->out = out;
    writer->used = 0;
}

void writer_flush(struct writer *writer)
{
    fwrite(writer->bytes, 1, writer->used, writer->out);
    writer->used = 0;
}

void writer_put_slowly(struct writer *writer, const char *text, size_t bytes)
{
    writer_flush(writer);
    if (bytes > WRITER_BYTES)
        fwrite(text, 1, bytes, writer->out);
    else
        writer_put(writer, text, bytes);
}

void writer_text(struct writer *writer, const char *text)
{
    writer_put(writer, text, strlen(text));
}

void writer_number(struct writer *writer, uint64_t number)
{
    char text[FORMAT_BYTES];
    const size_t bytes = format_number(text, number);

    writer_put(writer, text, bytes);
}

void writer_blanks_slowly(struct writer *writer, size_t count)
{
    for (; count > WRITER_BLANKS; count -= WRITER_BLANKS) {
        writer_make_room(writer, WRITER_BLANKS);
        memset(writer->bytes + writer->used, ' ', WRITER_BLANKS);
        writer->used += WRITER_BLANKS;
    }
    writer_make_room(writer, WRITER_BLANKS);
    writer_blanks(writer, count);
}
