/* A storage and its tensors; how they are bound is in bind.c, loads are in pending.c, memory is in
 * region.c. */
#include "emel/model/tensor/storage.h"

#include <stdalign.h>

#include "emel/fail.h"
#include "emel/memory.h"
#include "emel/model/tensor/region.h"
#include "emel/reserved.h"

static bool succeed(struct emel_failure *why)
{
    emel__succeed(why);
    return true;
}

/* --- life ----------------------------------------------------------------------- */

static size_t tensors_bytes(const struct emel_storage *storage)
{
    return storage->tensor_count * sizeof(struct emel_tensor);
}

static bool options_are_valid(uint32_t tensor_count, const struct emel_storage_options *options,
                              struct emel_failure *why)
{
    if (!EMEL__RESERVED_IS_ZERO(options) ||
        (options->system && !EMEL__RESERVED_IS_ZERO(options->system)))
        return emel__tensor_invalid(why, EMEL_TENSOR_RULE_RESERVED);
    if (tensor_count > EMEL_IO_SPANS_MAX)
        return emel__tensor_break(why, EMEL_TENSOR_RULE_TENSOR_COUNT, tensor_count,
                                  EMEL_IO_SPANS_MAX);
    if (options->file_count > EMEL_IO_FILES_MAX)
        return emel__tensor_break(why, EMEL_TENSOR_RULE_FILE_COUNT, options->file_count,
                                  EMEL_IO_FILES_MAX);
    if (options->file_count && !options->files)
        return emel__tensor_break(why, EMEL_TENSOR_RULE_FILES_MISSING, options->file_count, 0);
    if ((options->tensors && !emel__allocator_is_whole(options->tensors)) ||
        (options->records && !emel__allocator_is_whole(options->records)))
        return emel__tensor_invalid(why, EMEL_TENSOR_RULE_ALLOCATOR);
    return true;
}

static void start_tensors(struct emel_storage *storage)
{
    struct emel__model_tensor_input start = { .state = 0 };

    emel__model_tensor_start(&start);
    for (uint32_t i = 0; i < storage->tensor_count; i++)
        storage->tensors[i] = (struct emel_tensor){ .residency = (unsigned char)start.state };
}

static bool bind_first(struct emel_storage *storage, const struct emel_tensor_record *records,
                       struct emel_failure *why)
{
    return records ? emel__storage_bind_all(storage, records, why)
                   : emel__sources_create(storage, why);
}

/* Leaves a storage of no tensors. */
static void free_records(struct emel_storage *storage)
{
    emel__sources_free(storage);
    if (storage->tensors)
        storage->record_memory.release(storage->record_memory.context, storage->tensors,
                                       tensors_bytes(storage));
    *storage = (struct emel_storage){ .tensor_count = 0 };
}

bool emel_storage_init(struct emel_storage *storage, uint32_t tensor_count,
                       const struct emel_storage_options *options, struct emel_failure *why)
{
    static const struct emel_storage_options none = { .file_count = 0 };
    const struct emel_storage_options *chosen = options ? options : &none;
    struct emel_io_strategy strategy;

    *storage = (struct emel_storage){
        .files = chosen->files,
        .file_count = chosen->file_count,
        .held_bytes_max = chosen->held_bytes_max,
    };
    if (!options_are_valid(tensor_count, chosen, why))
        return false;
    storage->tensor_memory = chosen->tensors ? *chosen->tensors : *emel_allocator_tensors();
    storage->record_memory = chosen->records ? *chosen->records : *emel_allocator_records();
    storage->tensor_count = tensor_count;
    if (tensor_count)
        storage->tensors = storage->record_memory.allocate(
            storage->record_memory.context, tensors_bytes(storage), alignof(struct emel_tensor));
    if (tensor_count && !storage->tensors) {
        storage->tensor_count = 0;
        return emel__tensor_fail(why, EMEL_TENSOR_OUT_OF_MEMORY);
    }
    start_tensors(storage);
    if (!bind_first(storage, chosen->initial_records, why)) {
        free_records(storage);
        return false;
    }
    strategy = emel_io_read_init(&storage->read, chosen->system);
    emel_io_init(&storage->io);
    (void)emel_io_register(&storage->io, &strategy); /* the first: there is room */
    return succeed(why);
}

bool emel_storage_deinit(struct emel_storage *storage)
{
    if (storage->inside) /* from a callback of a load that needs it still */
        return false;
    if (!emel__pending_loads_abandon(storage))
        return false;
    while (storage->regions)
        emel__region_destroy(storage, storage->regions, true);
    free_records(storage);
    return true;
}

/* --- tensors -------------------------------------------------------------------- */

const struct emel_tensor *emel_storage_tensor(const struct emel_storage *storage, uint32_t index)
{
    return index < storage->tensor_count ? &storage->tensors[index] : NULL;
}

bool emel_storage_evict(struct emel_storage *storage, uint32_t index, struct emel_failure *why)
{
    struct emel_tensor *tensor;

    if (!emel__storage_allows(storage, index, MODEL_TENSOR_EVICT, why))
        return false;
    tensor = &storage->tensors[index];
    (void)emel__tensor_apply(tensor, MODEL_TENSOR_EVICT);
    tensor->data = NULL;
    if (tensor->placed)
        emel__region_leave(storage, tensor);
    return succeed(why);
}

/* --- what there is ---------------------------------------------------------------- */

struct emel_storage_statistics emel_storage_get_statistics(const struct emel_storage *storage)
{
    struct emel_storage_statistics statistics = {
        .tensors = storage->tensor_count,
        .held_bytes = storage->held_bytes,
    };

    for (uint32_t i = 0; i < storage->tensor_count; i++) {
        const struct emel_tensor *tensor = &storage->tensors[i];

        statistics.bound += !emel__tensor_allows(tensor, MODEL_TENSOR_BIND);
        statistics.loading += emel__tensor_allows(tensor, MODEL_TENSOR_LOADED);
        statistics.resident += tensor->data != NULL;
        statistics.resident_bytes += tensor->data ? tensor->byte_size : 0;
    }
    statistics.loads_in_flight = emel__pending_loads_count(storage);
    for (const struct emel__region *region = storage->regions; region; region = region->next)
        statistics.regions++;
    return statistics;
}
