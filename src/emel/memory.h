/* emel/memory.h - what all who use an allocator share. */
#ifndef EMEL_MEMORY_H
#define EMEL_MEMORY_H

#include <stdbool.h>

#include "emel/allocator.h"

#define EMEL__HUGE_BYTES ((size_t)2 << 20) /* of a huge page, on the machines we know */

/* Whether it has every function that is not optional. */
bool emel__allocator_is_whole(const struct emel_allocator *allocator);

#endif
