/* emel/reserved.h - the reserved fields of public structs, see emel/api.h. */
#ifndef EMEL_RESERVED_H
#define EMEL_RESERVED_H

#include <stdbool.h>
#include <stddef.h>

/* Whether the `reserved` field of an object is 0. */
#define EMEL__RESERVED_IS_ZERO(object) emel__is_zero(&(object)->reserved, sizeof(object)->reserved)

static inline bool emel__is_zero(const void *memory, size_t bytes)
{
    const unsigned char *at = memory;

    for (size_t i = 0; i < bytes; i++)
        if (at[i] != 0)
            return false;
    return true;
}

#endif
