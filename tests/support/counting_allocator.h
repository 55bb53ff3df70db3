/* An allocator that counts: how much is held, how much at most, and which call fails. */
#ifndef TESTS_SUPPORT_COUNTING_ALLOCATOR_H
#define TESTS_SUPPORT_COUNTING_ALLOCATOR_H

#include <stdbool.h>
#include <stddef.h>

#include "emel/allocator.h"

struct counting {
    /* what to do */
    unsigned fails_at; /* the call that gets nothing, counted from 1; 0: none */
    /* what was seen */
    unsigned calls;    /* of allocate */
    size_t held, most; /* bytes */
    bool mistaken;     /* given back with another size than it was asked with */
};

/* The allocator of a count, which stays where it is as long as that is in use. */
struct emel_allocator counting_allocator(struct counting *counting);

#endif
