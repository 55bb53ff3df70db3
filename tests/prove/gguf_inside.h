/* Where a cursor is, and how it fails: for all harnesses of GGUF headers. */
#ifndef PROVE_GGUF_INSIDE_H
#define PROVE_GGUF_INSIDE_H

#include "emel/model/file/gguf/cursor.h"

/* A header is inside the model, and the model is inside the file. */
/*@ predicate inside(struct emel__gguf_cursor *cursor) =
  @     \valid(cursor) && \valid_read(cursor->reader) && \separated(cursor, cursor->reader) &&
  @     cursor->reader->begin <= cursor->at <= cursor->reader->end <= INT64_MAX; */

/*@ assigns \nothing;
  @ ensures !\result; */
bool emel__gguf_fail_numbers(const struct emel__gguf_cursor *cursor,
                             enum emel_model_file_error error, uint64_t file_offset,
                             const char *subject, uint64_t value, uint64_t limit);

#endif
