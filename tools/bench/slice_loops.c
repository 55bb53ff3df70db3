/* Bare loops that read a slice of a matrix: some bytes of each row.
 *
 * The rule      what was measured to be fastest.  Cached: each run alone, straight into the
 *               slice, in pieces that end on its huge pages; or, where the gaps between runs
 *               are small, windows whose runs are copied out.  Not cached: direct windows, or,
 *               where the gaps are large, each run's own blocks.
 * Whole         the whole matrix first, then its runs are copied into the slice. */
#define _GNU_SOURCE /* O_DIRECT */
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench.h"

#define THREADS_MAX 16u
#define KIB UINT64_C(1024)
#define SMALL_GAP (4 * KIB)
#define LARGE_GAP (48 * KIB)
#define HUGE_BYTES (2 * BENCH_MIB)

/* The matrix begins where the file does, so its offsets are those of the file. */
struct slicing {
    const struct bench_model *model;
    const struct emel_io_part *part;
    unsigned char *memory;  /* the slice */
    unsigned char *buffers; /* a window for each thread, or the whole matrix */
    uint64_t buffer_bytes;  /* of all of them; 0: none */
    uint64_t window;        /* bytes */
    uint64_t end, claimed;  /* what `take` gets, in all and at once: bytes */
    bool (*take)(struct slicing *slicing, uint64_t begin, uint64_t end, unsigned char *window);
    uint32_t threads;
    int descriptor;
    atomic_uint_least64_t next;
    atomic_uint_least32_t started;
    atomic_bool failed;
};

static uint64_t at_most(uint64_t value, uint64_t limit)
{
    return value < limit ? value : limit;
}

static uint64_t page_up(uint64_t value)
{
    return (value + BENCH_PAGE - 1) / BENCH_PAGE * BENCH_PAGE;
}

static bool read_range(const struct slicing *slicing, unsigned char *memory, uint64_t begin,
                       uint64_t end)
{
    while (begin < end) {
        const ssize_t moved =
            pread(slicing->descriptor, memory, (size_t)(end - begin), (off_t)begin);

        if (moved <= 0)
            return false;
        memory += moved;
        begin += (uint64_t)moved;
    }
    return true;
}

/* `window` has the bytes begin .. end of the file. */
static void copy_out(const struct slicing *slicing, const unsigned char *window, uint64_t begin,
                     uint64_t end)
{
    const struct emel_io_part *part = slicing->part;

    for (uint64_t i = begin / part->file_stride; i < part->count; i++) {
        const uint64_t run = i * part->file_stride, run_end = at_most(run + part->run_bytes, end);
        const uint64_t from = run < begin ? begin : run;

        if (run >= end)
            break;
        if (from < run_end)
            memcpy(slicing->memory + i * part->run_bytes + (from - run), window + (from - begin),
                   (size_t)(run_end - from));
    }
}

/* --- ways to take a piece ----------------------------------------------------------------- */

/* begin .. end: of the slice. */
static bool take_runs(struct slicing *slicing, uint64_t begin, uint64_t end, unsigned char *window)
{
    const struct emel_io_part *part = slicing->part;

    (void)window;
    while (begin < end) {
        const uint64_t inside = begin % part->run_bytes;
        const uint64_t bytes = at_most(part->run_bytes - inside, end - begin);
        const uint64_t offset = begin / part->run_bytes * part->file_stride + inside;

        if (!read_range(slicing, slicing->memory + begin, offset, offset + bytes))
            return false;
        begin += bytes;
    }
    return true;
}

/* begin .. end: of the file. */
static bool take_windows(struct slicing *slicing, uint64_t begin, uint64_t end,
                         unsigned char *window)
{
    for (uint64_t next; begin < end; begin = next) {
        next = at_most(begin + slicing->window, end);
        if (!read_range(slicing, window, begin, next))
            return false;
        copy_out(slicing, window, begin, next);
    }
    return true;
}

/* begin .. end: a run and the gap behind it. */
static bool take_blocks(struct slicing *slicing, uint64_t begin, uint64_t end,
                        unsigned char *window)
{
    const uint64_t first = begin / BENCH_PAGE * BENCH_PAGE;

    (void)end;
    return take_windows(slicing, first, page_up(begin + slicing->part->run_bytes), window);
}

/* begin .. end: of the file. */
static bool take_whole(struct slicing *slicing, uint64_t begin, uint64_t end, unsigned char *window)
{
    (void)window;
    return read_range(slicing, slicing->buffers + begin, begin, end);
}

