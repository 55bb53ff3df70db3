/* How a request of the storage becomes a load of io. */
#include "emel/model/tensor/pending.h"
#include "emel/model/tensor/region.h"

/* --- spans ------------------------------------------------------------------------ */

/* Until it is filled in, a span's id is where in the request the tensor is listed. */
static const struct emel_tensor_target *target_of(const struct emel__pending_load *pending,
                                                  uint32_t nth)
{
    const struct emel_tensor_target *targets = pending->request.targets;
    const uint64_t listed = pending->spans[nth].id;

    return targets && targets[listed].memory ? &targets[listed] : NULL;
}

/* Where the tensor is reloaded to: what the caller gave; its place; or wherever io puts it. */
static void fill_span(struct emel__pending_load *pending, uint32_t nth,
                      const struct emel_tensor *tensor)
{
    const struct emel_storage *storage = pending->storage;
    const struct emel__source source = emel__source_of(storage, pending->tensors[nth]);
    const struct emel_tensor_target *target = target_of(pending, nth);
    struct emel_tensor_target place;

    if (!target && tensor->pinned) {
        place = (struct emel_tensor_target){ emel__place_of(storage, tensor)->address,
                                             tensor->byte_size };
        target = &place;
    }
    pending->spans[nth] = (struct emel_io_span){
        .id = pending->tensors[nth],
        .file_index = source.file_index,
        .file_offset = source.file_offset,
        .byte_size = tensor->byte_size,
        .parts = source.parts,
        .part_count = source.part_count,
        .target = target ? target->memory : NULL,
        .target_bytes = target ? target->bytes : 0,
    };
}

/* --- places ----------------------------------------------------------------------- */

static bool reads_into_targets(const struct emel__pending_load *pending)
{
    const struct emel_io *io = pending->io;

    for (uint32_t i = 0; i < io->count; i++)
        if (io->strategies[i].kind == pending->load.policy.strategy)
            return io->strategies[i].features & EMEL_IO_FEATURE_TARGETS;
    return false;
}

static bool place_is_aligned(const struct emel__pending_load *pending,
                             const struct emel_tensor *tensor, struct emel_failure *why)
{
    const uintptr_t place = (uintptr_t)emel__place_of(pending->storage, tensor)->address;
    uint32_t alignment = pending->load.policy.alignment;

    if (alignment == 0)
        alignment = EMEL_IO_ALIGNMENT_DEFAULT;
    if ((alignment & (alignment - 1)) != 0 || place % alignment == 0)
        return true; /* what is no power of two, io refuses */
    return emel__tensor_fail_as(why, &(struct emel__tensor_cause){
                                         .error = EMEL_TENSOR_INVALID_ARGUMENT,
                                         .rule = EMEL_TENSOR_RULE_PLACE_ALIGNMENT,
                                         .tensor = tensor,
                                         .value = alignment,
                                         .limit = place & (~place + 1),
                                     });
}

/* Blocks that were discarded are paid for by all places together. */
static bool pay_for_places(struct emel__pending_load *pending, uint64_t needed,
                           struct emel_failure *why)
{
    struct emel_storage *storage = pending->storage;
    const uint64_t most = storage->held_bytes_max;

    if (needed && most && (storage->held_bytes > most || needed > most - storage->held_bytes))
        return emel__tensor_over_limit(why, storage, storage->held_bytes + needed);
    for (uint32_t i = 0; needed && i < pending->load.span_count; i++)
        if (storage->tensors[pending->tensors[i]].pinned)
            emel__place_charge(storage, &storage->tensors[pending->tensors[i]]);
    return true;
}

/* --- residency of many ------------------------------------------------------------ */

/* What residency refuses because the load itself has the tensor already is listed twice. */
static bool refuse_claim(const struct emel__pending_load *pending, uint32_t nth,
                         struct emel_failure *why)
{
    const struct emel_storage *storage = pending->storage;
    const uint32_t index = pending->tensors[nth];

    for (uint32_t i = 0; i < nth; i++)
        if (pending->tensors[i] == index)
            return emel__tensor_fail_as(why, &(struct emel__tensor_cause){
                                                 .error = EMEL_TENSOR_REFUSED,
                                                 .rule = EMEL_TENSOR_RULE_LISTED_TWICE,
                                                 .tensor = &storage->tensors[index],
                                             });
    return emel__tensor_refuse(why, storage, index, MODEL_TENSOR_LOAD);
}

