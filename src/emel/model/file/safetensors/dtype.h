/* Types by the name safetensors gives them; what they are is in emel/model/dtype.h. */
#ifndef EMEL_MODEL_FILE_SAFETENSORS_DTYPE_H
#define EMEL_MODEL_FILE_SAFETENSORS_DTYPE_H

#include <stddef.h>

#include "emel/model/dtype.h"

/* False: that format has no type of the name, which need not end in a zero byte. */
bool emel__dtype_of_safetensors(const char *name, size_t bytes, uint32_t *dtype);

#endif
