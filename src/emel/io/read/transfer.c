/* transferring: copies the next bytes of the stream, at most step_bytes of them.
 *
 * A step's part of the stream is cut into pieces that workers claim in file order.  When
 * a piece fails, those below it are finished; then it is read again span by span, on
 * one thread, and only that reading decides: so the lowest failing place is the one
 * reported, and a bad sector in a gap nobody asked for fails nothing. */
#include <stdatomic.h>

#include "emel/io/retry.h"
#include "emel/io/read/direct.h"
#include "emel/io/read/machine.h"
#include "emel/io/read/piece.h"

#define STEP_BYTES_MAX (UINT64_C(1) << 40)
#define WORKER_BYTES (UINT64_C(8) << 20) /* less is not worth a thread */
#define WORKERS_DIRECT 8u                /* keep a disk busy, whatever the processors */
#define WORKERS_BUFFERED 8u              /* saturate memory, if there are as many processors */
#define NONE UINT32_MAX

struct batch {
    struct emel_io_read *read;
    uint64_t begin, end; /* in the stream */
    uint64_t piece;      /* bytes */
    uint64_t first;      /* piece n begins about (first + n) * piece */
    uint32_t count;      /* of pieces */
    uint32_t workers;
    uint32_t stride;              /* pieces claimed at once */
    bool direct;                  /* where that suits */
    bool own_files;               /* each worker with a descriptor of its own */
    atomic_uint_least32_t next;   /* to be claimed */
    atomic_uint_least32_t failed; /* the lowest that failed */
};

