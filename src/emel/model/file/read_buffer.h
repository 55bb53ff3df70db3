/* A file seen through a buffer of bounded size. */
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
    uint64_t file_offset; /* of the first byte not to be had */
};

/* Reads `bytes` bytes from `offset` on; all of them, or it is an error. */
struct emel__read_result emel__read_at(const struct emel_io_system *system, int descriptor,
                                       void *buffer, size_t bytes, uint64_t offset);

struct emel__read_buffer {
    const struct emel_io_system *system;
    int descriptor;
    uint64_t file_size;              /* as the system told: nothing past it is asked for */
    unsigned char *memory;           /* EMEL__READ_BUFFER_BYTES */
    uint64_t offset;                 /* of the first byte in it */
    size_t held;                     /* bytes in it */
    struct emel__read_result result; /* when emel__read_buffer_at answered NULL */
};

/* `bytes` bytes of the file, which lie inside its size and are no more than the buffer
 * has room for; they stay until the next call.  NULL: buffer->result says why. */
const unsigned char *emel__read_buffer_at(struct emel__read_buffer *buffer, uint64_t offset,
                                          size_t bytes);

#endif
