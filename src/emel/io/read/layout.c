/* allocating: lays the spans out in one region, and asks the owner once for it.
 *
 * A run of spans that follow each other in a file keeps one shift, memory minus file
 * offset, so that it can be read in one piece; that costs memory where the file has
 * gaps, so gaps are bounded.  Where alignment allows it, a run begins congruent to
 * its file offset modulo a page, so that direct reads need no second copy. */
#include "emel/io/read/stream.h"
#include "emel/io/read/machine.h"

#define GAP_SHARE 16 /* gaps and padding: at most 1/16 of the owned bytes */

struct layout {
    const struct emel_io_span *before; /* the owned span laid out last; NULL: none with bytes */
    uint64_t before_place;
    uint64_t end;        /* of the region so far */
    uint64_t spent;      /* bytes of gaps and page padding */
    uint64_t bias;       /* position minus place, of owned spans */
    uint64_t stream_end; /* of the stream so far */
};

static uint64_t up(uint64_t value, uint64_t alignment)
{
    const uint64_t past = value % alignment;

    return past ? value - past + alignment : value;
}

static bool affordable(const struct emel__io_read_work *work, struct layout *layout, uint64_t bytes)
{
    if (bytes > work->plan.owned_bytes / GAP_SHARE - layout->spent)
        return false;
    layout->spent += bytes;
    return true;
}

/* Whether the span goes on where the one before it left off, shift and all. */
static bool follows(const struct emel__io_read_work *work, struct layout *layout,
                    const struct emel_io_span *span)
{
    const struct emel_io_span *before = layout->before;
    uint64_t end;

    if (!before || before->file_index != span->file_index)
        return false;
    end = before->file_offset + before->byte_size;
    if (span->file_offset < end || span->file_offset - end > EMEL__IO_READ_GAP_DIRECT)
        return false;
    if ((span->file_offset - before->file_offset) % work->plan.alignment != 0)
        return false;
    return affordable(work, layout, span->file_offset - end);
}

/* Where a new run may begin: aligned, and congruent to the file where that is possible
 * and cheap. */
static uint64_t fresh_place(const struct emel__io_read_work *work, struct layout *layout,
                            const struct emel_io_span *span)
{
    const uint64_t place = up(layout->end, work->plan.alignment);
    const uint64_t wanted = span->file_offset % EMEL__IO_READ_PAGE_BYTES;
    const uint64_t padding =
        (wanted + EMEL__IO_READ_PAGE_BYTES - place % EMEL__IO_READ_PAGE_BYTES) %
        EMEL__IO_READ_PAGE_BYTES;

    if (padding % work->plan.alignment == 0 && affordable(work, layout, padding))
        return place + padding;
    return place;
}

static uint64_t place_owned(const struct emel__io_read_work *work, struct layout *layout,
                            const struct emel_io_span *span)
{
    uint64_t place;

    if (span->part_count)
        place = up(layout->end, work->plan.alignment);
    else if (follows(work, layout, span))
        place = layout->before_place + (span->file_offset - layout->before->file_offset);
    else
        place = fresh_place(work, layout, span);
    layout->before = span->part_count ? NULL : span;
    layout->before_place = place;
    layout->end = place + span->byte_size;
    return place;
}

/* The stream keeps the order of the file; the region has no room for targets.  So the
 * bias between them grows by whole pieces. */
static uint64_t position_owned(struct layout *layout, uint64_t place, uint64_t bytes)
{
    if (place + layout->bias < layout->stream_end)
        layout->bias = up(layout->stream_end - place, EMEL__IO_READ_PIECE_BYTES);
    layout->stream_end = place + layout->bias + bytes;
    return place + layout->bias;
}

/* Targets, and tensors without bytes: those point at the region's begin. */
static void place_elsewhere(struct emel__io_read_work *work, struct layout *layout, uint32_t sorted,
                            uint64_t bytes)
{
    work->region_offset[sorted] = 0;
    work->stream_offset[sorted] = layout->stream_end;
    layout->stream_end += bytes;
    if (bytes)
        layout->before = NULL;
}

/* Answers how much memory that takes. */
static uint64_t lay_out(struct emel_io_read *read)
{
    struct emel__io_read_work *work = read->work;
    struct layout layout = { .before = NULL };

    emel__io_read_sort_by_file(read);
    for (uint32_t sorted = 0; sorted < read->load->span_count; sorted++) {
        const struct emel_io_span *span = &read->load->spans[work->order[sorted]];

        if (span->target || span->byte_size == 0) {
            place_elsewhere(work, &layout, sorted, span->byte_size);
            continue;
        }
        work->region_offset[sorted] = place_owned(work, &layout, span);
        work->stream_offset[sorted] =
            position_owned(&layout, work->region_offset[sorted], span->byte_size);
    }
    work->stream_end = layout.stream_end;
    return layout.end;
}

enum emel__io_read_event emel__io_read_allocate(struct emel_io_read *read)
{
    const uint64_t bytes = lay_out(read);

    return emel__io_plan_allocate(&read->work->plan, bytes) ? IO_READ_ALLOCATED
                                                            : IO_READ_ALLOCATION_FAILED;
}

void emel__io_read_release(struct emel_io_read *read)
{
    emel__io_plan_release(&read->work->plan);
}
