/* The errors of tensors, and how they become a failure.  Apart from storage.c, which calls
 * files that fail. */
#include "emel/errors.h"

#include <string.h>

#include "emel/fail.h"
#include "emel/model/tensor/storage.h"

EMEL__DEFINE_ERRORS(emel_tensor, EMEL_TENSOR_ERRORS)
EMEL__DEFINE_NAMES(emel_tensor_rule, EMEL_TENSOR_RULES, "unknown rule")

/* A sentence has a number exactly if it says where. */
static bool says(const char *text, const char *number)
{
    return strstr(text, number) != NULL;
}

bool emel__tensor_fail_as(struct emel_failure *why, const struct emel__tensor_cause *cause)
{
    const char *name = cause->tensor ? cause->tensor->name : NULL;
    const char *text =
        cause->rule ? emel_tensor_rule_text(cause->rule) : emel_tensor_error_text(cause->error);

    emel__fail(why, &(struct emel__cause){
                        .source = EMEL_FAILURE_TENSOR,
                        .code = cause->error,
                        .name = emel_tensor_error_name(cause->error),
                        .text = text,
                        .rule = cause->rule,
                        .file_offset = EMEL_FAILURE_NO_OFFSET,
                        .has_value = says(text, "{value}"),
                        .has_limit = says(text, "{limit}"),
                        .value = cause->value,
                        .limit = cause->limit,
                        .subject = name,
                        .subject_bytes = name ? strlen(name) : 0,
                    });
    return false;
}

bool emel__tensor_fail(struct emel_failure *why, enum emel_tensor_error error)
{
    return emel__tensor_fail_as(why, &(struct emel__tensor_cause){ .error = error });
}

bool emel__tensor_break(struct emel_failure *why, enum emel_tensor_rule rule, uint64_t value,
                        uint64_t limit)
{
    return emel__tensor_fail_as(why, &(struct emel__tensor_cause){
                                         .error = EMEL_TENSOR_INVALID_ARGUMENT,
                                         .rule = rule,
                                         .value = value,
                                         .limit = limit,
                                     });
}

bool emel__tensor_invalid(struct emel_failure *why, enum emel_tensor_rule rule)
{
    return emel__tensor_fail_as(
        why, &(struct emel__tensor_cause){ .error = EMEL_TENSOR_INVALID_ARGUMENT, .rule = rule });
}

bool emel__tensor_over_limit(struct emel_failure *why, const struct emel_storage *storage,
                             uint64_t bytes)
{
    return emel__tensor_fail_as(why, &(struct emel__tensor_cause){
                                         .error = EMEL_TENSOR_LIMIT_EXCEEDED,
                                         .value = bytes,
                                         .limit = storage->held_bytes_max,
                                     });
}

bool emel__tensor_busy(struct emel_failure *why, enum emel_tensor_rule rule)
{
    return emel__tensor_fail_as(
        why, &(struct emel__tensor_cause){ .error = EMEL_TENSOR_BUSY, .rule = rule });
}

/* What stands in the way of the event; by what the tensor would allow instead. */
static enum emel_tensor_rule rule_of(const struct emel_tensor *tensor,
                                     enum emel__model_tensor_event event)
{
    if (emel__tensor_allows(tensor, MODEL_TENSOR_BIND))
        return EMEL_TENSOR_RULE_NOT_BOUND;
    if (emel__tensor_allows(tensor, MODEL_TENSOR_LOADED))
        return EMEL_TENSOR_RULE_LOADING;
    if (event == MODEL_TENSOR_BIND)
        return EMEL_TENSOR_RULE_BOUND;
    if (event == MODEL_TENSOR_EVICT)
        return EMEL_TENSOR_RULE_NOT_RESIDENT;
    return event == MODEL_TENSOR_LOAD ? EMEL_TENSOR_RULE_RESIDENT : EMEL_TENSOR_RULE_EVICT_FIRST;
}

bool emel__tensor_refuse(struct emel_failure *why, const struct emel_storage *storage,
                         uint32_t index, enum emel__model_tensor_event event)
{
    const struct emel_tensor *tensor = &storage->tensors[index];

    return emel__tensor_fail_as(why, &(struct emel__tensor_cause){
                                         .error = EMEL_TENSOR_REFUSED,
                                         .rule = rule_of(tensor, event),
                                         .tensor = tensor,
                                         .value = index,
                                     });
}
