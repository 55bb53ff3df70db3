/* Loads, reads and evicts some tensors of a model, by name or by pattern. */
#include "emel/fail.h"
#include "emel/model/model.h"
#include "emel/model/tensor/storage.h"

/* The request with the chosen tensors in it.  False: there are others in it already. */
static bool complete(struct emel_storage_request *request, const struct emel__chosen *chosen,
                     struct emel_failure *why)
{
    if (request->tensors || request->records || request->count)
        return emel__tensor_invalid(why, EMEL_TENSOR_RULE_CHOSEN_TWICE);
    request->tensors = chosen->indices;
    request->count = chosen->count;
    return true;
}

/* What is loaded without a request is what is not resident yet. */
static struct emel_storage_request request_or_default(const struct emel_storage_request *request)
{
    return request ? *request : (struct emel_storage_request){ .skip_resident = true };
}

bool emel_model_load_names(struct emel_model *model, const char *const *names, uint32_t count,
                           const struct emel_storage_request *request, struct emel_failure *why)
{
    struct emel_storage_request completed = request_or_default(request);
    struct emel__chosen chosen;
    bool done;

    if (!emel__choose_names(model, names, count, &chosen, why))
        return false;
    done = complete(&completed, &chosen, why) && emel_model_load(model, &completed, why);
    emel__chosen_free(&chosen);
    return done;
}

bool emel_model_load_patterns(struct emel_model *model, const char *const *patterns, size_t count,
                              const struct emel_storage_request *request, struct emel_failure *why)
{
    struct emel_storage_request completed = request_or_default(request);
    struct emel__chosen chosen;
    bool done;

    if (completed.targets)
        return emel__tensor_invalid(why, EMEL_TENSOR_RULE_TARGETS_WITHOUT_TENSORS);
    if (!emel__choose_patterns(model, patterns, count, &chosen, why))
        return false;
    done = complete(&completed, &chosen, why) && emel_model_load(model, &completed, why);
    emel__chosen_free(&chosen);
    return done;
}

bool emel_model_read_names(struct emel_model *model, const char *const *names, uint32_t count,
                           const struct emel_storage_request *request, struct emel_failure *why)
{
    struct emel_storage_request completed = request ? *request : (struct emel_storage_request){ 0 };
    struct emel__chosen chosen;
    bool done;

    if (!emel__choose_names(model, names, count, &chosen, why))
        return false;
    done = complete(&completed, &chosen, why) && emel_model_read(model, &completed, why);
    emel__chosen_free(&chosen);
    return done;
}

/* --- eviction ------------------------------------------------------------------------------ */

bool emel_model_evict(struct emel_model *model, uint32_t index, struct emel_failure *why)
{
    return emel_storage_evict(&model->storage, index, why);
}

bool emel_model_evict_name(struct emel_model *model, const char *name, struct emel_failure *why)
{
    uint32_t index;

    return emel__model_index(model, name, &index, why) && emel_model_evict(model, index, why);
}

bool emel_model_evict_patterns(struct emel_model *model, const char *const *patterns, size_t count,
                               struct emel_failure *why)
{
    struct emel__chosen chosen;
    bool done = true;

    if (!emel__choose_patterns(model, patterns, count, &chosen, why))
        return false;
    for (uint32_t i = 0; done && i < chosen.count; i++)
        if (emel_model_tensor(model, chosen.indices[i])->data)
            done = emel_model_evict(model, chosen.indices[i], why); /* BUSY: the first is refused */
    emel__chosen_free(&chosen);
    return done;
}
