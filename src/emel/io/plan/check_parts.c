/* Checking the parts of a span.  Holes and overlaps are found from the numbers of each part, not
 * from its runs. */
#include "emel/io/plan/check.h"
#include "emel/io/plan/run.h"

/* A product for a message: UINT64_MAX if it does not fit. */
static uint64_t product(uint64_t a, uint64_t b)
{
    return a && b > UINT64_MAX / a ? UINT64_MAX : a * b;
}

/* Whether the last run ends within 63 bits.  By division: count * stride may wrap. */
static bool ends_in_range(const struct emel_io_part *part)
{
    const uint64_t end = INT64_MAX;

    return part->file_offset <= end && part->run_bytes <= end - part->file_offset &&
           (part->count - 1) <= (end - part->file_offset - part->run_bytes) / part->file_stride;
}

/* A part by itself. */
static bool check_part(const struct emel_io_load *load, const struct emel_io_span *span,
                       const struct emel_io_part *part, struct emel_io_error_event *error)
{
    if (part->reserved)
        return emel__io_break_rule(error, EMEL_IO_RULE_PART_RESERVED, part->reserved, 0);
    if (part->file_index >= load->file_count)
        return emel__io_break_rule(error, EMEL_IO_RULE_PART_FILE, part->file_index,
                                   load->file_count);
    error->file_index = part->file_index;
    if (part->count == 0)
        return emel__io_break_rule(error, EMEL_IO_RULE_PART_RUNS, 0, 1);
    if (part->run_bytes == 0 || part->run_bytes > span->byte_size)
        return emel__io_break_rule(error, EMEL_IO_RULE_PART_RUN_BYTES, part->run_bytes,
                                   span->byte_size);
    if (part->file_stride < part->run_bytes)
        return emel__io_break_rule(error, EMEL_IO_RULE_PART_STRIDE, part->file_stride,
                                   part->run_bytes);
    return ends_in_range(part) ||
           emel__io_break_rule(error, EMEL_IO_RULE_PART_END, part->file_offset, INT64_MAX);
}

/* Where the memory of a part begins: at `filled`. */
static bool check_begin(const struct emel_io_part *part, uint64_t filled,
                        struct emel_io_error_event *error)
{
    if (part->memory_offset == filled)
        return true;
    return emel__io_break_rule(
        error, part->memory_offset > filled ? EMEL_IO_RULE_PART_HOLE : EMEL_IO_RULE_PART_OVERLAP,
        part->memory_offset, filled);
}

/* One after the other.  *filled is what the parts before fill, and then with this one. */
static bool check_dense(const struct emel_io_span *span, const struct emel_io_part *part,
                        uint64_t *filled, struct emel_io_error_event *error)
{
    if (part->memory_stride != part->run_bytes)
        return emel__io_break_rule(error, EMEL_IO_RULE_PART_MEMORY_STRIDE, part->memory_stride,
                                   part->run_bytes);
    if (!check_begin(part, *filled, error))
        return false;
    if (part->count > (span->byte_size - *filled) / part->run_bytes)
        return emel__io_break_rule(error, EMEL_IO_RULE_PART_BYTES,
                                   product(part->count, part->run_bytes), span->byte_size);
    *filled += part->count * part->run_bytes;
    return true;
}

/* Run by run in turn.  *filled is what the parts before fill of the stride. */
static bool check_interleaved(const struct emel_io_span *span, const struct emel_io_part *part,
                              uint64_t *filled, struct emel_io_error_event *error)
{
    const struct emel_io_part *first = &span->parts[0];

    if (part->memory_stride != first->memory_stride)
        return emel__io_break_rule(error, EMEL_IO_RULE_PART_MEMORY_STRIDE, part->memory_stride,
                                   first->memory_stride);
    if (part->count != first->count)
        return emel__io_break_rule(error, EMEL_IO_RULE_PART_INTERLEAVING, part->count,
                                   first->count);
    if (!check_begin(part, *filled, error))
        return false;
    if (part->run_bytes > first->memory_stride - *filled)
        return emel__io_break_rule(error, EMEL_IO_RULE_PART_OVERLAP, *filled + part->run_bytes,
                                   first->memory_stride);
    *filled += part->run_bytes;
    return true;
}

/* What all parts fill is the span. */
static bool check_filled(const struct emel_io_span *span, uint64_t filled,
                         struct emel_io_error_event *error)
{
    const struct emel_io_part *first = &span->parts[0];

    if (!emel__io_parts_interleave(span))
        return filled == span->byte_size ||
               emel__io_break_rule(error, EMEL_IO_RULE_PART_BYTES, filled, span->byte_size);
    if (filled != first->memory_stride)
        return emel__io_break_rule(error, EMEL_IO_RULE_PART_MEMORY_STRIDE, first->memory_stride,
                                   filled);
    return (span->byte_size % filled == 0 && span->byte_size / filled == first->count) ||
           emel__io_break_rule(error, EMEL_IO_RULE_PART_BYTES, product(first->count, filled),
                               span->byte_size);
}

static bool check_each(const struct emel_io_load *load, const struct emel_io_span *span,
                       struct emel_io_error_event *error)
{
    const bool interleave = emel__io_parts_interleave(span);
    uint64_t filled = 0;

    for (uint32_t i = 0; i < span->part_count; i++) {
        const struct emel_io_part *part = &span->parts[i];

        error->part_index = i;
        error->file_offset = part->file_offset;
        if (!check_part(load, span, part, error))
            return false;
        if (!(interleave ? check_interleaved : check_dense)(span, part, &filled, error))
            return false;
    }
    error->part_index = EMEL_IO_NO_INDEX;
    return check_filled(span, filled, error);
}

bool emel__io_check_parts(const struct emel_io_load *load, const struct emel_io_span *span,
                          struct emel_io_error_event *error)
{
    if (!span->part_count)
        return true;
    if (span->part_count > EMEL_IO_PARTS_MAX)
        return emel__io_break_rule(error, EMEL_IO_RULE_PARTS_LIMIT, span->part_count,
                                   EMEL_IO_PARTS_MAX);
    if (!span->parts)
        return emel__io_break_rule(error, EMEL_IO_RULE_PARTS_MISSING, span->part_count, 0);
    if (span->file_index != span->parts[0].file_index ||
        span->file_offset != span->parts[0].file_offset)
        return emel__io_break_rule(error, EMEL_IO_RULE_PART_FIRST, span->file_offset,
                                   span->parts[0].file_offset);
    if (!check_each(load, span, error))
        return false;
    error->file_index = EMEL_IO_NO_INDEX;
    error->file_offset = EMEL_IO_NO_OFFSET;
    return true;
}
