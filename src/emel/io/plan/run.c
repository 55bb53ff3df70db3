#include "emel/io/plan/run.h"

uint64_t emel__io_part_end(const struct emel_io_part *part)
{
    return part->file_offset + (part->count - 1) * part->file_stride + part->run_bytes;
}

bool emel__io_parts_interleave(const struct emel_io_span *span)
{
    return span->part_count > 0 && span->parts[0].memory_stride != span->parts[0].run_bytes;
}

/* The last part whose memory begins at or before `at`: their memory offsets rise. */
static const struct emel_io_part *part_at(const struct emel_io_span *span, uint64_t at)
{
    uint32_t low = 0, high = span->part_count;

    while (high - low > 1) {
        const uint32_t middle = low + (high - low) / 2;

        if (span->parts[middle].memory_offset <= at)
            low = middle;
        else
            high = middle;
    }
    return &span->parts[low];
}

/* Byte `within` of run number `row` of a part. */
static struct emel__io_run run_of(const struct emel_io_part *part, uint64_t row, uint64_t within)
{
    return (struct emel__io_run){
        .file = part->file_index,
        .file_offset = part->file_offset + row * part->file_stride + within,
        .bytes = part->run_bytes - within,
        .before = within,
    };
}

static struct emel__io_run dense_run(const struct emel_io_span *span, uint64_t at)
{
    const struct emel_io_part *part = part_at(span, at);
    const uint64_t inside = at - part->memory_offset;
    struct emel__io_run run = run_of(part, inside / part->run_bytes, inside % part->run_bytes);

    if (part->file_stride == part->run_bytes) { /* all of its runs are one */
        run.bytes = part->count * part->run_bytes - inside;
        run.before = inside;
    }
    return run;
}

struct emel__io_run emel__io_run_at(const struct emel_io_span *span, uint64_t at)
{
    const struct emel_io_part *part;
    uint64_t stride;

    if (!span->part_count)
        return (struct emel__io_run){
            .file = span->file_index,
            .file_offset = span->file_offset + at,
            .bytes = span->byte_size - at,
            .before = at,
        };
    if (!emel__io_parts_interleave(span))
        return dense_run(span, at);
    stride = span->parts[0].memory_stride;
    part = part_at(span, at % stride);
    return run_of(part, at / stride, at % stride - part->memory_offset);
}
