/* The stream: all bytes to be copied, end to end in the order of (file, offset, index);
 * and its segments, which one read can fill. */
#ifndef EMEL_IO_READ_STREAM_H
#define EMEL_IO_READ_STREAM_H

#include "emel/io/read/work.h"

struct emel__io_read_segment {
    uint32_t sorted; /* of the span it begins in */
    uint64_t begin;  /* in the stream */
    uint32_t file;
    uint64_t file_offset, bytes;
    unsigned char *memory;
};

/* Where the span of this sorted goes. */
unsigned char *emel__io_read_address(const struct emel_io_read *read, uint32_t sorted);

/* The first sorted that has bytes behind `position`; span_count: none. */
uint32_t emel__io_read_span_at(const struct emel_io_read *read, uint64_t position);

/* Where the next bytes behind `position` are, for the stream has holes; stream_end: none. */
uint64_t emel__io_read_next_bytes(const struct emel_io_read *read, uint64_t position);

/* Cuts the next segment out of [begin, end), beginning the search at *sorted and leaving
 * there where to go on.  `gap` is how many bytes that nobody asked for may be read over
 * to make one segment of several spans; EMEL__IO_READ_ALONE: each span by itself. */
#define EMEL__IO_READ_ALONE UINT64_MAX
#define EMEL__IO_READ_GAP_BUFFERED UINT64_C(4096)     /* cheaper than another call */
#define EMEL__IO_READ_GAP_DIRECT (UINT64_C(64) << 10) /* cheaper than another seek */
bool emel__io_read_next_segment(const struct emel_io_read *read, uint32_t *sorted, uint64_t begin,
                                uint64_t end, uint64_t gap, struct emel__io_read_segment *segment);

#endif
