#include "emel/io/retry.h"

#include <errno.h>

#define READ_BYTES_MAX UINT64_C(0x7ffff000) /* Linux moves no more in one call */
#define INTERRUPTIONS_MAX 1024              /* in a row, then it is an error */

int emel__io_open(const struct emel_io_system *system, const char *path, int *descriptor)
{
    int os_error = EINTR;

    for (unsigned i = 0; os_error == EINTR && i < INTERRUPTIONS_MAX; i++)
        os_error = system->open(system->context, path, descriptor);
    return os_error;
}

int emel__io_stat(const struct emel_io_system *system, int descriptor, struct emel_io_stat *stat)
{
    int os_error = EINTR;

    *stat = (struct emel_io_stat){ .regular = false }; /* a table need not know every field */
    for (unsigned i = 0; os_error == EINTR && i < INTERRUPTIONS_MAX; i++)
        os_error = system->stat(system->context, descriptor, stat);
    return os_error;
}

bool emel__io_unchanged(const struct emel_io_stamp *before, const struct emel_io_stamp *now)
{
    return before->size == now->size && before->mtime_sec == now->mtime_sec &&
           before->mtime_nsec == now->mtime_nsec;
}

int emel__io_read_once(const struct emel_io_system *system, int descriptor,
                       const struct iovec *slices, int count, uint64_t offset, size_t *moved,
                       uint64_t *calls)
{
    int os_error = EINTR;

    for (unsigned i = 0; os_error == EINTR && i < INTERRUPTIONS_MAX; i++, ++*calls)
        os_error = system->read(system->context, descriptor, slices, count, offset, moved);
    return os_error;
}

struct emel__io_copied emel__io_copy(const struct emel_io_system *system, int descriptor,
                                     void *memory, uint64_t file_offset, uint64_t least,
                                     uint64_t most)
{
    struct emel__io_copied copied = { .bytes = 0 };

    while (copied.bytes < least) {
        const uint64_t left = most - copied.bytes;
        const struct iovec slice = {
            .iov_base = (unsigned char *)memory + copied.bytes,
            .iov_len = (size_t)(left < READ_BYTES_MAX ? left : READ_BYTES_MAX),
        };
        size_t moved = 0;
        int os_error = emel__io_read_once(system, descriptor, &slice, 1, file_offset + copied.bytes,
                                          &moved, &copied.calls);

        if (!os_error && moved > slice.iov_len)
            os_error = EIO; /* a table that counts what it was not asked for */
        copied.os_error = os_error;
        if (os_error || moved == 0)
            break;
        copied.bytes += moved;
    }
    return copied;
}
