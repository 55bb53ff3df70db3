/* Where pieces of direct reads are cut: src/emel/io/read/batch.c. */
#include "emel/io/read/batch.c"

/* The search of stream.c: some span is behind any offset before the end of the stream. */
/*@ requires \valid_read(read);
  @ assigns \nothing;
  @ ensures \result < read->load->span_count; */
uint32_t emel__io_read_span_at(const struct emel_io_read *read, uint64_t offset);

/*@ requires \valid_read(batch) && \valid_read(batch->read);
  @ requires \valid_read(batch->read->work) && \valid_read(batch->read->load);
  @ requires \valid_read(batch->read->work->order + (0 .. batch->read->load->span_count - 1));
  @ requires \valid_read(batch->read->work->stream_offset +
  @     (0 .. batch->read->load->span_count - 1));
  @ requires \valid_read(batch->read->load->spans + (0 .. batch->read->load->span_count - 1));
  @ requires ordered: \forall integer i; 0 <= i < batch->read->load->span_count ==>
  @     batch->read->work->order[i] < batch->read->load->span_count;
  @ requires checked: \forall integer i; 0 <= i < batch->read->load->span_count ==>
  @     batch->read->load->spans[i].file_offset <= INT64_MAX;
  @ requires offset <= UINT64_C(1) << 61; */
void page_of_a_piece(const struct emel__io_read_batch *batch, uint64_t offset)
{
    const uint64_t begin = emel__io_read_page_begin(batch, offset);

    /*@ assert less_than_a_page: begin <= offset < begin + EMEL__IO_READ_PAGE_BYTES; */
    /*@ assert whole_pieces_only: batch->piece < EMEL__IO_READ_PIECE_BYTES ==> begin == offset; */
    //@ check reached: \false;
}
