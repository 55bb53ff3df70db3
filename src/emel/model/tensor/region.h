/* A region: the memory of the tensors that one load made resident, and their places in it.
 *
 * A tensor's place is the address that it had in its region.  It keeps its place when it is
 * evicted, for as long as the region exists, and a reload reads into it.  The region is freed
 * when no tensor is resident in it and none is being reloaded into it.  Before that, each whole
 * run of 2 MiB that no such tensor touches is discarded. */
#ifndef EMEL_MODEL_TENSOR_REGION_H
#define EMEL_MODEL_TENSOR_REGION_H

#include "emel/memory.h"
#include "emel/model/tensor.h"

#define EMEL__NO_TENSOR UINT32_MAX

struct emel__block {
    uint32_t users; /* tensors resident or being reloaded that reach into it */
    bool discarded; /* and so not counted as held */
};

/* Kept apart from the tensors, because a storage without a load needs none. */
struct emel__place {
    struct emel__region *region;
    void *address;         /* in that region */
    uint32_t before, next; /* indices of others with a place in that region */
};

struct emel__region {
    struct emel__region *next, *before;
    unsigned char *memory;
    size_t bytes;
    size_t held;                /* of these, bytes not discarded */
    uint32_t residents;         /* tensors resident in it */
    uint32_t pins;              /* tensors being reloaded into their place in it */
    uint32_t tensors;           /* the first that has its place in it; EMEL__NO_TENSOR: none */
    unsigned char *first_block; /* the first 2 MiB border in it */
    size_t block_count;         /* whole blocks of 2 MiB from there on */
    struct emel__block blocks[];
};

/* Asks the storage's allocator; NULL: it has no memory, for the region or its record. */
struct emel__region *emel__region_create(struct emel_storage *storage, size_t bytes,
                                         size_t alignment);

/* Every tensor in it loses its place.  `free_memory` false: the memory is somebody else's now. */
void emel__region_destroy(struct emel_storage *storage, struct emel__region *region,
                          bool free_memory);

/* Whether that is in it: targets are not, nor is what a strategy lends. */
bool emel__region_holds(const struct emel__region *region, const void *data);

/* Memory for the places of all tensors, which a storage has while it has a region or a load; false:
 * the allocator has none. */
bool emel__places_create(struct emel_storage *storage);
void emel__places_trim(struct emel_storage *storage);

/* Where a tensor that is `placed` is, or was, in a region. */
struct emel__place *emel__place_of(const struct emel_storage *storage,
                                   const struct emel_tensor *tensor);

/* A tensor that has no place became resident at `data`, which is in the region; or one that is
 * resident in its place is evicted. */
void emel__region_enter(struct emel_storage *storage, struct emel__region *region,
                        struct emel_tensor *tensor, void *data);
void emel__region_leave(struct emel_storage *storage, struct emel_tensor *tensor);

/* The tensor is going to be reloaded into its place.  Until it is charged, unpin undoes this
 * without a trace.  Answers how many bytes it needs that are discarded now and that no tensor
 * pinned before it needs. */
uint64_t emel__place_pin(struct emel_storage *storage, struct emel_tensor *tensor);

/* Counts the discarded blocks of its place as held again. */
void emel__place_charge(struct emel_storage *storage, struct emel_tensor *tensor);

/* It is not reloaded; or it is resident now. */
void emel__place_unpin(struct emel_storage *storage, struct emel_tensor *tensor);
void emel__place_settle(struct emel_storage *storage, struct emel_tensor *tensor);

/* The tensor, which is not resident there, has no place any more. */
void emel__place_give_up(struct emel_storage *storage, struct emel_tensor *tensor);

#endif
