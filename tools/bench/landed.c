/* When the first tensor of a load is there: an engine uploads it while the others are read. */
#include <math.h>

#include "bench.h"

#define TENSORS 64u
#define TENSOR_BYTES (16 * BENCH_MIB)

static void measure(const struct bench_model *model, bool cold, uint32_t rounds,
                    struct bench_results *results)
{
    static const struct bench_contender emel = { "emel, fresh region", bench_emel,
                                                 .memory = BENCH_FRESH, .landed = true };
    struct bench_entry entry = { &emel, model, .cold = cold };
    double shares[BENCH_ROUNDS_MAX], share;

    bench_rounds(&entry, 1, rounds);
    bench_report_entries(cold ? "64 tensors of 16 MiB, not cached" : "64 tensors of 16 MiB, cached",
                         &entry, 1, rounds);
    for (uint32_t i = 0; i < rounds; i++)
        shares[i] = entry.first_seconds[i] / entry.seconds[i];
    share = bench_median(shares, rounds);
    bench_report_note("  the first tensor after %.3f of the load, least %.3f\n", share,
                      shares[0]); /* sorted by bench_median */
    results->first_tensor_share = fmax(results->first_tensor_share, share);
}

void bench_landed(const struct emel_io_file *file, uint64_t bytes, uint32_t rounds,
                  struct bench_results *results)
{
    struct bench_model model;

    if (bytes < TENSORS * TENSOR_BYTES)
        return;
    if (!bench_model_equal(&model, file, TENSORS, TENSOR_BYTES))
        bench_fail("out of memory");
    measure(&model, false, rounds, results);
    measure(&model, true, rounds, results);
    bench_model_free(&model);
}
