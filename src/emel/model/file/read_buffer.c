#include "emel/model/file/read_buffer.h"

#include "emel/io/retry.h"
#include "emel/model/file.h"

/* What lies beyond `least` is welcome, but not to be had is no error. */
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
        result.error =
            copied.os_error ? EMEL_MODEL_FILE_READ_FAILED : EMEL_MODEL_FILE_SHORT_READ;
    return result;
}

struct emel__read_result emel__read_at(const struct emel_io_system *system, int descriptor,
                                       void *buffer, size_t bytes, uint64_t offset)
{
    size_t done;

    return read_between(system, descriptor, buffer, bytes, bytes, offset, &done);
}

static bool holds(const struct emel__window *window, uint64_t offset, size_t bytes)
{
    return offset >= window->offset && offset - window->offset <= window->held &&
           bytes <= window->held - (offset - window->offset);
}

const unsigned char *emel__window_at(struct emel__window *window, uint64_t offset, size_t bytes)
{
    if (!holds(window, offset, bytes)) {
        uint64_t ahead = window->file_size - offset;
        size_t most = ahead < EMEL__WINDOW_BYTES ? (size_t)ahead : EMEL__WINDOW_BYTES;

        window->offset = offset;
        window->held = 0;
        window->result = read_between(window->system, window->descriptor, window->buffer, bytes,
                                      most, offset, &window->held);
        if (window->result.error != EMEL_MODEL_FILE_NONE)
            return NULL;
    }
    return window->buffer + (offset - window->offset);
}
