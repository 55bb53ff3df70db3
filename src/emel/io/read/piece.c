#include "emel/io/read/piece.h"

#include "emel/io/read/direct.h"
#include "emel/io/retry.h"

#define AHEAD_BYTES (UINT64_C(32) << 20) /* looked at together, before they are read */

/* --- cached or not ---------------------------------------------------------------- */

static bool is_cached(const struct emel_io_read *read, const struct emel__io_read_segment *segment)
{
    const struct emel_io_system *system = &read->system;
    bool all = true;

    return !system->cached ||
           system->cached(system->context, read->work->plan.files[segment->file].descriptor,
                          segment->file_offset, segment->bytes, &all) != 0 ||
           all;
}

static bool around_cache(const struct emel_io_read *read)
{
    const uint32_t caching = read->work->options.caching;

    return caching == EMEL_IO_READ_AUTOMATIC || caching == EMEL_IO_READ_DIRECT;
}

static void scan(struct emel_io_read *read, const struct emel__io_read_segment *segment,
                 struct emel__io_read_cache_scan *found)
{
    if (segment->bytes < EMEL__IO_READ_DIRECT_BYTES)
        return;
    if (read->work->options.caching != EMEL_IO_READ_DIRECT && is_cached(read, segment))
        return;
    if (around_cache(read))
        emel__io_read_open_direct(read, segment->file);
    if (emel__io_read_direct_allowed(read, segment))
        found->direct = true;
    else
        found->buffered = true;
}

/* Coarser than by pieces, for the workers wait: what is missed here is little, and only
 * read through the cache. */
struct emel__io_read_cache_scan emel__io_read_scan_cache(struct emel_io_read *read, uint64_t begin,
                                                         uint64_t end)
{
    struct emel__io_read_cache_scan found = { .direct = false };
    struct emel__io_read_segment segment;

    for (uint64_t at = begin; at < end; at += AHEAD_BYTES) {
        const uint64_t stop = end - at < AHEAD_BYTES ? end : at + AHEAD_BYTES;
        struct emel__io_read_walk walk =
            emel__io_read_walk(read, at, stop, EMEL__IO_READ_GAP_DIRECT);

        while (emel__io_read_next_segment(&walk, &segment))
            scan(read, &segment, &found);
    }
    return found;
}

static bool suits_direct(const struct emel_io_read *read,
                         const struct emel__io_read_segment *segment)
{
    if (!emel__io_read_direct_allowed(read, segment))
        return false;
    return read->work->options.caching == EMEL_IO_READ_DIRECT || !is_cached(read, segment);
}

/* --- descriptors ------------------------------------------------------------------ */

void emel__io_read_close_worker_file(const struct emel_io_read *read,
                                     struct emel__io_read_worker *worker)
{
    if (worker->descriptor >= 0)
        (void)read->system.close(read->system.context, worker->descriptor);
    worker->descriptor = -1;
}

static int descriptor_for(const struct emel_io_read *read, struct emel__io_read_worker *worker,
                          uint32_t file)
{
    const struct emel_io_system *system = &read->system;
    const int shared = read->work->plan.files[file].descriptor;

    if (!worker->own_files || !system->reopen || !emel__io_read_may_reopen(read, file))
        return shared;
    if (worker->descriptor < 0 || worker->file != file) {
        emel__io_read_close_worker_file(read, worker);
        worker->file = file;
        if (system->reopen(system->context, shared, &worker->descriptor) != 0)
            worker->descriptor = -1;
    }
    return worker->descriptor >= 0 ? worker->descriptor : shared;
}

/* --- buffered --------------------------------------------------------------------- */

static bool copy_segment(const struct emel_io_read *read, struct emel__io_read_worker *worker,
                         const struct emel__io_read_segment *segment)
{
    const struct emel__io_copied copied =
        emel__io_copy(&read->system, descriptor_for(read, worker, segment->file), segment->memory,
                      segment->file_offset, segment->bytes, segment->bytes);

    worker->buffered_bytes += copied.bytes;
    worker->read_calls += copied.calls;
    return copied.bytes == segment->bytes;
}

static bool copy_buffered(const struct emel_io_read *read, struct emel__io_read_worker *worker,
                          uint64_t begin, uint64_t end)
{
    struct emel__io_read_walk walk =
        emel__io_read_walk(read, begin, end, EMEL__IO_READ_GAP_BUFFERED);
    struct emel__io_read_segment segment;

    while (emel__io_read_next_segment(&walk, &segment))
        if (!copy_segment(read, worker, &segment))
            return false;
    return true;
}

/* --- a piece ---------------------------------------------------------------------- */

static bool copy(const struct emel_io_read *read, struct emel__io_read_worker *worker, bool direct,
                 uint64_t begin, uint64_t end)
{
    struct emel__io_read_walk walk = emel__io_read_walk(read, begin, end, EMEL__IO_READ_GAP_DIRECT);
    struct emel__io_read_segment segment;

    if (!direct)
        return copy_buffered(read, worker, begin, end);
    while (emel__io_read_next_segment(&walk, &segment)) {
        if (suits_direct(read, &segment) && emel__io_read_direct(read, worker, &segment))
            continue;
        if (!copy_buffered(read, worker, segment.begin, segment.begin + segment.bytes))
            return false;
    }
    return true;
}

bool emel__io_read_copy_piece(const struct emel_io_read *read, struct emel__io_read_worker *worker,
                              bool direct, uint64_t begin, uint64_t end)
{
    if (!copy(read, worker, direct, begin, end))
        return false;
    worker->useful_bytes += emel__io_read_wanted_between(read, begin, end);
    return true;
}
