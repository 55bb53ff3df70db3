/* Counts of GGUF headers: src/emel/model/file/gguf/header.c. */
#include "emel/model/file/gguf/header.c"
#include "gguf_cursor.h"

/*@ requires \valid(header) && inside(&header->cursor);
  @ requires \separated(header, header->cursor.reader); */
void counts_of_a_header(struct header *header)
{
    if (!read_counts(header))
        return;
    /*@ assert fit_what_is_left:
      @     header->tensors * TENSOR_BYTES_MIN + header->pairs * PAIR_BYTES_MIN <=
      @         header->cursor.reader->end - header->cursor.at; */
    /*@ assert limited: header->tensors <= EMEL_MODEL_FILE_TENSORS_MAX &&
      @     header->pairs <= EMEL_MODEL_FILE_KEYS_MAX; */
    //@ check reached: \false;
}
