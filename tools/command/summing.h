/* Sums of the tensors of a loading, from the bytes that are resident. */
#ifndef COMMAND_SUMMING_H
#define COMMAND_SUMMING_H

#include "loading.h"
#include "sum.h"

struct summed {
    const char *name;
    uint64_t bytes;
    struct sum sum;
};

/* Loads some tensors, sums them, lets them go, and so on: a model need not fit in memory.
 * NULL: *why says what; else all tensors of the loading, in the order of their names, for
 * free(). */
struct summed *sum_in_turn(struct loading *loading, struct emel_failure *why);
/* The same of tensors that are all resident already, and stay so. */
struct summed *sum_resident(struct loading *loading, struct emel_failure *why);

#endif
