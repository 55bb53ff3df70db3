#include "emel/model/dtype.h"

#include <stddef.h>

struct layout {
    const char *name;
    uint32_t block_elements;
    uint32_t block_bits;
    uint64_t eighths_max; /* the most eights of blocks whose bytes fit 64 bits */
};

/* By number; where no type has that number all is zero. */
static const struct layout layouts[] = {
#define LAYOUT(name_, number, elements, bits)                                                      \
    [number] = { .name = #name_,                                                                   \
                 .block_elements = (elements),                                                     \
                 .block_bits = (bits),                                                             \
                 .eighths_max = UINT64_MAX / (uint64_t)(bits) },
    EMEL_DTYPES(LAYOUT)
#undef LAYOUT
};

static const struct layout *find(uint32_t dtype)
{
    if (dtype >= sizeof layouts / sizeof *layouts || !layouts[dtype].name)
        return NULL;
    return &layouts[dtype];
}

const char *emel_dtype_name(uint32_t dtype)
{
    const struct layout *layout = find(dtype);

    return layout ? layout->name : "unknown";
}

uint32_t emel_dtype_block_elements(uint32_t dtype)
{
    const struct layout *layout = find(dtype);

    return layout ? layout->block_elements : 0;
}

bool emel_dtype_bytes(uint32_t dtype, uint64_t elements, uint64_t *bytes)
{
    const struct layout *layout = find(dtype);

    if (!layout)
        return false;

    uint64_t blocks = elements;
    if (layout->block_elements > 1) { /* most types need no division, which is slow */
        if (elements % layout->block_elements != 0)
            return false;
        blocks /= layout->block_elements;
    }

    /* By whole eights of blocks first: the bits of all need not fit where the bytes do. */
    uint64_t rest_bits = blocks % 8 * layout->block_bits;
    if (rest_bits % 8 != 0 || blocks / 8 > layout->eighths_max)
        return false;
    uint64_t whole = blocks / 8 * layout->block_bits;
    if (rest_bits / 8 > UINT64_MAX - whole)
        return false; /* never reached: no type that there is has such a block */
    *bytes = whole + rest_bits / 8;
    return true;
}
