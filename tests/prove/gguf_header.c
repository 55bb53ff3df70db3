/* Counts of GGUF headers: src/emel/model/file/gguf/header.c. */
#include "emel/model/file/gguf/header.c"

/*@ predicate inside(struct emel__gguf_cursor *cursor) =
  @     \valid(cursor) && \valid_read(cursor->reader) && \separated(cursor, cursor->reader) &&
  @     cursor->reader->begin <= cursor->at <= cursor->reader->end <= INT64_MAX; */

/* Proved in gguf_cursor.c. */
/*@ requires inside(cursor) && \valid(number) && 1 <= bytes <= 8;
  @ assigns cursor->at, *number;
  @ ensures inside(cursor);
  @ ensures \result ==> cursor->at == \old(cursor->at) + bytes;
  @ ensures \result && bytes == 4 ==> *number <= UINT32_MAX; */
bool emel__gguf_number(struct emel__gguf_cursor *cursor, size_t bytes, uint64_t *number,
                       const char *subject);

/*@ requires inside(cursor);
  @ assigns \nothing;
  @ ensures \result == cursor->reader->end - cursor->at; */
uint64_t emel__gguf_rest(const struct emel__gguf_cursor *cursor);

/*@ assigns \nothing;
  @ ensures !\result; */
bool emel__gguf_fail_numbers(const struct emel__gguf_cursor *cursor,
                             enum emel_model_file_error error, uint64_t file_offset,
                             const char *subject, uint64_t value, uint64_t limit);

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
