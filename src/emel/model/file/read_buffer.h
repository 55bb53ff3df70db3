/* Reads a file through a buffer of bounded size. */
#ifndef EMEL_MODEL_FILE_READ_BUFFER_H
#define EMEL_MODEL_FILE_READ_BUFFER_H

#include <stddef.h>
#include <stdint.h>

#include "emel/io/system.h"

#define EMEL__READ_BUFFER_BYTES ((size_t)64 << 10)

/* How a read ended. */
struct emel__read_result {
    uint32_t error;       /* enum emel_model_file_error: NONE, READ_FAILED or SHORT_READ */
    int32_t os_error;     /* errno value, or 0 */
    uint64_t file_offset; /* of the first byte that could not be read */
};

/* Reads `bytes` bytes from `offset` on; all of them, or it is an error. */
struct emel__read_result emel__read_at(const struct emel_io_system *system, int descriptor,
                                       void *buffer, size_t bytes, uint64_t offset);

struct emel__read_buffer {
    const struct emel_io_system *system;
    int descriptor;
    uint64_t file_size;              /* nothing at or after this offset is read */
    unsigned char *memory;           /* EMEL__READ_BUFFER_BYTES */
    uint64_t offset;                 /* of the first byte in it */
    size_t held;                     /* bytes in it */
    struct emel__read_result result; /* if emel__read_buffer_at returned NULL */
};

/* `bytes` bytes of the file, within its size and at most EMEL__READ_BUFFER_BYTES, valid until
 * the next call.  NULL: buffer->result says why. */
const unsigned char *emel__read_buffer_at(struct emel__read_buffer *buffer, uint64_t offset,
                                          size_t bytes);

/* The bytes from `offset` on that are in the buffer already, and how many; NULL: none. */
const unsigned char *emel__read_buffer_held(const struct emel__read_buffer *buffer, uint64_t offset,
                                            size_t *bytes);

#endif
