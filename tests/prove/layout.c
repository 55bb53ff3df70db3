/* Layout: src/emel/io/read/layout.c, one span at a time.  What holds for the spans before the
 * n-th is assumed, and holds with it again: so it holds for any number of spans. */
#include "emel/io/read/layout.c"

#include "lemmas.h"

/* What a span adds to the region at most: itself, its alignment and a page; and to the stream. */
#define PADDING_BYTES (EMEL_IO_ALIGNMENT_MAX + EMEL__IO_READ_PAGE_BYTES)
#define PLACE_BYTES (EMEL_IO_SPAN_BYTES_MAX + PADDING_BYTES)
#define POSITION_BYTES (PLACE_BYTES + EMEL__IO_READ_PIECE_BYTES)

/*@ predicate checked(struct emel_io_span *span) =
  @     span->byte_size <= EMEL_IO_SPAN_BYTES_MAX &&
  @     span->file_offset <= INT64_MAX - span->byte_size; */

/*@ predicate prepared(struct emel__io_read_work *work) =
  @     1 <= work->plan.alignment <= EMEL_IO_ALIGNMENT_MAX &&
  @     work->plan.owned_bytes <= EMEL_IO_SPANS_MAX * EMEL_IO_SPAN_BYTES_MAX; */

/*@ predicate within_share(struct emel__io_read_work *work, struct layout *layout) =
  @     layout->spent <= work->plan.owned_bytes / GAP_SHARE; */

/*@ requires 1 <= alignment <= UINT32_MAX && value <= UINT64_MAX - alignment;
  @ assigns \nothing;
  @ ensures value <= \result < value + alignment;
  @ ensures \result % alignment == 0; */
static uint64_t up(uint64_t value, uint64_t alignment);

/*@ requires \valid_read(work) && \valid(layout) && \valid_read(span);
  @ requires \separated(layout, span, work);
  @ requires prepared(work) && within_share(work, layout);
  @ requires layout->end <= UINT64_MAX / 2;
  @ assigns layout->spent;
  @ ensures layout->end <= \result <= layout->end + PADDING_BYTES;
  @ ensures \result % work->plan.alignment == 0;
  @ ensures within_share(work, layout); */
static uint64_t fresh_place(const struct emel__io_read_work *work, struct layout *layout,
                            const struct emel_io_span *span);

/*@ requires \valid_read(work) && \valid(layout) && \valid_read(span);
  @ requires layout->before != \null ==> \valid_read(layout->before) && checked(layout->before);
  @ requires \separated(layout, span, work, layout->before);
  @ requires prepared(work) && within_share(work, layout) && checked(span);
  @ assigns layout->spent;
  @ ensures \result ==> layout->before != \null;
  @ ensures \result ==> (span->file_offset - layout->before->file_offset) % work->plan.alignment == 0;
  @ ensures \result ==>
  @     span->file_offset >= layout->before->file_offset + layout->before->byte_size;
  @ ensures \result ==> span->file_offset <=
  @     layout->before->file_offset + layout->before->byte_size + EMEL__IO_READ_GAP_DIRECT;
  @ ensures within_share(work, layout); */
static bool follows(const struct emel__io_read_work *work, struct layout *layout,
                    const struct emel_io_span *span);

/*@ predicate placed(struct emel__io_read_work *work, struct layout *layout, integer spans) =
  @     layout->end <= spans * PLACE_BYTES && within_share(work, layout) &&
  @     (layout->before != \null ==>
  @         layout->before_place % work->plan.alignment == 0 &&
  @         layout->end == layout->before_place + layout->before->byte_size); */

/*@ requires \valid_read(work) && \valid(layout) && \valid_read(span);
  @ requires layout->before != \null ==> \valid_read(layout->before) && checked(layout->before);
  @ requires \separated(layout, span, work, layout->before);
  @ requires spans < EMEL_IO_SPANS_MAX && prepared(work) && checked(span);
  @ requires placed(work, layout, spans); */
void place_of_a_span(const struct emel__io_read_work *work, struct layout *layout,
                     const struct emel_io_span *span, uint32_t spans)
{
    const uint64_t end = layout->end;
    const uint64_t place = place_owned(work, layout, span);

    /*@ assert behind_the_others: end <= place <= end + PADDING_BYTES; */
    /*@ assert inside_the_region: place + span->byte_size == layout->end; */
    /*@ assert aligned: place % work->plan.alignment == 0; */
    /*@ assert room: layout->end <= (spans + 1) * PLACE_BYTES; */
    /*@ assert share: within_share(work, layout); */
    /*@ assert for_the_next: layout->before_place == place; */
    /*@ assert of_this_span: layout->before == \null || layout->before == span; */
    //@ check reached: \false;
}

/*@ requires \valid(layout) && bytes <= EMEL_IO_SPAN_BYTES_MAX && spans < EMEL_IO_SPANS_MAX;
  @ requires place <= spans * PLACE_BYTES + PADDING_BYTES;
  @ requires place + layout->bias <= spans * POSITION_BYTES + PADDING_BYTES;
  @ requires layout->bias % EMEL__IO_READ_PIECE_BYTES == 0;
  @ requires layout->stream_end <= spans * POSITION_BYTES; */
void position_of_a_span(struct layout *layout, uint64_t place, uint64_t bytes, uint32_t spans)
{
    const uint64_t end = layout->stream_end;
    const uint64_t position = position_owned(layout, place, bytes);

    /*@ assert behind_the_others: end <= position; */
    /*@ assert whole: position + bytes == layout->stream_end; */
    /*@ assert on_borders_of_the_region: layout->bias % EMEL__IO_READ_PIECE_BYTES == 0; */
    /*@ assert biased: position == place + layout->bias; */
    /*@ assert room: layout->stream_end <= (spans + 1) * POSITION_BYTES; */
    //@ check reached: \false;
}
