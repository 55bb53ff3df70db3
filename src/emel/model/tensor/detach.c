/* Handing the memory of a region over. */
#include "emel/fail.h"
#include "emel/model/tensor/region.h"
#include "emel/model/tensor/storage.h"

bool emel_tensor_region(const struct emel_tensor *tensor, void **base, size_t *bytes)
{
    if (!tensor->place)
        return false;
    if (base)
        *base = tensor->place->region->memory;
    if (bytes)
        *bytes = tensor->place->region->bytes;
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
    if (!tensor->place)
        return emel__tensor_fail_as(why, &(struct emel__tensor_cause){
                                             .error = EMEL_TENSOR_REFUSED,
                                             .rule = EMEL_TENSOR_RULE_NO_REGION,
                                             .tensor = tensor,
                                         });
    if (tensor->place->region->pins)
        return emel__tensor_busy(why, EMEL_TENSOR_RULE_REGION_LOADING);
    return true;
}

bool emel_storage_detach(struct emel_storage *storage, uint32_t index,
                         struct emel_detached *detached, struct emel_failure *why)
{
    struct emel__region *region;

    if (!may_detach(storage, index, why))
        return false;
    region = storage->tensors[index].place->region;
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
