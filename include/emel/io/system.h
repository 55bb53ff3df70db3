/* emel/io/system.h - the operating-system calls a strategy makes, as a table.
 *
 * Everything emel asks of the system while it reads passes through this table:
 * memory-backed files, archives, an engine's own thread pool and every injected
 * fault come in here.  Only the functions marked optional may be NULL.
 *
 * Results     0, or the errno value that says why not.  No call sets errno for
 *             its caller, and no call of emel reads it.
 * Threads     read, cached, reopen* and close are called from the workers of a transfer,
 *             several at a time on one descriptor; the others only from the
 *             thread that drives the load.
 * Lifetime    the table is copied by whoever takes it; `context` stays yours and
 *             outlives the last call.
 * Units       offsets and sizes are bytes. */
#ifndef EMEL_IO_SYSTEM_H
#define EMEL_IO_SYSTEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/uio.h> /* struct iovec */

#include "emel/api.h"

EMEL_API_BEGIN

/* Which file it was, and how it stood.  Best effort by nature: size and
 * modification time only, as coarse as the file system's clock; reading changes
 * atime and a rename changes ctime, so neither counts. */
struct emel_io_stamp {
    uint64_t device, inode;
    uint64_t size;       /* bytes */
    int64_t mtime_sec;   /* seconds since the epoch */
    uint32_t mtime_nsec; /* and nanoseconds */
    uint32_t reserved;   /* 0 */
};

struct emel_io_stat {
    struct emel_io_stamp stamp;
    bool regular;    /* a regular file: neither device, pipe, socket nor folder */
    bool unreadable; /* the descriptor cannot be read: opened for writing only, or with O_PATH */
    bool direct;     /* the descriptor was opened for direct reads (O_DIRECT) */
    uint64_t reserved[2]; /* 0 */
};

/* What direct reads of one descriptor ask for, as statx(2) STATX_DIOALIGN tells. */
struct emel_io_direct {
    uint32_t memory_alignment; /* of the buffer, bytes: a power of two */
    uint32_t offset_alignment; /* of file offset and length, bytes: a power of two */
};

struct emel_io_system {
    void *context; /* yours; the first argument of every call */

    /* Opens `path` for reading.  Descriptors are 0 or more.  Must not block (a FIFO),
     * must not make a terminal the controlling one, and must be close-on-exec. */
    int (*open)(void *context, const char *path, int *descriptor);

    /* Describes an open file.  *stat is zeroed before the call. */
    int (*stat)(void *context, int descriptor, struct emel_io_stat *stat);

    /* Positional vectored read, as preadv(2): moves up to the bytes `slices` hold
     * from `offset` on and says how many in `*moved`; fewer is not an error, 0 is
     * the end of the file.  May answer EINTR; it is asked again.  What a direct read
     * leaves out is read through the cache. */
    int (*read)(void *context, int descriptor, const struct iovec *slices, int count,
                uint64_t offset, size_t *moved);

    /* Closes a descriptor that open or reopen gave.  Called exactly once for
     * each, whatever it answers. */
    int (*close)(void *context, int descriptor);

    /* Optional.  Opens the same file once more, for a reader with a readahead of its
     * own.  Never changes `descriptor` itself.  Any error: read through that one. */
    int (*reopen)(void *context, int descriptor, int *again);

    /* Optional.  The same, for direct reads that bypass the page cache, and says what
     * those ask for.  Any error means buffered reading, never a failed load. */
    int (*reopen_direct)(void *context, int descriptor, int *direct, struct emel_io_direct *limits);

    /* Optional.  Whether all of [offset, offset + bytes) is in the page cache, as far as
     * a few looks tell: it decides how bytes are read, never which.  An error means:
     * cannot tell. */
    int (*cached)(void *context, int descriptor, uint64_t offset, uint64_t bytes, bool *all);

    /* Optional.  Calls work(argument, 0 .. count - 1), each at most once, on up to `count`
     * threads, and returns when all of them have returned.  The default blocks signals in its
     * threads, except those of a fault in the thread itself (SIGSEGV, SIGBUS, SIGFPE, SIGILL,
     * SIGTRAP).  Answers how many threads
     * that were; fewer, or none, is not an error, for the caller does what is left.
     * Without it a transfer uses the calling thread alone. */
    uint32_t (*run)(void *context, uint32_t count, void (*work)(void *argument, uint32_t index),
                    void *argument);

    /* Optional.  How many threads can work at once, at least 1. */
    uint32_t (*processors)(void *context);

    /* Optional.  Says that the reads of this descriptor will not be sequential, so that the
     * system does not read ahead; as posix_fadvise(2) with POSIX_FADV_RANDOM.  Called only for
     * descriptors of this table's open, before the first read.  Errors are ignored. */
    int (*random_access)(void *context, int descriptor);

    /* Optional.  Calls entry(argument, name) for each name in a folder, in any order, until
     * that returns false.  ENOTDIR: the path is not a folder. */
    int (*list)(void *context, const char *path, bool (*entry)(void *argument, const char *name),
                void *argument);

    uint64_t reserved[4]; /* 0 */
};

/* The system emel runs on: POSIX calls, and where it is Linux also direct reads
 * and page-cache queries.  Constant, shared, always there. */
const struct emel_io_system *emel_io_system_default(void);

EMEL_API_END

#endif
