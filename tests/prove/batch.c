/* Cutting a batch into pieces: src/emel/io/read/batch.c.  A piece ends where the next one begins,
 * the first begins where the batch does and the last ends with it: so the pieces cover the batch
 * once if each ends behind its begin. */
#include "emel/io/read/batch.c"

#define STREAM_BYTES (UINT64_C(1) << 61) /* more than layout.c proves for 2^20 spans */

/* Steps of at least a piece: whole pieces. */
/*@ requires cursor < stream_end <= STREAM_BYTES && EMEL__IO_READ_PIECE_BYTES <= step_bytes; */
void range_of_whole_pieces(uint64_t cursor, uint64_t stream_end, uint64_t step_bytes)
{
    const struct range range = range_of(cursor, stream_end, step_bytes);

    /*@ assert whole: range.piece == EMEL__IO_READ_PIECE_BYTES; */
    /*@ assert forward: cursor < range.end <= stream_end; */
    /*@ assert a_step: range.end - cursor <= step_bytes; */
    /*@ assert first:
      @     range.first * range.piece <= cursor + EMEL__IO_READ_PAGE_BYTES - 1 <
      @         (range.first + 1) * range.piece; */
    /*@ assert bounded: range.end <= (range.first + EMEL__IO_READ_PIECES_MAX - 1) * range.piece; */
    //@ check reached: \false;
}

/* Smaller steps: a part of a piece. */
/*@ requires cursor < stream_end <= STREAM_BYTES;
  @ requires 1 <= step_bytes < EMEL__IO_READ_PIECE_BYTES; */
void range_of_a_small_step(uint64_t cursor, uint64_t stream_end, uint64_t step_bytes)
{
    const struct range range = range_of(cursor, stream_end, step_bytes);

    /*@ assert a_part: range.piece == step_bytes; */
    /*@ assert forward: cursor < range.end <= stream_end; */
    /*@ assert a_step: range.end - cursor <= step_bytes; */
    /*@ assert one_piece: range.end <= (range.first + 1) * range.piece; */
    //@ check reached: \false;
}

/*@ requires range.piece == EMEL__IO_READ_PIECE_BYTES && 1 <= range.end <= STREAM_BYTES;
  @ requires range.first * range.piece <= range.end + EMEL__IO_READ_PAGE_BYTES;
  @ requires range.end <= (range.first + EMEL__IO_READ_PIECES_MAX - 1) * range.piece; */
void count_of_pieces(struct range range)
{
    const uint32_t count = count_pieces(range);

    /*@ assert counted: 1 <= count < EMEL__IO_READ_PIECES_MAX; */
    /*@ assert last_begins: count > 1 ==> (range.first + count - 1) * range.piece < range.end; */
    /*@ assert last_ends: range.end <= (range.first + count) * range.piece; */
    //@ check reached: \false;
}

/* Moved back by less than a page of the file. */
/*@ requires \valid_read(batch);
  @ assigns \nothing;
  @ ensures \result <= offset < \result + EMEL__IO_READ_PAGE_BYTES; */
uint64_t emel__io_read_page_begin(const struct emel__io_read_batch *batch, uint64_t offset);

/*@ requires \valid_read(batch) && batch->piece == EMEL__IO_READ_PIECE_BYTES;
  @ requires piece < batch->count <= EMEL__IO_READ_PIECES_MAX;
  @ requires batch->begin < batch->end <= STREAM_BYTES;
  @ requires batch->begin + EMEL__IO_READ_PAGE_BYTES - 1 < (batch->first + 1) * batch->piece;
  @ requires batch->first <= STREAM_BYTES;
  @ requires batch->count > 1 ==> (batch->first + batch->count - 1) * batch->piece < batch->end; */
void ends_of_a_piece(const struct emel__io_read_batch *batch, uint32_t piece)
{
    const uint64_t begin = emel__io_read_piece_begin(batch, piece);
    const uint64_t end = emel__io_read_piece_end(batch, piece);

    /*@ assert not_empty: begin < end; */
    /*@ assert inside: batch->begin <= begin && end <= batch->end; */
    //@ check reached: \false;
}
