/* The GGUF reader: gguf.c for header and tensors, gguf_metadata.c for the pairs between. */
#ifndef EMEL_MODEL_FILE_GGUF_GGUF_H
#define EMEL_MODEL_FILE_GGUF_GGUF_H

#include "emel/model/file/catalog.h"

#define EMEL__GGUF_MAGIC "GGUF"
#define EMEL__GGUF_MAGIC_BYTES 4

struct emel__gguf {
    struct emel__reader *reader;
    uint32_t version;
    uint64_t at;             /* the next byte of the header */
    uint64_t pairs, tensors; /* as the header tells, and the file's size allows */
    uint64_t alignment;
    uint64_t bytes; /* of the tensors so far */
};

/* How many tensors the header tells, as far as the file's size allows them. */
bool emel__gguf_count(struct emel__reader *reader, uint32_t *tensors);

/* Reads the whole header into the catalog. */
bool emel__gguf_read(struct emel__reader *reader);

/* --- of both halves ------------------------------------------------------------------ */

bool emel__gguf_fail(const struct emel__gguf *gguf, enum emel_model_file_error error,
                     uint64_t file_offset, const char *subject);

/* Bytes of the file from the next one on. */
uint64_t emel__gguf_rest(const struct emel__gguf *gguf);

/* The next `bytes` bytes, or NULL: TRUNCATED or a read error.  At most a buffer. */
const unsigned char *emel__gguf_take(struct emel__gguf *gguf, size_t bytes, const char *subject);

/* The next 1 to 8 bytes as an unsigned number, low byte first. */
bool emel__gguf_number(struct emel__gguf *gguf, size_t bytes, uint64_t *number,
                       const char *subject);

/* Pairs of key and value, all of them. */
bool emel__gguf_metadata(struct emel__gguf *gguf);

#endif
