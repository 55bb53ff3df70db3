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

/* The piece that an offset lies in: facts about products that the solvers find only when they are
 * said. */
/*@ requires offset <= STREAM_BYTES && 1 <= piece <= EMEL__IO_READ_PIECE_BYTES;
  @ assigns \nothing;
  @ ensures offset / piece * piece <= offset < (offset / piece + 1) * piece;
  @ ensures (offset / piece + EMEL__IO_READ_PIECES_MAX - 1) * piece ==
  @     offset / piece * piece + (EMEL__IO_READ_PIECES_MAX - 1) * piece;
  @ ensures (EMEL__IO_READ_PIECES_MAX - 1) * piece <= STREAM_BYTES; */
static void piece_at(uint64_t offset, uint64_t piece)
{
    const uint64_t first = offset / piece, past = offset % piece;

    /*@ assert split: offset == first * piece + past; */
    /*@ assert product: (first + EMEL__IO_READ_PIECES_MAX - 1) * piece ==
      @     first * piece + (EMEL__IO_READ_PIECES_MAX - 1) * piece; */
    /*@ assert next: (first + 1) * piece == first * piece + piece; */
    (void)first, (void)past;
}

/* Of any size, as emel__io_read_shrink_batch leaves them. */
/*@ requires 1 <= range.piece <= EMEL__IO_READ_PIECE_BYTES && 1 <= range.end <= STREAM_BYTES;
  @ requires range.first <= STREAM_BYTES + EMEL__IO_READ_PAGE_BYTES;
  @ requires range.first * range.piece <= range.end + EMEL__IO_READ_PAGE_BYTES;
  @ requires range.end <= (range.first + EMEL__IO_READ_PIECES_MAX - 1) * range.piece; */
void count_of_pieces(struct range range)
{
    const uint64_t last = (range.end - 1) / range.piece;

    piece_at(range.end - 1, range.piece);
    if (last >= range.first + EMEL__IO_READ_PIECES_MAX - 1)
        products_rise(range.first + EMEL__IO_READ_PIECES_MAX - 1, last, range.piece);
    /*@ assert few: last < range.first + EMEL__IO_READ_PIECES_MAX - 1; */
    const uint32_t count = count_pieces(range);

    /*@ assert counted: 1 <= count < EMEL__IO_READ_PIECES_MAX; */
    /*@ assert last_begins: count > 1 ==> (range.first + count - 1) * range.piece < range.end; */
    /*@ assert last_ends: range.end <= (range.first + count) * range.piece; */
    //@ check reached: \false;
}

/* Moved back by less than a page of the file. */
/*@ requires \valid_read(batch);
  @ assigns \nothing;
  @ ensures \result <= offset < \result + EMEL__IO_READ_PAGE_BYTES;
  @ ensures batch->piece < EMEL__IO_READ_PIECE_BYTES ==> \result == offset; */
uint64_t emel__io_read_page_begin(const struct emel__io_read_batch *batch, uint64_t offset);

/*@ requires \valid_read(batch) && 1 <= batch->piece <= EMEL__IO_READ_PIECE_BYTES;
  @ requires piece < batch->count <= EMEL__IO_READ_PIECES_MAX;
  @ requires batch->begin < batch->end <= STREAM_BYTES;
  @ requires batch->begin < (batch->first + 1) * batch->piece;
  @ requires batch->direct && batch->piece == EMEL__IO_READ_PIECE_BYTES ==>
  @     batch->begin + EMEL__IO_READ_PAGE_BYTES - 1 < (batch->first + 1) * batch->piece;
  @ requires batch->first <= STREAM_BYTES;
  @ requires batch->count > 1 ==> (batch->first + batch->count - 1) * batch->piece < batch->end; */
