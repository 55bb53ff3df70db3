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

/* In copies of a constant size, which are no calls. */
void writer_blanks(struct writer *writer, size_t count)
{
    static const char blanks[] = "                                ";
    enum { MOST = sizeof blanks - 1 };

    for (;;) {
        if (WRITER_BYTES - writer->used < MOST)
            writer_flush(writer);
        memcpy(writer->bytes + writer->used, blanks, MOST);
        if (count <= MOST)
            break;
        writer->used += MOST;
        count -= MOST;
    }
    writer->used += count;
}
