/* Handing the memory of a region over. */
#include "emel/fail.h"
#include "emel/model/tensor/region.h"
#include "emel/model/tensor/storage.h"

bool emel_storage_region(const struct emel_storage *storage, uint32_t index, void **base,
                         size_t *bytes)
{
    const struct emel__region *region;

    if (index >= storage->tensor_count || !storage->tensors[index].placed)
        return false;
    region = storage->places[index].region;
    if (base)
        *base = region->memory;
    if (bytes)
        *bytes = region->bytes;
    return true;
}

static bool may_detach(const struct emel_storage *storage, uint32_t index, struct emel_failure *why)
{
    const struct emel_tensor *tensor;

    if (index >= storage->tensor_count)
        return emel__tensor_break(why, EMEL_TENSOR_RULE_INDEX, index, storage->tensor_count);
    if (storage->inside)
        return emel__tensor_busy(why, EMEL_TENSOR_RULE_CALLBACK);
    tensor = &storage->tensors[index];
    if (!tensor->placed)
        return emel__tensor_fail_as(why, &(struct emel__tensor_cause){
                                             .error = EMEL_TENSOR_REFUSED,
                                             .rule = EMEL_TENSOR_RULE_NO_REGION,
                                             .tensor = tensor,
                                         });
    if (storage->places[index].region->pins)
        return emel__tensor_busy(why, EMEL_TENSOR_RULE_REGION_LOADING);
    return true;
}

bool emel_storage_detach(struct emel_storage *storage, uint32_t index,
                         struct emel_detached *detached, struct emel_failure *why)
{
    struct emel__region *region;

    if (!may_detach(storage, index, why))
        return false;
    region = storage->places[index].region;
    *detached = (struct emel_detached){
        .memory = region->memory,
        .bytes = region->bytes,
        .allocator = storage->tensor_memory,
    };
    for (uint32_t i = region->tensors; i != EMEL__NO_TENSOR; i = storage->places[i].next) {
        (void)emel__tensor_apply(&storage->tensors[i], MODEL_TENSOR_EVICT); /* or it is already */
        storage->tensors[i].data = NULL;
    }
    emel__region_destroy(storage, region, false);
    emel__succeed(why);
    return true;
}
