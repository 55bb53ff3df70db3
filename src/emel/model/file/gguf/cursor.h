/* A position in a GGUF header, and the reads that advance it. */
#ifndef EMEL_MODEL_FILE_GGUF_CURSOR_H
#define EMEL_MODEL_FILE_GGUF_CURSOR_H

#include "emel/model/file/reader.h"

struct emel__gguf_cursor {
    struct emel__reader *reader;
    uint64_t at; /* offset of the next byte */
};

/* Always return false. */
bool emel__gguf_fail(const struct emel__gguf_cursor *cursor, enum emel_model_file_error error,
                     uint64_t file_offset, const char *subject);
bool emel__gguf_fail_numbers(const struct emel__gguf_cursor *cursor,
                             enum emel_model_file_error error, uint64_t file_offset,
                             const char *subject, uint64_t value, uint64_t limit);

/* A name that is too long, at blame->file_offset: blames its beginning.  Always returns NULL. */
const char *emel__gguf_fail_name(const struct emel__gguf_cursor *cursor,
                                 const struct emel__blame *blame);

/* Bytes of the file from the next one on. */
uint64_t emel__gguf_rest(const struct emel__gguf_cursor *cursor);

/* The next `bytes` bytes, at most a buffer; NULL: TRUNCATED, LIMIT or a read error. */
const unsigned char *emel__gguf_take(struct emel__gguf_cursor *cursor, size_t bytes,
                                     const char *subject);

/* The same without reading them, and as many as the file has. */
bool emel__gguf_skip(struct emel__gguf_cursor *cursor, uint64_t bytes, const char *subject);

/* The next 1 to 8 bytes as an unsigned little-endian number. */
bool emel__gguf_number(struct emel__gguf_cursor *cursor, size_t bytes, uint64_t *number,
                       const char *subject);

/* Skips strings, each 8 bytes of length and then its bytes, as long as they are in the buffer
 * already.  Returns how many; fewer than `count` if the next one is not. */
uint64_t emel__gguf_skip_held_strings(struct emel__gguf_cursor *cursor, uint64_t count);

#endif
