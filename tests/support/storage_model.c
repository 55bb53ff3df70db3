#include "support/storage_model.h"

#include <string.h>

#include "support/guarded.h"
#include "support/temp.h"

/* --- life --------------------------------------------------------------------------------- */

void model_enter(struct model *model, uint64_t random)
{
    static const uint64_t limits[] = { 0, 0, 0, 30000, UINT64_C(3) << 20 };
    static const size_t caps[] = { 0, 0, 333 };

    *model = (struct model){
        .k = {
            .limit = limits[random % 5],
            .system = { .cap = caps[random / 5 % 3], .interruptions = random / 15 % 2 ? 1 : 0 },
            .tensors = { .least_alignment = random / 30 % 2 ? LEDGER_RUN_BYTES : 0,
                         .no_discard = random / 60 % 4 == 0 },
            .options = { .step_bytes = random / 240 % 2 ? 2000 : 100000, .workers = 1 },
        },
    };
    keeping_enter(&model->k, MODEL_TENSORS);
}

void model_drop_target(struct model_tensor *tensor)
{
    guarded_free(tensor->target);
    tensor->target = NULL;
}

/* As keeping_leave, without failing a test. */
const char *model_leave(struct model *model)
{
    struct keeping *k = &model->k;
    const char *mistake = keeping_mistake(k);

    emel_storage_deinit(&k->storage);
    for (unsigned lane = 0; lane < MODEL_LANES; lane++)
        if (model->flights[lane].flying && model->flights[lane].ends != 1)
            return "a load was not told when its storage ended";
    for (uint32_t i = 0; i < MODEL_TENSORS; i++) {
        if (!guarded_alive(model->tensors[i].target))
            return "something was written around a target";
        model_drop_target(&model->tensors[i]);
    }
    if (k->tensors.held || k->records.held)
        return "memory was left behind";
    if (!mistake)
        mistake = system_check(&k->system);
    if (!mistake)
        mistake = ledger_check(&k->tensors);
    return mistake ? mistake : ledger_check(&k->records);
}

/* --- one tensor ------------------------------------------------------------------------------ */

static const char *name_of_state(const struct model_tensor *tensor)
{
    if (tensor->loading)
        return tensor->evicted ? "reloading" : "loading";
    if (tensor->resident)
        return "resident";
    if (tensor->evicted)
        return "evicted";
    return tensor->bound ? "bound" : "unbound";
}

bool model_loadable(const struct model_tensor *tensor)
{
    return tensor->bound && !tensor->loading && !tensor->resident;
}

/* Whether it was done exactly if it may be, and else refused in those words. */
static const char *judge(const struct model *model, bool done, bool allowed)
{
    const struct emel_failure *why = &model->k.why;

    if (done != allowed)
        return done ? "what residency does not allow was done"
                    : "what residency allows was refused";
    if (done)
        return why->source == EMEL_FAILURE_NONE ? NULL : "a success was told as a failure";
    return why->source == EMEL_FAILURE_TENSOR && why->code == EMEL_TENSOR_REFUSED
               ? NULL
               : "a refusal was told as something else";
}

const char *model_bound(struct model *model, uint32_t index, bool done)
{
    const char *mistake = judge(model, done, !model->tensors[index].bound);

    model->tensors[index].bound = true;
    return mistake;
}

const char *model_unbound(struct model *model, uint32_t index, bool done)
{
    struct model_tensor *tensor = &model->tensors[index];
    const char *mistake = judge(model, done, model_loadable(tensor));

    if (done) {
        tensor->bound = tensor->evicted = false;
        tensor->region = 0;
    }
    return mistake;
}

const char *model_evicted(struct model *model, uint32_t index, bool done)
{
    struct model_tensor *tensor = &model->tensors[index];
    const char *mistake = judge(model, done, tensor->resident);

    if (!done)
        return mistake;
    tensor->resident = false;
    tensor->evicted = true;
    model_drop_target(tensor);
    model_end_regions(model);
    return mistake;
}

