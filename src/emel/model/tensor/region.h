/* A region: the memory of the tensors that one load made resident.
 *
 * Given back as a whole when the last of them is evicted; before that, each whole run
 * of 2 MiB that no resident tensor touches any more is discarded. */
#ifndef EMEL_MODEL_TENSOR_REGION_H
#define EMEL_MODEL_TENSOR_REGION_H

#include "emel/memory.h"
#include "emel/model/tensor.h"

struct emel__region {
    struct emel__region *next, *before;
    unsigned char *memory;
    size_t bytes;
    size_t held;           /* of these, bytes not discarded */
    uint32_t residents;    /* tensors resident in it */
    unsigned char *blocks; /* the first 2 MiB border in it */
    size_t block_count;    /* whole blocks of 2 MiB from there on */
    uint32_t touching[];   /* by block: resident tensors that reach into it */
};

/* Asks the storage's allocator; NULL: it has no memory, for the region or its record. */
struct emel__region *emel__region_create(struct emel_storage *storage, size_t bytes,
                                         size_t alignment);
void emel__region_destroy(struct emel_storage *storage, struct emel__region *region);

/* Whether that is in it: targets are not, nor is what a strategy lends. */
bool emel__region_holds(const struct emel__region *region, const void *data);

/* A tensor in it became resident, or was evicted. */
void emel__region_enter(struct emel__region *region, const struct emel_tensor *tensor);
void emel__region_leave(struct emel_storage *storage, struct emel__region *region,
                        const struct emel_tensor *tensor);

#endif