/* *needed grows by what the tensor's place takes. */
static bool claim(struct emel__pending_load *pending, uint32_t nth, bool into_places,
                  uint64_t *needed, struct emel_failure *why)
{
    struct emel_storage *storage = pending->storage;
    const uint32_t index = pending->tensors[nth];
    struct emel_tensor *tensor;
    bool into_place;

    if (index >= storage->tensor_count)
        return emel__tensor_break(why, EMEL_TENSOR_RULE_INDEX, index, storage->tensor_count);
    tensor = &storage->tensors[index];
    into_place = tensor->placed && into_places && !target_of(pending, nth);
    if (into_place && emel__tensor_allows(tensor, MODEL_TENSOR_LOAD) &&
        !place_is_aligned(pending, tensor, why))
        return false;
    if (!emel__tensor_apply(tensor, MODEL_TENSOR_LOAD))
        return refuse_claim(pending, nth, why);
    if (into_place)
        *needed += emel__place_pin(storage, tensor);
    fill_span(pending, nth, tensor);
    return true;
}

/* All of them begin to load, or none does. */
static bool claim_all(struct emel__pending_load *pending, struct emel_failure *why)
{
    const bool into_places = reads_into_targets(pending);
    uint64_t needed = 0;
    uint32_t claimed = 0;

    while (claimed < pending->load.span_count && claim(pending, claimed, into_places, &needed, why))
        claimed++;
    if (claimed == pending->load.span_count && pay_for_places(pending, needed, why))
        return true;
    emel__pending_load_give_back(pending, claimed);
    return false;
}

/* Whether the load is of that tensor.  A tensor that does not exist is refused later. */
static bool is_wanted(const struct emel_storage *storage,
                      const struct emel_storage_request *request, uint32_t index)
{
    if (!request->tensors)
        return emel__tensor_allows(&storage->tensors[index], MODEL_TENSOR_LOAD);
    return !request->skip_resident || index >= storage->tensor_count ||
           !emel__tensor_allows(&storage->tensors[index], MODEL_TENSOR_EVICT);
}

/* Lists the tensors that the load is of, or with NULL only counts them and their parts. */
static struct emel__pending_counts list_tensors(const struct emel_storage *storage,
                                                const struct emel_storage_request *request,
                                                struct emel__pending_load *pending)
{
    const uint32_t count = request->tensors ? request->count : storage->tensor_count;
    struct emel__pending_counts listed = { .spans = 0 };

    for (uint32_t i = 0; i < count; i++) {
        const uint32_t index = request->tensors ? request->tensors[i] : i;

        if (!is_wanted(storage, request, index))
            continue;
        if (pending) {
            pending->tensors[listed.spans] = index;
            pending->spans[listed.spans] = (struct emel_io_span){ .id = i };
        }
        if (index < storage->tensor_count)
            listed.parts += emel__source_of(storage, index).part_count;
        listed.spans++;
    }
    return listed;
}

/* --- the request ------------------------------------------------------------------ */

static bool targets_are_valid(const struct emel_storage_request *request, struct emel_failure *why)
{
    if (!request->targets)
        return true;
    if (!request->tensors)
        return emel__tensor_invalid(why, EMEL_TENSOR_RULE_TARGETS_WITHOUT_TENSORS);
    for (uint32_t i = 0; i < request->count; i++) {
        if (request->targets[i].bytes && !request->targets[i].memory)
            return emel__tensor_break(why, EMEL_TENSOR_RULE_TARGET_MEMORY,
                                      request->targets[i].bytes, 0);
    }
    return true;
}

static bool request_is_valid(const struct emel_storage_request *request, struct emel_failure *why)
{
    if (request->count > EMEL_IO_SPANS_MAX)
        return emel__tensor_break(why, EMEL_TENSOR_RULE_COUNT, request->count, EMEL_IO_SPANS_MAX);
    if (request->count && !request->tensors)
        return emel__tensor_break(why, EMEL_TENSOR_RULE_TENSORS_MISSING, request->count, 0);
    if (request->records)
        return emel__tensor_invalid(why, EMEL_TENSOR_RULE_RECORDS_IN_LOAD);
    return emel__request_is_whole(request, why) && targets_are_valid(request, why);
}

struct emel__pending_load *emel__pending_load_to_load(struct emel_storage *storage,
                                                      struct emel_io *io,
                                                      const struct emel_storage_request *request,
                                                      struct emel_failure *why)
{
    struct emel__pending_counts counts;
    struct emel__pending_load *pending;

    if (!request_is_valid(request, why))
        return NULL;
    counts = list_tensors(storage, request, NULL);
    pending = emel__pending_load_create(storage, io, request, &counts, why);
    if (!pending)
        return NULL;
    if (!emel__places_create(storage)) {
        (void)emel__tensor_fail(why, EMEL_TENSOR_OUT_OF_MEMORY);
        emel__pending_load_destroy(pending);
        return NULL;
    }
    (void)list_tensors(storage, request, pending);
    if (!claim_all(pending, why)) {
        emel__pending_load_destroy(pending);
        return NULL;
    }
    emel__pending_load_connect(pending);
    return pending;
}
