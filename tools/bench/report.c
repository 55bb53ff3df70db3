/* The table on standard output; bench.json, and the tables that plot.gp draws. */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench.h"

static const char *folder;
static FILE *ratios; /* a set a title: contender, median ratio, least seconds */

static FILE *create(const char *name)
{
    char path[4200];
    FILE *file;

    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    file = fopen(path, "w");
    if (!file)
        bench_fail(path);
    return file;
}

void bench_report_open(const char *chosen)
{
    folder = chosen;
    ratios = create("bench_ratios.tsv");
}

void bench_report_note(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    (void)vprintf(format, arguments);
    va_end(arguments);
    (void)fflush(stdout);
}

void bench_report_entries(const char *title, const struct bench_entry *entries, uint32_t count,
                          uint32_t rounds)
{
    const double limit = bench_least(&entries[0], rounds);

    bench_report_note("\n%-46s %9s %9s %7s %9s %9s\n", title, "least s", "median s", "GB/s",
                      "of least", "of median");
    (void)fprintf(ratios, "# %s\n", title);
    for (uint32_t i = 0; i < count; i++) {
        const double least = bench_least(&entries[i], rounds);
        const double ratio = bench_ratio(&entries[i], &entries[0], rounds);

        bench_report_note("  %-44s %9.4f %9.4f %7.2f %8.3fx %8.3fx\n", entries[i].who->name, least,
                          bench_middle(&entries[i], rounds),
                          (double)entries[i].what->bytes / least * 1e-9, least / limit, ratio);
        (void)fprintf(ratios, "%s\t%.4f\t%.6f\n", entries[i].who->name, ratio, least);
    }
    (void)fprintf(ratios, "\n\n"); /* gnuplot's mark of a new set */
    (void)fflush(ratios);
}

/* --- the results --------------------------------------------------------------------------- */

struct result {
    const char *key;
    double value;
    enum bench_sense sense;
    double goal;
    const char *text;
};

static void print_result(const struct result *result)
{
    const bool count = fabs(result->value) >= 1000.0;
    const char *verdict = "";

    if (isnan(result->value)) {
        bench_report_note("  %-24s %12s  %s\n", result->key, "-", result->text);
        return;
    }
    if (result->sense == AT_MOST)
        verdict = result->value <= result->goal ? "met" : "MISSED";
    if (result->sense == AT_LEAST)
        verdict = result->value >= result->goal ? "met" : "MISSED";
    bench_report_note("  %-24s %12.*f ", result->key, count ? 0 : 3, result->value);
    if (result->sense == NO_GOAL)
        bench_report_note("%21s", "");
    else
        bench_report_note(" %s %8.*f  %-6s ", result->sense == AT_MOST ? "<=" : ">=",
                          count || result->goal >= 1000.0 ? 0 : 2, result->goal, verdict);
    bench_report_note(" %s\n", result->text);
}

static void write_result(FILE *json, const struct result *result)
{
    if (isnan(result->value))
        (void)fprintf(json, "  \"%s\": null,\n", result->key);
    else
        (void)fprintf(json, "  \"%s\": %.*f,\n", result->key, result->goal >= 1000.0 ? 0 : 4,
                      result->value);
}

/* Flat is what does not grow: the dearest point over the cheapest before it. */
static double growth(const struct bench_series *series)
{
    double cheapest = INFINITY, most = 1.0;

    for (uint32_t i = 0; i < series->count; i++) {
        cheapest = fmin(cheapest, series->points[i].nanoseconds);
        most = fmax(most, series->points[i].nanoseconds / cheapest);
    }
    return most;
}

static double spread(const struct bench_series *series)
{
    double least = INFINITY, most = 0.0;

    for (uint32_t i = 0; i < series->count; i++) {
        least = fmin(least, series->points[i].nanoseconds);
        most = fmax(most, series->points[i].nanoseconds);
    }
    return most / least;
}

static void print_series(const char *title, const char *unit, const struct bench_series *series)
{
    if (series->count == 0)
        return;
    bench_report_note("\n%s: grows %.2fx, spreads %.2fx (goal: within 1.3x)\n", title,
                      growth(series), spread(series));
    for (uint32_t i = 0; i < series->count; i++)
        bench_report_note("  %14llu %10.2f ns a %s\n", (unsigned long long)series->points[i].x,
                          series->points[i].nanoseconds, unit);
}

static void write_series(FILE *json, const char *key, const char *x, const char *y,
                         const struct bench_series *series, const char *end)
{
    (void)fprintf(json, "  \"%s\": [", key);
    for (uint32_t i = 0; i < series->count; i++)
        (void)fprintf(json, "%s\n    { \"%s\": %llu, \"%s\": %.3f }", i ? "," : "", x,
                      (unsigned long long)series->points[i].x, y, series->points[i].nanoseconds);
    (void)fprintf(json, "\n  ]%s\n", end);
}

static void write_points(const char *name, const struct bench_series *series)
{
    FILE *file = create(name);

    for (uint32_t i = 0; i < series->count; i++)
        (void)fprintf(file, "%llu\t%.3f\n", (unsigned long long)series->points[i].x,
                      series->points[i].nanoseconds);
    (void)fclose(file);
}

void bench_report_results(const struct bench_results *results)
{
    const struct result list[] = {
#define RESULT(key, sense, goal, text) { #key, results->key, sense, goal, text },
        BENCH_RESULTS(RESULT)
#undef RESULT
    };
    FILE *json = create("bench.json");

    print_series("cost against size, cached", "KiB", &results->size_scaling);
    print_series("cost against count, cached", "tensor", &results->count_scaling);
    bench_report_note("\nresults, with goals\n");
    (void)fprintf(json, "{\n");
    for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
        print_result(&list[i]);
        write_result(json, &list[i]);
    }
    write_series(json, "size_scaling", "bytes", "ns_per_kib", &results->size_scaling, ",");
    write_series(json, "count_scaling", "tensors", "ns_per_tensor", &results->count_scaling, "");
    (void)fprintf(json, "}\n");
    (void)fclose(json);
    write_points("bench_sizes.tsv", &results->size_scaling);
    write_points("bench_counts.tsv", &results->count_scaling);
    (void)fclose(ratios);
}
