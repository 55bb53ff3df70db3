/* What tensors are bound to. */
#include <stdalign.h>

#include "emel/fail.h"
#include "emel/model/tensor/region.h"
#include "emel/model/tensor/storage.h"
#include "emel/reserved.h"

bool emel__record_is_valid(const struct emel_storage *storage,
                           const struct emel_tensor_record *record, struct emel_failure *why)
{
    if (!record)
        return emel__tensor_invalid(why, EMEL_TENSOR_RULE_RECORD_MISSING);
    if (!EMEL__RESERVED_IS_ZERO(record))
        return emel__tensor_invalid(why, EMEL_TENSOR_RULE_RESERVED);
    if (!record->name)
        return emel__tensor_invalid(why, EMEL_TENSOR_RULE_RECORD_NAME);
    if (record->rank && !record->shape)
        return emel__tensor_break(why, EMEL_TENSOR_RULE_RECORD_SHAPE, record->rank, 0);
    if (record->part_count && !record->parts)
        return emel__tensor_break(why, EMEL_TENSOR_RULE_RECORD_PARTS, record->part_count, 0);
    if (record->file_index >= storage->file_count)
        return emel__tensor_break(why, EMEL_TENSOR_RULE_RECORD_FILE, record->file_index,
                                  storage->file_count);
    return true;
}

/* --- sources -------------------------------------------------------------------- */

static size_t sources_bytes(const struct emel_storage *storage)
{
    return storage->tensor_count * sizeof(struct emel__source);
}

static struct emel__source source_in(const struct emel_tensor_record *record)
{
    return (struct emel__source){
        .file_offset = record->file_offset,
        .parts = record->parts,
        .file_index = record->file_index,
        .part_count = record->part_count,
    };
}

/* Every record has a name, and unbinding clears it.  The chart would say the same, but a load asks
 * this three times for each of up to a million tensors. */
static bool is_bound(const struct emel_tensor *tensor)
{
    return tensor->name != NULL;
}

struct emel__source emel__source_of(const struct emel_storage *storage, uint32_t index)
{
    if (!is_bound(&storage->tensors[index]))
        return (struct emel__source){ .parts = NULL };
    return storage->sources ? storage->sources[index] : source_in(&storage->records[index]);
}

bool emel__sources_create(struct emel_storage *storage, struct emel_failure *why)
{
    const struct emel_allocator *records = &storage->record_memory;
    struct emel__source *sources;

    if (storage->sources || storage->tensor_count == 0)
        return true;
    sources =
        records->allocate(records->context, sources_bytes(storage), alignof(struct emel__source));
    if (!sources)
        return emel__tensor_fail(why, EMEL_TENSOR_OUT_OF_MEMORY);
    for (uint32_t i = 0; i < storage->tensor_count; i++)
        sources[i] = emel__source_of(storage, i);
    storage->sources = sources;
    storage->records = NULL;
    return true;
}

void emel__sources_free(struct emel_storage *storage)
{
    const struct emel_allocator *records = &storage->record_memory;

    if (storage->sources)
        records->release(records->context, storage->sources, sources_bytes(storage));
    storage->sources = NULL;
}

bool emel_storage_record(const struct emel_storage *storage, uint32_t index,
                         struct emel_tensor_record *record)
{
    const struct emel_tensor *tensor;
    struct emel__source source;

    if (index >= storage->tensor_count || !is_bound(&storage->tensors[index]))
        return false;
    tensor = &storage->tensors[index];
    source = emel__source_of(storage, index);
    *record = (struct emel_tensor_record){
        .name = tensor->name,
        .shape = tensor->shape,
        .rank = tensor->rank,
        .dtype = tensor->dtype,
        .file_index = source.file_index,
        .part_count = source.part_count,
        .file_offset = source.file_offset,
        .byte_size = tensor->byte_size,
        .parts = source.parts,
    };
    return true;
}

/* --- binding -------------------------------------------------------------------- */

bool emel__storage_allows(const struct emel_storage *storage, uint32_t index,
                          enum emel__model_tensor_event event, struct emel_failure *why)
{
    if (index >= storage->tensor_count)
        return emel__tensor_break(why, EMEL_TENSOR_RULE_INDEX, index, storage->tensor_count);
    if (storage->inside)
        return emel__tensor_busy(why, EMEL_TENSOR_RULE_CALLBACK);
    return emel__tensor_allows(&storage->tensors[index], event) ||
           emel__tensor_refuse(why, storage, index, event);
}

static void bind(struct emel_tensor *tensor, const struct emel_tensor_record *record)
{
    (void)emel__tensor_apply(tensor, MODEL_TENSOR_BIND);
    *tensor = (struct emel_tensor){
        .name = record->name,
        .shape = record->shape,
        .rank = record->rank,
        .dtype = record->dtype,
        .byte_size = record->byte_size,
        .residency = tensor->residency,
    };
}

bool emel_storage_bind(struct emel_storage *storage, uint32_t index,
                       const struct emel_tensor_record *record, struct emel_failure *why)
{
    if (!emel__record_is_valid(storage, record, why) ||
        !emel__storage_allows(storage, index, MODEL_TENSOR_BIND, why) ||
        !emel__sources_create(storage, why))
        return false;
    bind(&storage->tensors[index], record);
    storage->sources[index] = source_in(record);
    emel__succeed(why);
    return true;
}

bool emel__storage_bind_all(struct emel_storage *storage, const struct emel_tensor_record *records,
                            struct emel_failure *why)
{
    storage->records = records;
    for (uint32_t i = 0; i < storage->tensor_count; i++) {
        if (!emel__record_is_valid(storage, &records[i], why))
            return false;
        bind(&storage->tensors[i], &records[i]);
    }
    return true;
}

bool emel__storage_may_unbind(const struct emel_storage *storage, uint32_t index,
                              struct emel_failure *why)
{
    if (!emel__storage_allows(storage, index, MODEL_TENSOR_UNBIND, why))
        return false;
    if (storage->tensors[index].reads)
        return emel__tensor_fail_as(why, &(struct emel__tensor_cause){
                                             .error = EMEL_TENSOR_BUSY,
                                             .rule = EMEL_TENSOR_RULE_READING,
                                             .tensor = &storage->tensors[index],
                                         });
    return true;
}

bool emel_storage_unbind(struct emel_storage *storage, uint32_t index, struct emel_failure *why)
{
    struct emel_tensor *tensor;

    if (!emel__storage_may_unbind(storage, index, why))
        return false;
    tensor = &storage->tensors[index];
    (void)emel__tensor_apply(tensor, MODEL_TENSOR_UNBIND);
    emel__place_give_up(storage, tensor);
    *tensor = (struct emel_tensor){ .residency = tensor->residency };
    emel__succeed(why);
    return true;
}
