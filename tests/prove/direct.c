/* The shapes of direct reads: src/emel/io/read/direct.c. */
#include "emel/io/read/direct.c"

/* A segment of a window or of a step; never a small one. */
/*@ requires \valid_read(segment);
  @ requires EMEL__IO_READ_DIRECT_BYTES <= segment->bytes <= EMEL_IO_SPAN_BYTES_MAX;
  @ requires segment->file_offset <= INT64_MAX - segment->bytes;
  @ requires (uintptr_t)segment->memory + segment->bytes <= UINTPTR_MAX; */
void shape_of_a_read(const struct emel__io_read_segment *segment)
{
    const uintptr_t memory = (uintptr_t)segment->memory;
    const uint64_t file = segment->file_offset;
    const struct shape shape = shape_of(segment);

    /*@ assert head_of_a_page: shape.skip < PAGE && (file + shape.skip) % PAGE == 0; */
    /*@ assert whole_pages: shape.body % PAGE == 0 && 0 < shape.body; */
    /*@ assert aligned_memory: (memory + shape.skip + shape.shift) % PAGE == 0; */
    /*@ assert body_inside: shape.skip + shape.shift + shape.body <= segment->bytes; */
    /*@ assert all_bytes_once: shape.skip + shape.body + shape.tail == segment->bytes; */
    /*@ assert tail_fits_its_buffer: shape.tail < 2 * PAGE; */
    const size_t rounded_up = shape.tail + to_next(shape.tail);
    /*@ assert so_does_its_last_page: rounded_up <= 2 * PAGE && rounded_up % PAGE == 0; */
    //@ check reached: \false;
}
