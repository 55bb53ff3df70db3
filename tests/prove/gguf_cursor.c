/* The bytes of a GGUF header: src/emel/model/file/gguf/cursor.c. */
#include "emel/model/file/gguf/cursor.c"
#include "gguf_inside.h"

/*@ assigns \nothing;
  @ ensures \result ==> end <= reader->header_end; */
bool emel__reader_allow_header(const struct emel__reader *reader, uint64_t end,
                               uint64_t file_offset, const char *subject);

/*@ requires within_the_file: offset + bytes <= reader->end;
  @ assigns reader->buffer;
  @ ensures \result == \null || \valid_read(\result + (0 .. bytes - 1)); */
const unsigned char *emel__reader_at(struct emel__reader *reader, uint64_t offset, size_t bytes);

/*@ requires inside(cursor) && bytes <= EMEL__READ_BUFFER_BYTES; */
void bytes_of_a_header(struct emel__gguf_cursor *cursor, size_t bytes)
{
    const uint64_t at = cursor->at;
    const unsigned char *taken = emel__gguf_take(cursor, bytes, NULL);

    /*@ assert inside: inside(cursor); */
    /*@ assert moved: cursor->at == (taken != \null ? at + bytes : at); */
    /*@ assert readable: taken != \null ==> \valid_read(taken + (0 .. bytes - 1)); */
    //@ check reached: \false;
}

/* What is skipped was checked before: gguf_metadata.c. */
/*@ requires inside(cursor) && bytes <= cursor->reader->end - cursor->at; */
void skipped_bytes(struct emel__gguf_cursor *cursor, uint64_t bytes)
{
    const uint64_t at = cursor->at;
    const bool skipped = emel__gguf_skip(cursor, bytes, NULL);

    /*@ assert inside: inside(cursor); */
    /*@ assert moved: cursor->at == (skipped ? at + bytes : at); */
    //@ check reached: \false;
}
