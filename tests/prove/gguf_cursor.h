/* What gguf_cursor.c proves, for the harnesses of the cursor's callers. */
#ifndef PROVE_GGUF_CURSOR_H
#define PROVE_GGUF_CURSOR_H

#include "gguf_inside.h"

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

#endif
