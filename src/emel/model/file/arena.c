#include "emel/model/file/arena.h"

#include <stdalign.h>
#include <stdint.h>

/* Names are short and many: they share chunks of CHUNK_BYTES.  What is LARGE has a chunk of its
 * own, so that little is lost at the end of a shared one. */
#define CHUNK_BYTES ((size_t)32 << 10)
#define LARGE_BYTES (CHUNK_BYTES / 32)

struct emel__chunk {
    struct emel__chunk *next;
    size_t bytes; /* including this header */
    size_t used;
    max_align_t data[];
};

static struct emel__chunk *new_chunk(struct emel__arena *arena, size_t bytes)
{
    const struct emel_allocator *allocator = arena->allocator;
    struct emel__chunk *chunk;

    if (bytes > SIZE_MAX - sizeof *chunk)
        return NULL; /* never reached with 64 bits */
    bytes += sizeof *chunk;
    chunk = allocator->allocate(allocator->context, bytes, alignof(max_align_t));
    if (!chunk)
        return NULL;
    *chunk = (struct emel__chunk){ .bytes = bytes, .used = sizeof *chunk };
    arena->bytes += bytes;
    return chunk;
}

/* Inserted behind the shared chunk, which stays the first. */
static void *take_large(struct emel__arena *arena, size_t bytes)
{
    struct emel__chunk *chunk = new_chunk(arena, bytes);
    struct emel__chunk **link = &arena->chunks;

    if (!chunk)
        return NULL;
    if (*link)
        link = &(*link)->next;
    chunk->used = chunk->bytes;
    chunk->next = *link;
    *link = chunk;
    return chunk->data;
}

static void *take_shared(struct emel__chunk *chunk, size_t bytes, size_t alignment)
{
    size_t start = (chunk->used + alignment - 1) & ~(alignment - 1);

    if (start > chunk->bytes || bytes > chunk->bytes - start)
        return NULL;
    chunk->used = start + bytes;
    return (char *)chunk + start;
}

void *emel__arena_allocate(struct emel__arena *arena, size_t bytes, size_t alignment)
{
    struct emel__chunk *chunk = arena->chunks;
    void *memory;

    if (bytes >= LARGE_BYTES)
        return take_large(arena, bytes);
    memory = chunk ? take_shared(chunk, bytes, alignment) : NULL;
    if (memory)
        return memory;
    chunk = new_chunk(arena, CHUNK_BYTES - sizeof *chunk);
    if (!chunk)
        return NULL;
    chunk->next = arena->chunks;
    arena->chunks = chunk;
    return take_shared(chunk, bytes, alignment);
}

void emel__arena_free(struct emel__arena *arena)
{
    const struct emel_allocator *allocator = arena->allocator;

    while (arena->chunks) {
        struct emel__chunk *chunk = arena->chunks;
        arena->chunks = chunk->next;
        allocator->release(allocator->context, chunk, chunk->bytes);
    }
    arena->bytes = 0;
}