static uint64_t smaller(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

/* --- cutting ---------------------------------------------------------------------- */

/* Put back, where it is inside a span, to a page of the file; except where steps are smaller
 * than pieces.  No position at the end of the stream is asked about: some span is behind it. */
static uint64_t page_begin(const struct batch *batch, uint64_t position)
{
    const struct emel_io_read *read = batch->read;
    const struct emel__io_read_work *work = read->work;
    const uint32_t sorted = emel__io_read_span_at(read, position);
    uint64_t inside, back;

    if (batch->piece < EMEL__IO_READ_PIECE_BYTES || work->stream_offset[sorted] >= position)
        return position;
    inside = position - work->stream_offset[sorted];
    back = (read->load->spans[work->order[sorted]].file_offset + inside) % EMEL__IO_READ_PAGE_BYTES;
    return back <= inside ? position - back : position;
}

/* Direct reads of both sides are to find whole blocks.  Others are cut on the region's 2 MiB
 * borders, so that no two workers fault one huge page. */
static uint64_t cut(const struct batch *batch, uint64_t position)
{
    return batch->direct ? page_begin(batch, position) : position;
}

static uint64_t piece_begin(const struct batch *batch, uint32_t piece)
{
    return piece ? cut(batch, (batch->first + piece) * batch->piece) : batch->begin;
}

static uint64_t piece_end(const struct batch *batch, uint32_t piece)
{
    return piece + 1 < batch->count ? piece_begin(batch, piece + 1) : batch->end;
}

/* As many whole pieces as step_bytes allows, or a part of one. */
static void set_out(struct batch *batch, struct emel_io_read *read)
{
    const struct emel__io_read_work *work = read->work;
    const uint64_t step = smaller(work->options.step_bytes, STEP_BYTES_MAX);
    const uint64_t piece = smaller(EMEL__IO_READ_PIECE_BYTES, step);
    /* A cursor that was put back belongs to the piece it was meant to begin. */
    const uint64_t slack = piece < EMEL__IO_READ_PIECE_BYTES ? 0 : EMEL__IO_READ_PAGE_BYTES - 1;

    *batch = (struct batch){
        .read = read,
        .piece = piece,
        .begin = work->cursor,
        .first = (work->cursor + slack) / piece,
        .stride = 1,
    };
    batch->end = smaller((batch->first + step / piece) * piece, work->cursor + step);
    batch->end = smaller(batch->end, work->stream_end);
    atomic_init(&batch->next, 0);
    atomic_init(&batch->failed, NONE);
}

static void cut_pieces(struct batch *batch)
{
    if (batch->end < batch->read->work->stream_end)
        batch->end = cut(batch, batch->end);
    batch->count = 1;
    if (batch->end > (batch->first + 1) * batch->piece)
        batch->count = (uint32_t)((batch->end - 1) / batch->piece - batch->first + 1);
}

/* --- workers ---------------------------------------------------------------------- */

/* At most: the stream has holes, and a load of small targets has little else. */
static uint64_t bytes_of(const struct batch *batch)
{
    return smaller(batch->end - batch->begin, batch->read->work->wanted_bytes);
}

static uint32_t count_workers(const struct batch *batch)
{
    const struct emel_io_read *read = batch->read;
    const struct emel_io_system *system = &read->system;
    const uint64_t worth = bytes_of(batch) / WORKER_BYTES;
    uint32_t most = read->work->options.workers;

    if (!system->run || worth == 0)
        return 1;
    if (most == 0 && batch->direct)
        most = WORKERS_DIRECT;
    else if (most == 0)
        most = system->processors
                   ? (uint32_t)smaller(system->processors(system->context), WORKERS_BUFFERED)
                   : 1;
    return (uint32_t)smaller(most, batch->count);
}

/* What is not cached and cannot be read around the cache is read in as many contiguous
 * parts as there are workers: pieces from here and there look random to the kernel, and
 * spoil its readahead. */
static void plan(struct batch *batch)
{
    struct emel__io_read_cache_scan scan = { .direct = false };

    if (bytes_of(batch) >= EMEL__IO_READ_DIRECT_BYTES)
        scan = emel__io_read_scan_cache(batch->read, batch->begin, batch->end);
    batch->direct = scan.direct;
    cut_pieces(batch);
    batch->workers = count_workers(batch);
    if (scan.buffered && !scan.direct && batch->workers > 1) {
        batch->stride = (batch->count + batch->workers - 1) / batch->workers;
        batch->own_files = true;
    }
}

static void note_failure(struct batch *batch, uint32_t piece)
{
    uint_least32_t lowest = atomic_load(&batch->failed);

    while (piece < lowest && !atomic_compare_exchange_weak(&batch->failed, &lowest, piece))
        ; /* `lowest` is what another worker noted meanwhile */
}

/* What each worker does: claims pieces until there are no more, or one below failed. */
static void run_worker(void *argument, uint32_t index)
{
    struct batch *batch = argument;
    struct emel__io_read_worker_file worker_file = { .own = batch->own_files, .descriptor = -1 };
    uint32_t piece, end;

    (void)index;
    do {
        piece = (uint32_t)atomic_fetch_add(&batch->next, batch->stride);
        end = (uint32_t)smaller((uint64_t)piece + batch->stride, batch->count);
        for (; piece < end && piece <= atomic_load(&batch->failed); piece++)
            if (!emel__io_read_copy_piece(batch->read, &worker_file, batch->direct,
                                          piece_begin(batch, piece), piece_end(batch, piece)))
                note_failure(batch, piece);
    } while (piece < batch->count && piece <= atomic_load(&batch->failed));
    emel__io_read_close_worker_file(batch->read, &worker_file);
}

/* Whatever the workers leave, for there may have been none, is done here. */
static void run(struct batch *batch)
{
    const struct emel_io_system *system = &batch->read->system;

    if (batch->workers > 1)
        (void)system->run(system->context, batch->workers, run_worker, batch);
    run_worker(batch, 0);
}

/* --- the step --------------------------------------------------------------------- */

/* Page by page, so that a bad page takes none before it with it. */
static struct emel__io_copied copy_pages(const struct emel_io_read *read,
                                         const struct emel__io_read_segment *segment)
{
    struct emel__io_copied all = { .bytes = 0 };

    while (all.bytes < segment->bytes) {
        const uint64_t at = segment->file_offset + all.bytes;
        const uint64_t bytes = smaller(EMEL__IO_READ_PAGE_BYTES - at % EMEL__IO_READ_PAGE_BYTES,
                                       segment->bytes - all.bytes);
        const struct emel__io_copied page =
            emel__io_copy(&read->system, read->work->files[segment->file].descriptor,
                          segment->memory + all.bytes, at, bytes, bytes);

        all.bytes += page.bytes;
        all.os_error = page.os_error;
        if (page.bytes < bytes)
            break;
    }
    return all;
}

/* The reading that decides; it begins with a page, wherever its piece was cut. */
static enum emel__io_read_event read_again(struct emel_io_read *read, const struct batch *batch,
                                           uint32_t piece)
{
    const uint64_t begin = page_begin(batch, piece_begin(batch, piece));
    const uint64_t end = piece_end(batch, piece);
    uint32_t sorted = emel__io_read_span_at(read, begin);
    struct emel__io_read_segment segment;

    while (emel__io_read_next_segment(read, &sorted, begin, end, EMEL__IO_READ_ALONE, &segment)) {
        const struct emel__io_copied copied = copy_pages(read, &segment);

        if (copied.bytes == segment.bytes)
            continue;
        emel__io_read_blame_span(read, read->work->order[segment.sorted],
                                 segment.file_offset + copied.bytes, copied.os_error);
        return copied.os_error ? IO_READ_READ_FAILED : IO_READ_SHORT_READ;
    }
    return IO_READ_PROGRESS;
}

enum emel__io_read_event emel__io_read_transfer(struct emel_io_read *read)
{
    struct emel__io_read_work *work = read->work;
    struct batch batch;

    work->cursor = emel__io_read_next_bytes(read, work->cursor);
    if (work->cursor == work->stream_end)
        return IO_READ_TRANSFERRED;
    set_out(&batch, read);
    plan(&batch);
    for (run(&batch); atomic_load(&batch.failed) != NONE; run(&batch)) {
        const uint32_t failed = (uint32_t)atomic_load(&batch.failed);
        const enum emel__io_read_event event = read_again(read, &batch, failed);

        if (event != IO_READ_PROGRESS)
            return event;
        atomic_store(&batch.next, failed + 1); /* those above may have been left */
        atomic_store(&batch.failed, NONE);
    }
    work->cursor = emel__io_read_next_bytes(read, batch.end);
    return work->cursor == work->stream_end ? IO_READ_TRANSFERRED : IO_READ_PROGRESS;
}