void ends_of_a_piece(const struct emel__io_read_batch *batch, uint32_t piece)
{
    if (piece > 0)
        products_rise(batch->first + 1, batch->first + piece, batch->piece);
    if (piece + 1 < batch->count)
        products_rise(batch->first + piece + 1, batch->first + batch->count - 1, batch->piece);
    const uint64_t begin = emel__io_read_piece_begin(batch, piece);
    const uint64_t end = emel__io_read_piece_end(batch, piece);

    /*@ assert not_empty: begin < end; */
    /*@ assert inside: batch->begin <= begin && end <= batch->end; */
    //@ check reached: \false;
}

/* What the end of a batch may be, for its number of pieces. */
/*@ predicate holds_its_pieces(struct emel__io_read_batch *batch) =
  @     batch->first * batch->piece <= batch->begin < (batch->first + 1) * batch->piece &&
  @     batch->end <= (batch->first + EMEL__IO_READ_PIECES_MAX - 1) * batch->piece; */

/* Proved by the harness limit_of_pieces. */
/*@ requires \valid(batch) && batch->begin < batch->end <= STREAM_BYTES;
  @ requires 1 <= batch->piece <= EMEL__IO_READ_PIECE_BYTES;
  @ assigns batch->first, batch->end;
  @ ensures holds_its_pieces(batch) && batch->begin < batch->end <= \old(batch->end); */
static void limit_pieces(struct emel__io_read_batch *batch);

/*@ requires \valid(batch) && batch->begin < batch->end <= STREAM_BYTES;
  @ requires 1 <= batch->piece <= EMEL__IO_READ_PIECE_BYTES; */
void limit_of_pieces(struct emel__io_read_batch *batch)
{
    const uint64_t end = batch->end, begin = batch->begin, piece = batch->piece;

    piece_at(begin, piece);
    limit_pieces(batch);

    /*@ assert pieces: holds_its_pieces(batch); */
    /*@ assert forward: batch->begin == begin < batch->end <= end; */
    /*@ assert same_size: batch->piece == piece; */
    //@ check reached: \false;
}

/*@ requires \valid(batch) && \valid_read(batch->read) && \valid_read(batch->read->work);
  @ requires \separated(batch, batch->read, batch->read->work);
  @ requires 2 <= amplification && 1 <= batch->read->work->options.step_bytes;
  @ requires batch->begin < batch->end <= STREAM_BYTES;
  @ requires 1 <= batch->piece <= EMEL__IO_READ_PIECE_BYTES; */
void batch_that_shrinks(struct emel__io_read_batch *batch, uint64_t amplification)
{
    const uint64_t end = batch->end, begin = batch->begin;
    const uint64_t part = batch->piece / amplification;
    const uint64_t piece = part < PIECE_BYTES_MIN ? PIECE_BYTES_MIN : part;

    /*@ assert part: part <= EMEL__IO_READ_PIECE_BYTES; */
    emel__io_read_shrink_batch(batch, amplification);

    /*@ assert piece: batch->piece == piece >= PIECE_BYTES_MIN; */
    /*@ assert forward: batch->begin == begin < batch->end <= end; */
    /*@ assert pieces: holds_its_pieces(batch); */
    //@ check reached: \false;
}

/*@ requires \valid(batch) && \valid_read(batch->read) && \valid_read(batch->read->work);
  @ requires \separated(batch, batch->read, batch->read->work);
  @ requires 1 <= workers <= EMEL_IO_READ_WORKERS_MAX;
  @ requires batch->begin < batch->end <= STREAM_BYTES; */
void batch_in_parts(struct emel__io_read_batch *batch, uint32_t workers)
{
    const uint64_t end = batch->end, begin = batch->begin;

    emel__io_read_part_pieces(batch, workers);

    /*@ assert piece: PIECE_BYTES_MIN_CACHED <= batch->piece <= EMEL__IO_READ_PIECE_BYTES; */
    /*@ assert forward: batch->begin == begin < batch->end <= end; */
    /*@ assert pieces: holds_its_pieces(batch); */
    //@ check reached: \false;
}
