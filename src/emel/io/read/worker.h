/* One worker of a transfer, and what it asks of the system. */
#ifndef EMEL_IO_READ_WORKER_H
#define EMEL_IO_READ_WORKER_H

#include "emel/io/read/stream.h"

#define EMEL__IO_READ_WINDOW_BYTES (UINT64_C(1) << 20) /* of the file, read at once */
/* With the pages that a direct read of it begins and ends in. */
#define EMEL__IO_READ_WINDOW_ROOM (EMEL__IO_READ_WINDOW_BYTES + 2 * EMEL__IO_READ_PAGE_BYTES)
#define EMEL__IO_READ_WINDOWS_MAX 8u /* of one load */

struct emel__io_read_worker {
    bool own_files;          /* whether it is to have descriptors with a readahead of their own */
    uint32_t file;           /* which file `descriptor` is of */
    int descriptor;          /* -1: none */
    unsigned char *window;   /* a buffer, page by page; NULL: none */
    uint64_t window_bytes;   /* how much of a file it has room for, wherever that begins */
    bool uncached, buffered; /* as those of the batch */
    uint64_t buffered_bytes, direct_bytes, read_calls;
    uint64_t useful_bytes; /* of these bytes, what the load wanted and now has */
};

/* The descriptor to read this file through. */
int emel__io_read_descriptor_for(const struct emel_io_read *read,
                                 struct emel__io_read_worker *worker, uint32_t file);

void emel__io_read_close_worker_file(const struct emel_io_read *read,
                                     struct emel__io_read_worker *worker);

/* Reads a range through the page cache.  False: not all of it could be read. */
bool emel__io_read_range(const struct emel_io_read *read, struct emel__io_read_worker *worker,
                         uint32_t file, uint64_t offset, uint64_t bytes, void *memory);

/* Whether all of a range is in the page cache, as far as can be told; else it counts as cached. */
bool emel__io_read_is_cached(const struct emel_io_read *read, uint32_t file, uint64_t offset,
                             uint64_t bytes);

/* Whether emel may open this file again, for a descriptor of its own. */
bool emel__io_read_may_reopen(const struct emel_io_read *read, uint32_t file);

#endif
