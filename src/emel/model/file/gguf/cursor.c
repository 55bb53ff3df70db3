#include "emel/model/file/gguf/cursor.h"

bool emel__gguf_fail(const struct emel__gguf_cursor *cursor, enum emel_model_file_error error,
                     uint64_t file_offset, const char *subject)
{
    return emel__reader_fail(cursor->reader, error, file_offset, subject);
}

uint64_t emel__gguf_rest(const struct emel__gguf_cursor *cursor)
{
    return cursor->reader->buffer.file_size - cursor->at;
}

const unsigned char *emel__gguf_take(struct emel__gguf_cursor *cursor, size_t bytes,
                                     const char *subject)
{
    const unsigned char *taken;

    if (bytes > emel__gguf_rest(cursor)) {
        emel__gguf_fail(cursor, EMEL_MODEL_FILE_TRUNCATED, cursor->at, subject);
        return NULL;
    }
    taken = emel__reader_at(cursor->reader, cursor->at, bytes);
    if (taken)
        cursor->at += bytes;
    return taken;
}

bool emel__gguf_number(struct emel__gguf_cursor *cursor, size_t bytes, uint64_t *number,
                       const char *subject)
{
    const unsigned char *taken = emel__gguf_take(cursor, bytes, subject);

    if (!taken)
        return false;
    *number = 0;
    while (bytes-- > 0)
        *number = *number << 8 | taken[bytes];
    return true;
}
