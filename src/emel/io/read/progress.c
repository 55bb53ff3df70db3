/* Tells the caller, between two steps, which spans have landed and how far the load is. */
#include "emel/io/read/machine.h"
#include "emel/io/read/stream.h"

/* Each span once, in order, when everything before its end is read. */
static void land_spans(struct emel_io_read *read)
{
    struct emel__io_read_work *work = read->work;

    while (work->landed_spans < read->load->span_count &&
           emel__io_read_end_of(read, work->landed_spans) <= work->cursor) {
        const uint32_t sorted = work->landed_spans++;

        emel__io_plan_land(&work->plan, work->order[sorted], emel__io_read_address(read, sorted));
    }
}

/* How many bytes of a span are read. */
static uint64_t done_of(const struct emel_io_read *read, uint32_t sorted)
{
    const struct emel__io_read_work *work = read->work;
    const uint64_t begin = work->stream_offset[sorted], end = emel__io_read_end_of(read, sorted);

    if (work->cursor <= begin)
        return 0;
    return (work->cursor < end ? work->cursor : end) - begin;
}

/* Goes on from the span that was reported last: once through the spans in a whole load. */
static struct emel_io_progress_event progress_of(struct emel_io_read *read)
{
    struct emel__io_read_work *work = read->work;
    const uint32_t count = read->load->span_count;
    uint64_t partly = 0;

    for (; work->reported_spans < count; work->reported_spans++) {
        if (emel__io_read_end_of(read, work->reported_spans) > work->cursor) {
            partly = done_of(read, work->reported_spans);
            break;
        }
        work->reported_bytes += read->load->spans[work->order[work->reported_spans]].byte_size;
    }
    return (struct emel_io_progress_event){
        .bytes_done = work->reported_bytes + partly,
        .bytes_total = work->plan.wanted_bytes,
        .spans_done = work->reported_spans,
        .spans_total = count,
    };
}

bool emel__io_read_report_progress(struct emel_io_read *read)
{
    struct emel_io_load *load = read->load;
    struct emel_io_progress_event progress;

    if (read->event == IO_READ_TRANSFERRED && read->work->plan.wanted_bytes == 0)
        return true; /* nothing was read since the last report */
    if (load->on_landed)
        land_spans(read);
    if (!load->on_progress)
        return true;
    progress = progress_of(read);
    return load->on_progress(load->context, load, &progress);
}
