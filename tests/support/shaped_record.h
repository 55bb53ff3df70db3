/* Records of tensors that no file has. */
#ifndef TESTS_SUPPORT_SHAPED_RECORD_H
#define TESTS_SUPPORT_SHAPED_RECORD_H

#include <stdint.h>

#include "emel/model/record.h"

/* Of all extents. */
uint64_t shape_product(const uint64_t *shape, uint32_t rank);

/* A tensor "w" of that type and shape, at byte 1000 of file 3. */
struct emel_tensor_record shaped_record(uint32_t dtype, const uint64_t *shape, uint32_t rank);

#endif
