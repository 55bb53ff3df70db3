/* Sums of the tensors of a loading, by all workers. */
#ifndef COMMAND_SUMMING_H
#define COMMAND_SUMMING_H

#include "loading.h"
#include "sum.h"

struct summed {
    const char *name;
    uint64_t bytes;
    struct sum sum;
};

/* Reads each tensor through a small buffer: nothing becomes resident.  NULL: *why says what; else
 * all tensors of the loading, in the order of their names, for free(). */
struct summed *sum_from_files(struct loading *loading, struct emel_failure *why);
/* The same of tensors that are resident. */
struct summed *sum_resident(struct loading *loading, struct emel_failure *why);

#endif
