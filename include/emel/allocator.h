/* emel/allocator.h - where memory comes from.
 *
 * A storage and an open model file take an allocator each; without one they use those below.
 *
 * Threads     an allocator is called on the thread that uses its storage or opens its file,
 *             never by workers, and calls nothing of that storage or file.
 * Units       sizes and alignments are bytes. */
#ifndef EMEL_ALLOCATOR_H
#define EMEL_ALLOCATOR_H

#include <stdbool.h>
#include <stddef.h>

#include "emel/api.h"

EMEL_API_BEGIN

/* Where memory comes from.  `allocate` is asked for 1 byte or more, at a multiple of
 * `alignment`, a power of two, and answers NULL when it cannot; `release` gets what it gave
 * and the bytes it was asked for.  None but `discard` may be NULL.
 *
 * They are called on the thread that uses the storage, never by workers, and call nothing
 * of that storage.  For tensors a read/copy load asks once, and for no more than 17/16 of
 * their bytes and an alignment for each. */
struct emel_allocator {
    void *context; /* outlives whoever uses the allocator */
    void *(*allocate)(void *context, size_t bytes, size_t alignment);
    void (*release)(void *context, void *memory, size_t bytes);
    /* Optional.  Gives the pages of a part of an allocation back, but keeps its addresses: a run
     * of whole blocks of 2 MiB, each at a multiple of 2 MiB.  True: it uses no memory any more,
     * and reads as zero until it is written.  False: it could not be given back, or not all of
     * it, as with locked memory; it counts as held, and its contents are not needed. */
    bool (*discard)(void *context, void *memory, size_t bytes);
};

/* For tensors: from 2 MiB on aligned to 2 MiB and on huge pages where the system has them;
 * can discard.  For records: the same from 32 MiB on, else as malloc.  Constant, shared,
 * always there. */
const struct emel_allocator *emel_allocator_tensors(void);
const struct emel_allocator *emel_allocator_records(void);

EMEL_API_END

#endif
