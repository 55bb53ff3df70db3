#include "emel/model/file/read_buffer.h"

#include "emel/io/retry.h"
#include "emel/model/file.h"

/* Reads `most` bytes if it can; fewer than `least` is an error. */
static struct emel__read_result read_between(const struct emel_io_system *system, int descriptor,
                                             unsigned char *buffer, size_t least, size_t most,
                                             uint64_t offset, size_t *done)
{
    const struct emel__io_copied copied =
        emel__io_copy(system, descriptor, buffer, offset, least, most);
    struct emel__read_result result = {
        .os_error = copied.os_error,
        .file_offset = offset + copied.bytes,
    };

    *done = (size_t)copied.bytes;
    if (*done < least)
        result.error = copied.os_error ? EMEL_MODEL_FILE_READ_FAILED : EMEL_MODEL_FILE_SHORT_READ;
    return result;
}

struct emel__read_result emel__read_at(const struct emel_io_system *system, int descriptor,
                                       void *buffer, size_t bytes, uint64_t offset)
{
    size_t done;

    return read_between(system, descriptor, buffer, bytes, bytes, offset, &done);
}

static bool holds(const struct emel__read_buffer *buffer, uint64_t offset, size_t bytes)
{
    return offset >= buffer->offset && offset - buffer->offset <= buffer->held &&
           bytes <= buffer->held - (offset - buffer->offset);
}

const unsigned char *emel__read_buffer_at(struct emel__read_buffer *buffer, uint64_t offset,
                                          size_t bytes)
{
    if (!holds(buffer, offset, bytes)) {
        uint64_t ahead = buffer->file_size - offset;
        size_t most = ahead < EMEL__READ_BUFFER_BYTES ? (size_t)ahead : EMEL__READ_BUFFER_BYTES;

        buffer->offset = offset;
        buffer->held = 0;
        buffer->result = read_between(buffer->system, buffer->descriptor, buffer->memory, bytes,
                                      most, offset, &buffer->held);
        if (buffer->result.error != EMEL_MODEL_FILE_NONE)
            return NULL;
    }
    return buffer->memory + (offset - buffer->offset);
}

const unsigned char *emel__read_buffer_held(const struct emel__read_buffer *buffer, uint64_t offset,
                                            size_t *bytes)
{
    if (!holds(buffer, offset, 1))
        return NULL;
    *bytes = buffer->held - (size_t)(offset - buffer->offset);
    return buffer->memory + (offset - buffer->offset);
}
