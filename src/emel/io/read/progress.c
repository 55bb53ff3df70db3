/* What a `progress` transition tells. */
#include "emel/io/read/machine.h"
#include "emel/io/read/work.h"

/* Counts on from where it was told last: once through the spans in a whole load. */
bool emel__io_read_tell_progress(struct emel_io_read *read)
{
    struct emel_io_load *load = read->load;
    struct emel__io_read_work *work = read->work;
    struct emel_io_progress_event progress = { .spans_total = load->span_count };
    uint64_t partly = 0;

    if (!load->on_progress)
        return true;
    for (; work->told_rank < load->span_count; work->told_rank++) {
        const uint64_t begin = work->position[work->told_rank];
        const uint64_t bytes = load->spans[work->order[work->told_rank]].byte_size;

        if (begin + bytes > work->cursor) {
            partly = work->cursor > begin ? work->cursor - begin : 0;
            break;
        }
        work->told_bytes += bytes;
    }
    progress.bytes_done = work->told_bytes + partly;
    progress.bytes_total = work->wanted_bytes;
    progress.spans_done = work->told_rank;
    return load->on_progress(load->context, load, &progress);
}
