#ifdef __linux__
#define _GNU_SOURCE /* O_DIRECT, O_PATH */
#else
#define _DEFAULT_SOURCE /* preadv */
#endif
#define _FILE_OFFSET_BITS 64 /* files over 2 GiB on 32-bit systems */
#define _TIME_BITS 64        /* and files of after 2038 */
#include "emel/io/system/system.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* --- opening -------------------------------------------------------------------------- */

#define FLAGS (O_RDONLY | O_CLOEXEC | O_NOCTTY)

static bool is_regular(int descriptor)
{
    struct stat now = { .st_size = 0 };

    return fstat(descriptor, &now) == 0 && S_ISREG(now.st_mode);
}

/* A lease on a regular file refuses an open that does not wait for its holder.  Waiting is safe
 * once the file is known to be regular; it is then opened through the descriptor that showed it,
 * for by now the path may name a FIFO. */
static int open_leased(const char *path)
{
    int fd = -1;
#if defined(__linux__) && defined(O_PATH)
    const int named = open(path, O_PATH | O_CLOEXEC);
    char again[sizeof "/proc/self/fd/" + 3 * sizeof named];
    int os_error = EWOULDBLOCK;

    if (named < 0)
        return -1;
    (void)snprintf(again, sizeof again, "/proc/self/fd/%d", named);
    if (is_regular(named)) {
        fd = open(again, FLAGS);
        os_error = errno;
    }
    (void)close(named);
    errno = os_error;
#else
    (void)path;
    errno = EWOULDBLOCK;
#endif
    return fd;
}

/* Opening must not wait for the writer of a FIFO.  Reading a regular file may wait. */
int emel__posix_open(void *context, const char *path, int *descriptor)
{
    int fd = open(path, FLAGS | O_NONBLOCK);

    (void)context;
    if (fd < 0 && errno == EWOULDBLOCK)
        fd = open_leased(path);
    if (fd < 0)
        return errno;
    if (is_regular(fd))
        (void)fcntl(fd, F_SETFL, FLAGS & ~O_CLOEXEC);
    *descriptor = fd;
    return 0;
}

/* --- the other calls --------------------------------------------------------------------- */

/* What a descriptor was opened for; one whose flags are not to be had is left to its reads. */
static void stat_flags(int descriptor, struct emel_io_stat *stat)
{
    const int flags = fcntl(descriptor, F_GETFL);

    if (flags < 0)
        return;
    stat->unreadable = (flags & O_ACCMODE) == O_WRONLY;
#ifdef O_PATH
    stat->unreadable = stat->unreadable || flags & O_PATH;
#endif
#ifdef O_DIRECT
    stat->direct = flags & O_DIRECT;
#endif
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
    stat_flags(descriptor, stat);
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
