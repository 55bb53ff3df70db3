/* Loads in flight, for tests of how they end. */
#ifndef TESTS_MODEL_TENSOR_IN_FLIGHT_H
#define TESTS_MODEL_TENSOR_IN_FLIGHT_H

#include "support/storage_fixture.h"

/* Pairs of tensors of the fixture's, for loads beside each other. */
#define IN_FLIGHT_PAIRS 3
extern const uint32_t in_flight_pairs[IN_FLIGHT_PAIRS][2];

/* What a load told at its end. */
struct in_flight_end {
    unsigned told;
    struct emel_failure why;
};

/* Begins a load of these tensors (NULL: all) on `io` (NULL: the storage's own). */
void in_flight_begin(struct keeping *k, const uint32_t *tensors, uint32_t count, struct emel_io *io,
                     struct in_flight_end *ended);

#endif
