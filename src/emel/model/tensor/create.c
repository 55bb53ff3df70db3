/* The record of a load in flight, in one allocation. */
#include <stdalign.h>
#include <stddef.h>

#include "emel/model/tensor/pending.h"
#include "emel/model/tensor/region.h"

/* Parts of one allocation, each aligned for anything that is put there. */
struct parts {
    size_t spans, data, tensors, names, work, bytes;
};

static size_t rounded(size_t bytes)
{
    return (bytes + alignof(max_align_t) - 1) / alignof(max_align_t) * alignof(max_align_t);
}

static struct parts parts_of(uint32_t count, bool reading, size_t work_bytes)
{
    struct parts parts;

    parts.spans = rounded(sizeof(struct emel__pending_load));
    parts.data = parts.spans + rounded(count * sizeof(struct emel_io_span));
    parts.tensors = parts.data + rounded(count * sizeof(void *));
    parts.names = parts.tensors + rounded(count * sizeof(uint32_t));
    parts.work = parts.names + (reading ? rounded(count * sizeof(char *)) : 0);
    parts.bytes = parts.work + work_bytes;
    return parts;
}

struct emel__pending_load *emel__pending_load_create(struct emel_storage *storage,
                                                     struct emel_io *io,
                                                     const struct emel_storage_request *request,
                                                     const struct emel__pending_counts *counts,
                                                     struct emel_failure *why)
{
    const struct emel_allocator *records = &storage->record_memory;
    struct emel_io_load load = {
        .files = storage->files,
        .file_count = storage->file_count,
        .span_count = counts->spans,
        .part_count = counts->parts < UINT32_MAX ? (uint32_t)counts->parts : UINT32_MAX,
        .policy = request->policy,
    };
    struct parts parts;
    struct emel__pending_load *pending;
    unsigned char *at;

    if (load.policy.strategy == EMEL_IO_STRATEGY_NONE)
        load.policy.strategy = EMEL_IO_STRATEGY_READ_COPY;
    load.work_bytes = emel_io_work_bytes(io, &load);
    parts = parts_of(counts->spans, counts->reading, load.work_bytes);
    at = records->allocate(records->context, parts.bytes, alignof(max_align_t));
    if (!at) {
        (void)emel__tensor_fail(why, EMEL_TENSOR_OUT_OF_MEMORY);
        return NULL;
    }
    pending = (void *)at;
    *pending = (struct emel__pending_load){
        .storage = storage,
        .io = io,
        .request = *request,
        .load = load,
        .spans = (void *)(at + parts.spans),
        .data = (void *)(at + parts.data),
        .tensors = (void *)(at + parts.tensors),
        .names = counts->reading ? (void *)(at + parts.names) : NULL,
        .bytes = parts.bytes,
    };
    pending->load.spans = pending->spans;
    pending->load.data = pending->data;
    pending->load.work = at + parts.work;
    return pending;
}

void emel__pending_load_destroy(struct emel__pending_load *pending)
{
    struct emel_storage *storage = pending->storage;
    const struct emel_allocator *records = &storage->record_memory;
    const bool reads_tensors = pending->names && !pending->request.records;

    for (uint32_t i = 0; reads_tensors && i < pending->load.span_count; i++)
        storage->tensors[pending->tensors[i]].reads--;
    records->release(records->context, pending, pending->bytes);
    emel__places_trim(storage);
}
