#include "emel/model/tensor/region.h"

#include <stdalign.h>
#include <string.h>

/* --- life ----------------------------------------------------------------------- */

/* With room for as many whole blocks as there can be, wherever the region begins. */
static size_t record_bytes(size_t bytes)
{
    return sizeof(struct emel__region) + bytes / EMEL__HUGE_BYTES * sizeof(struct emel__block);
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

    region->first_block = region->memory + (skip < region->bytes ? skip : 0);
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
    region->tensors = EMEL__NO_TENSOR;
    find_blocks(region);
    link_in(storage, region);
    return region;
}

void emel__region_destroy(struct emel_storage *storage, struct emel__region *region,
                          bool free_memory)
{
    const struct emel_allocator *records = &storage->record_memory;
    const struct emel_allocator *tensors = &storage->tensor_memory;

    while (region->tensors != EMEL__NO_TENSOR)
        emel__place_give_up(storage, &storage->tensors[region->tensors]);
    link_out(storage, region);
    if (free_memory)
        tensors->release(tensors->context, region->memory, region->bytes);
    records->release(records->context, region, record_bytes(region->bytes));
    emel__places_trim(storage);
}

bool emel__region_holds(const struct emel__region *region, const void *data)
{
    const uintptr_t at = (uintptr_t)data, begin = (uintptr_t)region->memory;

    return at >= begin && at - begin < region->bytes;
}

struct emel__place *emel__place_of(const struct emel_storage *storage,
                                   const struct emel_tensor *tensor)
{
    return &storage->places[tensor - storage->tensors];
}

/* --- blocks --------------------------------------------------------------------- */

/* The blocks a tensor's place reaches into: [first, end). */
struct reach {
    size_t first, end;
};

static struct reach reach_of(const struct emel_storage *storage, const struct emel_tensor *tensor)
{
    const struct emel__place *place = emel__place_of(storage, tensor);
    const struct emel__region *region = place->region;
    const uintptr_t base = (uintptr_t)region->first_block;
    const uintptr_t begin = (uintptr_t)place->address;
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

static bool discard_run(struct emel_storage *storage, struct emel__region *region, struct reach run)
{
    const struct emel_allocator *tensors = &storage->tensor_memory;
    const size_t bytes = (run.end - run.first) * EMEL__HUGE_BYTES;

    if (!tensors->discard(tensors->context, region->first_block + run.first * EMEL__HUGE_BYTES,
                          bytes))
        return false;
    for (size_t block = run.first; block < run.end; block++)
        region->blocks[block].discarded = true;
    region->held -= bytes;
    storage->held_bytes -= bytes;
    return true;
}

/* What cannot be discarded as a whole, because some of it is locked, goes block by block. */
static void discard(struct emel_storage *storage, struct emel__region *region, struct reach run)
{
    if (discard_run(storage, region, run) || run.end - run.first == 1)
        return;
    for (size_t block = run.first; block < run.end; block++)
        (void)discard_run(storage, region, (struct reach){ block, block + 1 });
}

static bool is_spare(const struct emel__block *block)
{
    return block->users == 0 && !block->discarded;
}

static void discard_spare(struct emel_storage *storage, struct emel__region *region,
                          struct reach reach)
{
    struct reach run = { .first = reach.first };

    for (; run.first < reach.end; run.first = run.end + 1) {
        run.end = run.first;
        while (run.end < reach.end && is_spare(&region->blocks[run.end]))
            run.end++;
        if (run.end > run.first)
            discard(storage, region, run);
    }
}

/* A user of the tensor's blocks is gone; if it was the last of the region, so is that. */
static void let_go(struct emel_storage *storage, struct emel_tensor *tensor)
{
    struct emel__region *region = emel__place_of(storage, tensor)->region;
    const struct reach reach = reach_of(storage, tensor);

    for (size_t block = reach.first; block < reach.end; block++)
        region->blocks[block].users--;
    if (region->residents == 0 && region->pins == 0)
        emel__region_destroy(storage, region, true);
    else if (storage->tensor_memory.discard)
        discard_spare(storage, region, reach);
}

/* --- residents ------------------------------------------------------------------ */

bool emel__places_create(struct emel_storage *storage)
{
    const struct emel_allocator *records = &storage->record_memory;

    if (!storage->places && storage->tensor_count)
        storage->places =
            records->allocate(records->context, storage->tensor_count * sizeof *storage->places,
                              alignof(struct emel__place));
    return storage->places || !storage->tensor_count;
}

void emel__places_trim(struct emel_storage *storage)
{
    const struct emel_allocator *records = &storage->record_memory;

    if (!storage->places || storage->regions || storage->pending_loads)
        return;
    records->release(records->context, storage->places,
                     storage->tensor_count * sizeof *storage->places);
    storage->places = NULL;
}

void emel__region_enter(struct emel_storage *storage, struct emel__region *region,
                        struct emel_tensor *tensor, void *data)
{
    const uint32_t index = (uint32_t)(tensor - storage->tensors);
    struct reach reach;

    tensor->placed = true;
    storage->places[index] = (struct emel__place){
        .region = region,
        .address = data,
        .before = EMEL__NO_TENSOR,
        .next = region->tensors,
    };
    if (region->tensors != EMEL__NO_TENSOR)
        storage->places[region->tensors].before = index;
    region->tensors = index;
    region->residents++;
    reach = reach_of(storage, tensor);
    for (size_t block = reach.first; block < reach.end; block++)
        region->blocks[block].users++;
}

void emel__region_leave(struct emel_storage *storage, struct emel_tensor *tensor)
{
    emel__place_of(storage, tensor)->region->residents--;
    let_go(storage, tensor);
}

/* --- places --------------------------------------------------------------------- */

uint64_t emel__place_pin(struct emel_storage *storage, struct emel_tensor *tensor)
{
    struct emel__region *region = emel__place_of(storage, tensor)->region;
    const struct reach reach = reach_of(storage, tensor);
    uint64_t needed = 0;

    tensor->pinned = true;
    region->pins++;
    for (size_t block = reach.first; block < reach.end; block++)
        if (region->blocks[block].users++ == 0 && region->blocks[block].discarded)
            needed += EMEL__HUGE_BYTES;
    return needed;
}

void emel__place_charge(struct emel_storage *storage, struct emel_tensor *tensor)
{
    struct emel__region *region = emel__place_of(storage, tensor)->region;
    const struct reach reach = reach_of(storage, tensor);

    for (size_t block = reach.first; block < reach.end; block++) {
        if (!region->blocks[block].discarded)
            continue;
        region->blocks[block].discarded = false;
        region->held += EMEL__HUGE_BYTES;
        storage->held_bytes += EMEL__HUGE_BYTES;
    }
}

void emel__place_unpin(struct emel_storage *storage, struct emel_tensor *tensor)
{
    tensor->pinned = false;
    emel__place_of(storage, tensor)->region->pins--;
    let_go(storage, tensor);
}

void emel__place_settle(struct emel_storage *storage, struct emel_tensor *tensor)
{
    struct emel__region *region = emel__place_of(storage, tensor)->region;

    tensor->pinned = false;
    region->pins--;
    region->residents++;
}

void emel__place_give_up(struct emel_storage *storage, struct emel_tensor *tensor)
{
    const struct emel__place *place;

    if (!tensor->placed)
        return;
    place = emel__place_of(storage, tensor);
    if (place->next != EMEL__NO_TENSOR)
        storage->places[place->next].before = place->before;
    if (place->before != EMEL__NO_TENSOR)
        storage->places[place->before].next = place->next;
    else
        place->region->tensors = place->next;
    tensor->placed = false;
}
