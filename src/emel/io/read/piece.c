#include "emel/io/read/piece.h"

#include "emel/io/read/direct.h"
#include "emel/io/read/sieve.h"

#define AHEAD_BYTES (UINT64_C(32) << 20) /* looked at together, before they are read */

/* --- cached or not ---------------------------------------------------------------- */

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
    if (read->work->options.caching != EMEL_IO_READ_DIRECT &&
        emel__io_read_is_cached(read, segment->file, segment->file_offset, segment->bytes))
        return;
    if (around_cache(read))
        emel__io_read_open_direct(read, segment->file);
    if (emel__io_read_direct_allowed(read, segment))
        found->direct = true;
    else
        found->buffered = true;
}

/* Of a span with parts, where each part reaches in its file. */
static void scan_parts(struct emel_io_read *read, struct emel__io_read_walk *walk,
                       const struct emel__io_read_segment *segment,
                       struct emel__io_read_cache_scan *found)
{
    const struct emel__io_read_rows rows =
        emel__io_read_rows(read, segment->sorted, segment->begin, walk->end);
    struct emel__io_read_segment reach = *segment;

    for (uint32_t i = 0; i < rows.span->part_count; i++)
        if (emel__io_read_reach(&rows, i, &reach))
            scan(read, &reach, found);
    walk->at = rows.stream_end;
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
            if (emel__io_read_has_rows(read, segment.sorted))
                scan_parts(read, &walk, &segment, &found);
            else
                scan(read, &segment, &found);
    }
    return found;
}

static bool suits_direct(const struct emel_io_read *read,
                         const struct emel__io_read_segment *segment)
{
    if (!emel__io_read_direct_allowed(read, segment))
        return false;
    return read->work->options.caching == EMEL_IO_READ_DIRECT ||
           !emel__io_read_is_cached(read, segment->file, segment->file_offset, segment->bytes);
}

/* --- segments --------------------------------------------------------------------- */

static bool read_buffered(const struct emel_io_read *read, struct emel__io_read_worker *worker,
                          const struct emel__io_read_segment *segment)
{
    return emel__io_read_range(read, worker, segment->file, segment->file_offset, segment->bytes,
                               segment->memory);
}

/* A segment of direct reads, in segments with smaller gaps. */
static bool copy_buffered(const struct emel_io_read *read, struct emel__io_read_worker *worker,
                          uint64_t begin, uint64_t end)
{
    struct emel__io_read_walk walk =
        emel__io_read_walk(read, begin, end, EMEL__IO_READ_GAP_BUFFERED);
    struct emel__io_read_segment segment;

    while (emel__io_read_next_segment(&walk, &segment))
        if (!read_buffered(read, worker, &segment))
            return false;
    return true;
}

static bool copy_segment(const struct emel_io_read *read, struct emel__io_read_worker *worker,
                         bool direct, const struct emel__io_read_segment *segment)
{
    if (!direct)
        return read_buffered(read, worker, segment);
    return (suits_direct(read, segment) && emel__io_read_direct(read, worker, segment)) ||
           copy_buffered(read, worker, segment->begin, segment->begin + segment->bytes);
}

/* --- a piece ---------------------------------------------------------------------- */

static bool copy(const struct emel_io_read *read, struct emel__io_read_worker *worker, bool direct,
                 uint64_t begin, uint64_t end)
{
    struct emel__io_read_walk walk = emel__io_read_walk(
        read, begin, end, direct ? EMEL__IO_READ_GAP_DIRECT : EMEL__IO_READ_GAP_BUFFERED);
    struct emel__io_read_segment segment;

    while (emel__io_read_next_segment(&walk, &segment)) {
        if (worker->window && emel__io_read_has_rows(read, segment.sorted)) {
            const struct emel__io_read_rows rows =
                emel__io_read_rows(read, segment.sorted, segment.begin, end);

            if (!emel__io_read_sieve(read, worker, &rows))
                return false;
            walk.at = rows.stream_end;
        } else if (!copy_segment(read, worker, direct, &segment)) {
            return false;
        }
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
