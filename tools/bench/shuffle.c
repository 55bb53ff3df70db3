/* The order in which contenders run. */
#include "bench.h"

static uint64_t state = 1;

void bench_shuffle_seed(uint64_t seed)
{
    state = seed;
}

/* SplitMix64: every seed is a good one, 0 too. */
static uint64_t next_random(void)
{
    uint64_t word = state += UINT64_C(0x9e3779b97f4a7c15);

    word = (word ^ (word >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    word = (word ^ (word >> 27)) * UINT64_C(0x94d049bb133111eb);
    return word ^ (word >> 31);
}

void bench_shuffle(uint32_t *order, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        order[i] = i;
    for (uint32_t i = count; i > 1; i--) {
        const uint32_t chosen = (uint32_t)(next_random() % i), last = order[i - 1];

        order[i - 1] = order[chosen];
        order[chosen] = last;
    }
}
