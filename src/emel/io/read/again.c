/* Reading a failed piece again: only this decides whether the load fails, and where. */
#include "emel/io/plan/run.h"
#include "emel/io/read/batch.h"
#include "emel/io/retry.h"

/* Page by page, so that a bad page takes no page before it along. */
static struct emel__io_copied copy_pages(const struct emel_io_read *read,
                                         const struct emel__io_read_segment *segment)
{
    struct emel__io_copied all = { .bytes = 0 };

    while (all.bytes < segment->bytes) {
        const uint64_t at = segment->file_offset + all.bytes;
        const uint64_t rest = segment->bytes - all.bytes;
        const uint64_t page = EMEL__IO_READ_PAGE_BYTES - at % EMEL__IO_READ_PAGE_BYTES;
        const uint64_t bytes = page < rest ? page : rest;
        const struct emel__io_copied copied =
            emel__io_copy(&read->system, read->work->plan.files[segment->file].descriptor,
                          segment->memory + all.bytes, at, bytes, bytes);

        all.bytes += copied.bytes;
        all.calls += copied.calls;
        all.os_error = copied.os_error;
        if (copied.bytes < bytes)
            break;
    }
    return all;
}

/* Where the page of the file begins that the byte at `offset` is in, or its run: wherever the
 * piece was cut, the same reads are made, and the same place is reported. */
static uint64_t begin_of_page(const struct emel_io_read *read, uint64_t offset)
{
    const uint32_t sorted = emel__io_read_span_at(read, offset);
    const struct emel__io_read_work *work = read->work;
    struct emel__io_run run;
    uint64_t back;

    if (work->stream_offset[sorted] >= offset)
        return offset;
    run = emel__io_run_at(&read->load->spans[work->order[sorted]],
                          offset - work->stream_offset[sorted]);
    back = run.file_offset % EMEL__IO_READ_PAGE_BYTES;
    return offset - (back < run.before ? back : run.before);
}

enum emel__io_read_event emel__io_read_again(struct emel__io_read_batch *batch, uint32_t piece)
{
    struct emel_io_read *read = batch->read;
    const uint64_t begin = emel__io_read_piece_begin(batch, piece);
    const uint64_t end = emel__io_read_piece_end(batch, piece);
    struct emel__io_read_walk walk =
        emel__io_read_walk(read, begin_of_page(read, begin), end, EMEL__IO_READ_ALONE);
    struct emel__io_read_worker counts = { .descriptor = -1 };
    enum emel__io_read_event event = IO_READ_PROGRESS;
    struct emel__io_read_segment segment;

    while (event == IO_READ_PROGRESS && emel__io_read_next_segment(&walk, &segment)) {
        const struct emel__io_copied copied = copy_pages(read, &segment);

        counts.buffered_bytes += copied.bytes;
        counts.read_calls += copied.calls;
        if (copied.bytes == segment.bytes)
            continue;
        emel__io_plan_fail_span(&read->work->plan, read->work->order[segment.sorted], segment.file,
                                segment.file_offset + copied.bytes, copied.os_error);
        event = copied.os_error ? IO_READ_READ_FAILED : IO_READ_SHORT_READ;
    }
    if (event == IO_READ_PROGRESS)
        counts.useful_bytes = emel__io_read_wanted_between(read, begin, end);
    emel__io_read_add_counts(batch, &counts);
    return event;
}
