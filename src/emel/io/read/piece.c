#include "emel/io/read/piece.h"

#include "emel/io/retry.h"
#include "emel/io/read/direct.h"

#define AHEAD_BYTES (UINT64_C(32) << 20) /* looked at at once, before they are read */

/* --- cached or not ---------------------------------------------------------------- */

static bool is_cached(const struct emel_io_read *read, const struct emel__io_read_segment *segment)
{
    const struct emel_io_system *system = &read->system;
    bool all = true;

    return !system->cached ||
           system->cached(system->context, read->work->files[segment->file].descriptor,
                          segment->file_offset, segment->bytes, &all) != 0 ||
           all;
}

static void prepare(struct emel_io_read *read, const struct emel__io_read_segment *segment,
                    struct emel__io_read_cache_scan *scan)
{
    const uint32_t caching = read->work->options.caching;

    if (segment->bytes < EMEL__IO_READ_DIRECT_BYTES)
        return;
    if (caching != EMEL_IO_READ_DIRECT && is_cached(read, segment))
        return;
    if (caching != EMEL_IO_READ_BUFFERED)
        emel__io_read_open_direct(read, segment->file);
    if (emel__io_read_direct_allowed(read, segment))
        scan->direct = true;
    else
        scan->buffered = true;
}

/* Coarser than by pieces, for the workers wait: what is missed here is little, and only
 * read through the cache. */
struct emel__io_read_cache_scan emel__io_read_scan_cache(struct emel_io_read *read, uint64_t begin,
                                                         uint64_t end)
{
    struct emel__io_read_cache_scan scan = { .direct = false };
    struct emel__io_read_segment segment;

    for (uint64_t at = begin; at < end; at += AHEAD_BYTES) {
        const uint64_t stop = end - at < AHEAD_BYTES ? end : at + AHEAD_BYTES;
        uint32_t sorted = emel__io_read_span_at(read, at);

        while (
            emel__io_read_next_segment(read, &sorted, at, stop, EMEL__IO_READ_GAP_DIRECT, &segment))
            prepare(read, &segment, &scan);
    }
    return scan;
}

static bool suits_direct(const struct emel_io_read *read,
                         const struct emel__io_read_segment *segment)
{
    if (!emel__io_read_direct_allowed(read, segment))
        return false;
    return read->work->options.caching == EMEL_IO_READ_DIRECT || !is_cached(read, segment);
}

/* --- buffered --------------------------------------------------------------------- */

void emel__io_read_close_worker_file(const struct emel_io_read *read,
                                     struct emel__io_read_worker_file *worker_file)
{
    if (worker_file->descriptor >= 0)
        (void)read->system.close(read->system.context, worker_file->descriptor);
    worker_file->descriptor = -1;
}

static int descriptor_for(const struct emel_io_read *read,
                          struct emel__io_read_worker_file *worker_file, uint32_t file)
{
    const struct emel_io_system *system = &read->system;
    const int shared = read->work->files[file].descriptor;

    if (!worker_file->own || !system->reopen)
        return shared;
    if (worker_file->descriptor < 0 || worker_file->file != file) {
        emel__io_read_close_worker_file(read, worker_file);
        worker_file->file = file;
        if (system->reopen(system->context, shared, &worker_file->descriptor) != 0)
            worker_file->descriptor = -1;
    }
    return worker_file->descriptor >= 0 ? worker_file->descriptor : shared;
}

static bool copy_buffered(const struct emel_io_read *read,
                          struct emel__io_read_worker_file *worker_file, uint64_t begin,
                          uint64_t end)
{
    uint32_t sorted = emel__io_read_span_at(read, begin);
    struct emel__io_read_segment segment;

    while (emel__io_read_next_segment(read, &sorted, begin, end, EMEL__IO_READ_GAP_BUFFERED,
                                      &segment)) {
        const struct emel__io_copied copied =
            emel__io_copy(&read->system, descriptor_for(read, worker_file, segment.file),
                          segment.memory, segment.file_offset, segment.bytes, segment.bytes);

        if (copied.bytes < segment.bytes)
            return false;
    }
    return true;
}

/* --- a piece ---------------------------------------------------------------------- */

bool emel__io_read_copy_piece(const struct emel_io_read *read,
                              struct emel__io_read_worker_file *worker_file, bool direct,
                              uint64_t begin, uint64_t end)
{
    uint32_t sorted;
    struct emel__io_read_segment segment;

    if (!direct)
        return copy_buffered(read, worker_file, begin, end);
    sorted = emel__io_read_span_at(read, begin);
    while (
        emel__io_read_next_segment(read, &sorted, begin, end, EMEL__IO_READ_GAP_DIRECT, &segment)) {
        if (suits_direct(read, &segment) && emel__io_read_direct(read, &segment))
            continue;
        if (!copy_buffered(read, worker_file, segment.begin, segment.begin + segment.bytes))
            return false;
    }
    return true;
}
