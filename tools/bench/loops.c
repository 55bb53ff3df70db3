/* Bare loops: the same bytes, and nothing else to do.  All that can be known before is
 * planned before: what is timed are the threads, the reads, and fresh memory where the
 * loop is to have it.  Ranges are rounded to pages, so every read is as aligned as can be. */
#define _GNU_SOURCE /* O_DIRECT */
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "bench.h"

#define THREADS_MAX 64u
#define GAP_BYTES (UINT64_C(64) << 10) /* nearer ones are one range */
#define CLAIMED 64u                    /* tensors at once, when each is read alone */

struct piece {
    uint32_t file;
    uint64_t offset, bytes;
    uint64_t wanted; /* of them: the file may end before the page does */
    uint64_t place;  /* in memory */
};

struct loop {
    const struct bench_model *model;
    struct piece *pieces;
    uint32_t count, stride;
    uint64_t bytes; /* of memory */
    unsigned char *memory;
    int *descriptors;
    atomic_uint_least32_t next;
    atomic_bool failed;
};

/* --- planning ------------------------------------------------------------------------------ */

static uint64_t page_down(uint64_t value)
{
    return value / BENCH_PAGE * BENCH_PAGE;
}

static uint64_t page_up(uint64_t value)
{
    return page_down(value + BENCH_PAGE - 1);
}

static void add_piece(struct loop *loop, uint32_t file, uint64_t begin, uint64_t end,
                      uint64_t wanted_end)
{
    loop->pieces = realloc(loop->pieces, (loop->count + 1) * sizeof *loop->pieces);
    if (!loop->pieces)
        bench_fail("out of memory");
    loop->pieces[loop->count++] = (struct piece){
        .file = file,
        .offset = begin,
        .bytes = end - begin,
        .wanted = wanted_end < end ? wanted_end - begin : end - begin,
        .place = loop->bytes,
    };
    loop->bytes += end - begin;
}

/* Cut where memory has a multiple of the piece: on borders of its huge pages. */
static void add_range(struct loop *loop, uint32_t file, uint64_t begin, uint64_t end,
                      uint64_t piece)
{
    const uint64_t wanted_end = end;

    begin = page_down(begin);
    end = page_up(end);
    while (begin < end) {
        const uint64_t room = piece - loop->bytes % piece;
        const uint64_t bytes = end - begin < room ? end - begin : room;

        add_piece(loop, file, begin, begin + bytes, wanted_end);
        begin += bytes;
    }
}

static void plan_ranges(struct loop *loop, const struct bench_model *model, uint64_t piece)
{
    const struct emel_tensor_record *first = model->tensors, *end = first + model->tensor_count;

    while (first < end) {
        const struct emel_tensor_record *last = first;

        while (last + 1 < end && last[1].file_index == first->file_index &&
               last[1].file_offset - (last->file_offset + last->byte_size) <= GAP_BYTES)
            last++;
        add_range(loop, first->file_index, first->file_offset, last->file_offset + last->byte_size,
                  piece);
        first = last + 1;
    }
    loop->stride = 1;
}

static void plan_each(struct loop *loop, const struct bench_model *model)
{
    for (uint32_t i = 0; i < model->tensor_count; i++) {
        const struct emel_tensor_record *tensor = &model->tensors[i];
        const uint64_t end = tensor->file_offset + tensor->byte_size;

        add_piece(loop, tensor->file_index, tensor->file_offset, end, end);
    }
    loop->stride = CLAIMED;
}

/* A descriptor lent to all is not changed: a direct one is opened again. */
static void open_all(struct loop *loop, bool direct)
{
    char path[64];

    loop->descriptors = calloc(loop->model->file_count, sizeof *loop->descriptors);
    for (uint32_t i = 0; loop->descriptors && i < loop->model->file_count; i++) {
        const int lent = loop->model->files[i].fd;

        (void)snprintf(path, sizeof path, "/proc/self/fd/%d", lent);
        loop->descriptors[i] = direct ? open(path, O_RDONLY | O_CLOEXEC | O_DIRECT) : lent;
    }
}

/* --- reading ------------------------------------------------------------------------------- */

static bool read_piece(const struct loop *loop, const struct piece *piece)
{
    uint64_t done = 0;

    while (done < piece->wanted) {
        const ssize_t moved =
            pread(loop->descriptors[piece->file], loop->memory + piece->place + done,
                  (size_t)(piece->bytes - done), (off_t)(piece->offset + done));

        if (moved <= 0)
            return false;
        done += (uint64_t)moved;
    }
    return true;
}

static void *work(void *argument)
{
    struct loop *loop = argument;
    uint32_t first;

    while ((first = (uint32_t)atomic_fetch_add(&loop->next, loop->stride)) < loop->count)
        for (uint32_t i = first; i < loop->count && i < first + loop->stride; i++)
            if (!read_piece(loop, &loop->pieces[i]))
                atomic_store(&loop->failed, true);
    return NULL;
}

static void run(struct loop *loop, uint32_t threads)
{
    pthread_t others[THREADS_MAX];
    uint32_t started = 0;

    while (started + 1 < threads && pthread_create(&others[started], NULL, work, loop) == 0)
        started++;
    (void)work(loop);
    while (started)
        (void)pthread_join(others[--started], NULL);
}

static bool matches(const struct loop *loop)
{
    for (uint32_t i = 0; i < loop->count; i++) {
        const struct piece *piece = &loop->pieces[i];

        if (!bench_file_matches(loop->model, piece->file, piece->offset,
                                loop->memory + piece->place, piece->wanted))
            return false;
    }
    return true;
}

void bench_loop(const struct bench_contender *self, const struct bench_model *model,
                struct bench_sample *sample)
{
    struct loop loop = { .model = model };

    open_all(&loop, self->direct);
    if (self->piece)
        plan_ranges(&loop, model, self->piece);
    else
        plan_each(&loop, model);
    if (self->memory != BENCH_FRESH)
        loop.memory = bench_memory_touched(loop.bytes);
    bench_begin(sample, model);
    if (self->memory == BENCH_FRESH)
        loop.memory = bench_memory_new(loop.bytes);
    run(&loop, self->workers);
    bench_end(sample, model);
    sample->good = !atomic_load(&loop.failed) && matches(&loop);
}
