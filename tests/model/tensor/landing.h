/* Loads whose tensors are reported as they land, for tests of what is reported and withdrawn. */
#ifndef TESTS_MODEL_TENSOR_LANDING_H
#define TESTS_MODEL_TENSOR_LANDING_H

#include "support/storage_fixture.h"

/* A storage, and what its callbacks have seen. */
struct landing {
    struct keeping k;
    uint32_t landed, order[KEEPING_TENSORS];
    void *data[KEEPING_TENSORS];
    unsigned withdrawn, ends;
    unsigned releases_then, discards_then; /* of memory, when the tensors were withdrawn */
    struct emel_io_report report;
};

/* A request for tensors (NULL: all) whose callbacks check what they are told. */
struct emel_storage_request landing_request(struct landing *world, const uint32_t *tensors,
                                            uint32_t count);

/* An on_tensor that only counts: for strategies that report what they never read. */
void landing_ignore_tensor(void *context, uint32_t index, const struct emel_tensor *tensor,
                           void *data);

/* Loads all tensors. */
bool landing_load(struct landing *world);

#endif
