/* A batch: what one step of the transfer reads, cut into pieces that workers claim. */
#ifndef EMEL_IO_READ_BATCH_H
#define EMEL_IO_READ_BATCH_H

#include "emel/io/read/events.h"
#include "emel/io/read/piece.h"

#define EMEL__IO_READ_PIECES_MAX 4096u /* of one batch */
#define EMEL__IO_READ_NO_PIECE UINT32_MAX

struct emel__io_read_batch {
    struct emel_io_read *read;
    uint64_t begin, end; /* in the stream */
    uint64_t piece;      /* bytes */
    uint64_t first;      /* piece n begins about (first + n) * piece */
    uint32_t count;      /* of pieces */
    uint32_t workers;
    uint32_t stride; /* pieces claimed at once */
    bool direct;     /* read around the page cache where that suits */
    bool own_files;  /* each worker with a descriptor of its own */
    bool uncached;   /* some of it is not in the page cache */
    bool buffered;   /* some of that is read through the page cache all the same */
    bool by_pages;   /* each run is a direct read of its own, and nothing else is to be read */

    atomic_uint_least32_t next;   /* to be claimed */
    atomic_uint_least32_t failed; /* the lowest that failed; EMEL__IO_READ_NO_PIECE: none */
    atomic_uint_least32_t done[EMEL__IO_READ_PIECES_MAX / 32]; /* a bit for each piece */
    atomic_uint_least64_t buffered_bytes, direct_bytes, read_calls, useful_bytes;
};

/* Begins a batch at work->cursor: as many pieces as step_bytes allows, or a part of one. */
void emel__io_read_begin_batch(struct emel__io_read_batch *batch, struct emel_io_read *read);

/* Makes the batch and its pieces smaller, where so many bytes are read for one that is wanted:
 * a step is to read no more than step_bytes, and a piece about as much as any other. */
void emel__io_read_shrink_batch(struct emel__io_read_batch *batch, uint64_t amplification);

/* Enlarges the pieces of a batch that emel__io_read_shrink_batch made smaller, as long as each of
 * the workers still gets the same number of pieces.  Pieces should not share a huge page: two
 * workers that write to a new page at the same time both clear it.  Only for a batch that is in the
 * page cache: a device should have as many reads in flight as there are workers. */
void emel__io_read_part_pieces(struct emel__io_read_batch *batch, uint32_t workers);

/* Cuts the batch into pieces, when it is known whether it is read direct. */
void emel__io_read_cut_pieces(struct emel__io_read_batch *batch);

uint64_t emel__io_read_piece_begin(const struct emel__io_read_batch *batch, uint32_t piece);
uint64_t emel__io_read_piece_end(const struct emel__io_read_batch *batch, uint32_t piece);

/* Where a page of the file begins that `offset` of the stream is in; the same offset, if that is
 * in another span. */
uint64_t emel__io_read_page_begin(const struct emel__io_read_batch *batch, uint64_t offset);

bool emel__io_read_piece_is_done(const struct emel__io_read_batch *batch, uint32_t piece);
void emel__io_read_piece_done(struct emel__io_read_batch *batch, uint32_t piece);

/* Adds what a worker counted. */
void emel__io_read_add_counts(struct emel__io_read_batch *batch,
                              const struct emel__io_read_worker *worker);

/* Reads a failed piece again, on this thread, through the page cache, run by run and page by
 * page.  PROGRESS: it is read now; else read->failure has the first byte that could not be. */
enum emel__io_read_event emel__io_read_again(struct emel__io_read_batch *batch, uint32_t piece);

#endif
