#include "emel/io/read/batch.h"

#define STEP_BYTES_MAX (UINT64_C(1) << 40)
/* The smallest piece of a batch that reads more than is wanted, in bytes of memory.  From a device
 * it may be tiny: for a few bytes of memory, MiB of a file may have to be read. */
#define PIECE_BYTES_MIN_CACHED (UINT64_C(64) << 10)
#define PIECE_BYTES_MIN UINT64_C(256)

static uint64_t smaller(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

/* Moved back, inside one span, to where a page of the file begins; not where steps are smaller
 * than pieces.  Never asked about the end of the stream: some span is behind the offset. */
uint64_t emel__io_read_page_begin(const struct emel__io_read_batch *batch, uint64_t offset)
{
    const struct emel_io_read *read = batch->read;
    const struct emel__io_read_work *work = read->work;
    const uint32_t sorted = emel__io_read_span_at(read, offset);
    const struct emel_io_span *span = &read->load->spans[work->order[sorted]];
    uint64_t inside, back;

    if (batch->piece < EMEL__IO_READ_PIECE_BYTES || span->part_count ||
        work->stream_offset[sorted] >= offset)
        return offset;
    inside = offset - work->stream_offset[sorted];
    back = (span->file_offset + inside) % EMEL__IO_READ_PAGE_BYTES;
    return back <= inside ? offset - back : offset;
}

/* Two direct reads are to meet at a page of the file.  Other pieces are cut on the region's
 * 2 MiB borders, so that no two workers fault one huge page. */
static uint64_t cut(const struct emel__io_read_batch *batch, uint64_t offset)
{
    return batch->direct ? emel__io_read_page_begin(batch, offset) : offset;
}

uint64_t emel__io_read_piece_begin(const struct emel__io_read_batch *batch, uint32_t piece)
{
    return piece ? cut(batch, (batch->first + piece) * batch->piece) : batch->begin;
}

uint64_t emel__io_read_piece_end(const struct emel__io_read_batch *batch, uint32_t piece)
{
    return piece + 1 < batch->count ? emel__io_read_piece_begin(batch, piece + 1) : batch->end;
}

/* Piece n of a range begins about (first + n) * piece. */
struct range {
    uint64_t piece, first, end;
};

/* What one step may read from `cursor` on: as many pieces as the step has room for, or a part of
 * one. */
static struct range range_of(uint64_t cursor, uint64_t stream_end, uint64_t step_bytes)
{
    const uint64_t step = smaller(step_bytes, STEP_BYTES_MAX);
    const uint64_t piece = smaller(EMEL__IO_READ_PIECE_BYTES, step);
    const uint64_t pieces = smaller(step / piece, EMEL__IO_READ_PIECES_MAX - 1);
    /* A cursor that was moved back belongs to the piece that it was to begin. */
    const uint64_t slack = piece < EMEL__IO_READ_PIECE_BYTES ? 0 : EMEL__IO_READ_PAGE_BYTES - 1;
    const uint64_t first = (cursor + slack) / piece;
    const uint64_t end = smaller((first + pieces) * piece, cursor + step);

    return (struct range){ .piece = piece, .first = first, .end = smaller(end, stream_end) };
}

static uint32_t count_pieces(struct range range)
{
    if (range.end <= (range.first + 1) * range.piece)
        return 1;
    return (uint32_t)((range.end - 1) / range.piece - range.first + 1);
}

void emel__io_read_begin_batch(struct emel__io_read_batch *batch, struct emel_io_read *read)
{
    const struct emel__io_read_work *work = read->work;
    const struct range range = range_of(work->cursor, work->stream_end, work->options.step_bytes);

    *batch = (struct emel__io_read_batch){
        .read = read,
        .piece = range.piece,
        .begin = work->cursor,
        .end = range.end,
        .first = range.first,
        .stride = 1,
    };
    atomic_init(&batch->failed, EMEL__IO_READ_NO_PIECE);
}

/* A step of many GiB is cut at the number of pieces, not at its bytes. */
static void limit_pieces(struct emel__io_read_batch *batch)
{
    batch->first = batch->begin / batch->piece;
    batch->end = smaller(batch->end, (batch->first + EMEL__IO_READ_PIECES_MAX - 1) * batch->piece);
}

void emel__io_read_shrink_batch(struct emel__io_read_batch *batch, uint64_t amplification)
{
    const uint64_t step = smaller(batch->read->work->options.step_bytes, STEP_BYTES_MAX);
    uint64_t less;

    if (amplification <= 1)
        return;
    less = step / amplification;
    batch->end = smaller(batch->end, batch->begin + (less ? less : 1));
    batch->piece /= amplification;
    if (batch->piece < PIECE_BYTES_MIN)
        batch->piece = PIECE_BYTES_MIN;
    limit_pieces(batch);
}

void emel__io_read_part_pieces(struct emel__io_read_batch *batch, uint32_t workers)
{
    const uint64_t bytes = batch->end - batch->begin, begin = batch->begin;
    uint64_t piece = EMEL__IO_READ_PIECE_BYTES, round;

    while (piece > PIECE_BYTES_MIN_CACHED && bytes / piece < 2 * (uint64_t)workers)
        piece /= 2;
    batch->piece = piece;
    round = piece * workers;
    if (batch->end < batch->read->work->stream_end && bytes > round)
        batch->end -= (batch->end - begin / piece * piece) % round;
    limit_pieces(batch);
}

void emel__io_read_cut_pieces(struct emel__io_read_batch *batch)
{
    if (batch->end < batch->read->work->stream_end)
        batch->end = cut(batch, batch->end);
    batch->count = count_pieces((struct range){ batch->piece, batch->first, batch->end });
}

/* --- what is done ---------------------------------------------------------------------- */

bool emel__io_read_piece_is_done(const struct emel__io_read_batch *batch, uint32_t piece)
{
    return atomic_load_explicit(&batch->done[piece / 32], memory_order_relaxed) >> piece % 32 & 1;
}

void emel__io_read_piece_done(struct emel__io_read_batch *batch, uint32_t piece)
{
    (void)atomic_fetch_or_explicit(&batch->done[piece / 32], UINT32_C(1) << piece % 32,
                                   memory_order_relaxed);
}

void emel__io_read_add_counts(struct emel__io_read_batch *batch,
                              const struct emel__io_read_worker *worker)
{
    (void)atomic_fetch_add(&batch->buffered_bytes, worker->buffered_bytes);
    (void)atomic_fetch_add(&batch->direct_bytes, worker->direct_bytes);
    (void)atomic_fetch_add(&batch->read_calls, worker->read_calls);
    (void)atomic_fetch_add(&batch->useful_bytes, worker->useful_bytes);
}
