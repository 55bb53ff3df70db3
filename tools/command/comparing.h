/* What differs between the tensors of two models. */
#ifndef COMMAND_COMPARING_H
#define COMMAND_COMPARING_H

#include "emel/emel.h"
#include "loading.h"

enum difference_kind {
    ONLY_IN_A,
    ONLY_IN_B,
    OTHER_DTYPE,
    OTHER_SHAPE, /* of the same dtype */
    OTHER_BYTES, /* of the same dtype and shape */
    SAME,
    DIFFERENCE_KINDS
};

/* A tensor that is in A, in B or in both. */
struct comparison {
    const struct emel_tensor_record *a, *b; /* NULL: it is not there */
    enum difference_kind kind;
    uint64_t offset; /* of OTHER_BYTES: the first byte that differs, in the tensor */
};

struct comparing {
    struct loading a, b;
    struct comparison *all; /* in the order of the names */
    uint32_t count;
    uint32_t counts[DIFFERENCE_KINDS];
    struct progress progress;
};

/* Opens both, compares all tensors that --tensor selects, reading both through small buffers.
 * False: *why says what failed; a difference is not a failure.  Either way comparing_end
 * follows. */
bool comparing_run(struct comparing *comparing, const struct settings *settings, const char *a,
                   const char *b, struct emel_failure *why);
void comparing_end(struct comparing *comparing);

#endif
