/* What the parts of a storage share. */
#ifndef EMEL_MODEL_TENSOR_STORAGE_H
#define EMEL_MODEL_TENSOR_STORAGE_H

#include "emel/model/tensor.h"
#include "emel/model/tensor/residency.h"

/* Puts an event to a tensor's residency; false: refused, nothing changed. */
bool emel__tensor_apply(struct emel_tensor *tensor, enum emel__model_tensor_event event);

/* Whether it would be taken. */
bool emel__tensor_allows(const struct emel_tensor *tensor, enum emel__model_tensor_event event);

/* An error of tensors.  With a rule, the failure has that rule's sentence; the failure has the
 * numbers that its sentence names. */
struct emel__tensor_cause {
    enum emel_tensor_error error;
    enum emel_tensor_rule rule;
    const struct emel_tensor *tensor; /* to be named; NULL: none */
    uint64_t value, limit;
};

/* Fills in *why, and returns false. */
bool emel__tensor_fail_as(struct emel_failure *why, const struct emel__tensor_cause *cause);
bool emel__tensor_fail(struct emel_failure *why, enum emel_tensor_error error);

/* The same for an argument that breaks a rule without numbers or with them, for a limit that so
 * many bytes would exceed, for BUSY, and for an event that the tensor's residency refuses. */
bool emel__tensor_invalid(struct emel_failure *why, enum emel_tensor_rule rule);
bool emel__tensor_break(struct emel_failure *why, enum emel_tensor_rule rule, uint64_t value,
                        uint64_t limit);
bool emel__tensor_over_limit(struct emel_failure *why, const struct emel_storage *storage,
                             uint64_t bytes);
bool emel__tensor_busy(struct emel_failure *why, enum emel_tensor_rule rule);
bool emel__tensor_refuse(struct emel_failure *why, const struct emel_storage *storage,
                         uint32_t index, enum emel__model_tensor_event event);

/* Whether a caller may put the event to a tensor now.  False: *why says why not. */
bool emel__storage_allows(const struct emel_storage *storage, uint32_t index,
                          enum emel__model_tensor_event event, struct emel_failure *why);

/* --- what tensors are bound to: bind.c ------------------------------------------------- */

/* Where the bytes of a bound tensor are. */
struct emel__source {
    uint64_t file_offset;
    const struct emel_io_part *parts;
    uint32_t part_count;
    uint16_t file_index;
};

struct emel__source emel__source_of(const struct emel_storage *storage, uint32_t index);

/* Binds all tensors of a new storage.  False: a record is not valid. */
bool emel__storage_bind_all(struct emel_storage *storage, const struct emel_tensor_record *records,
                            struct emel_failure *why);

/* Memory for the sources of all tensors.  A storage that was made with records has none until a
 * tensor is bound to another record.  False: the allocator has none. */
bool emel__sources_create(struct emel_storage *storage, struct emel_failure *why);
void emel__sources_free(struct emel_storage *storage);

/* Whether the tensor may be unbound now.  False: *why says why not. */
bool emel__storage_may_unbind(const struct emel_storage *storage, uint32_t index,
                              struct emel_failure *why);

/* False: *why says what is wrong with it. */
bool emel__record_is_valid(const struct emel_storage *storage,
                           const struct emel_tensor_record *record, struct emel_failure *why);

/* Ends all loads in flight.  False: a strategy refuses to end its load, which goes on. */
bool emel__pending_loads_abandon(struct emel_storage *storage);

uint32_t emel__pending_loads_count(const struct emel_storage *storage);

#endif
