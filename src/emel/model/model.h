/* The inside of struct emel_model, and what its parts share. */
#ifndef EMEL_MODEL_MODEL_H
#define EMEL_MODEL_MODEL_H

#include "emel/emel.h"

/* What a tensor is bound to. */
struct emel__binding {
    struct emel__model_slice *slice; /* NULL: the whole tensor */
};

struct emel_model {
    struct emel_model_file *file;
    struct emel_storage storage;
    struct emel_allocator records;
    struct emel__binding *bindings; /* by tensor; NULL: none was ever sliced */
    bool sealed;
};

/* Frees the records of slices, when no tensor is bound to one any more: slices.c. */
void emel__model_slices_free(struct emel_model *model);

/* --- several tensors: choose.c -------------------------------------------------------- */

/* Indices of tensors, in memory of the model's allocator for records. */
struct emel__chosen {
    uint32_t *indices; /* never NULL, even of none */
    uint32_t count;
    size_t bytes;
    struct emel_allocator records; /* a copy: a callback may close the model */
};

/* By whole name, in the order of the names, or by pattern, in the order of the model.  False:
 * *why says what, and there is nothing to be freed. */
bool emel__choose_names(const struct emel_model *model, const char *const *names, uint32_t count,
                        struct emel__chosen *chosen, struct emel_failure *why);
bool emel__choose_patterns(const struct emel_model *model, const char *const *patterns,
                           size_t count, struct emel__chosen *chosen, struct emel_failure *why);
void emel__chosen_free(const struct emel__chosen *chosen);

/* The index of a name; false: NO_MATCH. */
bool emel__model_index(const struct emel_model *model, const char *name, uint32_t *index,
                       struct emel_failure *why);

#endif
