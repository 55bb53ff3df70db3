/* What the kernel of a test was asked of files, and what it is to answer. */
#ifndef TESTS_IO_SYSTEM_ASKED_H
#define TESTS_IO_SYSTEM_ASKED_H

#include <stdint.h>

#include "support/kernel.h"

#define ASKED_MOST 256

/* A range of a file, in the order asked. */
struct asked_list {
    unsigned count;
    struct { uint64_t offset, bytes; } ranges[ASKED_MOST];
};

struct asked {
    /* what to answer */
    int64_t cachestat;       /* 0: pages below, or -errno */
    uint64_t cached_pages;
    unsigned missing_from;   /* the look, counted from 1, from which on none is; 0: none */
    int64_t preadv2, statx;  /* what they answer */
    uint32_t mask, memory_alignment, offset_alignment; /* what statx tells */
    int64_t open;            /* what opening answers, */
    unsigned opens_answered; /* so many times: then the real kernel does */
    /* what was asked */
    struct asked_list looks, probes, put_out;
    unsigned opened;
    int flags;               /* the last time */
    int advice, read_flags;
};

/* A kernel that has these answers. */
struct kernel asked_kernel(struct asked *asked);

#endif
