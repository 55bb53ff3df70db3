/* What the kernel of a test was asked of files, and what it is to answer. */
#ifndef TESTS_SUPPORT_KERNEL_CALLS_H
#define TESTS_SUPPORT_KERNEL_CALLS_H

#include <stdint.h>

#include "support/kernel.h"

#define KERNEL_CALLS_MOST 256

/* A range of a file, in the order asked. */
struct kernel_calls_list {
    unsigned count;
    struct {
        uint64_t offset, bytes;
    } ranges[KERNEL_CALLS_MOST];
};

struct kernel_calls {
    /* what to answer */
    int64_t cachestat; /* 0: pages below, or -errno */
    uint64_t cached_pages;
    unsigned missing_from;  /* the look, counted from 1, from which on none is; 0: none */
    int64_t preadv2, statx; /* what they answer */
    uint32_t probe_blocks;  /* that a device reads for each probe */
    uint32_t mask, memory_alignment, offset_alignment; /* what statx tells */
    int64_t open;                                      /* what opening answers, */
    unsigned opens_answered; /* so many times: then the real kernel does */
    /* what was asked */
    struct kernel_calls_list looks, probes, put_out;
    unsigned opened;
    int flags; /* the last time */
    int advice, read_flags, usage_of;
};

/* A kernel that has these answers. */
struct kernel kernel_calls_kernel(struct kernel_calls *asked);

#endif
