/* Allocators in trouble. */
#include "faults/trouble.h"

static void *trouble_allocate(void *context, size_t bytes, size_t alignment)
{
    struct trouble_memory *memory = context;
    const struct fault *fault = trouble_strikes(memory->trouble, memory->call, -1);
    const struct emel_allocator *under = &memory->under;

    if (fault && fault->effect == NOTHING)
        return NULL;
    if (fault) /* an address that only a byte would call aligned: the under one's, plus one */
        return (unsigned char *)under->allocate(under->context, bytes + 1, alignment) + 1;
    return under->allocate(under->context, bytes, alignment);
}

static void trouble_release(void *context, void *memory, size_t bytes)
{
    const struct trouble_memory *around = context;
    const struct emel_allocator *under = &around->under;

    if ((uintptr_t)memory % 2 == 1)
        under->release(under->context, (unsigned char *)memory - 1, bytes + 1);
    else
        under->release(under->context, memory, bytes);
}

static bool trouble_discard(void *context, void *memory, size_t bytes)
{
    const struct trouble_memory *around = context;

    *around->fails_to_discard = trouble_strikes(around->trouble, CALL_DISCARD, -1) != NULL;
    return around->under.discard(around->under.context, memory, bytes);
}

struct emel_allocator trouble_allocator(struct trouble_memory *memory)
{
    return (struct emel_allocator){
        .context = memory,
        .allocate = trouble_allocate,
        .release = trouble_release,
        .discard = memory->fails_to_discard ? trouble_discard : NULL,
    };
}
