/* Many small tensors, and cost against size. */
#include "bench.h"

#define SMALL_COUNT 65536u
#define SMALL_BYTES UINT64_C(4096)
#define SIZES_LEAST (64 * BENCH_MIB)
#define SERIES_ROUNDS 3u

static void need(bool made)
{
    if (!made)
        bench_fail("out of memory");
}

/* --- 65,536 tensors of 4 KiB ------------------------------------------------------------------ */

void bench_small(const struct emel_io_file *file, uint64_t bytes, uint32_t rounds,
                 struct bench_results *results)
{
    static const struct bench_contender loops[] = {
        { "bare loop, 1 thread, 4 MiB", bench_loop, .workers = 1, .piece = 4 * BENCH_MIB },
        { "bare loop, 2 threads, 2 MiB", bench_loop, .workers = 2, .piece = 2 * BENCH_MIB },
        { "bare loop, 2 threads, 4 MiB", bench_loop, .workers = 2, .piece = 4 * BENCH_MIB },
    };
    static const struct bench_contender others[] = {
        { "emel, fresh region", bench_emel, .memory = BENCH_FRESH },
        { "bare loop, each alone, 2 threads", bench_loop, .workers = 2 },
        { "pread into malloc", bench_pread, .memory = BENCH_FRESH },
    };
    struct bench_model model;
    struct bench_entry entries[4];

    if (bytes < SMALL_COUNT * SMALL_BYTES)
        return;
    need(bench_model_equal(&model, file, SMALL_COUNT, SMALL_BYTES));
    entries[0] =
        (struct bench_entry){ bench_fastest(loops, sizeof loops / sizeof *loops, &model, false),
                              &model, .cold = false };
    for (uint32_t i = 0; i < 3; i++)
        entries[1 + i] = (struct bench_entry){ &others[i], &model, .cold = false };
    bench_rounds(entries, 4, rounds);
    bench_report_entries("65,536 tensors of 4 KiB, cached", entries, 4, rounds);
    results->small_bare_ratio = bench_ratio(&entries[1], &entries[0], rounds);
    results->small_tensor_ns = bench_least(&entries[1], rounds) / SMALL_COUNT * 1e9;
    bench_model_free(&model);
}

/* --- size ----------------------------------------------------------------------------------- */

/* All sizes in each round: what changes meanwhile changes for all. */
void bench_sizes(const struct emel_io_file *file, uint64_t bytes, struct bench_series *series)
{
    static const struct bench_contender emel = { "emel", bench_emel, .memory = BENCH_FRESH };
    struct bench_model models[16];
    struct bench_entry entries[16];
    uint32_t count = 0;

    for (uint64_t size = SIZES_LEAST; size <= bytes && count < 16; size *= 2, count++) {
        need(bench_model_like(&models[count], file, size, 0));
        entries[count] = (struct bench_entry){ &emel, &models[count], .cold = false };
    }
    bench_rounds(entries, count, SERIES_ROUNDS);
    for (uint32_t i = 0; i < count; i++) {
        series->points[i] = (struct bench_point){
            SIZES_LEAST << i,
            bench_median(entries[i].seconds, SERIES_ROUNDS) / (double)models[i].bytes * 1024e9,
        };
        bench_model_free(&models[i]);
    }
    series->count = count;
}
