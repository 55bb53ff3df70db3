#define _DEFAULT_SOURCE      /* preadv */
#define _FILE_OFFSET_BITS 64 /* files over 2 GiB on 32-bit systems */
#define _TIME_BITS 64        /* and files of after 2038 */
#include "emel/io/system/system.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* Opening must not hang on a FIFO, so it does not block; but a lease on a regular file
 * answers that with EWOULDBLOCK, and then waiting for its holder is what helps. */
int emel__posix_open(void *context, const char *path, int *descriptor)
{
    const int flags = O_RDONLY | O_CLOEXEC | O_NOCTTY;
    struct stat now = { .st_size = 0 };
    int fd;

    (void)context;
    fd = open(path, flags | O_NONBLOCK);
    if (fd < 0 && errno == EWOULDBLOCK && stat(path, &now) == 0 && S_ISREG(now.st_mode))
        fd = open(path, flags);
    if (fd < 0)
        return errno;
    *descriptor = fd;
    return 0;
}

int emel__posix_stat(void *context, int descriptor, struct emel_io_stat *stat)
{
    struct stat now = { .st_size = 0 };

    (void)context;
    if (fstat(descriptor, &now) != 0)
        return errno;
#ifdef __APPLE__
    const struct timespec mtime = now.st_mtimespec;
#else
    const struct timespec mtime = now.st_mtim;
#endif
    *stat = (struct emel_io_stat){
        .stamp = {
            .device = (uint64_t)now.st_dev,
            .inode = (uint64_t)now.st_ino,
            .size = now.st_size > 0 ? (uint64_t)now.st_size : 0,
            .mtime_sec = (int64_t)mtime.tv_sec,
            .mtime_nsec = (uint32_t)mtime.tv_nsec,
        },
        .regular = S_ISREG(now.st_mode),
    };
    return 0;
}

int emel__posix_read(void *context, int descriptor, const struct iovec *slices, int count,
                     uint64_t offset, size_t *moved)
{
    ssize_t bytes;

    (void)context;
    if (count == 1)
        bytes = pread(descriptor, slices->iov_base, slices->iov_len, (off_t)offset);
    else
        bytes = preadv(descriptor, slices, count, (off_t)offset);
    if (bytes < 0)
        return errno;
    *moved = (size_t)bytes;
    return 0;
}

int emel__posix_close(void *context, int descriptor)
{
    (void)context;
    return close(descriptor) == 0 ? 0 : errno;
}

int emel__posix_random_access(void *context, int descriptor)
{
    (void)context;
#if defined POSIX_FADV_RANDOM
    return posix_fadvise(descriptor, 0, 0, POSIX_FADV_RANDOM);
#elif defined F_RDAHEAD
    return fcntl(descriptor, F_RDAHEAD, 0) == 0 ? 0 : errno;
#else
    (void)descriptor;
    return ENOSYS;
#endif
}
