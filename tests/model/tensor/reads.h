/* Reads into memory of the caller's, for tests of what they read and how they fail. */
#ifndef TESTS_MODEL_TENSOR_READS_H
#define TESTS_MODEL_TENSOR_READS_H

#include "support/storage_fixture.h"

#define READS_MAX 8

/* A storage and the memory that is read into, each target as big as it must be. */
struct reads {
    struct keeping k;
    struct emel_tensor_target targets[READS_MAX];
    uint32_t count;
};

void reads_enter(struct reads *r);

/* Adds a target of so many bytes. */
void reads_aim(struct reads *r, uint64_t bytes);

/* A request to read tensors, with a target for each. */
struct emel_storage_request reads_request(struct reads *r, const uint32_t *tensors, uint32_t count);

/* Fails the test if anything was written beyond a target, or is left behind. */
void reads_leave(struct reads *r);

#endif
