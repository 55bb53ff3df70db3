/* Least times, medians and ratios of measured rounds. */
#include <stdlib.h>
#include <string.h>

#include "bench.h"

double bench_least(const struct bench_entry *entry, uint32_t rounds)
{
    double least = entry->seconds[0];

    for (uint32_t i = 1; i < rounds; i++)
        if (entry->seconds[i] < least)
            least = entry->seconds[i];
    return least;
}

static int ascending(const void *a, const void *b)
{
    const double first = *(const double *)a, second = *(const double *)b;

    return (first > second) - (first < second);
}

double bench_median(double *values, uint32_t count)
{
    qsort(values, count, sizeof *values, ascending);
    return count % 2 ? values[count / 2] : (values[count / 2 - 1] + values[count / 2]) / 2;
}

double bench_middle(const struct bench_entry *entry, uint32_t rounds)
{
    double seconds[BENCH_ROUNDS_MAX];

    memcpy(seconds, entry->seconds, rounds * sizeof *seconds);
    return bench_median(seconds, rounds);
}

double bench_ratio(const struct bench_entry *a, const struct bench_entry *b, uint32_t rounds)
{
    double ratios[BENCH_ROUNDS_MAX];

    for (uint32_t i = 0; i < rounds; i++)
        ratios[i] = a->seconds[i] / b->seconds[i];
    return bench_median(ratios, rounds);
}
