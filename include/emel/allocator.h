/* emel/allocator.h - where memory comes from.
 *
 * A storage and an open model file use an allocator each; by default those below.
 *
 * Threads     an allocator is called on the thread that uses the storage or opens the file, never
 *             by workers.  It must not call that storage or file.
 * Units       sizes and alignments are bytes. */
#ifndef EMEL_ALLOCATOR_H
#define EMEL_ALLOCATOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "emel/api.h"

EMEL_API_BEGIN

/* `allocate` returns at least 1 byte at a multiple of `alignment`, a power of two; NULL: there is
 * no memory.  `release` gets what `allocate` returned, and the same `bytes`.  Both are required.
 *
 * A read/copy load allocates its tensors with one call, of at most 17/16 of their bytes and one
 * alignment for each tensor. */
struct emel_allocator {
    void *context; /* must outlive what uses the allocator */
    void *(*allocate)(void *context, size_t bytes, size_t alignment);
    void (*release)(void *context, void *memory, size_t bytes);
    /* Optional.  Gives the pages of a part of an allocation back, and keeps its addresses.  The
     * part consists of whole blocks of 2 MiB, each at a multiple of 2 MiB.  True: it takes no
     * memory, and reads as zero until it is written again.  False: some of it could not be given
     * back, for example because it is locked; all of it still counts as held. */
    bool (*discard)(void *context, void *memory, size_t bytes);
    uint64_t reserved[2]; /* 0 */
};

/* The defaults: constant, shared, and always valid.  For tensors: allocations of 2 MiB or more are
 * aligned to 2 MiB and on huge pages if the system has them; it can discard on Linux.  For records:
 * the same from 256 KiB on, without discard; smaller ones are as malloc's. */
const struct emel_allocator *emel_allocator_tensors(void);
const struct emel_allocator *emel_allocator_records(void);

EMEL_API_END

#endif
