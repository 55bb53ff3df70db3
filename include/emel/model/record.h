/* emel/model/record.h - the file and the range of bytes that hold a tensor.
 *
 * What a reader of model files (emel/model/file.h, or yours) gives, and what a storage
 * (emel/model/tensor.h) binds its tensors to.
 *
 * Units       offsets and sizes are bytes; shapes are elements. */
#ifndef EMEL_MODEL_RECORD_H
#define EMEL_MODEL_RECORD_H

#include <stdint.h>

#include "emel/api.h"
#include "emel/io/io.h"

EMEL_API_BEGIN

/* `name`, `shape` and `parts` are borrowed: they outlive the binding. */
struct emel_tensor_record {
    const char *name;
    const uint64_t *shape; /* `rank` extents in elements, in the file's own order of dimensions */
    uint32_t rank;         /* 0: a scalar, and `shape` is not used */
    uint32_t dtype;        /* enum emel_dtype, or yours: opaque here */
    uint16_t file_index;   /* into the storage's files */
    uint16_t reserved;     /* 0 */
    uint32_t part_count;   /* of `parts`; 0: one range, and `parts` is not used */
    uint64_t file_offset;  /* bytes, absolute */
    uint64_t byte_size;    /* bytes */
    /* NULL, or what emel/io/io.h says of the parts of a span: file_index and file_offset are
     * those of the first part. */
    const struct emel_io_part *parts;
};

EMEL_API_END

#endif
