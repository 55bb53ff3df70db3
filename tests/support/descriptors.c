#include "support/descriptors.h"

#include <stddef.h>

bool descriptors_add(struct descriptors *descriptors, struct descriptor descriptor)
{
    for (int i = 0; i < DESCRIPTORS_MAX; i++)
        if (!descriptors->slots[i].open) {
            descriptors->slots[i] = descriptor;
            descriptors->slots[i].open = true;
            return true;
        }
    return false;
}

const struct descriptor *descriptors_find(const struct descriptors *descriptors, int fd)
{
    for (int i = 0; i < DESCRIPTORS_MAX; i++)
        if (descriptors->slots[i].open && descriptors->slots[i].fd == fd)
            return &descriptors->slots[i];
    return NULL;
}

void descriptors_remove(struct descriptors *descriptors, int fd)
{
    for (int i = 0; i < DESCRIPTORS_MAX; i++)
        if (descriptors->slots[i].open && descriptors->slots[i].fd == fd)
            descriptors->slots[i].open = false;
}

unsigned descriptors_held(const struct descriptors *descriptors)
{
    unsigned held = 0;

    for (int i = 0; i < DESCRIPTORS_MAX; i++)
        held += descriptors->slots[i].open && !descriptors->slots[i].lent;
    return held;
}
