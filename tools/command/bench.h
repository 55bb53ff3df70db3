/* The measurements of emel bench. */
#ifndef COMMAND_BENCH_H
#define COMMAND_BENCH_H

#include "loading.h"

/* One way to get bytes, as far as it was measured. */
struct bench_way {
    uint64_t bytes; /* 0: it could not be measured */
    double seconds;
};

struct bench {
    uint64_t bytes;   /* of the tensors that are measured: all, or as many as the time allows */
    uint32_t tensors; /* so many */
    uint32_t all_tensors;
    double cached_share; /* of them in the page cache, 0 .. 1 */
    struct bench_way device, memory, cache, load, fread;
};

double bench_rate(const struct bench_way *way); /* bytes per second; 0: not measured */

/* Cuts the selection of `loading`, which is sorted by offset, to what can be loaded in some
 * seconds, as a load of a few tensors tells.  False: *why says why. */
bool bench_choose(struct bench *bench, struct loading *loading, struct emel_failure *why);
/* Each takes some seconds at most. */
bool bench_device(struct bench *bench, struct loading *loading, struct emel_failure *why);
bool bench_memory(struct bench *bench, struct emel_failure *why);
bool bench_cache(struct bench *bench, struct loading *loading, struct emel_failure *why);
bool bench_load(struct bench *bench, struct loading *loading, struct emel_failure *why);
/* What cannot be read or held ends it early. */
void bench_fread(struct bench *bench, struct loading *loading);

#endif
