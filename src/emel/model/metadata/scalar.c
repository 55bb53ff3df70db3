#include "emel/model/metadata/scalar.h"

#include <string.h>

size_t emel__scalar_bytes(uint64_t type)
{
    static const unsigned char bytes[] = {
        [EMEL_METADATA_UINT8] = 1,   [EMEL_METADATA_INT8] = 1,    [EMEL_METADATA_UINT16] = 2,
        [EMEL_METADATA_INT16] = 2,   [EMEL_METADATA_UINT32] = 4,  [EMEL_METADATA_INT32] = 4,
        [EMEL_METADATA_FLOAT32] = 4, [EMEL_METADATA_BOOL] = 1,    [EMEL_METADATA_UINT64] = 8,
        [EMEL_METADATA_INT64] = 8,   [EMEL_METADATA_FLOAT64] = 8,
    };

    return type < sizeof bytes ? bytes[type] : 0;
}

static double float32(uint64_t word)
{
    const uint32_t bits = (uint32_t)word;
    float number;

    memcpy(&number, &bits, sizeof number);
    return (double)number;
}

void emel__scalar_decode(struct emel_metadata_element *element, uint64_t word)
{
    switch (element->type) {
    case EMEL_METADATA_INT8: element->value.i = (int8_t)word; break;
    case EMEL_METADATA_INT16: element->value.i = (int16_t)word; break;
    case EMEL_METADATA_INT32: element->value.i = (int32_t)word; break;
    case EMEL_METADATA_FLOAT32: element->value.f = float32(word); break;
    case EMEL_METADATA_FLOAT64: memcpy(&element->value.f, &word, sizeof word); break;
    default: element->value.u = word;
    }
}
