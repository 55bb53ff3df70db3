#include "emel/model/tensor/region.h"

#include <stdalign.h>
#include <string.h>

static size_t record_bytes(size_t block_count)
{
    return sizeof(struct emel__region) + block_count * sizeof(uint32_t);
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

struct emel__region *emel__region_create(struct emel_storage *storage, size_t bytes,
                                         size_t alignment)
{
    const struct emel_allocator *records = &storage->record_memory;
    const struct emel_allocator *tensors = &storage->tensor_memory;
    const size_t most = bytes / EMEL__HUGE_BYTES; /* wherever it begins */
    struct emel__region *region;
    size_t skip;

    region = records->allocate(records->context, record_bytes(most), alignof(struct emel__region));
    if (!region)
        return NULL;
    memset(region, 0, record_bytes(most));
    region->memory = tensors->allocate(tensors->context, bytes, alignment);
    if (!region->memory) {
        records->release(records->context, region, record_bytes(most));
        return NULL;
    }
    skip = (EMEL__HUGE_BYTES - (uintptr_t)region->memory % EMEL__HUGE_BYTES) % EMEL__HUGE_BYTES;
    region->bytes = region->held = bytes;
    region->blocks = skip < bytes ? region->memory + skip : region->memory;
    region->block_count = skip < bytes ? (bytes - skip) / EMEL__HUGE_BYTES : 0;
    link_in(storage, region);
    return region;
}

void emel__region_destroy(struct emel_storage *storage, struct emel__region *region)
{
    const struct emel_allocator *records = &storage->record_memory;
    const struct emel_allocator *tensors = &storage->tensor_memory;

    link_out(storage, region);
    tensors->release(tensors->context, region->memory, region->bytes);
    records->release(records->context, region, record_bytes(region->bytes / EMEL__HUGE_BYTES));
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

static void discard(struct emel_storage *storage, struct emel__region *region, size_t first,
                    size_t end)
{
    const struct emel_allocator *tensors = &storage->tensor_memory;
    const size_t bytes = (end - first) * EMEL__HUGE_BYTES;

    if (!tensors->discard || bytes == 0)
        return;
    tensors->discard(tensors->context, region->blocks + first * EMEL__HUGE_BYTES, bytes);
    region->held -= bytes;
    storage->held_bytes -= bytes;
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
