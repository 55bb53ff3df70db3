#include "support/shaped_record.h"

#include <check.h>

#include "emel/model/dtype.h"

uint64_t shape_product(const uint64_t *shape, uint32_t rank)
{
    uint64_t all = 1;

    for (uint32_t i = 0; i < rank; i++)
        all *= shape[i];
    return all;
}

struct emel_tensor_record shaped_record(uint32_t dtype, const uint64_t *shape, uint32_t rank)
{
    struct emel_tensor_record record = { .name = "w",
                                         .shape = shape,
                                         .rank = rank,
                                         .dtype = dtype,
                                         .file_index = 3,
                                         .file_offset = 1000 };

    ck_assert(emel_dtype_bytes(dtype, shape_product(shape, rank), &record.byte_size));
    return record;
}
