/* The allocators a storage uses when it is given none. */
#define _DEFAULT_SOURCE /* madvise, posix_memalign; and no _POSIX_C_SOURCE, which hides it on BSD */
#include <stdlib.h>
#include <sys/mman.h>

#include "emel/model/tensor/region.h"

/* Whole huge pages: small pages are zeroed and faulted one by one, and that costs more
 * than copying what goes into them.  madvise is a hint, and may well be refused. */
static void *allocate_tensors(void *context, size_t bytes, size_t alignment)
{
    const bool huge = bytes >= EMEL__HUGE_BYTES;
    void *memory;

    (void)context;
    if (huge && bytes > SIZE_MAX - EMEL__HUGE_BYTES)
        return NULL;
    if (huge)
        bytes = (bytes + EMEL__HUGE_BYTES - 1) / EMEL__HUGE_BYTES * EMEL__HUGE_BYTES;
    if (alignment < sizeof(void *))
        alignment = sizeof(void *);
    if (huge && alignment < EMEL__HUGE_BYTES)
        alignment = EMEL__HUGE_BYTES;
    if (posix_memalign(&memory, alignment, bytes) != 0)
        return NULL;
#if defined(MADV_HUGEPAGE) && !defined(EMEL_WITHOUT_HUGE_PAGES)
    if (huge)
        (void)madvise(memory, bytes, MADV_HUGEPAGE);
#endif
    return memory;
}

static void *allocate_records(void *context, size_t bytes, size_t alignment)
{
    (void)context;
    (void)alignment; /* what malloc gives suits every type */
    return malloc(bytes);
}

static void release(void *context, void *memory, size_t bytes)
{
    (void)context;
    (void)bytes;
    free(memory);
}

static void discard(void *context, void *memory, size_t bytes)
{
    (void)context;
#ifdef MADV_DONTNEED
    (void)madvise(memory, bytes, MADV_DONTNEED);
#else
    (void)memory;
    (void)bytes;
#endif
}

const struct emel_allocator *emel_allocator_tensors(void)
{
    static const struct emel_allocator tensors = {
        .allocate = allocate_tensors,
        .release = release,
        .discard = discard,
    };

    return &tensors;
}

const struct emel_allocator *emel_allocator_records(void)
{
    static const struct emel_allocator records = {
        .allocate = allocate_records,
        .release = release,
    };

    return &records;
}
