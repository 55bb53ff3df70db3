/* What a `progress` transition tells. */
#include "emel/io/read/machine.h"
#include "emel/io/read/work.h"

/* Counts on from where it was told last: once through the spans in a whole load. */
bool emel__io_read_report_progress(struct emel_io_read *read)
{
    struct emel_io_load *load = read->load;
    struct emel__io_read_work *work = read->work;
    struct emel_io_progress_event progress = { .spans_total = load->span_count };
    uint64_t partly = 0;

    if (!load->on_progress)
        return true;
    for (; work->reported_spans < load->span_count; work->reported_spans++) {
        const uint64_t begin = work->stream_offset[work->reported_spans];
        const uint64_t bytes = load->spans[work->order[work->reported_spans]].byte_size;

        if (begin + bytes > work->cursor) {
            partly = work->cursor > begin ? work->cursor - begin : 0;
            break;
        }
        work->reported_bytes += bytes;
    }
    progress.bytes_done = work->reported_bytes + partly;
    progress.bytes_total = work->wanted_bytes;
    progress.spans_done = work->reported_spans;
    return load->on_progress(load->context, load, &progress);
}
