/* What the parts of a storage share. */
#ifndef EMEL_MODEL_TENSOR_STORAGE_H
#define EMEL_MODEL_TENSOR_STORAGE_H

#include "emel/model/tensor.h"
#include "emel/model/tensor/residency.h"

/* Puts an event to a tensor's residency; false: refused, nothing changed. */
bool emel__tensor_apply(struct emel_tensor *tensor, enum emel__model_tensor_event event);

/* Whether it would be taken. */
bool emel__tensor_allows(const struct emel_tensor *tensor, enum emel__model_tensor_event event);

/* Says why in *why, with the tensor's name where there is one, and answers false. */
bool emel__tensor_fail(struct emel_failure *why, enum emel_tensor_error error,
                       const struct emel_tensor *tensor);

/* Ends all loads in flight.  False: a strategy refuses to end its load, which goes on. */
bool emel__pending_loads_abandon(struct emel_storage *storage);

uint32_t emel__pending_loads_count(const struct emel_storage *storage);

#endif
