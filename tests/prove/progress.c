/* Progress: src/emel/io/read/progress.c.  The sum over 2^20 spans of 2^40 bytes fits 64 bits; what
 * is added to it for a span that is read in part is proved here. */
#include "emel/io/read/progress.c"

/*@ requires \valid_read(read) && \valid_read(read->work) && \valid_read(read->load);
  @ assigns \nothing;
  @ ensures \result ==
  @     read->work->stream_offset[sorted] + read->load->spans[read->work->order[sorted]].byte_size; */
uint64_t emel__io_read_end_of(const struct emel_io_read *read, uint32_t sorted);

/*@ requires \valid_read(read) && \valid_read(read->work) && \valid_read(read->load);
  @ requires \valid_read(read->work->stream_offset + sorted);
  @ requires \valid_read(read->work->order + sorted);
  @ requires \valid_read(read->load->spans + read->work->order[sorted]); */
void bytes_of_a_span_in_part(const struct emel_io_read *read, uint32_t sorted)
{
    const uint64_t done = done_of(read, sorted);

    /*@ assert at_most_the_span:
      @     done <= read->load->spans[read->work->order[sorted]].byte_size; */
    /*@ assert all_if_read: read->work->cursor >= read->work->stream_offset[sorted] +
      @     read->load->spans[read->work->order[sorted]].byte_size ==>
      @     done == read->load->spans[read->work->order[sorted]].byte_size; */
    //@ check reached: \false;
}
