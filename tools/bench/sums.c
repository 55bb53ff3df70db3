/* Sums: what `emel sums` takes, beside only reading the same bytes as it does; and what a load
 * takes that checks sums, beside one that does not. */
#define _GNU_SOURCE /* memfd_create */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "bench.h"

#define THREADS_MAX 16u
#define WINDOW_BYTES (BENCH_MIB / 4) /* stays in the processor's cache */

/* --- reading alone ------------------------------------------------------------------------- */

struct reading {
    const struct bench_model *model;
    struct emel_tensor_record *tensors; /* the largest first */
    atomic_uint_least32_t next;
    atomic_uint_least64_t done; /* bytes */
};

static int larger(const void *a, const void *b)
{
    const struct emel_tensor_record *first = a, *second = b;

    return (first->byte_size < second->byte_size) - (first->byte_size > second->byte_size);
}

static void begin(struct reading *reading, const struct bench_model *model)
{
    const size_t bytes = model->tensor_count * sizeof *model->tensors;

    *reading = (struct reading){ .model = model, .tensors = malloc(bytes) };
    if (!reading->tensors)
        bench_fail("out of memory");
    memcpy(reading->tensors, model->tensors, bytes);
    qsort(reading->tensors, model->tensor_count, sizeof *reading->tensors, larger);
}

static uint64_t read_tensor(const struct reading *reading, const struct emel_tensor_record *tensor,
                            unsigned char *window)
{
    const int descriptor = reading->model->files[tensor->file_index].fd;
    uint64_t done = 0;
    ssize_t moved = 1;

    for (; done < tensor->byte_size && moved > 0; done += moved > 0 ? (uint64_t)moved : 0) {
        const uint64_t left = tensor->byte_size - done;

        moved = pread(descriptor, window, (size_t)(left < WINDOW_BYTES ? left : WINDOW_BYTES),
                      (off_t)(tensor->file_offset + done));
    }
    return done;
}

static void *work(void *argument)
{
    struct reading *reading = argument;
    unsigned char *window = NULL;
    uint32_t next;

    if (posix_memalign((void **)&window, BENCH_PAGE, WINDOW_BYTES) != 0)
        bench_fail("out of memory");
    while ((next = atomic_fetch_add(&reading->next, 1)) < reading->model->tensor_count)
        atomic_fetch_add(&reading->done, read_tensor(reading, &reading->tensors[next], window));
    free(window);
    return NULL;
}

/* As many threads as `emel sums` has when all is cached. */
static void read_alone(const struct bench_contender *self, const struct bench_model *model,
                       struct bench_sample *sample)
{
    const long processors = sysconf(_SC_NPROCESSORS_ONLN);
    pthread_t others[THREADS_MAX];
    struct reading reading;
    uint32_t started = 0;

    (void)self;
    begin(&reading, model);
    bench_begin(sample, model);
    while (started + 1 < THREADS_MAX && started + 1 < processors &&
           pthread_create(&others[started], NULL, work, &reading) == 0)
        started++;
    (void)work(&reading);
    while (started)
        (void)pthread_join(others[--started], NULL);
    bench_end(sample, model);
    sample->good = atomic_load(&reading.done) == model->bytes;
}

/* --- the part ------------------------------------------------------------------------------ */

enum contender { READ, SUMS, LOAD, LOAD_SUMS, ALL };

/* The path of a file without a name that has the model's sums. */
static void make_sums(const struct bench_model *model, char path[static 32])
{
    static const char *const arguments[] = { "sums", NULL };
    const int file = memfd_create("sums", 0); /* open in the command too */
    uint64_t peak;

    if (file < 0 || !bench_command_run(arguments, model, file, &peak))
        bench_fail("the sums cannot be made");
    (void)snprintf(path, 32, "/dev/fd/%d", file);
}

static void measure(const struct bench_model *model, uint32_t rounds, struct bench_results *results)
{
    char path[32];
    const char *const sums[] = { "sums", NULL }, *const load[] = { "load", NULL };
    const char *const load_sums[] = { "load", "--sums", path, NULL };
    const struct bench_contender contenders[] = {
        [READ] = { "reading alone", read_alone, .through = true },
        [SUMS] = { "emel sums", bench_command, .arguments = sums, .through = true },
        [LOAD] = { "emel load", bench_command, .arguments = load },
        [LOAD_SUMS] = { "emel load --sums", bench_command, .arguments = load_sums },
    };
    struct bench_entry entries[ALL];

    make_sums(model, path);
    for (int i = 0; i < ALL; i++)
        entries[i] = (struct bench_entry){ &contenders[i], model, .cold = false };
    bench_rounds(entries, ALL, rounds);
    bench_report_entries("sums of all tensors, cached", entries, ALL, rounds);
    results->sums_ratio = bench_ratio(&entries[SUMS], &entries[READ], rounds);
    results->load_sums_ratio = bench_ratio(&entries[LOAD_SUMS], &entries[LOAD], rounds);
    results->sums_resident_bytes = (double)entries[SUMS].peak;
}

void bench_sums(const struct bench_model *model, uint32_t rounds, struct bench_results *results)
{
    if (model->ours)
        bench_header_put(model);
    measure(model, rounds, results);
    if (model->ours)
        bench_header_remove(model);
}
