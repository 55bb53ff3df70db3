#include "emel/io/read/stream.h"

static const struct emel_io_span *span_at(const struct emel_io_read *read, uint32_t rank)
{
    return &read->load->spans[read->work->order[rank]];
}

unsigned char *emel__io_read_address(const struct emel_io_read *read, uint32_t rank)
{
    const struct emel_io_span *span = span_at(read, rank);

    return span->target ? span->target : read->work->region + read->work->place[rank];
}

static uint64_t end_of(const struct emel_io_read *read, uint32_t rank)
{
    return read->work->position[rank] + span_at(read, rank)->byte_size;
}

/* Positions never fall, and neither do ends. */
uint32_t emel__io_read_rank_at(const struct emel_io_read *read, uint64_t position)
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
    const uint32_t rank = emel__io_read_rank_at(read, position);

    if (rank == read->load->span_count)
        return read->work->line_end;
    return read->work->position[rank] > position ? read->work->position[rank] : position;
}

/* Both in the region with one shift, and near enough in the file: what lies between
 * them there is nobody's. */
static bool joins(const struct emel_io_read *read, uint32_t before, uint32_t rank, uint64_t gap)
{
    const struct emel_io_span *a = span_at(read, before), *b = span_at(read, rank);
    const uint64_t apart = b->file_offset - a->file_offset;

    return !a->target && !b->target && a->file_index == b->file_index && apart >= a->byte_size &&
           apart - a->byte_size <= gap &&
           read->work->position[rank] - read->work->position[before] == apart &&
           read->work->place[rank] - read->work->place[before] == apart;
}

/* The last rank of the segment that begins with `rank`. */
static uint32_t last_of(const struct emel_io_read *read, uint32_t rank, uint64_t end, uint64_t gap)
{
    uint32_t last = rank;

    for (uint32_t next = rank + 1; next < read->load->span_count; next++) {
        if (span_at(read, next)->byte_size == 0)
            continue;
        if (read->work->position[next] >= end || !joins(read, last, next, gap))
            break;
        last = next;
    }
    return last;
}

bool emel__io_read_next_segment(const struct emel_io_read *read, uint32_t *rank, uint64_t begin,
                                uint64_t end, uint64_t gap, struct emel__io_read_segment *segment)
{
    const struct emel__io_read_work *work = read->work;
    uint32_t first = *rank, last;
    uint64_t from, to;

    while (first < read->load->span_count &&
           (span_at(read, first)->byte_size == 0 || end_of(read, first) <= begin))
        first++;
    if (first == read->load->span_count || work->position[first] >= end)
        return false;
    last = gap == EMEL__IO_READ_ALONE ? first : last_of(read, first, end, gap);
    from = work->position[first] > begin ? work->position[first] : begin;
    to = end_of(read, last) < end ? end_of(read, last) : end;
    *segment = (struct emel__io_read_segment){
        .rank = first,
        .begin = from,
        .file = span_at(read, first)->file_index,
        .file_offset = span_at(read, first)->file_offset + (from - work->position[first]),
        .bytes = to - from,
        .memory = emel__io_read_address(read, first) + (from - work->position[first]),
    };
    *rank = last + 1;
    return true;
}
