/* An owner of tensor memory that exists only in tests: it counts, it can say no, it
 * can give badly aligned memory, and what it gives has canaries around it.
 *
 *     struct owner owner = { .refuses = true };
 *     load.owner = owner_for_io(&owner); */
#ifndef TESTS_SUPPORT_OWNER_H
#define TESTS_SUPPORT_OWNER_H

#include <stdbool.h>
#include <stddef.h>

#include "emel/io/io.h"

struct owner {
    /* what to do */
    bool refuses;     /* to allocate */
    size_t misplaced; /* bytes past the alignment asked for */
    /* what was seen */
    unsigned allocations, releases; /* calls */
    unsigned mistakes;              /* releases of what was not given, memory written around */
    size_t bytes, alignment;        /* of the last call to allocate */
    void *memory;                   /* given, and not given back */
};

struct emel_io_owner owner_for_io(struct owner *owner);

/* No release of what was not given, and nothing written around what was. */
bool owner_unharmed(const struct owner *owner);

/* That, and nothing given, or all of it back. */
bool owner_has_all(const struct owner *owner);

/* Frees what a load that was done left with the owner. */
void owner_free(struct owner *owner);

#endif
