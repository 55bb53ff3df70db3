#include "emel/model/file/window.h"

#include <errno.h>

#include "emel/model/file.h"

/* Reads in a row that may be interrupted before they have moved a byte. */
#define INTERRUPTIONS_MAX 1000

static int read_some(const struct emel_io_system *system, int descriptor,
                     const struct iovec *slice, uint64_t offset, size_t *moved)
{
    int os_error = EINTR;

    for (int i = 0; i < INTERRUPTIONS_MAX && os_error == EINTR; i++) {
        *moved = 0;
        os_error = system->read(system->context, descriptor, slice, 1, offset, moved);
    }
    return os_error;
}

/* Reads on until `least` bytes are there, and asks for up to `most`: what lies beyond
 * `least` is welcome, but not to be had is no error. */
static struct emel__read_result read_between(const struct emel_io_system *system, int descriptor,
                                             unsigned char *buffer, size_t least, size_t most,
                                             uint64_t offset, size_t *done)
{
    struct emel__read_result result = {.error = EMEL_MODEL_FILE_NONE, .file_offset = offset};

    for (*done = 0; *done < least;) {
        const struct iovec rest = {buffer + *done, most - *done};
        size_t moved = 0;

        result.file_offset = offset + *done;
        result.os_error = read_some(system, descriptor, &rest, result.file_offset, &moved);
        if (result.os_error != 0 || moved > rest.iov_len)
            result.error = EMEL_MODEL_FILE_READ_FAILED;
        else if (moved == 0)
            result.error = EMEL_MODEL_FILE_SHORT_READ;
        if (result.error != EMEL_MODEL_FILE_NONE)
            return result;
        *done += moved;
    }
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
