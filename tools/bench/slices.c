/* Slices of matrices: what a rank of a tensor-parallel engine loads. */
#include <math.h>
#include <stdio.h>

#include "bench.h"

enum contender { RULE, EMEL, WHOLE, ALL };

/* bf16 and Q4_K, an eighth or a half of each row: bytes.  The goal is that of emel's time
 * over the whole matrix, then narrowed, cached. */
static const struct row {
    uint64_t run, stride;
    double goal;
} rows[] = {
    { 2048, 16384, 0.35 },  { 7168, 57344, 0.35 }, { 8192, 16384, 0.65 },
    { 28672, 57344, 0.65 }, { 576, 4608, 0.85 },   { 2016, 16128, 0.35 },
};

#define COLD_GOAL 0.85

static const struct bench_contender contenders[2][ALL] = {
    {
        [EMEL] = { "emel, fresh region", bench_emel, .memory = BENCH_FRESH },
        [RULE] = { "bare loop of the rule", bench_slice_rule, .memory = BENCH_FRESH },
        [WHOLE] = { "whole matrix, then narrowed", bench_slice_whole, .extra = BENCH_MATRIX_BYTES },
    },
    {
        [EMEL] = { "emel, fresh region", bench_emel, .memory = BENCH_FRESH },
        [RULE] = { "bare loop of the rule, direct", bench_slice_rule, .direct = true },
        [WHOLE] = { "whole matrix, direct, then narrowed", bench_slice_whole, .direct = true,
                    .extra = BENCH_MATRIX_BYTES },
    },
};

static void measure(const struct row *row, const struct bench_model *model, bool cold,
                    uint32_t rounds, struct bench_results *results)
{
    double *bare = cold ? &results->cold_slice_bare_ratio : &results->slice_bare_ratio;
    double *whole = cold ? &results->cold_slice_whole_ratio : &results->slice_whole_ratio;
    struct bench_entry entries[ALL];
    double over_bare, over_whole;
    char title[80];

    for (int i = 0; i < ALL; i++)
        entries[i] = (struct bench_entry){ &contenders[cold][i], model, .cold = cold };
    bench_rounds(entries, ALL, rounds);
    (void)snprintf(title, sizeof title, "slice, %llu of each %llu bytes, %s",
                   (unsigned long long)row->run, (unsigned long long)row->stride,
                   cold ? "not cached" : "cached");
    bench_report_entries(title, entries, ALL, rounds);
    over_bare = bench_ratio(&entries[EMEL], &entries[RULE], rounds);
    over_whole = bench_ratio(&entries[EMEL], &entries[WHOLE], rounds);
    bench_report_note("  emel over the rule %.3f (goal 1.10), over the whole %.3f (goal %.2f)\n",
                      over_bare, over_whole, cold ? COLD_GOAL : row->goal);
    *bare = fmax(*bare, over_bare); /* of a number and NAN: the number */
    *whole = fmax(*whole, over_whole);
    results->slice_overhead_bytes =
        fmax(results->slice_overhead_bytes, (double)entries[EMEL].overhead);
}

void bench_slices(const struct emel_io_file *file, uint64_t bytes, uint32_t rounds,
                  struct bench_results *results)
{
    if (bytes < BENCH_MATRIX_BYTES)
        return;
    for (int cold = 0; cold < 2; cold++)
        for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
            const struct emel_io_part part = {
                .file_stride = rows[i].stride,
                .run_bytes = rows[i].run,
                .count = BENCH_MATRIX_BYTES / rows[i].stride,
                .memory_stride = rows[i].run,
            };
            struct bench_model model;

            if (!bench_model_slices(&model, file, &part, 1))
                bench_fail("out of memory");
            measure(&rows[i], &model, cold, rounds, results);
            bench_model_free(&model);
        }
}
