/* How much is read for the runs of a batch, and how: what a step is planned by. */
#include "emel/io/read/sieve.h"

static uint64_t larger(uint64_t a, uint64_t b)
{
    return a > b ? a : b;
}

/* Of windows; a window of one run is that run. */
static uint64_t amplification_of_windows(const struct emel_io_part *part)
{
    if (part->file_stride > EMEL__IO_READ_WINDOW_BYTES - part->run_bytes)
        return 1;
    return part->file_stride / part->run_bytes + (part->file_stride % part->run_bytes > 0);
}

/* Of the pages that a run is in. */
static uint64_t amplification_of_pages(const struct emel_io_part *part)
{
    return (part->run_bytes + 2 * EMEL__IO_READ_PAGE_BYTES) / part->run_bytes + 1;
}

/* Whether direct reads of the part are of each run's pages, and not of windows. */
static bool is_read_by_pages(const struct emel_io_part *part)
{
    return part->file_stride - part->run_bytes >= EMEL__IO_READ_RUN_GAP_DIRECT;
}

static uint64_t amplification_of(const struct emel_io_part *part,
                                 const struct emel__io_read_cache_scan *found)
{
    const uint64_t gap = part->file_stride - part->run_bytes;
    uint64_t pages = 1;

    if (!found->direct && !found->buffered && gap > EMEL__IO_READ_RUN_GAP_CACHED)
        return 1;
    if (found->direct && is_read_by_pages(part))
        pages = amplification_of_pages(part);
    if (found->direct && is_read_by_pages(part) && !found->buffered)
        return pages;
    return larger(pages, amplification_of_windows(part));
}

uint64_t emel__io_read_amplification(const struct emel_io_read *read, uint64_t begin, uint64_t end,
                                     const struct emel__io_read_cache_scan *found)
{
    uint64_t most = 1;

    for (uint32_t i = emel__io_read_span_at(read, begin);
         i < read->load->span_count && read->work->stream_offset[i] < end; i++) {
        const struct emel_io_span *span = &read->load->spans[read->work->order[i]];
        const uint32_t count = emel__io_read_has_rows(read, i) ? span->part_count : 0;

        for (uint32_t part = 0; part < count; part++)
            most = larger(most, amplification_of(&span->parts[part], found));
    }
    return most;
}

/* A span that has rows has parts. */
static bool all_are_read_by_pages(const struct emel_io_span *span)
{
    for (uint32_t part = 0; part < span->part_count; part++)
        if (!is_read_by_pages(&span->parts[part]))
            return false;
    return true;
}

bool emel__io_read_by_pages(const struct emel_io_read *read, uint64_t begin, uint64_t end,
                            const struct emel__io_read_cache_scan *found)
{
    if (!found->direct || found->buffered)
        return false;
    for (uint32_t i = emel__io_read_span_at(read, begin);
         i < read->load->span_count && read->work->stream_offset[i] < end; i++)
        if (!emel__io_read_has_rows(read, i) ||
            !all_are_read_by_pages(&read->load->spans[read->work->order[i]]))
            return false;
    return true;
}
