/* Types by their names in safetensors; emel/model/dtype.h describes them. */
#ifndef EMEL_MODEL_FILE_SAFETENSORS_DTYPE_H
#define EMEL_MODEL_FILE_SAFETENSORS_DTYPE_H

#include <stddef.h>

#include "emel/model/dtype.h"

/* False: safetensors has no type of that name, which need not end in a zero byte. */
bool emel__dtype_of_safetensors(const char *name, size_t bytes, uint32_t *dtype);

#endif
