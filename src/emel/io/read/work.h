/* What a load keeps between its steps, laid out in the work area of the request.
 *
 * Spans are visited in the order of (file, offset, index).  Each has an offset in the owner's
 * region, and one in the stream: the one axis on which everything that is to be read lies end
 * to end in that order.  An owned span's stream offset is its region offset plus a multiple of
 * the piece size that makes room for callers' targets, so a cut at a multiple of the piece size
 * falls on a 2 MiB border of the region. */
#ifndef EMEL_IO_READ_WORK_H
#define EMEL_IO_READ_WORK_H

#include <stdatomic.h>

#include "emel/io/plan/plan.h"
#include "emel/io/read.h"

#define EMEL__IO_READ_PIECE_BYTES (UINT64_C(2) << 20)
#define EMEL__IO_READ_PAGE_BYTES UINT64_C(4096)

/* Direct reads of one file. */
struct emel__io_read_direct_file {
    bool asked;          /* whether direct reads are possible is known: */
    int descriptor;      /* for them; -1: they are not */
    atomic_bool refused; /* by a read: set by any worker, checked by all */
};

struct emel__io_read_work {
    struct emel__io_plan plan;
    struct emel_io_read_options options; /* with the defaults filled in */
    struct emel__io_read_direct_file *direct;

    uint32_t *order;         /* of span indices */
    uint64_t *region_offset; /* by position in that order: where in the region */
    uint64_t *stream_offset; /* by position in that order: where in the stream */

    uint64_t stream_end;
    uint64_t cursor; /* everything before it in the stream is read */

    uint32_t reported_spans; /* spans before it are reported as done, */
    uint64_t reported_bytes; /* so many bytes in all */
    uint32_t landed_spans;   /* spans before it have landed */

    unsigned char *windows; /* of `window_count` workers, page by page; NULL: none */
    uint32_t window_count;

    struct emel_io_report report;
};

size_t emel__io_read_work_bytes(const void *self, const struct emel_io_load *load);

/* Lays the work area out for a request that was checked.  False: it is too small, which
 * read->failure describes. */
bool emel__io_read_prepare_work(struct emel_io_read *read);

/* Sorts the spans into the order in which they are visited. */
void emel__io_read_sort_by_file(struct emel_io_read *read);

#endif
