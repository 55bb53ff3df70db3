/* What allocators are held to. */
#ifndef EMEL_MODEL_TENSOR_ALLOCATOR_H
#define EMEL_MODEL_TENSOR_ALLOCATOR_H

#include "emel/model/tensor.h"

/* Whether it has all that is not optional. */
bool emel__allocator_is_whole(const struct emel_allocator *allocator);

#endif
