/* Ranks of one host: eight processes load an eighth of each row of one file at the same time.
 * What matters is that the device reads the file once, and not once for each of them. */
#define _GNU_SOURCE
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench.h"

#define RANKS 8u
#define BLOCK_BYTES UINT64_C(512) /* getrusage counts in these */
#define CONTROL_BYTES (64 * BENCH_MIB)

/* What a rank has of each row, bytes: bf16, Q4_K. */
static const uint64_t runs[] = { 2048, 7168, 576 };

/* What devices delivered for these processes: the count of /proc/PID/io's read_bytes, kept by the
 * kernel's block layer, which getrusage sums over children and threads that have ended. */
static uint64_t device_bytes(int who)
{
    struct rusage used;

    return getrusage(who, &used) == 0 ? (uint64_t)used.ru_inblock * BLOCK_BYTES : 0;
}

/* --- the control --------------------------------------------------------------------------- */

/* Bytes from a device for a cold read through the page cache, of the file's last bytes: nothing is
 * read ahead behind them. */
static uint64_t read_cold(const struct emel_io_file *file, uint64_t file_bytes)
{
    const uint64_t from = file_bytes - CONTROL_BYTES;
    unsigned char *memory = bench_memory_touched(CONTROL_BYTES);
    const uint64_t before = device_bytes(RUSAGE_SELF);
    uint64_t done = 0;
    ssize_t moved = 1;

    for (; done < CONTROL_BYTES && moved > 0; done += moved > 0 ? (uint64_t)moved : 0)
        moved =
            pread(file->fd, memory + done, (size_t)(CONTROL_BYTES - done), (off_t)(from + done));
    free(memory);
    return device_bytes(RUSAGE_SELF) - before;
}

/* File systems of hosts, of memory and of networks read from no device that is counted here. */
static bool is_counted(const struct emel_io_file *file, uint64_t file_bytes)
{
    const struct bench_model model = { .files = file, .file_count = 1 };
    uint64_t counted;

    bench_cool(&model);
    counted = read_cold(file, file_bytes);
    if (counted >= CONTROL_BYTES / 10 * 9 && counted <= CONTROL_BYTES / 10 * 11)
        return true;
    bench_report_note("\nranks: skipped: a cold read of %llu bytes moved %llu bytes of a device\n",
                      (unsigned long long)CONTROL_BYTES, (unsigned long long)counted);
    return false;
}

/* --- the ranks ----------------------------------------------------------------------------- */

/* Waits until every rank is there. */
static _Noreturn void be_rank(const struct bench_contender *self, const struct bench_model *model,
                              const int gate[2], struct bench_sample *sample)
{
    char nothing;

    (void)close(gate[1]);
    (void)!read(gate[0], &nothing, 1);
    bench_emel(self, model, sample);
    _exit(sample->good ? 0 : 1);
}

static void start_ranks(const struct bench_contender *self, const struct bench_model *model,
                        struct bench_sample *samples)
{
    int gate[2];

    if (pipe(gate) != 0)
        bench_fail("no pipe");
    for (uint32_t i = 0; i < RANKS; i++) {
        struct bench_model part = *model;

        part.tensors = &model->tensors[i];
        part.tensor_count = 1;
        part.bytes = model->tensors[i].byte_size;
        if (fork() == 0)
            be_rank(self, &part, gate, &samples[i]);
    }
    (void)close(gate[1]); /* opens it */
    (void)close(gate[0]);
}

static bool end_ranks(void)
{
    bool good = true;
    int status;

    for (uint32_t i = 0; i < RANKS; i++)
        good = wait(&status) > 0 && status == 0 && good;
    return good;
}

/* From the first that began until the last had all. */
static double seconds_of(const struct bench_sample *samples)
{
    double first = samples[0].start, last = 0;

    for (uint32_t i = 0; i < RANKS; i++) {
        first = fmin(first, samples[i].start);
        last = fmax(last, samples[i].start + samples[i].seconds);
    }
    return last - first;
}

static void load_ranks(const struct bench_contender *self, const struct bench_model *model,
                       struct bench_sample *sample)
{
    const size_t bytes = RANKS * sizeof *sample;
    struct bench_sample *samples =
        mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    if (samples == MAP_FAILED)
        bench_fail("out of memory");
    bench_begin(sample, model);
    start_ranks(self, model, samples);
    sample->good = end_ranks();
    bench_end(sample, model);
    sample->seconds = seconds_of(samples);
    sample->device = device_bytes(RUSAGE_CHILDREN);
}

/* --- the part ------------------------------------------------------------------------------ */

static void measure(const struct emel_io_file *file, uint64_t run, uint32_t rounds,
                    struct bench_results *results)
{
    static const struct bench_contender ranks = { "eight ranks, caching = shared", load_ranks,
                                                  .caching = true, .shared = true };
    struct emel_io_part parts[RANKS];
    struct bench_model model;
    struct bench_entry entry = { &ranks, &model, .cold = true };
    char title[80];
    double ratio;

    for (uint32_t i = 0; i < RANKS; i++)
        parts[i] = (struct emel_io_part){ .file_offset = i * run,
                                          .file_stride = RANKS * run,
                                          .run_bytes = run,
                                          .count = BENCH_MATRIX_BYTES / (RANKS * run),
                                          .memory_stride = run };
    if (!bench_model_slices(&model, file, parts, RANKS))
        bench_fail("out of memory");
    bench_rounds(&entry, 1, rounds);
    (void)snprintf(title, sizeof title, "ranks, %llu of each %llu bytes, not cached",
                   (unsigned long long)run, (unsigned long long)(RANKS * run));
    bench_report_entries(title, &entry, 1, rounds);
    ratio = (double)entry.device / (double)model.bytes;
    bench_report_note("  the device delivered %.3f of the file at most\n", ratio);
    results->ranks_device_ratio = fmax(results->ranks_device_ratio, ratio);
    bench_model_free(&model);
}

void bench_ranks(const struct emel_io_file *file, uint64_t bytes, uint32_t rounds,
                 struct bench_results *results)
{
    if (bytes < BENCH_MATRIX_BYTES || !is_counted(file, bytes))
        return;
    for (size_t i = 0; i < sizeof runs / sizeof *runs; i++)
        measure(file, runs[i], rounds, results);
}