/* --- plans -------------------------------------------------------------------------------- */

static void plan_cached(struct slicing *slicing, const struct emel_io_part *part)
{
    const uint64_t runs = HUGE_BYTES / part->run_bytes; /* in a huge page of the slice */

    slicing->threads = 2;
    slicing->claimed = HUGE_BYTES;
    slicing->end = part->count * part->run_bytes;
    slicing->take = take_runs;
    if (part->file_stride - part->run_bytes > SMALL_GAP)
        return;
    slicing->claimed = page_up(runs * part->file_stride);
    slicing->end = page_up(bench_model_extent(slicing->model, 0));
    slicing->window = 256 * KIB;
    slicing->take = take_windows;
}

static void plan_direct(struct slicing *slicing, const struct emel_io_part *part)
{
    slicing->threads = 8;
    slicing->claimed = slicing->window = BENCH_MIB;
    slicing->end = page_up(bench_model_extent(slicing->model, 0));
    slicing->take = take_windows;
    if (part->file_stride - part->run_bytes < LARGE_GAP)
        return;
    slicing->threads = THREADS_MAX;
    slicing->claimed = part->file_stride;
    slicing->window = page_up(part->run_bytes) + BENCH_PAGE;
    slicing->end = part->count * part->file_stride;
    slicing->take = take_blocks;
}

static void plan_whole(struct slicing *slicing, bool direct)
{
    slicing->threads = direct ? 8 : 2;
    slicing->claimed = direct ? 4 * BENCH_MIB : 2 * BENCH_MIB;
    slicing->end = page_up(bench_model_extent(slicing->model, 0));
    slicing->buffer_bytes = slicing->end;
    slicing->take = take_whole;
}

/* A descriptor lent to all is not changed: a direct one is opened again. */
static void begin(struct slicing *slicing, const struct bench_model *model, bool direct)
{
    char path[64];

    *slicing = (struct slicing){
        .model = model,
        .part = model->tensors[0].parts,
        .descriptor = model->files[0].fd,
    };
    (void)snprintf(path, sizeof path, "/proc/self/fd/%d", slicing->descriptor);
    if (direct)
        slicing->descriptor = open(path, O_RDONLY | O_CLOEXEC | O_DIRECT);
}

/* --- reading ------------------------------------------------------------------------------ */

static void *work(void *argument)
{
    struct slicing *slicing = argument;
    const uint64_t number = atomic_fetch_add(&slicing->started, 1);
    unsigned char *window = slicing->buffers + number * slicing->window;
    uint64_t at;

    while ((at = atomic_fetch_add(&slicing->next, slicing->claimed)) < slicing->end)
        if (!slicing->take(slicing, at, at_most(at + slicing->claimed, slicing->end), window))
            atomic_store(&slicing->failed, true);
    return NULL;
}

static void run(struct slicing *slicing)
{
    pthread_t others[THREADS_MAX];
    uint32_t count = 0;

    while (count + 1 < slicing->threads && pthread_create(&others[count], NULL, work, slicing) == 0)
        count++;
    (void)work(slicing);
    while (count)
        (void)pthread_join(others[--count], NULL);
}

static void finish(struct slicing *slicing, struct bench_sample *sample)
{
    void *const data[] = { slicing->memory };

    sample->good = !atomic_load(&slicing->failed) && bench_model_matches(slicing->model, data);
}

void bench_slice_rule(const struct bench_contender *self, const struct bench_model *model,
                      struct bench_sample *sample)
{
    struct slicing slicing;

    begin(&slicing, model, self->direct);
    if (self->direct)
        plan_direct(&slicing, slicing.part);
    else
        plan_cached(&slicing, slicing.part);
    slicing.buffer_bytes = slicing.threads * slicing.window;
    bench_begin(sample, model);
    slicing.memory = bench_memory_new(model->bytes);
    slicing.buffers = bench_memory_new(slicing.buffer_bytes);
    run(&slicing);
    bench_end(sample, model);
    finish(&slicing, sample);
}

void bench_slice_whole(const struct bench_contender *self, const struct bench_model *model,
                       struct bench_sample *sample)
{
    struct slicing slicing;

    begin(&slicing, model, self->direct);
    plan_whole(&slicing, self->direct);
    bench_begin(sample, model);
    slicing.buffers = bench_memory_new(slicing.buffer_bytes);
    run(&slicing);
    slicing.memory = bench_memory_new(model->bytes);
    copy_out(&slicing, slicing.buffers, 0, slicing.end);
    bench_end(sample, model);
    finish(&slicing, sample);
}
