/* Checking spans, targets and parts: src/emel/io/plan/check.c and check_parts.c; and the runs of
 * parts that passed: src/emel/io/plan/run.c. */
#include "emel/io/plan/run.c"
#include "emel/io/plan/check_parts.c"
#include "emel/io/plan/check.c"

/*@ assigns *error;
  @ ensures !\result; */
bool emel__io_break_rule(struct emel_io_error_event *error, enum emel_io_rule rule, uint64_t value,
                         uint64_t limit);

/* The end of the last run of a part, as a number that cannot wrap. */
/*@ logic integer last_byte(struct emel_io_part *part) =
  @     part->file_offset + (part->count - 1) * part->file_stride + part->run_bytes; */

/*@ predicate sound(struct emel_io_part *part, integer span_bytes) =
  @     1 <= part->count && 1 <= part->run_bytes <= span_bytes &&
  @     part->run_bytes <= part->file_stride && last_byte(part) <= INT64_MAX; */

/* Proved by the harness runs_of_a_part. */
/*@ requires \valid_read(part) && 1 <= part->file_stride && 1 <= part->count;
  @ assigns \nothing; */
static bool ends_in_range(const struct emel_io_part *part);

/*@ assigns \nothing;
  @ ensures a * b <= UINT64_MAX ==> \result == a * b; */
static uint64_t product(uint64_t a, uint64_t b);

/*@ requires \valid_read(load) && \valid_read(span) && \valid(error);
  @ requires \separated(load, span, error); */
void range_of_a_span(const struct emel_io_load *load, const struct emel_io_span *span,
                     struct emel_io_error_event *error)
{
    if (!check_range(load, span, error))
        return;
    /*@ assert in_a_file: span->file_index < load->file_count; */
    /*@ assert bounded: span->byte_size <= EMEL_IO_SPAN_BYTES_MAX; */
    /*@ assert ends: span->part_count == 0 ==> span->file_offset + span->byte_size <= INT64_MAX; */
    //@ check reached: \false;
}

/*@ requires \valid_read(load) && \valid_read(span) && \valid(error);
  @ requires \separated(load, span, error) && span->byte_size <= EMEL_IO_SPAN_BYTES_MAX;
  @ requires an_address: (uintptr_t)span->target <= UINTPTR_MAX; */
void target_of_a_span(const struct emel_io_load *load, const struct emel_io_span *span,
                      struct emel_io_error_event *error)
{
    if (!check_target(load, span, error))
        return;
    /*@ assert room: span->target != \null ==> span->byte_size <= span->target_bytes; */
    /*@ assert addresses:
      @     span->target != \null ==> (uintptr_t)span->target + span->byte_size <= UINTPTR_MAX; */
    /*@ assert owner: span->target == \null ==> load->owner.allocate != \null; */
    //@ check reached: \false;
}

/*@ requires \valid_read(policy) && \valid(error) && \separated(policy, error); */
void alignment_of_a_policy(const struct emel_io_policy *policy, struct emel_io_error_event *error)
{
    if (!check_alignment(policy, error))
        return;
    /*@ assert bounded: policy->alignment <= EMEL_IO_ALIGNMENT_MAX; */
    //@ check reached: \false;
}

/*@ requires \valid_read(part) && 1 <= part->count;
  @ requires 1 <= part->run_bytes <= part->file_stride; */
void runs_of_a_part(const struct emel_io_part *part)
{
    if (part->file_offset > INT64_MAX || part->run_bytes > INT64_MAX - part->file_offset) {
        /*@ assert far_off: part->file_offset + part->run_bytes > INT64_MAX; */
        return;
    }
    const uint64_t rest = (uint64_t)INT64_MAX - part->file_offset - part->run_bytes;
    const uint64_t most = rest / part->file_stride;

    /*@ assert fit: most * part->file_stride <= rest < (most + 1) * part->file_stride; */
    if (!ends_in_range(part)) {
        products_rise(most + 1, part->count - 1, part->file_stride);
        /*@ assert refused_beyond: last_byte(part) > INT64_MAX; */
        return;
    }
    products_rise(part->count - 1, most, part->file_stride);
    /*@ assert ends: last_byte(part) <= INT64_MAX; */
    const uint64_t end = emel__io_part_end(part);
    /*@ assert end: end == last_byte(part); */
    //@ check reached: \false;
}

