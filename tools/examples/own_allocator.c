/* Loads a model into an engine's own arena: one block, sized by the directory, that all
 * tensors end up in.
 *
 *     own_allocator MODEL */
#include <emel/emel.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define ALIGNMENT EMEL_IO_ALIGNMENT_DEFAULT

struct arena {
    unsigned char *base;
    size_t size, used;
};

/* A load asks once, for all its tensors. */
static void *arena_allocate(void *context, size_t bytes, size_t alignment)
{
    struct arena *arena = context;
    const uintptr_t end = (uintptr_t)arena->base + arena->used;
    const size_t padding = (size_t)(-end & (alignment - 1));

    if (padding > arena->size - arena->used || bytes > arena->size - arena->used - padding)
        return NULL;
    arena->used += padding + bytes;
    return arena->base + arena->used - bytes;
}

/* What was given last goes back; anything else stays until the arena goes. */
static void arena_release(void *context, void *memory, size_t bytes)
{
    struct arena *arena = context;

    if ((unsigned char *)memory + bytes == arena->base + arena->used)
        arena->used -= bytes;
}

/* Room for every tensor, aligned, and for the gaps between them that a load may read over
 * (at most a sixteenth). */
static size_t room_for(const struct emel_model *model)
{
    uint64_t room = ALIGNMENT;

    for (uint32_t i = 0; i < emel_model_tensor_count(model); i++)
        room += emel_model_tensor(model, i)->byte_size + ALIGNMENT;
    return (size_t)(room + room / 16);
}

static bool lies_in(const struct arena *arena, const struct emel_tensor *tensor)
{
    return (uintptr_t)tensor->data - (uintptr_t)arena->base <= arena->used - tensor->byte_size &&
           (uintptr_t)tensor->data % ALIGNMENT == 0;
}

static bool load(struct emel_model *model, struct arena *arena, struct emel_failure *why)
{
    arena->base = malloc(room_for(model));
    arena->size = arena->base ? room_for(model) : 0;
    return emel_model_load(model, NULL, why);
}

static bool all_lie_in(const struct arena *arena, const struct emel_model *model)
{
    for (uint32_t i = 0; i < emel_model_tensor_count(model); i++)
        if (!lies_in(arena, emel_model_tensor(model, i)))
            return false;
    return true;
}

int main(int argc, char **argv)
{
    struct arena arena = { .base = NULL };
    const struct emel_allocator tensors = {
        .context = &arena,
        .allocate = arena_allocate,
        .release = arena_release,
    };
    const struct emel_model_options options = { .tensors = &tensors };
    struct emel_failure why;
    struct emel_model *model = emel_model_open(argc > 1 ? argv[1] : "model.gguf", &options, &why);
    const bool loaded = model && load(model, &arena, &why);
    const bool well = loaded && all_lie_in(&arena, model);

    if (loaded) {
        printf("%" PRIu32 " tensors in %zu of %zu bytes\n", emel_model_tensor_count(model),
               arena.used, arena.size);
    } else {
        char line[1024];
        emel_failure_print(line, sizeof line, &why);
        fprintf(stderr, "%s\n", line);
    }
    emel_model_close(model);
    free(arena.base);
    return well ? 0 : 1;
}
