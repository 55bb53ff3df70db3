/* What Linux has beyond POSIX: direct reads, and whether a range is in the page cache. */
#ifdef __linux__

#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* O_DIRECT, syscall */
#endif
#define _FILE_OFFSET_BITS 64
#define _TIME_BITS 64
#include "emel/io/system/system.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#if defined(__has_include)
#if __has_include(<linux/stat.h>)
#include <linux/stat.h> /* struct statx with what the libc's may lack */
#endif
#endif

#define DIRECT_BYTES 4096u              /* whole ones suit all that have direct reads */
#define LOOKS 16u                       /* into a range that is asked about */
#define LOOK_BYTES (UINT64_C(64) << 10) /* parts smaller than this are not worth it */

static uint64_t smaller(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

/* --- opening again ---------------------------------------------------------------- */

static bool same_file(int a, int b)
{
    struct emel_io_stat first, second;

    return emel__posix_stat(NULL, a, &first) == 0 && emel__posix_stat(NULL, b, &second) == 0 &&
           first.stamp.device == second.stamp.device && first.stamp.inode == second.stamp.inode;
}

/* Through /proc, for a path may mean another file by now; and F_SETFL would change the
 * descriptor for everybody who shares it. */
static int open_again(int descriptor, int flags, int *again)
{
    char path[sizeof "/proc/self/fd/" + 3 * sizeof descriptor];
    int fd;

    (void)snprintf(path, sizeof path, "/proc/self/fd/%d", descriptor);
    fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | flags);
    if (fd < 0)
        return errno;
    if (!same_file(descriptor, fd)) {
        (void)close(fd);
        return ESTALE;
    }
    *again = fd;
    return 0;
}

int emel__linux_reopen(void *context, int descriptor, int *again)
{
    (void)context;
    return open_again(descriptor, 0, again);
}

/* Kernels before 6.1 and some file systems do not say what direct reads ask for. */
static int direct_limits(int descriptor, struct emel_io_direct *limits)
{
    *limits = (struct emel_io_direct){ DIRECT_BYTES, DIRECT_BYTES };
#if defined(STATX_DIOALIGN) && defined(SYS_statx)
    struct statx now = { .stx_mask = 0 };

    if (syscall(SYS_statx, descriptor, "", AT_EMPTY_PATH, STATX_DIOALIGN, &now) != 0 ||
        !(now.stx_mask & STATX_DIOALIGN))
        return 0;
    if (now.stx_dio_mem_align == 0 || now.stx_dio_offset_align == 0)
        return EOPNOTSUPP;
    limits->memory_alignment = now.stx_dio_mem_align;
    limits->offset_alignment = now.stx_dio_offset_align;
#else
    (void)descriptor;
#endif
    return 0;
}

int emel__linux_reopen_direct(void *context, int descriptor, int *direct,
                              struct emel_io_direct *limits)
{
    int os_error = direct_limits(descriptor, limits);

    (void)context;
    return os_error ? os_error : open_again(descriptor, O_DIRECT, direct);
}

/* --- the page cache --------------------------------------------------------------- */

#ifndef RWF_NOWAIT
#define RWF_NOWAIT 8
#endif
#ifndef SYS_cachestat
#define SYS_cachestat 451 /* on every architecture, since Linux 6.5 */
#endif

struct cachestat_range {
    uint64_t offset, bytes;
};

struct cachestat_counts { /* pages */
    uint64_t cached, dirty, writeback, evicted, recently_evicted;
};

static uint64_t page_bytes(void)
{
    const long bytes = sysconf(_SC_PAGESIZE);

    return bytes > 0 ? (uint64_t)bytes : 4096;
}

/* EPERM to who neither owns nor may write the file, ENOSYS before Linux 6.5. */
static int count_cached(int descriptor, uint64_t offset, uint64_t bytes, bool *all)
{
    struct cachestat_range range = { offset, bytes };
    struct cachestat_counts counts = { 0 };
    const uint64_t page = page_bytes();

#ifdef EMEL_WITHOUT_CACHESTAT
    return ENOSYS;
#endif
    if (syscall(SYS_cachestat, descriptor, &range, &counts, 0u) != 0)
        return errno;
    *all = counts.cached >= (offset + bytes + page - 1) / page - offset / page;
    return 0;
}

/* preadv2 by its number: musl has it since 1.2.5 only.  The offset goes in two halves, and
 * where a long holds all of it the kernel does not look at the second. */
static long read_without_waiting(int descriptor, const struct iovec *slice, uint64_t offset)
{
    return syscall(SYS_preadv2, descriptor, slice, 1, (long)offset, (long)(offset >> 32),
                   RWF_NOWAIT);
}

/* Blocks that this thread has had read from devices, also by readahead. */
static long blocks_read(void)
{
    struct rusage used = { .ru_inblock = 0 };

    (void)getrusage(RUSAGE_THREAD, &used);
    return used.ru_inblock;
}

/* A page is in the page cache if it can be read without waiting and without the device.  A read
 * that does not wait still makes the device fetch a missing page, and a fast device may have it
 * before the read returns: then more blocks were read than `before`.  The fetched page is put out
 * again.  Callers ask about random pages: one that could not be put out would look cached to the
 * next load. */
static int probe_page(int descriptor, uint64_t offset, long before, bool *there)
{
    char byte;
    const struct iovec slice = { &byte, 1 };
    const uint64_t page = page_bytes();
    const bool was_read = read_without_waiting(descriptor, &slice, offset) == 1;

    if (!was_read && errno != EAGAIN)
        return errno;
    *there = was_read && blocks_read() == before;
    if (!*there)
        (void)posix_fadvise(descriptor, (off_t)(offset / page * page), (off_t)page,
                            POSIX_FADV_DONTNEED);
    return 0;
}

static uint64_t scrambled(uint64_t value)
{
    value = (value ^ (value >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    value = (value ^ (value >> 27)) * UINT64_C(0x94d049bb133111eb);
    return value ^ (value >> 31);
}

/* Counting every page costs a twentieth of copying them, and what is missing is rarely one
 * alone: a range is looked at somewhere in each of its parts. */
static int look(int descriptor, uint64_t offset, uint64_t bytes, bool *all)
{
    const uint64_t part = bytes / LOOKS;
    int os_error = 0;

    if (part < LOOK_BYTES)
        return count_cached(descriptor, offset, bytes, all);
    *all = true;
    for (unsigned i = 0; i < LOOKS && *all && !os_error; i++)
        os_error =
            count_cached(descriptor, offset + i * part + scrambled(offset + i) % part, 1, all);
    return os_error;
}

static int probe(int descriptor, uint64_t offset, uint64_t bytes, bool *all)
{
    const long before = blocks_read();
    struct timespec now = { 0 };
    uint64_t random;
    int os_error = 0;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    random = scrambled((uint64_t)now.tv_nsec ^ ((uint64_t)now.tv_sec << 30) ^ offset);
    *all = true;
    for (int i = 0; i < 2 && *all && !os_error; i++) {
        os_error = probe_page(descriptor, offset + random % bytes, before, all);
        random = scrambled(random);
    }
    return os_error;
}

int emel__linux_cached(void *context, int descriptor, uint64_t offset, uint64_t bytes, bool *all)
{
    (void)context;
    if (bytes == 0) {
        *all = true;
        return 0;
    }
    bytes = smaller(bytes, (uint64_t)INT64_MAX - offset);
    return look(descriptor, offset, bytes, all) == 0 ? 0 : probe(descriptor, offset, bytes, all);
}

#else
typedef int emel__no_linux; /* a translation unit has something in it */
#endif
