/* Tensors that have places, for tests of what becomes of these. */
#ifndef TESTS_MODEL_TENSOR_PLACES_H
#define TESTS_MODEL_TENSOR_PLACES_H

#include "support/storage_fixture.h"

#define MIB (UINT64_C(1) << 20)
#define PLACES_BYTES (12 * MIB)

/* Tensors 0 to 2 are resident end to end, in PLACES_BYTES: 5, 3 and 4 MiB.  4 MiB and 8 MiB are
 * borders of blocks, 5 is none.  Tensor 3 is bound, of 2 MiB. */
void places_enter(struct keeping *k);

const void *places_data(const struct keeping *k, uint32_t index);
void places_evict(struct keeping *k, uint32_t index);
bool places_load(struct keeping *k, uint32_t index);

#endif
