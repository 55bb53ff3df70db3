/* Reads into memory of the caller's, whatever the tensors' residency. */
#include "emel/model/tensor/pending.h"

static bool targets_are_valid(const struct emel_storage_request *request, struct emel_failure *why)
{
    if (request->count && !request->targets)
        return emel__tensor_break(why, EMEL_TENSOR_RULE_TARGETS_MISSING, request->count, 0);
    for (uint32_t i = 0; i < request->count; i++) {
        if (!request->targets[i].memory)
            return emel__tensor_break(why, EMEL_TENSOR_RULE_TARGET_MISSING, i, 0);
    }
    return true;
}

static bool request_is_valid(const struct emel_storage_request *request, struct emel_failure *why)
{
    if (!request)
        return emel__tensor_invalid(why, EMEL_TENSOR_RULE_REQUEST_MISSING);
    if (request->count > EMEL_IO_SPANS_MAX)
        return emel__tensor_break(why, EMEL_TENSOR_RULE_COUNT, request->count, EMEL_IO_SPANS_MAX);
    if (request->tensors && request->records)
        return emel__tensor_invalid(why, EMEL_TENSOR_RULE_TENSORS_AND_RECORDS);
    if (request->count && !request->tensors && !request->records)
        return emel__tensor_break(why, EMEL_TENSOR_RULE_NOTHING_TO_READ, request->count, 0);
    if (request->skip_resident)
        return emel__tensor_invalid(why, EMEL_TENSOR_RULE_SKIP_IN_READ);
    return emel__request_is_whole(request, why) && targets_are_valid(request, why);
}

/* The nth of what is to be read. */
static bool find_record(const struct emel_storage *storage,
                        const struct emel_storage_request *request, uint32_t nth,
                        struct emel_tensor_record *record, struct emel_failure *why)
{
    const uint32_t index = request->tensors ? request->tensors[nth] : nth;

    if (request->records) {
        *record = request->records[nth];
        return emel__record_is_valid(storage, record, why);
    }
    if (index >= storage->tensor_count)
        return emel__tensor_break(why, EMEL_TENSOR_RULE_INDEX, index, storage->tensor_count);
    if (emel__tensor_allows(&storage->tensors[index], MODEL_TENSOR_BIND))
        return emel__tensor_refuse(why, storage, index, MODEL_TENSOR_LOAD);
    return emel_storage_record(storage, index, record);
}

static void fill_span(struct emel__pending_load *pending, uint32_t nth,
                      const struct emel_tensor_record *record)
{
    const struct emel_storage_request *request = &pending->request;

    pending->tensors[nth] = request->tensors ? request->tensors[nth] : nth;
    if (!request->records)
        pending->storage->tensors[pending->tensors[nth]].reads++;
    pending->names[nth] = record->name;
    pending->spans[nth] = (struct emel_io_span){
        .id = pending->tensors[nth],
        .file_index = record->file_index,
        .file_offset = record->file_offset,
        .byte_size = record->byte_size,
        .parts = record->parts,
        .part_count = record->part_count,
        .target = request->targets[nth].memory,
        .target_bytes = request->targets[nth].bytes,
    };
}

struct emel__pending_load *emel__pending_load_to_read(struct emel_storage *storage,
                                                      struct emel_io *io,
                                                      const struct emel_storage_request *request,
                                                      struct emel_failure *why)
{
    struct emel__pending_counts counts = { .reading = true };
    struct emel__pending_load *pending;
    struct emel_tensor_record record = { .name = NULL };

    if (!request_is_valid(request, why))
        return NULL;
    for (; counts.spans < request->count; counts.spans++) {
        if (!find_record(storage, request, counts.spans, &record, why))
            return NULL;
        counts.parts += record.part_count;
    }
    pending = emel__pending_load_create(storage, io, request, &counts, why);
    for (uint32_t i = 0; pending && i < counts.spans; i++) {
        (void)find_record(storage, request, i, &record, NULL);
        fill_span(pending, i, &record);
    }
    if (pending)
        emel__pending_load_connect(pending);
    return pending;
}
