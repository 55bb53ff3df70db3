/* Data sieving: the runs of a span with parts, read one by one or as windows of the file whose
 * runs are copied out, whichever is faster. */
#ifndef EMEL_IO_READ_SIEVE_H
#define EMEL_IO_READ_SIEVE_H

#include "emel/io/read/piece.h"

/* The gaps between runs that decide how they are read; see sieve.c. */
#define EMEL__IO_READ_RUN_GAP_CACHED UINT64_C(4096)
#define EMEL__IO_READ_RUN_GAP_DIRECT (UINT64_C(48) << 10)

/* The runs of one span in a range of the stream. */
struct emel__io_read_rows {
    const struct emel_io_span *span;
    unsigned char *memory; /* of the span's first byte */
    uint64_t begin, end;   /* of the span's memory */
    uint64_t stream_end;   /* where the range ends in the stream */
};

/* Whether a span is worth it: it has parts whose runs are short and apart. */
bool emel__io_read_has_rows(const struct emel_io_read *read, uint32_t sorted);

/* Those of [begin, end) of the stream that are in this span. */
struct emel__io_read_rows emel__io_read_rows(const struct emel_io_read *read, uint32_t sorted,
                                             uint64_t begin, uint64_t end);

/* Where the runs of a part reach in its file.  False: none is in the range. */
bool emel__io_read_reach(const struct emel__io_read_rows *rows, uint32_t part,
                         struct emel__io_read_segment *reach);

/* Reads them.  False: something in it could not be read. */
bool emel__io_read_sieve(const struct emel_io_read *read, struct emel__io_read_worker *worker,
                         const struct emel__io_read_rows *rows);

/* How many bytes are read at most for one byte that is wanted, in [begin, end) of the stream.
 * `found` is what a scan of the page cache said of it. */
uint64_t emel__io_read_amplification(const struct emel_io_read *read, uint64_t begin, uint64_t end,
                                     const struct emel__io_read_cache_scan *found);

/* Whether each run in [begin, end) is a direct read of its own, and nothing else is to be read. */
bool emel__io_read_by_pages(const struct emel_io_read *read, uint64_t begin, uint64_t end,
                            const struct emel__io_read_cache_scan *found);

#endif
