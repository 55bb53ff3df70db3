/* Tensors of a model that are bound to a part of themselves. */
#include <stdalign.h>

#include "emel/fail.h"
#include "emel/model/model.h"
#include "emel/model/tensor/storage.h"

/* What such a tensor is bound to. */
struct emel__model_slice {
    struct emel__model_slice *next;
    struct emel_tensor_record record; /* its shape and part are here */
    size_t bytes;                     /* of all this */
    uint32_t index;                   /* of the tensor */
    struct emel_io_part part;
    uint64_t shape[];
};

/* Elements `from` .. `to` - 1 of a dimension, or one of several equal shares. */
struct cut {
    uint32_t dimension;
    uint64_t from, to;
    bool equal;
    uint32_t share, shares;
};

/* --- making one ---------------------------------------------------------------------------- */

static void free_slice(const struct emel_model *model, struct emel__model_slice *slice)
{
    if (slice)
        model->records.release(model->records.context, slice, slice->bytes);
}

static void free_list(const struct emel_model *model, struct emel__model_slice *list)
{
    while (list) {
        struct emel__model_slice *next = list->next;

        free_slice(model, list);
        list = next;
    }
}

void emel__model_slices_free(struct emel_model *model)
{
    uint32_t count;

    if (!model->bindings)
        return;
    emel_model_file_tensors(model->file, &count);
    for (uint32_t i = 0; i < count; i++)
        free_slice(model, model->bindings[i].slice);
    model->records.release(model->records.context, model->bindings,
                           count * sizeof *model->bindings);
    model->bindings = NULL;
}

/* The table of bindings, when it is needed first. */
static bool expect_bindings(struct emel_model *model, struct emel_failure *why)
{
    const uint32_t count = model->storage.tensor_count;

    if (model->bindings || count == 0)
        return true;
    model->bindings = model->records.allocate(
        model->records.context, count * sizeof *model->bindings, alignof(struct emel__binding));
    for (uint32_t i = 0; model->bindings && i < count; i++)
        model->bindings[i].slice = NULL;
    return model->bindings || emel__tensor_fail(why, EMEL_TENSOR_OUT_OF_MEMORY);
}

static bool find_range(const struct emel_model *model, const struct emel_tensor_record *record,
                       const struct cut *cut, struct emel_slice *slice, struct emel_failure *why)
{
    const enum emel_order order = emel_select_order(model->file);

    if (cut->equal)
        return emel_select_equal_share(record, order, cut->dimension, cut->share, cut->shares,
                                       slice, why);
    *slice = (struct emel_slice){
        .order = order,
        .dimension = cut->dimension,
        .from = cut->from,
        .to = cut->to,
    };
    return true;
}

/* NULL: *why says what. */
static struct emel__model_slice *make(const struct emel_model *model, uint32_t index,
                                      const struct cut *cut, struct emel_failure *why)
{
    const struct emel_allocator *records = &model->records;
    uint32_t count;
    const struct emel_tensor_record *record = &emel_model_file_tensors(model->file, &count)[index];
    const size_t bytes = sizeof(struct emel__model_slice) + record->rank * sizeof(record->shape[0]);
    struct emel__model_slice *made;
    struct emel_slice slice;

    if (!find_range(model, record, cut, &slice, why))
        return NULL;
    made = records->allocate(records->context, bytes, alignof(struct emel__model_slice));
    if (!made) {
        (void)emel__tensor_fail(why, EMEL_TENSOR_OUT_OF_MEMORY);
        return NULL;
    }
    *made = (struct emel__model_slice){ .index = index, .bytes = bytes };
    if (emel_select_slice(record, &slice, made->shape, record->rank, &made->part, &made->record,
                          why))
        return made;
    records->release(records->context, made, bytes);
    return NULL;
}

/* --- binding -------------------------------------------------------------------------------- */

/* Cannot fail: all may be unbound, there is memory for their sources, and the records are valid. */
static void bind_all(struct emel_model *model, struct emel__model_slice *made)
{
    while (made) {
        struct emel__model_slice *next = made->next;

        (void)emel_storage_unbind(&model->storage, made->index, NULL);
        (void)emel_storage_bind(&model->storage, made->index, &made->record, NULL);
        free_slice(model, model->bindings[made->index].slice);
        model->bindings[made->index].slice = made;
        made = next;
    }
}

/* All of them, or none. */
static bool slice_all(struct emel_model *model, const uint32_t *indices, uint32_t count,
                      const struct cut *cut, struct emel_failure *why)
{
    struct emel__model_slice *all = NULL, *made;

    if (!expect_bindings(model, why) || !emel__sources_create(&model->storage, why))
        return false;
    for (uint32_t i = 0; i < count; i++) {
        made = emel__storage_may_unbind(&model->storage, indices[i], why)
                   ? make(model, indices[i], cut, why)
                   : NULL;
        if (!made) {
            free_list(model, all);
            return false;
        }
        made->next = all;
        all = made;
    }
    bind_all(model, all);
    emel__succeed(why);
    return true;
}

/* --- by index, name and pattern ------------------------------------------------------------- */

bool emel_model_slice(struct emel_model *model, uint32_t index, uint32_t dimension, uint64_t from,
                      uint64_t to, struct emel_failure *why)
{
    const struct cut cut = { .dimension = dimension, .from = from, .to = to };

    return slice_all(model, &index, 1, &cut, why);
}

bool emel_model_slice_name(struct emel_model *model, const char *name, uint32_t dimension,
                           uint64_t from, uint64_t to, struct emel_failure *why)
{
    uint32_t index;

    return emel__model_index(model, name, &index, why) &&
           emel_model_slice(model, index, dimension, from, to, why);
}

bool emel_model_share_patterns(struct emel_model *model, const char *const *patterns, size_t count,
                               uint32_t dimension, uint32_t share, uint32_t shares,
                               struct emel_failure *why)
{
    const struct cut cut = {
        .dimension = dimension,
        .equal = true,
        .share = share,
        .shares = shares,
    };
    struct emel__chosen chosen;
    bool done;

    if (!emel__choose_patterns(model, patterns, count, &chosen, why))
        return false;
    done = slice_all(model, chosen.indices, chosen.count, &cut, why);
    emel__chosen_free(&chosen);
    return done;
}