/*@ requires \valid_read(load) && \valid_read(span) && \valid_read(part) && \valid(error);
  @ requires \separated(load, span, part, error); */
void one_part(const struct emel_io_load *load, const struct emel_io_span *span,
              const struct emel_io_part *part, struct emel_io_error_event *error)
{
    if (!check_part(load, span, part, error))
        return;
    /*@ assert in_a_file: part->file_index < load->file_count; */
    /*@ assert runs: 1 <= part->count && 1 <= part->run_bytes <= span->byte_size; */
    /*@ assert apart: part->run_bytes <= part->file_stride; */
    //@ check reached: \false;
}

/*@ requires \valid_read(span) && \valid_read(part) && \valid(error) && \valid(filled);
  @ requires \separated(span, part, error, filled);
  @ requires sound(part, span->byte_size) && *filled <= span->byte_size; */
void dense_part(const struct emel_io_span *span, const struct emel_io_part *part, uint64_t *filled,
                struct emel_io_error_event *error)
{
    const uint64_t before = *filled;
    const uint64_t most = (span->byte_size - before) / part->run_bytes;

    /*@ assert fit: most * part->run_bytes <= span->byte_size - before; */
    if (part->count <= most)
        products_rise(part->count, most, part->run_bytes);
    if (!check_dense(span, part, filled, error))
        return;
    /*@ assert behind_the_part_before: part->memory_offset == before; */
    /*@ assert fills: *filled == before + part->count * part->run_bytes; */
    /*@ assert inside: *filled <= span->byte_size; */
    //@ check reached: \false;
}

/*@ requires \valid_read(span) && \valid_read(span->parts) && \valid_read(part);
  @ requires \valid(error) && \valid(filled);
  @ requires \separated(span, span->parts, error, filled) && \separated(part, error, filled);
  @ requires sound(part, span->byte_size) && *filled <= span->parts[0].memory_stride;
  @ requires span->byte_size <= EMEL_IO_SPAN_BYTES_MAX && before < EMEL_IO_PARTS_MAX;
  @ requires *filled <= before * EMEL_IO_SPAN_BYTES_MAX; */
void interleaved_part(const struct emel_io_span *span, const struct emel_io_part *part,
                      uint32_t before, uint64_t *filled, struct emel_io_error_event *error)
{
    const uint64_t filled_before = *filled;

    if (!check_interleaved(span, part, filled, error))
        return;
    /*@ assert behind_the_part_before: part->memory_offset == filled_before; */
    /*@ assert fills: *filled == filled_before + part->run_bytes; */
    /*@ assert inside: *filled <= span->parts[0].memory_stride == part->memory_stride; */
    /*@ assert bounded: *filled <= (before + 1) * EMEL_IO_SPAN_BYTES_MAX; */
    //@ check reached: \false;
}

/*@ requires \valid_read(span) && \valid_read(span->parts) && \valid(error);
  @ requires \separated(span, span->parts, error) && 1 <= span->part_count;
  @ requires 1 <= filled; */
void all_parts(const struct emel_io_span *span, uint64_t filled, struct emel_io_error_event *error)
{
    const bool interleave = emel__io_parts_interleave(span);

    if (!check_filled(span, filled, error))
        return;
    /*@ assert once: interleave || filled == span->byte_size; */
    /*@ assert strides: interleave ==>
      @     filled == span->parts[0].memory_stride &&
      @     span->byte_size == span->parts[0].count * filled; */
    //@ check reached: \false;
}

/*@ requires \valid_read(part) && sound(part, span_bytes);
  @ requires row < part->count && within < part->run_bytes; */
void run_of_a_part(const struct emel_io_part *part, uint64_t span_bytes, uint64_t row,
                   uint64_t within)
{
    products_rise(row, part->count - 1, part->file_stride);
    const struct emel__io_run run = run_of(part, row, within);

    /*@ assert not_empty: 1 <= run.bytes <= part->run_bytes; */
    /*@ assert inside: part->file_offset <= run.file_offset; */
    /*@ assert ends: run.file_offset + run.bytes <= last_byte(part); */
    //@ check reached: \false;
}
