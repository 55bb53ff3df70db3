/* What a load keeps between its steps, laid out in the work area of the request.
 *
 * Spans are visited in the order of (file, offset, index).  Each has a place in the
 * owner's region, and a offset in the stream: the one axis on which everything that
 * is to be copied lies end to end in that order.  An owned span's position is its
 * place plus a multiple of the piece size that makes room for callers' targets, so a
 * cut at a multiple of the piece size falls on a 2 MiB border of the region. */
#ifndef EMEL_IO_READ_WORK_H
#define EMEL_IO_READ_WORK_H

#include <stdatomic.h>

#include "emel/io/read.h"

#define EMEL__IO_READ_PIECE_BYTES (UINT64_C(2) << 20)
#define EMEL__IO_READ_PAGE_BYTES UINT64_C(4096)

struct emel__io_read_file {
    uint64_t end;              /* where the farthest span that wants bytes ends; 0: none does */
    int descriptor;            /* -1: not open */
    bool ours;                 /* opened here, and so closed here */
    struct emel_io_stamp seen; /* when it was inspected */

    bool direct_asked;          /* whether direct reads are to be had is known: */
    int direct;                 /* a descriptor for them; -1: none */
    atomic_bool direct_refused; /* by a read: noted by any worker, heeded by all */
};

struct emel__io_read_work {
    struct emel_io_read_options options; /* with the defaults filled in */
    uint32_t alignment;
    struct emel__io_read_file *files;
    uint32_t file; /* in hand: opening, inspecting and confirming go through them in turn */

    uint32_t *order;         /* of span indices */
    uint64_t *region_offset; /* by sorted in that order: offset in the region */
    uint64_t *stream_offset; /* by sorted: where in the stream */

    uint64_t owned_bytes;  /* of spans without a target */
    uint64_t wanted_bytes; /* of all spans */
    bool owns;             /* some span, even an empty one, is without a target, */
    bool lent;             /* and some have one */

    unsigned char *region; /* the owner's, from allocating to publishing or releasing */
    size_t region_bytes;
    uint64_t stream_end; /* of the stream */
    uint64_t cursor;     /* all before it is copied */

    uint32_t reported_spans; /* spans before it are told as done, */
    uint64_t reported_bytes; /* so many bytes in all */
};

size_t emel__io_read_work_bytes(const void *self, const struct emel_io_load *load);

/* Lays the work area out; false: it is missing or too small. */
bool emel__io_read_work_prepare(struct emel_io_read *read);

/* The next file from `file` on that a span wants bytes of; file_count: none. */
uint32_t emel__io_read_next_file(const struct emel_io_read *read, uint32_t file);

/* Sorts the spans that will be visited. */
void emel__io_read_sort_by_file(struct emel_io_read *read);

/* Leaves in read->failure who is to blame: nobody in particular; a span, with the first
 * byte not to be had; a file, with its lowest span that wants bytes. */
void emel__io_read_blame_nobody(struct emel_io_read *read);
void emel__io_read_blame_span(struct emel_io_read *read, uint32_t span, uint64_t file_offset,
                              int os_error);
void emel__io_read_blame_file(struct emel_io_read *read, uint32_t file, int os_error);

#endif
