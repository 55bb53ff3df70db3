/* transferring: reads the next bytes of the stream, at most step_bytes of them.
 *
 * A step's part of the stream is cut into pieces that workers claim in file order.  When a piece
 * fails, those below it are finished; then it is read again run by run, on one thread, and only
 * that reading decides.  So the lowest failing place is the one reported, and a bad sector among
 * bytes that nobody wants fails nothing. */
#include "emel/io/read/batch.h"
#include "emel/io/read/direct.h"
#include "emel/io/read/machine.h"
#include "emel/io/read/sieve.h"

#define WORKER_BYTES (UINT64_C(8) << 20) /* less is not worth a thread */
#define WORKERS_DIRECT 8u                /* keep a disk busy, whatever the processors */
#define WORKERS_PAGES 16u                /* the same, with reads of a few pages */
#define WORKERS_BUFFERED 8u              /* saturate memory, if there are as many processors */

static uint64_t smaller(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

/* --- planning ----------------------------------------------------------------------- */

/* At most: the stream has holes, and a load of small targets has little else. */
static uint64_t bytes_of(const struct emel__io_read_batch *batch)
{
    return smaller(batch->end - batch->begin, batch->read->work->plan.wanted_bytes);
}

/* How many workers share a window of the work area.  A run and its pages need no more than half. */
static uint32_t window_share(const struct emel__io_read_batch *batch)
{
    return batch->by_pages ? 2 : 1;
}

static uint32_t count_workers(const struct emel__io_read_batch *batch, uint64_t amplification)
{
    const struct emel_io_read *read = batch->read;
    const struct emel_io_system *system = &read->system;
    const uint64_t worth = bytes_of(batch) * amplification / WORKER_BYTES;
    const uint32_t windows = read->work->window_count * window_share(batch);
    uint32_t most = read->work->options.workers;

    if (!system->run || worth == 0)
        return 1;
    if (most == 0 && batch->direct)
        most = batch->by_pages ? WORKERS_PAGES : WORKERS_DIRECT;
    else if (most == 0)
        most = system->processors
                   ? (uint32_t)smaller(system->processors(system->context), WORKERS_BUFFERED)
                   : 1;
    if (read->work->windows) /* without one, a worker would read run by run */
        most = (uint32_t)smaller(most, windows);
    return most;
}

/* Whether the page cache is worth a look.  A few bytes are not, unless they are runs: those may be
 * spread over much of a file. */
static bool is_worth_a_look(const struct emel__io_read_batch *batch)
{
    return batch->read->work->windows || bytes_of(batch) >= EMEL__IO_READ_DIRECT_BYTES;
}

/* What is not cached and cannot be read around the cache is read in as many contiguous parts as
 * there are workers: pieces from here and there look random to the kernel, and spoil its
 * readahead. */
static void plan(struct emel__io_read_batch *batch)
{
    struct emel__io_read_cache_scan found = { .direct = false };
    uint64_t amplification = 1;
    uint32_t workers;

    if (is_worth_a_look(batch))
        found = emel__io_read_scan_cache(batch->read, batch->begin, batch->end);
    batch->direct = found.direct;
    batch->uncached = found.direct || found.buffered;
    batch->buffered = found.buffered;
    if (batch->read->work->windows) {
        amplification = emel__io_read_amplification(batch->read, batch->begin, batch->end, &found);
        batch->by_pages = emel__io_read_by_pages(batch->read, batch->begin, batch->end, &found);
    }
    emel__io_read_shrink_batch(batch, amplification);
    workers = count_workers(batch, amplification);
    if (amplification > 1 && !batch->uncached)
        emel__io_read_part_pieces(batch, workers);
    emel__io_read_cut_pieces(batch);
    batch->workers = (uint32_t)smaller(workers, batch->count);
    if (found.buffered && !found.direct && batch->workers > 1) {
        batch->stride = (batch->count + batch->workers - 1) / batch->workers;
        batch->own_files = true;
    }
}

/* --- workers -------------------------------------------------------------------------- */

static void note_failure(struct emel__io_read_batch *batch, uint32_t piece)
{
    uint_least32_t lowest = atomic_load(&batch->failed);

    while (piece < lowest && !atomic_compare_exchange_weak(&batch->failed, &lowest, piece))
        ; /* `lowest` is what another worker noted meanwhile */
}

static void read_piece(struct emel__io_read_batch *batch, struct emel__io_read_worker *worker,
                       uint32_t piece)
{
    if (emel__io_read_piece_is_done(batch, piece))
        return;
    if (emel__io_read_copy_piece(batch->read, worker, batch->direct,
                                 emel__io_read_piece_begin(batch, piece),
                                 emel__io_read_piece_end(batch, piece)))
        emel__io_read_piece_done(batch, piece);
    else
        note_failure(batch, piece);
}

static void give_window(const struct emel__io_read_batch *batch, uint32_t index,
                        struct emel__io_read_worker *worker)
{
    const struct emel__io_read_work *work = batch->read->work;
    const uint64_t bytes = EMEL__IO_READ_WINDOW_ROOM / window_share(batch);

    if (index >= work->window_count * window_share(batch))
        return;
    worker->window = work->windows + index * bytes;
    worker->window_bytes = bytes - 2 * EMEL__IO_READ_PAGE_BYTES;
}

/* What each worker does: claims pieces until there are no more, or one below failed. */
static void run_worker(void *argument, uint32_t index)
{
    struct emel__io_read_batch *batch = argument;
    struct emel__io_read_worker worker = {
        .own_files = batch->own_files,
        .descriptor = -1,
        .uncached = batch->uncached,
        .buffered = batch->buffered,
    };
    uint32_t piece, end;

    give_window(batch, index, &worker);
    do {
        piece = (uint32_t)atomic_fetch_add(&batch->next, batch->stride);
        end = (uint32_t)smaller((uint64_t)piece + batch->stride, batch->count);
        for (; piece < end && piece <= atomic_load(&batch->failed); piece++)
            read_piece(batch, &worker, piece);
    } while (piece < batch->count && piece <= atomic_load(&batch->failed));
    emel__io_read_close_worker_file(batch->read, &worker);
    emel__io_read_add_counts(batch, &worker);
}

/* What the workers leave, for there may have been none, is done here. */
static void run(struct emel__io_read_batch *batch)
{
    const struct emel_io_system *system = &batch->read->system;
    struct emel_io_report *report = &batch->read->work->report;
    uint32_t threads = 0;

    if (batch->workers > 1)
        threads = system->run(system->context, batch->workers, run_worker, batch);
    run_worker(batch, 0);
    if (threads < 1)
        threads = 1;
    if (report->workers < threads)
        report->workers = threads;
}

/* --- the step --------------------------------------------------------------------------- */

/* Runs until every piece is done, or one failed for good. */
static enum emel__io_read_event read_all(struct emel__io_read_batch *batch)
{
    enum emel__io_read_event event = IO_READ_PROGRESS;
    uint32_t failed;

    for (;;) {
        run(batch);
        failed = (uint32_t)atomic_load(&batch->failed);
        if (failed == EMEL__IO_READ_NO_PIECE)
            return IO_READ_PROGRESS;
        event = emel__io_read_again(batch, failed);
        if (event != IO_READ_PROGRESS)
            return event;
        emel__io_read_piece_done(batch, failed);
        atomic_store(&batch->next, failed + 1); /* those above may not have been read */
        atomic_store(&batch->failed, EMEL__IO_READ_NO_PIECE);
    }
}

static void report(const struct emel__io_read_batch *batch)
{
    struct emel_io_report *report = &batch->read->work->report;
    const uint64_t buffered = atomic_load(&batch->buffered_bytes);
    const uint64_t direct = atomic_load(&batch->direct_bytes);

    report->buffered_bytes += buffered;
    report->direct_bytes += direct;
    report->beyond_bytes += buffered + direct - atomic_load(&batch->useful_bytes);
    report->read_calls += atomic_load(&batch->read_calls);
}

enum emel__io_read_event emel__io_read_transfer(struct emel_io_read *read)
{
    struct emel__io_read_work *work = read->work;
    struct emel__io_read_batch batch;
    enum emel__io_read_event event;

    work->cursor = emel__io_read_next_bytes(read, work->cursor);
    if (work->cursor == work->stream_end)
        return IO_READ_TRANSFERRED;
    emel__io_read_begin_batch(&batch, read);
    plan(&batch);
    event = read_all(&batch);
    report(&batch);
    if (event != IO_READ_PROGRESS)
        return event;
    work->cursor = emel__io_read_next_bytes(read, batch.end);
    return work->cursor == work->stream_end ? IO_READ_TRANSFERRED : IO_READ_PROGRESS;
}
