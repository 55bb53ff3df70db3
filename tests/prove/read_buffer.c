/* The window on a file through which headers are read: src/emel/model/file/read_buffer.c. */
#include "emel/model/file/read_buffer.c"

/*@ predicate window(struct emel__read_buffer *buffer) =
  @     \valid(buffer) && \valid(buffer->memory + (0 .. EMEL__READ_BUFFER_BYTES - 1)) &&
  @     \separated(buffer, buffer->memory + (0 .. EMEL__READ_BUFFER_BYTES - 1)) &&
  @     buffer->held <= EMEL__READ_BUFFER_BYTES && buffer->file_size <= INT64_MAX &&
  @     buffer->offset <= buffer->file_size &&
  @     buffer->held <= buffer->file_size - buffer->offset; */

/*@ requires room_in_the_buffer: most <= EMEL__READ_BUFFER_BYTES;
  @ assigns ((unsigned char *)memory)[0 .. most - 1];
  @ ensures \result.bytes <= most; */
struct emel__io_copied emel__io_copy(const struct emel_io_system *system, int descriptor,
                                     void *memory, uint64_t file_offset, uint64_t least,
                                     uint64_t most);

/*@ requires window(buffer) && bytes <= EMEL__READ_BUFFER_BYTES;
  @ requires offset <= buffer->file_size && bytes <= buffer->file_size - offset; */
void bytes_of_a_file(struct emel__read_buffer *buffer, uint64_t offset, size_t bytes)
{
    const unsigned char *there = emel__read_buffer_at(buffer, offset, bytes);

    /*@ assert window: window(buffer); */
    /*@ assert in_the_window: there != \null ==>
      @     buffer->offset <= offset && offset - buffer->offset + bytes <= buffer->held &&
      @     there == buffer->memory + (offset - buffer->offset); */
    //@ check reached: \false;
}

/*@ requires window(buffer) && \valid(bytes) && \separated(buffer, bytes); */
void bytes_held(const struct emel__read_buffer *buffer, uint64_t offset, size_t *bytes)
{
    const unsigned char *there = emel__read_buffer_held(buffer, offset, bytes);

    /*@ assert in_the_window: there != \null ==>
      @     buffer->offset <= offset && offset - buffer->offset + *bytes == buffer->held; */
    //@ check reached: \false;
}
