/* Included before each harness: values of which the prover knows nothing but their type, and C11
 * that Frama-C 25 does not parse. */
#ifndef PROVE_PROVER_H
#define PROVE_PROVER_H

#include <stdint.h>

#define _Alignof __alignof__
#define _Alignas(alignment)

extern volatile uint64_t any_u64_source;
extern volatile uint32_t any_u32_source;

static inline uint64_t any_u64(void)
{
    return any_u64_source;
}

static inline uint32_t any_u32(void)
{
    return any_u32_source;
}

/* 0 .. count - 1 */
static inline unsigned any_of(unsigned count)
{
    const unsigned value = any_u32_source;

    return value < count ? value : 0;
}

/* A fact that the solvers find only when it is said: call it where it is needed. */
/*@ requires a <= b;
  @ assigns \nothing;
  @ ensures 0 <= a * m <= b * m; */
static inline void products_rise(uint64_t a, uint64_t b, uint64_t m)
{
    (void)a, (void)b, (void)m;
}

#endif
