#include "support/owner.h"

#include "support/guarded.h"

static void *allocate(void *context, size_t bytes, size_t alignment)
{
    struct owner *owner = context;

    owner->allocations++;
    owner->bytes = bytes;
    owner->alignment = alignment;
    if (owner->refuses)
        return NULL;
    if (owner->memory)
        owner->mistakes++;
    owner->memory = guarded_new(bytes, alignment, owner->misplaced);
    return owner->memory;
}

static void release(void *context, void *memory, size_t bytes)
{
    struct owner *owner = context;

    owner->releases++;
    if (!memory || memory != owner->memory || bytes != owner->bytes) {
        owner->mistakes++;
        return;
    }
    if (!guarded_alive(memory))
        owner->mistakes++;
    guarded_free(memory);
    owner->memory = NULL;
}

struct emel_io_owner owner_for_io(struct owner *owner)
{
    return (struct emel_io_owner){ .context = owner, .allocate = allocate, .release = release };
}

bool owner_unharmed(const struct owner *owner)
{
    return owner->mistakes == 0 && guarded_alive(owner->memory);
}

bool owner_has_all(const struct owner *owner)
{
    return !owner->memory && owner_unharmed(owner);
}

void owner_free(struct owner *owner)
{
    guarded_free(owner->memory);
    owner->memory = NULL;
}