/* --- many at once ----------------------------------------------------------------------------- */

static bool bytes_are_there(const struct model *model, uint32_t index)
{
    return keeping_matches(&model->k.storage, index, model->tensors[index].data);
}

static const char *leave_region(struct model *model, unsigned region)
{
    for (uint32_t i = 0; i < MODEL_TENSORS; i++) {
        struct model_tensor *tensor = &model->tensors[i];

        if (tensor->region != region)
            continue;
        if (tensor->resident && !bytes_are_there(model, i))
            return "detached memory lost a tensor's bytes";
        tensor->evicted = tensor->evicted || tensor->resident;
        tensor->resident = false;
        tensor->region = 0;
    }
    return NULL;
}

static bool is_loaded_into(const struct model *model, unsigned region)
{
    for (uint32_t i = 0; i < MODEL_TENSORS; i++)
        if (model->tensors[i].region == region && model->tensors[i].pinned)
            return true;
    return false;
}

const char *model_detached(struct model *model, uint32_t index, bool done,
                           const struct emel_detached *at)
{
    const unsigned region = model->tensors[index].region;
    const uint32_t expected = !region                         ? EMEL_TENSOR_REFUSED
                              : is_loaded_into(model, region) ? EMEL_TENSOR_BUSY
                                                              : EMEL_TENSOR_NONE;
    const char *mistake;

    if (done != (expected == EMEL_TENSOR_NONE) || model->k.why.code != expected)
        return "a region was detached that could not be, or the other way round";
    if (!done)
        return NULL;
    mistake = leave_region(model, region);
    at->allocator.release(at->allocator.context, at->memory, at->bytes);
    return mistake;
}

/* --- comparing -------------------------------------------------------------------------------- */

static bool as_it_must_be(const struct model *model, uint32_t index)
{
    const struct model_tensor *expected = &model->tensors[index];
    const struct emel_tensor *tensor = emel_storage_tensor(&model->k.storage, index);

    return strcmp(emel_tensor_residency(tensor), name_of_state(expected)) == 0 &&
           (!expected->resident || tensor->data == expected->data);
}

/* Whether a region is needed, by any tensor from `from` on. */
static bool is_needed(const struct model *model, unsigned region, uint32_t from)
{
    for (uint32_t i = from; i < MODEL_TENSORS; i++)
        if (model->tensors[i].region == region &&
            (model->tensors[i].resident || model->tensors[i].pinned))
            return true;
    return false;
}

static unsigned regions_needed(const struct model *model)
{
    unsigned regions = 0;

    for (uint32_t i = 0; i < MODEL_TENSORS; i++) {
        const struct model_tensor *tensor = &model->tensors[i];

        regions += tensor->region && (tensor->resident || tensor->pinned) &&
                   !is_needed(model, tensor->region, i + 1);
    }
    return regions;
}

void model_end_regions(struct model *model)
{
    for (uint32_t i = 0; i < MODEL_TENSORS; i++)
        if (!is_needed(model, model->tensors[i].region, 0))
            model->tensors[i].region = 0;
}

const char *model_compare(const struct model *model)
{
    const struct emel_storage_statistics state = emel_storage_get_statistics(&model->k.storage);
    const unsigned regions = regions_needed(model);
    unsigned flying = 0;

    if (model->mistake)
        return model->mistake;
    for (uint32_t i = 0; i < MODEL_TENSORS; i++) {
        if (!as_it_must_be(model, i))
            return "a tensor is not where it must be";
        if (!guarded_alive(model->tensors[i].target))
            return "something was written around a target";
    }
    for (unsigned lane = 0; lane < MODEL_LANES; lane++)
        flying += model->flights[lane].flying;
    if (state.loads_in_flight != flying)
        return "the storage miscounts its loads in flight";
    if (state.regions < regions || state.regions > regions + flying)
        return "the storage holds another number of regions than it needs";
    return keeping_books(&model->k);
}
