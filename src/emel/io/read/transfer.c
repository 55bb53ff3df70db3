/* transferring: copies the next bytes of the line, at most step_bytes of them.
 *
 * A step's part of the line is cut into pieces that workers claim in file order.  When
 * a piece fails, those below it are finished; then it is read again span by span, on
 * one thread, and only that reading decides: so the lowest failing place is the one
 * reported, and a bad sector in a gap nobody asked for fails nothing. */
#include <stdatomic.h>

#include "emel/io/read/calls.h"
#include "emel/io/read/line.h"
#include "emel/io/read/machine.h"

#define GAP_BYTES UINT64_C(4096) /* read over: cheaper than another call */
#define STEP_BYTES_MAX (UINT64_C(1) << 40)
#define WORKER_BYTES (UINT64_C(8) << 20) /* fewer are not worth a thread */
#define WORKERS_DEFAULT 4u               /* the system starts no more than it has processors */
#define NONE UINT32_MAX

struct batch {
    const struct emel_io_read *read;
    uint64_t begin, end; /* on the line */
    uint64_t piece;      /* bytes; cuts fall on its multiples */
    uint32_t count;      /* of pieces */
    atomic_uint_least32_t next;   /* to be claimed */
    atomic_uint_least32_t failed; /* the lowest that failed */
};

static uint64_t smaller(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

static uint64_t piece_begin(const struct batch *batch, uint32_t piece)
{
    const uint64_t begin = (batch->begin / batch->piece + piece) * batch->piece;

    return piece ? begin : batch->begin;
}

static uint64_t piece_end(const struct batch *batch, uint32_t piece)
{
    return smaller((batch->begin / batch->piece + piece + 1) * batch->piece, batch->end);
}

static struct emel__io_read_copied copy_segment(const struct emel_io_read *read,
                                                const struct emel__io_read_segment *segment)
{
    return emel__io_read_copy(&read->system, read->work->files[segment->file].descriptor,
                              segment->memory, segment->file_offset, segment->bytes);
}

static bool copy_piece(const struct batch *batch, uint32_t piece)
{
    const uint64_t begin = piece_begin(batch, piece), end = piece_end(batch, piece);
    uint32_t rank = emel__io_read_rank_at(batch->read, begin);
    struct emel__io_read_segment segment;

    while (emel__io_read_next_segment(batch->read, &rank, begin, end, GAP_BYTES, &segment))
        if (copy_segment(batch->read, &segment).bytes < segment.bytes)
            return false;
    return true;
}

static void note_failure(struct batch *batch, uint32_t piece)
{
    uint_least32_t lowest = atomic_load(&batch->failed);

    while (piece < lowest && !atomic_compare_exchange_weak(&batch->failed, &lowest, piece))
        ; /* `lowest` is what another worker noted meanwhile */
}

/* What each worker does: claims pieces until there are no more, or one below failed. */
static void work(void *argument, uint32_t index)
{
    struct batch *batch = argument;

    (void)index;
    for (;;) {
        const uint32_t piece = (uint32_t)atomic_fetch_add(&batch->next, 1);

        if (piece >= batch->count || piece > atomic_load(&batch->failed))
            return;
        if (!copy_piece(batch, piece))
            note_failure(batch, piece);
    }
}

static uint32_t workers_of(const struct batch *batch)
{
    const uint32_t asked = batch->read->work->options.workers;
    const uint64_t worth = (batch->end - batch->begin) / WORKER_BYTES;
    const uint32_t most = asked ? asked : (uint32_t)smaller(worth, WORKERS_DEFAULT);

    return (uint32_t)smaller(most, batch->count);
}

/* Whatever the workers leave, for there may have been none, is done here. */
static void run(struct batch *batch)
{
    const struct emel_io_system *system = &batch->read->system;
    const uint32_t workers = workers_of(batch);

    if (workers > 1 && system->run)
        (void)system->run(system->context, workers, work, batch);
    work(batch, 0);
}

/* The reading that decides. */
static enum emel__io_read_event read_again(struct emel_io_read *read, const struct batch *batch,
                                           uint32_t piece)
{
    const uint64_t begin = piece_begin(batch, piece), end = piece_end(batch, piece);
    uint32_t rank = emel__io_read_rank_at(read, begin);
    struct emel__io_read_segment segment;

    while (emel__io_read_next_segment(read, &rank, begin, end, EMEL__IO_READ_ALONE, &segment)) {
        const struct emel__io_read_copied copied = copy_segment(read, &segment);

        if (copied.bytes == segment.bytes)
            continue;
        emel__io_read_blame_span(read, read->work->order[segment.rank],
                                 segment.file_offset + copied.bytes, copied.os_error);
        return copied.os_error ? IO_READ_READ_FAILED : IO_READ_SHORT_READ;
    }
    return IO_READ_PROGRESS;
}

/* As many whole pieces as step_bytes allows, or a part of one. */
static void cut_batch(struct batch *batch, const struct emel_io_read *read)
{
    const struct emel__io_read_work *work = read->work;
    const uint64_t step = smaller(work->options.step_bytes, STEP_BYTES_MAX);
    const uint64_t piece = smaller(EMEL__IO_READ_PIECE_BYTES, step);
    const uint64_t first = work->cursor / piece;

    batch->read = read;
    batch->piece = piece;
    batch->begin = work->cursor;
    batch->end = smaller((first + step / piece) * piece, work->line_end);
    batch->count = (uint32_t)((batch->end - 1) / piece - first + 1);
    atomic_init(&batch->next, 0);
    atomic_init(&batch->failed, NONE);
}

enum emel__io_read_event emel__io_read_transfer(struct emel_io_read *read)
{
    struct emel__io_read_work *work = read->work;
    struct batch batch;

    work->cursor = emel__io_read_next_bytes(read, work->cursor);
    if (work->cursor == work->line_end)
        return IO_READ_TRANSFERRED;
    cut_batch(&batch, read);
    for (run(&batch); batch.failed != NONE; run(&batch)) {
        const uint32_t failed = batch.failed;
        const enum emel__io_read_event event = read_again(read, &batch, failed);

        if (event != IO_READ_PROGRESS)
            return event;
        atomic_store(&batch.next, failed + 1); /* those above may have been left */
        atomic_store(&batch.failed, NONE);
    }
    work->cursor = emel__io_read_next_bytes(read, batch.end);
    return work->cursor == work->line_end ? IO_READ_TRANSFERRED : IO_READ_PROGRESS;
}

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
