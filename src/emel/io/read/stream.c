#include "emel/io/read/stream.h"

static const struct emel_io_span *span_at(const struct emel_io_read *read, uint32_t sorted)
{
    return &read->load->spans[read->work->order[sorted]];
}

unsigned char *emel__io_read_address(const struct emel_io_read *read, uint32_t sorted)
{
    const struct emel_io_span *span = span_at(read, sorted);

    return span->target ? span->target : read->work->region + read->work->region_offset[sorted];
}

static uint64_t end_of(const struct emel_io_read *read, uint32_t sorted)
{
    return read->work->stream_offset[sorted] + span_at(read, sorted)->byte_size;
}

/* Positions never fall, and neither do ends. */
uint32_t emel__io_read_span_at(const struct emel_io_read *read, uint64_t position)
{
    uint32_t low = 0, high = read->load->span_count;

    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;

        if (end_of(read, middle) > position)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

uint64_t emel__io_read_next_bytes(const struct emel_io_read *read, uint64_t position)
{
    const uint32_t sorted = emel__io_read_span_at(read, position);

    if (sorted == read->load->span_count)
        return read->work->stream_end;
    return read->work->stream_offset[sorted] > position ? read->work->stream_offset[sorted]
                                                        : position;
}

/* Both in the region with one shift, and near enough in the file: what lies between
 * them there is nobody's. */
static bool joins(const struct emel_io_read *read, uint32_t before, uint32_t sorted, uint64_t gap)
{
    const struct emel_io_span *a = span_at(read, before), *b = span_at(read, sorted);
    const uint64_t apart = b->file_offset - a->file_offset;

    return !a->target && !b->target && a->file_index == b->file_index && apart >= a->byte_size &&
           apart - a->byte_size <= gap &&
           read->work->stream_offset[sorted] - read->work->stream_offset[before] == apart &&
           read->work->region_offset[sorted] - read->work->region_offset[before] == apart;
}

/* The last sorted of the segment that begins with `sorted`. */
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

bool emel__io_read_next_segment(const struct emel_io_read *read, uint32_t *sorted, uint64_t begin,
                                uint64_t end, uint64_t gap, struct emel__io_read_segment *segment)
{
    const struct emel__io_read_work *work = read->work;
    uint32_t first = *sorted, last;
    uint64_t from, to;

    while (first < read->load->span_count &&
           (span_at(read, first)->byte_size == 0 || end_of(read, first) <= begin))
        first++;
    if (first == read->load->span_count || work->stream_offset[first] >= end)
        return false;
    last = gap == EMEL__IO_READ_ALONE ? first : last_of(read, first, end, gap);
    from = work->stream_offset[first] > begin ? work->stream_offset[first] : begin;
    to = end_of(read, last) < end ? end_of(read, last) : end;
    *segment = (struct emel__io_read_segment){
        .sorted = first,
        .begin = from,
        .file = span_at(read, first)->file_index,
        .file_offset = span_at(read, first)->file_offset + (from - work->stream_offset[first]),
        .bytes = to - from,
        .memory = emel__io_read_address(read, first) + (from - work->stream_offset[first]),
    };
    *sorted = last + 1;
    return true;
}
