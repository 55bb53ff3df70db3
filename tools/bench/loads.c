/* Loads of a whole model, cached and not: emel, the limits, and what programs do instead. */
#define _GNU_SOURCE
#include <math.h>
#include <unistd.h>

#include "bench.h"

#define COUNT(array) ((uint32_t)(sizeof(array) / sizeof *(array)))
#define TOUCHED .memory = BENCH_CALLER
#define FRESH .memory = BENCH_FRESH

/* --- limits ------------------------------------------------------------------------------ */

/* Those with more threads than processors are left out. */
static const struct bench_contender warm_limits[] = {
    { "limit: 1 thread, 2 MiB", bench_loop, TOUCHED, .workers = 1, .piece = 2 * BENCH_MIB },
    { "limit: 1 thread, 4 MiB", bench_loop, TOUCHED, .workers = 1, .piece = 4 * BENCH_MIB },
    { "limit: 2 threads, 2 MiB", bench_loop, TOUCHED, .workers = 2, .piece = 2 * BENCH_MIB },
    { "limit: 2 threads, 4 MiB", bench_loop, TOUCHED, .workers = 2, .piece = 4 * BENCH_MIB },
    { "limit: 4 threads, 4 MiB", bench_loop, TOUCHED, .workers = 4, .piece = 4 * BENCH_MIB },
    { "limit: 8 threads, 4 MiB", bench_loop, TOUCHED, .workers = 8, .piece = 4 * BENCH_MIB },
};

static const struct bench_contender bare_loops[] = {
    { "bare loop: 2 threads, 2 MiB", bench_loop, FRESH, .workers = 2, .piece = 2 * BENCH_MIB },
    { "bare loop: 2 threads, 4 MiB", bench_loop, FRESH, .workers = 2, .piece = 4 * BENCH_MIB },
    { "bare loop: 4 threads, 4 MiB", bench_loop, FRESH, .workers = 4, .piece = 4 * BENCH_MIB },
    { "bare loop: 8 threads, 4 MiB", bench_loop, FRESH, .workers = 8, .piece = 4 * BENCH_MIB },
};

#define DIRECT TOUCHED, .direct = true
static const struct bench_contender cold_limits[] = {
    { "limit: direct, 4 MiB x 4", bench_loop, DIRECT, .workers = 4, .piece = 4 * BENCH_MIB },
    { "limit: direct, 8 MiB x 4", bench_loop, DIRECT, .workers = 4, .piece = 8 * BENCH_MIB },
    { "limit: direct, 4 MiB x 8", bench_loop, DIRECT, .workers = 8, .piece = 4 * BENCH_MIB },
};

static const struct bench_contender cold_loops[] = {
    { "bare loop: direct, 4 MiB x 4", bench_loop, FRESH, .direct = true, .workers = 4,
      .piece = 4 * BENCH_MIB },
    { "bare loop: direct, 4 MiB x 8", bench_loop, FRESH, .direct = true, .workers = 8,
      .piece = 4 * BENCH_MIB },
};

static uint32_t runnable(const struct bench_contender *loops, uint32_t count)
{
    const long processors = sysconf(_SC_NPROCESSORS_ONLN);

    while (count > 1 && (long)loops[count - 1].workers > processors && loops[count - 1].workers > 2)
        count--;
    return count;
}

/* --- cached -------------------------------------------------------------------------------- */

enum warm {
    WARM_LIMIT,
    WARM_BARE,
    WARM_FRESH,
    WARM_ONE,
    WARM_TWO,
    WARM_CALLER,
    WARM_REUSED,
    WARM_FREAD,
    WARM_PREAD,
    WARM_MAPPED,
    WARM_AT_32,
    WARM_AT_32_TO_64,
    WARM_AT_8,
    WARM_ALL
};

/* The limits are chosen. */
static const struct bench_contender warm[WARM_ALL] = {
    [WARM_FRESH] = { "emel, fresh region", bench_emel, FRESH },
    [WARM_ONE] = { "emel, fresh region, 1 worker", bench_emel, FRESH, .workers = 1 },
    [WARM_TWO] = { "emel, fresh region, 2 workers", bench_emel, FRESH, .workers = 2 },
    [WARM_CALLER] = { "emel, caller's memory", bench_emel, .memory = BENCH_CALLER },
    [WARM_REUSED] = { "emel, reused region", bench_emel, .memory = BENCH_REUSED },
    [WARM_FREAD] = { "fread into malloc", bench_fread, FRESH },
    [WARM_PREAD] = { "pread into malloc", bench_pread, FRESH },
    [WARM_MAPPED] = { "mapped file and memcpy", bench_mapped, FRESH },
    [WARM_AT_32] = { "emel, offsets 32 modulo 64", bench_emel, FRESH },
    [WARM_AT_32_TO_64] = { "emel, these to multiples of 64", bench_emel, FRESH, .alignment = 64 },
    [WARM_AT_8] = { "emel, offsets 8 modulo 64", bench_emel, FRESH },
};

static void note_warm(const struct bench_entry *entries, uint32_t rounds,
                      struct bench_results *results)
{
    const struct bench_entry *limit = &entries[WARM_LIMIT], *fresh = &entries[WARM_FRESH];

