/* A position in a GGUF header, and the reads that advance it. */
#ifndef EMEL_MODEL_FILE_GGUF_CURSOR_H
#define EMEL_MODEL_FILE_GGUF_CURSOR_H

#include "emel/model/file/reader.h"

struct emel__gguf_cursor {
    struct emel__reader *reader;
    uint64_t at; /* offset of the next byte */
};

/* Always returns false. */
bool emel__gguf_fail(const struct emel__gguf_cursor *cursor, enum emel_model_file_error error,
                     uint64_t file_offset, const char *subject);

/* Bytes of the file from the next one on. */
uint64_t emel__gguf_rest(const struct emel__gguf_cursor *cursor);

/* The next `bytes` bytes, at most a buffer; NULL: TRUNCATED or a read error. */
const unsigned char *emel__gguf_take(struct emel__gguf_cursor *cursor, size_t bytes,
                                     const char *subject);

/* The next 1 to 8 bytes as an unsigned little-endian number. */
bool emel__gguf_number(struct emel__gguf_cursor *cursor, size_t bytes, uint64_t *number,
                       const char *subject);

#endif
