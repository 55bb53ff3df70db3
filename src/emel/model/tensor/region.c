#include "emel/model/tensor/region.h"

#include <stdalign.h>
#include <string.h>

/* With room for as many whole blocks as there can be, wherever the region begins. */
static size_t record_bytes(size_t bytes)
{
    return sizeof(struct emel__region) + bytes / EMEL__HUGE_BYTES * sizeof(uint32_t);
}

static void link_in(struct emel_storage *storage, struct emel__region *region)
{
    region->next = storage->regions;
    if (region->next)
        region->next->before = region;
    storage->regions = region;
    storage->held_bytes += region->held;
}

static void link_out(struct emel_storage *storage, struct emel__region *region)
{
    if (region->next)
        region->next->before = region->before;
    if (region->before)
        region->before->next = region->next;
    else
        storage->regions = region->next;
    storage->held_bytes -= region->held;
}

/* Where the whole blocks of its memory lie. */
static void find_blocks(struct emel__region *region)
{
    const size_t past = (uintptr_t)region->memory % EMEL__HUGE_BYTES;
    const size_t skip = past ? EMEL__HUGE_BYTES - past : 0;

    region->blocks = region->memory + (skip < region->bytes ? skip : 0);
    region->block_count = skip < region->bytes ? (region->bytes - skip) / EMEL__HUGE_BYTES : 0;
}

/* The memory first: who asks for far too much is refused before its record, which grows
 * with it, is made. */
struct emel__region *emel__region_create(struct emel_storage *storage, size_t bytes,
                                         size_t alignment)
{
    const struct emel_allocator *records = &storage->record_memory;
    const struct emel_allocator *tensors = &storage->tensor_memory;
    const size_t record = record_bytes(bytes);
    struct emel__region *region;
    void *memory;

    memory = tensors->allocate(tensors->context, bytes, alignment);
    if (!memory)
        return NULL;
    region = records->allocate(records->context, record, alignof(struct emel__region));
    if (!region) {
        tensors->release(tensors->context, memory, bytes);
        return NULL;
    }
    memset(region, 0, record);
    region->memory = memory;
    region->bytes = region->held = bytes;
    find_blocks(region);
    link_in(storage, region);
    return region;
}

void emel__region_destroy(struct emel_storage *storage, struct emel__region *region)
{
    const struct emel_allocator *records = &storage->record_memory;
    const struct emel_allocator *tensors = &storage->tensor_memory;

    link_out(storage, region);
    tensors->release(tensors->context, region->memory, region->bytes);
    records->release(records->context, region, record_bytes(region->bytes));
}

bool emel__region_holds(const struct emel__region *region, const void *data)
{
    return (uintptr_t)data - (uintptr_t)region->memory < region->bytes;
}

/* The blocks a tensor reaches into: [first, end). */
struct reach {
    size_t first, end;
};

static struct reach reach_of(const struct emel__region *region, const struct emel_tensor *tensor)
{
    const uintptr_t base = (uintptr_t)region->blocks;
    const uintptr_t begin = (uintptr_t)tensor->data;
    const uintptr_t end = begin + (size_t)tensor->byte_size;
    struct reach reach = { .first = 0 };

    if (tensor->byte_size == 0 || end <= base)
        return reach;
    if (begin > base)
        reach.first = (begin - base) / EMEL__HUGE_BYTES;
    reach.end = (end - base + EMEL__HUGE_BYTES - 1) / EMEL__HUGE_BYTES;
    if (reach.end > region->block_count)
        reach.end = region->block_count;
    return reach;
}

void emel__region_enter(struct emel__region *region, const struct emel_tensor *tensor)
{
    const struct reach reach = reach_of(region, tensor);

    region->residents++;
    for (size_t block = reach.first; block < reach.end; block++)
        region->touching[block]++;
}

static bool discard_run(struct emel_storage *storage, struct emel__region *region, size_t first,
                        size_t end)
{
    const struct emel_allocator *tensors = &storage->tensor_memory;
    const size_t bytes = (end - first) * EMEL__HUGE_BYTES;

    if (!tensors->discard(tensors->context, region->blocks + first * EMEL__HUGE_BYTES, bytes))
        return false;
    region->held -= bytes;
    storage->held_bytes -= bytes;
    return true;
}

/* What cannot be discarded as a whole, because some of it is locked, goes block by block. */
static void discard(struct emel_storage *storage, struct emel__region *region, size_t first,
                    size_t end)
{
    if (!storage->tensor_memory.discard || first == end ||
        discard_run(storage, region, first, end) || end - first == 1)
        return;
    for (; first < end; first++)
        (void)discard_run(storage, region, first, first + 1);
}

/* Only the outermost blocks can be shared with neighbours, so what comes free is one run. */
static void leave_blocks(struct emel_storage *storage, struct emel__region *region,
                         struct reach reach)
{
    size_t first = reach.first, end = reach.end;

    for (size_t block = reach.first; block < reach.end; block++)
        region->touching[block]--;
    while (first < end && region->touching[first])
        first++;
    while (first < end && region->touching[end - 1])
        end--;
    discard(storage, region, first, end);
}

void emel__region_leave(struct emel_storage *storage, struct emel__region *region,
                        const struct emel_tensor *tensor)
{
    if (--region->residents == 0)
        emel__region_destroy(storage, region);
    else
        leave_blocks(storage, region, reach_of(region, tensor));
}
