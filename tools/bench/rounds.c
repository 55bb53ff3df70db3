/* Runs, each in a process of its own, as a program that loads a model has it: no memory,
 * no thread and no arena of one run is there in the next. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "bench.h"

#define TRIALS 3u   /* of each candidate for the strongest limit */
#define ATTEMPTS 20 /* of a run */

double bench_now(void)
{
    struct timespec now = { 0 };

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* --- in the process of the run ------------------------------------------------------------ */

void bench_begin(struct bench_sample *sample, const struct bench_model *model)
{
    sample->pages_before = bench_pages_cached(model);
    sample->resident = bench_memory_resident();
    sample->start = bench_now();
}

void bench_end(struct bench_sample *sample, const struct bench_model *model)
{
    const double end = bench_now();

    sample->seconds = end - sample->start;
    sample->pages_after = bench_pages_cached(model);
    sample->overhead = bench_memory_peak();
    sample->overhead -= sample->overhead < sample->resident ? sample->overhead : sample->resident;
}

/* --- around it ------------------------------------------------------------------------------ */

/* Shared with the child. */
static struct bench_sample *new_sample(void)
{
    struct bench_sample *sample =
        mmap(NULL, sizeof *sample, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    if (sample == MAP_FAILED)
        bench_fail("out of memory");
    return sample;
}

/* Free pages of this process's heap would be resident in the child, and so would not count as memory
 * that a load takes. */
static void give_heap_back(void)
{
#ifdef __GLIBC__
    (void)malloc_trim(0);
#endif
}

static struct bench_sample run(const struct bench_entry *entry)
{
    struct bench_sample *shared = new_sample(), sample;
    pid_t child;
    int status;

    (void)fflush(NULL);
    give_heap_back();
    child = fork();
    if (child == 0) {
        entry->who->run(entry->who, entry->what, shared);
        _exit(0);
    }
    if (child < 0 || waitpid(child, &status, 0) != child)
        bench_fail("a run could not be started");
    sample = *shared;
    (void)munmap(shared, sizeof *shared);
    if (status != 0 || !sample.good)
        bench_fail(entry->who->name);
    return sample;
}

/* Tensors, with what there is to be known of each; and as much again in the page cache
 * where they are read through it. */
static uint64_t bytes_taken(const struct bench_entry *entry)
{
    const uint64_t bytes = entry->who->through ? 0 : bench_memory_room(entry->what);

    return bytes + (entry->cold && entry->who->caching ? bytes : 0) + entry->who->extra +
           entry->what->tensor_count * UINT64_C(512) + 64 * BENCH_MIB;
}

/* A system may take pages of the cache back at any time: then the run is done again. */
static struct bench_sample run_prepared(const struct bench_entry *entry)
{
    const uint64_t pages = bench_pages_in_all(entry->what);
    struct bench_sample sample;

    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        if (entry->cold)
            bench_cool(entry->what);
        else
            bench_warm(entry->what);
        bench_memory_touch_free(bytes_taken(entry));
        sample = run(entry);
        if (entry->cold ? sample.pages_before == 0
                        : sample.pages_before == pages && sample.pages_after == pages)
            return sample;
    }
    bench_fail(entry->cold ? "the file cannot be put out of the page cache"
                           : "the page cache does not keep the file");
}

static void measure(struct bench_entry *entry, uint32_t round)
{
    struct bench_sample sample = run_prepared(entry);
    const uint64_t grown = sample.pages_after * BENCH_PAGE;

    entry->seconds[round] = sample.seconds;
    entry->first_seconds[round] = sample.first_seconds;
    if (sample.held) {
        sample.overhead -= sample.overhead < sample.held ? sample.overhead : sample.held;
        entry->overhead = sample.overhead > entry->overhead ? sample.overhead : entry->overhead;
    }
    if (sample.peak > entry->peak)
        entry->peak = sample.peak;
    if (sample.device > entry->device)
        entry->device = sample.device;
    if (entry->cold && grown > entry->cache_growth)
        entry->cache_growth = grown;
}

/* Shuffled: in a fixed rotation each contender always runs after the same one, and pays for
 * what that one left behind. */
void bench_rounds(struct bench_entry *entries, uint32_t count, uint32_t rounds)
{
    uint32_t *order = calloc(count, sizeof *order);

    if (!order)
        bench_fail("out of memory");
    for (uint32_t round = 0; round < rounds; round++) {
        bench_shuffle(order, count);
        for (uint32_t i = 0; i < count; i++)
            measure(&entries[order[i]], round);
    }
    free(order);
}

/* --- the fastest of several ------------------------------------------------------------------ */

const struct bench_contender *bench_fastest(const struct bench_contender *candidates,
                                            uint32_t count, const struct bench_model *model,
                                            bool cold)
{
    struct bench_entry *entries = calloc(count, sizeof *entries);
    uint32_t fastest = 0;

    if (!entries)
        bench_fail("out of memory");
    for (uint32_t i = 0; i < count; i++)
        entries[i] = (struct bench_entry){ &candidates[i], model, .cold = cold };
    bench_rounds(entries, count, TRIALS);
    for (uint32_t i = 0; i < count; i++)
        if (bench_least(&entries[i], TRIALS) < bench_least(&entries[fastest], TRIALS))
            fastest = i;
    bench_report_entries(cold ? "candidates for the limit, not cached"
                              : "candidates for the limit, cached",
                         entries, count, TRIALS);
    free(entries);
    return &candidates[fastest];
}
