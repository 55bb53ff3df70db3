/* Memory that is freed all at once. */
#ifndef EMEL_MODEL_FILE_ARENA_H
#define EMEL_MODEL_FILE_ARENA_H

#include <stddef.h>

#include "emel/allocator.h"

struct emel__chunk;

/* Zeroed but for the allocator: empty. */
struct emel__arena {
    const struct emel_allocator *allocator; /* outlives the arena */
    struct emel__chunk *chunks;
    size_t bytes; /* of all chunks */
};

/* `bytes` bytes at a multiple of `alignment`, at most that of max_align_t; NULL: no memory.  What
 * is large has memory of its own, exactly as much. */
void *emel__arena_allocate(struct emel__arena *arena, size_t bytes, size_t alignment);

void emel__arena_free(struct emel__arena *arena);

#endif
