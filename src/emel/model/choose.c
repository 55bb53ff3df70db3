/* Which tensors of a model a caller means. */
#include <stdalign.h>
#include <string.h>

#include "emel/fail.h"
#include "emel/model/model.h"
#include "emel/model/tensor/storage.h"

/* --- by name ------------------------------------------------------------------------------ */

/* Tensors are bound in the order of the records. */
bool emel_model_index(const struct emel_model *model, const char *name, uint32_t *index)
{
    const struct emel_tensor_record *record = emel_model_file_find(model->file, name);
    uint32_t count;

    if (!record)
        return false;
    *index = (uint32_t)(record - emel_model_file_tensors(model->file, &count));
    return true;
}

const struct emel_tensor *emel_model_find(const struct emel_model *model, const char *name)
{
    uint32_t index;

    return emel_model_index(model, name, &index) ? emel_storage_tensor(&model->storage, index)
                                                 : NULL;
}

static bool no_such_name(const struct emel_model *model, const char *name, struct emel_failure *why)
{
    uint32_t count;
    const struct emel_io_file *files = emel_model_file_files(model->file, &count);

    emel__fail(why, &(struct emel__cause){
                        .source = EMEL_FAILURE_SELECT,
                        .code = EMEL_SELECT_NO_MATCH,
                        .name = emel_select_error_name(EMEL_SELECT_NO_MATCH),
                        .text = "no tensor has this name",
                        .file_offset = EMEL_FAILURE_NO_OFFSET,
                        .file = count > 0 ? files[0].path : NULL,
                        .subject = name,
                        .subject_bytes = name ? strlen(name) : 0,
                    });
    return false;
}

bool emel__model_index(const struct emel_model *model, const char *name, uint32_t *index,
                       struct emel_failure *why)
{
    return (name && emel_model_index(model, name, index)) || no_such_name(model, name, why);
}

/* --- several ------------------------------------------------------------------------------ */

static bool allocate(const struct emel_model *model, uint32_t count, struct emel__chosen *chosen,
                     struct emel_failure *why)
{
    const size_t bytes = (count ? count : 1) * sizeof *chosen->indices;

    *chosen = (struct emel__chosen){ .count = count, .bytes = bytes, .records = model->records };
    chosen->indices = model->records.allocate(model->records.context, bytes, alignof(uint32_t));
    return chosen->indices || emel__tensor_fail(why, EMEL_TENSOR_OUT_OF_MEMORY);
}

void emel__chosen_free(const struct emel__chosen *chosen)
{
    chosen->records.release(chosen->records.context, chosen->indices, chosen->bytes);
}

bool emel__choose_names(const struct emel_model *model, const char *const *names, uint32_t count,
                        struct emel__chosen *chosen, struct emel_failure *why)
{
    if (count > EMEL_IO_SPANS_MAX)
        return emel__tensor_break(why, EMEL_TENSOR_RULE_COUNT, count, EMEL_IO_SPANS_MAX);
    if (!allocate(model, count, chosen, why))
        return false;
    for (uint32_t i = 0; i < count; i++)
        if (!emel__model_index(model, names[i], &chosen->indices[i], why)) {
            emel__chosen_free(chosen);
            return false;
        }
    return true;
}

bool emel__choose_patterns(const struct emel_model *model, const char *const *patterns,
                           size_t count, struct emel__chosen *chosen, struct emel_failure *why)
{
    if (!allocate(model, model->storage.tensor_count, chosen, why))
        return false;
    if (emel_select_tensors(model->file, patterns, count, chosen->indices, &chosen->count, why))
        return true;
    emel__chosen_free(chosen);
    return false;
}
