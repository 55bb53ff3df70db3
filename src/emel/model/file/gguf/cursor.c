#include "emel/model/file/gguf/cursor.h"

#define LENGTH_BYTES 8
#define BEGINNING_BYTES 100 /* of a name that is too long, to recognize it by */

/* Little-endian on every machine; compilers make one load of it where they can. */
static inline uint64_t load_length(const unsigned char *bytes)
{
    return (uint64_t)bytes[0] | (uint64_t)bytes[1] << 8 | (uint64_t)bytes[2] << 16 |
           (uint64_t)bytes[3] << 24 | (uint64_t)bytes[4] << 32 | (uint64_t)bytes[5] << 40 |
           (uint64_t)bytes[6] << 48 | (uint64_t)bytes[7] << 56;
}

bool emel__gguf_fail(const struct emel__gguf_cursor *cursor, enum emel_model_file_error error,
                     uint64_t file_offset, const char *subject)
{
    return emel__reader_fail(cursor->reader, error, file_offset, subject);
}

bool emel__gguf_fail_numbers(const struct emel__gguf_cursor *cursor,
                             enum emel_model_file_error error, uint64_t file_offset,
                             const char *subject, uint64_t value, uint64_t limit)
{
    return emel__reader_fail_numbers(cursor->reader, error, file_offset, subject, value, limit);
}

const char *emel__gguf_fail_name(const struct emel__gguf_cursor *cursor,
                                 const struct emel__blame *blame)
{
    const uint64_t at = blame->file_offset + LENGTH_BYTES, rest = cursor->reader->end - at;
    size_t bytes = BEGINNING_BYTES;
    struct emel__blame full = *blame;
    const unsigned char *begin;

    if (bytes > rest)
        bytes = (size_t)rest;
    if (bytes > blame->value)
        bytes = (size_t)blame->value;
    begin = emel__reader_at(cursor->reader, at, bytes);
    if (!begin)
        return NULL;
    while (bytes > 0 && bytes < blame->value && begin[bytes - 1] >= 0x80)
        bytes--; /* not in the middle of a character */
    full.subject = bytes > 0 ? (const char *)begin : NULL;
    full.subject_bytes = bytes;
    full.has_value = full.has_limit = true;
    emel__reader_blame(cursor->reader, full);
    return NULL;
}

uint64_t emel__gguf_rest(const struct emel__gguf_cursor *cursor)
{
    return cursor->reader->end - cursor->at;
}

/* Whether the header may have `bytes` bytes more. */
static bool allow(const struct emel__gguf_cursor *cursor, uint64_t bytes, const char *subject)
{
    const struct emel__reader *reader = cursor->reader;

    if (bytes > emel__gguf_rest(cursor))
        return emel__gguf_fail_numbers(cursor, EMEL_MODEL_FILE_TRUNCATED, cursor->at, subject,
                                       cursor->at - reader->begin + bytes,
                                       reader->end - reader->begin);
    return emel__reader_allow_header(reader, cursor->at + bytes, cursor->at, subject);
}

const unsigned char *emel__gguf_take(struct emel__gguf_cursor *cursor, size_t bytes,
                                     const char *subject)
{
    const unsigned char *taken;

    if (!allow(cursor, bytes, subject))
        return NULL;
    taken = emel__reader_at(cursor->reader, cursor->at, bytes);
    if (taken)
        cursor->at += bytes;
    return taken;
}

bool emel__gguf_skip(struct emel__gguf_cursor *cursor, uint64_t bytes, const char *subject)
{
    if (!allow(cursor, bytes, subject))
        return false;
    cursor->at += bytes;
    return true;
}

bool emel__gguf_number(struct emel__gguf_cursor *cursor, size_t bytes, uint64_t *number,
                       const char *subject)
{
    const unsigned char *taken = emel__gguf_take(cursor, bytes, subject);

    if (!taken)
        return false;
    *number = 0;
    for (size_t i = bytes; i > 0; i--)
        *number = *number << 8 | taken[i - 1];
    return true;
}

uint64_t emel__gguf_skip_held_strings(struct emel__gguf_cursor *cursor, uint64_t count)
{
    const struct emel__reader *reader = cursor->reader;
    size_t rest = 0;
    const unsigned char *next = emel__read_buffer_held(&reader->buffer, cursor->at, &rest);
    const unsigned char *const begin = next;
    uint64_t skipped = 0;

    if (!next)
        return 0;
    if (rest > reader->header_end - cursor->at)
        rest = (size_t)(reader->header_end - cursor->at);
    for (; skipped < count && rest >= LENGTH_BYTES; skipped++) {
        const uint64_t bytes = load_length(next);

        if (bytes > rest - LENGTH_BYTES)
            break;
        next += LENGTH_BYTES + bytes;
        rest -= LENGTH_BYTES + (size_t)bytes;
    }
    cursor->at += (uint64_t)(next - begin);
    return skipped;
}
