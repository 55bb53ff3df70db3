/* The stream: all bytes to be read, end to end in the order of (file, offset, index); and its
 * segments, each of which one read can fill. */
#ifndef EMEL_IO_READ_STREAM_H
#define EMEL_IO_READ_STREAM_H

#include "emel/io/read/work.h"

/* A range that is contiguous in its file and in memory. */
struct emel__io_read_segment {
    uint32_t sorted; /* the span it begins in: its position in work->order */
    uint64_t begin;  /* in the stream */
    uint32_t file;
    uint64_t file_offset, bytes;
    unsigned char *memory;
};

/* Where the span at this position of the order goes. */
unsigned char *emel__io_read_address(const struct emel_io_read *read, uint32_t sorted);

/* Where its bytes end in the stream. */
uint64_t emel__io_read_end_of(const struct emel_io_read *read, uint32_t sorted);

/* The first position that has bytes behind `offset` in the stream; span_count: none. */
uint32_t emel__io_read_span_at(const struct emel_io_read *read, uint64_t offset);

/* Where the next bytes behind `offset` are, for the stream has holes; stream_end: none. */
uint64_t emel__io_read_next_bytes(const struct emel_io_read *read, uint64_t offset);

/* The bytes of spans in [begin, end). */
uint64_t emel__io_read_wanted_between(const struct emel_io_read *read, uint64_t begin,
                                      uint64_t end);

/* A walk over the segments of [at, end).  `gap` is how many unwanted bytes may be read over to
 * make one segment of several spans; EMEL__IO_READ_ALONE: each span by itself.  A span with
 * parts gives a segment for each run. */
struct emel__io_read_walk {
    const struct emel_io_read *read;
    uint64_t at, end;
    uint64_t gap;
    uint32_t sorted;
};

#define EMEL__IO_READ_ALONE UINT64_MAX
#define EMEL__IO_READ_GAP_BUFFERED UINT64_C(4096)     /* cheaper than another call */
#define EMEL__IO_READ_GAP_DIRECT (UINT64_C(64) << 10) /* cheaper than another seek */

struct emel__io_read_walk emel__io_read_walk(const struct emel_io_read *read, uint64_t begin,
                                             uint64_t end, uint64_t gap);

/* False: there are no more. */
bool emel__io_read_next_segment(struct emel__io_read_walk *walk,
                                struct emel__io_read_segment *segment);

#endif
