#include "emel/io/read/stream.h"

#include "emel/io/plan/run.h"

static const struct emel_io_span *span_at(const struct emel_io_read *read, uint32_t sorted)
{
    return &read->load->spans[read->work->order[sorted]];
}

unsigned char *emel__io_read_address(const struct emel_io_read *read, uint32_t sorted)
{
    const struct emel_io_span *span = span_at(read, sorted);

    return span->target ? span->target
                        : read->work->plan.region + read->work->region_offset[sorted];
}

uint64_t emel__io_read_end_of(const struct emel_io_read *read, uint32_t sorted)
{
    return read->work->stream_offset[sorted] + span_at(read, sorted)->byte_size;
}

/* Offsets in the stream never fall, and neither do ends. */
uint32_t emel__io_read_span_at(const struct emel_io_read *read, uint64_t offset)
{
    uint32_t low = 0, high = read->load->span_count;

    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;

        if (emel__io_read_end_of(read, middle) > offset)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

uint64_t emel__io_read_next_bytes(const struct emel_io_read *read, uint64_t offset)
{
    const uint32_t sorted = emel__io_read_span_at(read, offset);

    if (sorted == read->load->span_count)
        return read->work->stream_end;
    return read->work->stream_offset[sorted] > offset ? read->work->stream_offset[sorted] : offset;
}

uint64_t emel__io_read_wanted_between(const struct emel_io_read *read, uint64_t begin, uint64_t end)
{
    uint64_t wanted = 0;

    for (uint32_t i = emel__io_read_span_at(read, begin); i < read->load->span_count; i++) {
        const uint64_t from = read->work->stream_offset[i], to = emel__io_read_end_of(read, i);

        if (from >= end)
            break;
        wanted += (to < end ? to : end) - (from > begin ? from : begin);
    }
    return wanted;
}

/* --- segments ------------------------------------------------------------------------ */

/* Both in the region with one shift, and near enough in the file.  The bytes between them belong
 * to no span. */
static bool joins(const struct emel_io_read *read, uint32_t before, uint32_t sorted, uint64_t gap)
{
    const struct emel_io_span *a = span_at(read, before), *b = span_at(read, sorted);
    const uint64_t apart = b->file_offset - a->file_offset;

    return !a->target && !b->target && !b->part_count && a->file_index == b->file_index &&
           apart >= a->byte_size && apart - a->byte_size <= gap &&
           read->work->stream_offset[sorted] - read->work->stream_offset[before] == apart &&
           read->work->region_offset[sorted] - read->work->region_offset[before] == apart;
}

/* The last span of the segment that begins with `sorted`. */
static uint32_t last_of(const struct emel_io_read *read, uint32_t sorted, uint64_t end,
                        uint64_t gap)
{
    uint32_t last = sorted;

    for (uint32_t next = sorted + 1; next < read->load->span_count; next++) {
        if (span_at(read, next)->byte_size == 0)
            continue;
        if (read->work->stream_offset[next] >= end || !joins(read, last, next, gap))
            break;
        last = next;
    }
    return last;
}

struct emel__io_read_walk emel__io_read_walk(const struct emel_io_read *read, uint64_t begin,
                                             uint64_t end, uint64_t gap)
{
    return (struct emel__io_read_walk){
        .read = read,
        .at = begin,
        .end = end,
        .gap = gap,
        .sorted = emel__io_read_span_at(read, begin),
    };
}

static uint64_t smaller(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

/* Where the segment that begins at walk->at ends in the stream. */
static uint64_t segment_end(struct emel__io_read_walk *walk, const struct emel__io_run *run)
{
    const uint64_t run_end = walk->at + run->bytes;
    uint32_t last = walk->sorted;

    if (span_at(walk->read, walk->sorted)->part_count)
        return smaller(run_end, walk->end);
    if (walk->gap != EMEL__IO_READ_ALONE)
        last = last_of(walk->read, walk->sorted, walk->end, walk->gap);
    walk->sorted = last;
    return smaller(emel__io_read_end_of(walk->read, last), walk->end);
}

bool emel__io_read_next_segment(struct emel__io_read_walk *walk,
                                struct emel__io_read_segment *segment)
{
    const struct emel_io_read *read = walk->read;
    struct emel__io_run run;
    uint64_t begin, end;

    while (walk->sorted < read->load->span_count &&
           (span_at(read, walk->sorted)->byte_size == 0 ||
            emel__io_read_end_of(read, walk->sorted) <= walk->at))
        walk->sorted++;
    if (walk->sorted == read->load->span_count)
        return false;
    begin = read->work->stream_offset[walk->sorted];
    if (walk->at < begin)
        walk->at = begin;
    if (walk->at >= walk->end)
        return false;
    run = emel__io_run_at(span_at(read, walk->sorted), walk->at - begin);
    *segment = (struct emel__io_read_segment){
        .sorted = walk->sorted,
        .begin = walk->at,
        .file = run.file,
        .file_offset = run.file_offset,
        .memory = emel__io_read_address(read, walk->sorted) + (walk->at - begin),
    };
    end = segment_end(walk, &run);
    segment->bytes = end - walk->at;
    walk->at = end;
    return true;
}
