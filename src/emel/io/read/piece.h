/* A piece of the stream, read by whichever way suits it. */
#ifndef EMEL_IO_READ_PIECE_H
#define EMEL_IO_READ_PIECE_H

#include "emel/io/read/worker.h"

/* What is not in the page cache, as far as it was looked at */
struct emel__io_read_cache_scan {
    bool direct;   /* some of it can be read around the cache */
    bool buffered; /* some of it cannot */
};

/* Looks at what lies between, and opens for direct reads the files of what is not cached,
 * where that is allowed. */
struct emel__io_read_cache_scan emel__io_read_scan_cache(struct emel_io_read *read, uint64_t begin,
                                                         uint64_t end);

/* `direct`: try that first, where it suits.  False: something in it could not be read. */
bool emel__io_read_copy_piece(const struct emel_io_read *read, struct emel__io_read_worker *worker,
                              bool direct, uint64_t begin, uint64_t end);

#endif