    results->warm_ratio = bench_ratio(fresh, limit, rounds);
    results->warm_bare_ratio = bench_ratio(fresh, &entries[WARM_BARE], rounds);
    results->caller_ratio = bench_ratio(&entries[WARM_CALLER], limit, rounds);
    results->reused_ratio = bench_ratio(&entries[WARM_REUSED], limit, rounds);
    results->fread_speedup = bench_ratio(&entries[WARM_FREAD], fresh, rounds);
    results->malloc_pread_speedup = bench_ratio(&entries[WARM_PREAD], fresh, rounds);
    results->mmap_copy_speedup = bench_ratio(&entries[WARM_MAPPED], fresh, rounds);
    results->peak_overhead_bytes = fmax(results->peak_overhead_bytes, (double)fresh->overhead);
}

void bench_cached(const struct bench_models *models, uint32_t rounds, struct bench_results *results)
{
    const uint32_t count = models->at_0.ours ? WARM_ALL : WARM_AT_32;
    struct bench_entry entries[WARM_ALL];

    for (uint32_t i = 0; i < WARM_ALL; i++)
        entries[i] = (struct bench_entry){ &warm[i], &models->at_0, .cold = false };
    entries[WARM_LIMIT].who =
        bench_fastest(warm_limits, runnable(warm_limits, COUNT(warm_limits)), &models->at_0, false);
    entries[WARM_BARE].who =
        bench_fastest(bare_loops, runnable(bare_loops, COUNT(bare_loops)), &models->at_0, false);
    entries[WARM_AT_32].what = entries[WARM_AT_32_TO_64].what = &models->at_32;
    entries[WARM_AT_8].what = &models->at_8;
    bench_rounds(entries, count, rounds);
    bench_report_entries("cached", entries, count, rounds);
    note_warm(entries, rounds, results);
    if (!models->at_0.ours)
        return;
    results->warm_bare_ratio_32 = bench_ratio(&entries[WARM_AT_32], &entries[WARM_BARE], rounds);
    results->warm_bare_ratio_8 = bench_ratio(&entries[WARM_AT_8], &entries[WARM_BARE], rounds);
    results->warm_ratio_32 = bench_ratio(&entries[WARM_AT_32], &entries[WARM_LIMIT], rounds);
    results->warm_ratio_8 = bench_ratio(&entries[WARM_AT_8], &entries[WARM_LIMIT], rounds);
}

/* --- not cached ------------------------------------------------------------------------------ */

enum cold { COLD_LIMIT, COLD_BARE, COLD_FRESH, COLD_FREAD, COLD_AT_32, COLD_AT_8, COLD_ALL };

static const struct bench_contender cold[COLD_ALL] = {
    [COLD_FRESH] = { "emel, fresh region", bench_emel, FRESH },
    [COLD_FREAD] = { "fread into malloc", bench_fread, FRESH, .caching = true },
    [COLD_AT_32] = { "emel, offsets 32 modulo 64", bench_emel, FRESH },
    [COLD_AT_8] = { "emel, offsets 8 modulo 64", bench_emel, FRESH },
};

static void note_cold(const struct bench_entry *entries, uint32_t rounds,
                      struct bench_results *results)
{
    const struct bench_entry *fresh = &entries[COLD_FRESH];

    results->cold_ratio = bench_ratio(fresh, &entries[COLD_LIMIT], rounds);
    results->cold_bare_ratio = bench_ratio(fresh, &entries[COLD_BARE], rounds);
    results->cold_fread_speedup = bench_ratio(&entries[COLD_FREAD], fresh, rounds);
    results->cold_cache_growth_bytes = (double)fresh->cache_growth;
    results->peak_overhead_bytes = fmax(results->peak_overhead_bytes, (double)fresh->overhead);
}

void bench_cold(const struct bench_models *models, uint32_t rounds, struct bench_results *results)
{
    const uint32_t count = models->at_0.ours ? COLD_ALL : COLD_AT_32;
    struct bench_entry entries[COLD_ALL];

    for (uint32_t i = 0; i < COLD_ALL; i++)
        entries[i] = (struct bench_entry){ &cold[i], &models->at_0, .cold = true };
    entries[COLD_LIMIT].who = bench_fastest(cold_limits, COUNT(cold_limits), &models->at_0, true);
    entries[COLD_BARE].who = bench_fastest(cold_loops, COUNT(cold_loops), &models->at_0, true);
    entries[COLD_AT_32].what = &models->at_32;
    entries[COLD_AT_8].what = &models->at_8;
    bench_rounds(entries, count, rounds);
    bench_report_entries("not cached", entries, count, rounds);
    note_cold(entries, rounds, results);
    if (!models->at_0.ours)
        return;
    results->cold_bare_ratio_32 = bench_ratio(&entries[COLD_AT_32], &entries[COLD_BARE], rounds);
    results->cold_bare_ratio_8 = bench_ratio(&entries[COLD_AT_8], &entries[COLD_BARE], rounds);
    results->cold_ratio_32 = bench_ratio(&entries[COLD_AT_32], &entries[COLD_LIMIT], rounds);
    results->cold_ratio_8 = bench_ratio(&entries[COLD_AT_8], &entries[COLD_LIMIT], rounds);
}
