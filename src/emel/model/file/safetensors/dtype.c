#include "emel/model/file/safetensors/dtype.h"

#include <string.h>

#define DTYPE_NUMBER(name, number, elements, bits) number,

/* A type of GGUF is also one of safetensors if its elements stand by themselves. */
bool emel__dtype_of_safetensors(const char *name, size_t bytes, uint32_t *dtype)
{
    static const uint32_t dtypes[] = { EMEL_DTYPES(DTYPE_NUMBER) };

    for (size_t i = 0; i < sizeof dtypes / sizeof *dtypes; i++) {
        const char *known = emel_dtype_name(dtypes[i]);

        if (emel_dtype_block_elements(dtypes[i]) == 1 && bytes == strlen(known) &&
            memcmp(known, name, bytes) == 0) {
            *dtype = dtypes[i];
            return true;
        }
    }
    return false;
}
