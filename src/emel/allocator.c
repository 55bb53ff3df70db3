/* The allocators a storage uses when it is given none. */
#define _DEFAULT_SOURCE /* madvise, posix_memalign; and no _POSIX_C_SOURCE, which hides it on BSD */
#include "emel/memory.h"
#include "emel/reserved.h"

#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

#define RECORDS_HUGE_BYTES ((size_t)256 << 10)

/* Whole huge pages: small pages are zeroed and faulted one by one, and that costs more
 * than copying what goes into them.  madvise is a hint, and may well be refused. */
static void *allocate(size_t bytes, size_t alignment, size_t huge_from)
{
    const bool huge = bytes >= huge_from;
    void *memory;

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

static void *allocate_tensors(void *context, size_t bytes, size_t alignment)
{
    (void)context;
    return allocate(bytes, alignment, EMEL__HUGE_BYTES);
}

/* The records of many small tensors, and the windows that a load of slices is read through: a
 * device moves bytes to 4 KiB pages at less than half the rate of huge ones. */
static void *allocate_records(void *context, size_t bytes, size_t alignment)
{
    (void)context;
    return allocate(bytes, alignment, RECORDS_HUGE_BYTES);
}

static void release(void *context, void *memory, size_t bytes)
{
    (void)context;
    (void)bytes;
    free(memory);
}

/* Elsewhere MADV_DONTNEED is a hint that leaves the contents, and the pages, as they are. */
static bool discard(void *context, void *memory, size_t bytes)
{
    (void)context;
#if defined(__linux__) && defined(MADV_DONTNEED)
    return madvise(memory, bytes, MADV_DONTNEED) == 0;
#else
    (void)memory;
    (void)bytes;
    return false;
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

bool emel__allocator_is_whole(const struct emel_allocator *allocator)
{
    return allocator->allocate && allocator->release && EMEL__RESERVED_IS_ZERO(allocator);
}
