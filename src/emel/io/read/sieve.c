/* The rule, as measured.  In the page cache, a gap of more than 4 KiB costs more to copy than a
 * call: one read for each run; else a window of 256 KiB, which stays in the processor's cache.
 * Not in the page cache, a device reads a window of 1 MiB faster than its runs; from a gap of
 * 48 KiB on it reads the pages of each run.  Runs that are not cached are never read one by one
 * through the page cache. */
#include "emel/io/read/sieve.h"

#include <string.h>

#include "emel/io/plan/run.h"
#include "emel/io/read/direct.h"

#define WINDOW_CACHED (UINT64_C(256) << 10)

static uint64_t smaller(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

/* --- which runs ----------------------------------------------------------------------- */

/* Runs as long as a direct read needs are segments like any other; so are parts without gaps. */
bool emel__io_read_has_rows(const struct emel_io_read *read, uint32_t sorted)
{
    const struct emel_io_span *span = &read->load->spans[read->work->order[sorted]];
    bool apart = emel__io_parts_interleave(span);

    for (uint32_t i = 0; i < span->part_count; i++) {
        if (span->parts[i].run_bytes >= EMEL__IO_READ_DIRECT_BYTES)
            return false;
        apart = apart || span->parts[i].file_stride > span->parts[i].run_bytes;
    }
    return apart;
}

struct emel__io_read_rows emel__io_read_rows(const struct emel_io_read *read, uint32_t sorted,
                                             uint64_t begin, uint64_t end)
{
    const uint64_t span_begin = read->work->stream_offset[sorted];
    const uint64_t stop = smaller(end, emel__io_read_end_of(read, sorted));

    return (struct emel__io_read_rows){
        .span = &read->load->spans[read->work->order[sorted]],
        .memory = emel__io_read_address(read, sorted),
        .begin = begin - span_begin,
        .end = stop - span_begin,
        .stream_end = stop,
    };
}

/* The rows [first, end) of a part that have bytes in the range. */
struct range {
    uint64_t first, end;
};

static struct range rows_of(const struct emel__io_read_rows *rows, const struct emel_io_part *part)
{
    struct range range = { .first = 0 };

    if (rows->begin > part->memory_offset) {
        const uint64_t inside = rows->begin - part->memory_offset;

        range.first = inside / part->memory_stride;
        range.first += inside % part->memory_stride >= part->run_bytes;
    }
    if (rows->end > part->memory_offset)
        range.end =
            smaller(part->count, (rows->end - part->memory_offset - 1) / part->memory_stride + 1);
    return range;
}

/* What of a run is in the range. */
static struct emel__io_read_segment row_of(const struct emel__io_read_rows *rows,
                                           const struct emel_io_part *part, uint64_t row)
{
    const uint64_t at = part->memory_offset + row * part->memory_stride;
    const uint64_t skip = rows->begin > at ? rows->begin - at : 0;

    return (struct emel__io_read_segment){
        .file = part->file_index,
        .file_offset = part->file_offset + row * part->file_stride + skip,
        .bytes = smaller(part->run_bytes, rows->end - at) - skip,
        .memory = rows->memory + at + skip,
    };
}

static uint64_t end_of(const struct emel__io_read_segment *run)
{
    return run->file_offset + run->bytes;
}

bool emel__io_read_reach(const struct emel__io_read_rows *rows, uint32_t part,
                         struct emel__io_read_segment *reach)
{
    const struct emel_io_part *of = &rows->span->parts[part];
    const struct range range = rows_of(rows, of);
    struct emel__io_read_segment last;

    if (range.first >= range.end)
        return false;
    *reach = row_of(rows, of, range.first);
    last = row_of(rows, of, range.end - 1);
    reach->bytes = end_of(&last) - reach->file_offset;
    return true;
}

/* --- windows ----------------------------------------------------------------------------- */

/* How many rows, from `row` on, lie in a window of so many bytes; at least one. */
static uint64_t rows_in(const struct emel_io_part *part, const struct range *range, uint64_t row,
                        uint64_t bytes)
{
    const uint64_t run = part->run_bytes < bytes ? part->run_bytes : bytes;

    return smaller((bytes - run) / part->file_stride + 1, range->end - row);
}

static void copy_out(const struct emel__io_read_rows *rows, const struct emel_io_part *part,
                     uint64_t row, uint64_t count, const unsigned char *data)
{
    const uint64_t begin = row_of(rows, part, row).file_offset;

    for (uint64_t i = 0; i < count; i++) {
        const struct emel__io_read_segment run = row_of(rows, part, row + i);

        memcpy(run.memory, data + (run.file_offset - begin), (size_t)run.bytes);
    }
}

static uint64_t window_bytes(const struct emel__io_read_rows *rows, const struct emel_io_part *part,
                             uint64_t row, uint64_t count)
{
    const struct emel__io_read_segment first = row_of(rows, part, row);
    const struct emel__io_read_segment last = row_of(rows, part, row + count - 1);

    return end_of(&last) - first.file_offset;
}

/* Through the page cache. */
static bool read_window(const struct emel_io_read *read, struct emel__io_read_worker *worker,
                        const struct emel__io_read_rows *rows, const struct emel_io_part *part,
                        uint64_t row, uint64_t count)
{
    const uint64_t bytes = window_bytes(rows, part, row, count);
    const uint64_t offset = row_of(rows, part, row).file_offset;

    if (!emel__io_read_range(read, worker, part->file_index, offset, bytes, worker->window))
        return false;
    copy_out(rows, part, row, count, worker->window);
    return true;
}

/* Around it. */
static bool read_direct(const struct emel_io_read *read, struct emel__io_read_worker *worker,
                        const struct emel__io_read_rows *rows, const struct emel_io_part *part,
                        uint64_t row, uint64_t count)
{
    const uint64_t bytes = window_bytes(rows, part, row, count);
    unsigned char *data;

    if (!emel__io_read_direct_window(read, worker, part->file_index,
                                     row_of(rows, part, row).file_offset, bytes, &data))
        return false;
    copy_out(rows, part, row, count, data);
    return true;
}

/* --- the rule ------------------------------------------------------------------------------ */

static bool is_cached(const struct emel_io_read *read, const struct emel__io_read_worker *worker,
                      const struct emel__io_read_rows *rows, const struct emel_io_part *part,
                      uint64_t row, uint64_t count)
{
    if (!worker->uncached)
        return true;
    return read->work->options.caching != EMEL_IO_READ_DIRECT &&
           emel__io_read_is_cached(read, part->file_index, row_of(rows, part, row).file_offset,
                                   window_bytes(rows, part, row, count));
}

/* Reads each run by itself, through the page cache.  Returns 0 if one could not be read. */
static uint64_t read_runs(const struct emel_io_read *read, struct emel__io_read_worker *worker,
                          const struct emel__io_read_rows *rows, const struct emel_io_part *part,
                          uint64_t row, uint64_t count)
{
    for (uint64_t i = 0; i < count; i++) {
        const struct emel__io_read_segment run = row_of(rows, part, row + i);

        if (!emel__io_read_range(read, worker, run.file, run.file_offset, run.bytes, run.memory))
            return 0;
    }
    return count;
}

/* Reads the pages of each run, around the page cache.  Returns how many runs were read, up to the
 * first that could not be read so. */
static uint64_t read_pages(const struct emel_io_read *read, struct emel__io_read_worker *worker,
                           const struct emel__io_read_rows *rows, const struct emel_io_part *part,
                           uint64_t row, uint64_t count)
{
    uint64_t done = 0;

    while (done < count && read_direct(read, worker, rows, part, row + done, 1))
        done++;
    return done;
}

/* The next rows of a part; 0: they could not be read. */
static uint64_t read_rows(const struct emel_io_read *read, struct emel__io_read_worker *worker,
                          const struct emel__io_read_rows *rows, const struct emel_io_part *part,
                          const struct range *range, uint64_t row)
{
    const uint64_t gap = part->file_stride - part->run_bytes;
    uint64_t count = rows_in(part, range, row, worker->window_bytes), done;

    if (is_cached(read, worker, rows, part, row, count)) {
        if (gap > EMEL__IO_READ_RUN_GAP_CACHED)
            return read_runs(read, worker, rows, part, row, count);
        count = rows_in(part, range, row, WINDOW_CACHED);
        return read_window(read, worker, rows, part, row, count) ? count : 0;
    }
    if (gap < EMEL__IO_READ_RUN_GAP_DIRECT && read_direct(read, worker, rows, part, row, count))
        return count;
    if (gap >= EMEL__IO_READ_RUN_GAP_DIRECT) {
        done = read_pages(read, worker, rows, part, row, count);
        if (done > 0)
            return done;
        if (!worker->buffered) /* windows read more than the step has room for */
            count = 1;
    }
    return read_window(read, worker, rows, part, row, count) ? count : 0;
}

static bool sieve_part(const struct emel_io_read *read, struct emel__io_read_worker *worker,
                       const struct emel__io_read_rows *rows, const struct emel_io_part *part)
{
    const struct range range = rows_of(rows, part);
    uint64_t done = 1;

    for (uint64_t row = range.first; done && row < range.end; row += done)
        done = read_rows(read, worker, rows, part, &range, row);
    return done > 0;
}

bool emel__io_read_sieve(const struct emel_io_read *read, struct emel__io_read_worker *worker,
                         const struct emel__io_read_rows *rows)
{
    for (uint32_t i = 0; i < rows->span->part_count; i++)
        if (!sieve_part(read, worker, rows, &rows->span->parts[i]))
            return false;
    return true;
}
