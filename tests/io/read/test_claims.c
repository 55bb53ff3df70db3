/* transferring: each piece is claimed by one worker.  Two that read the same would bring the
 * same bytes, so what is counted is how many were asked for: of a file that is not there, into
 * memory that is never touched, in as many pieces as make a race likely. */
#define _GNU_SOURCE /* MAP_NORESERVE */
#include <check.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "emel/io/read.h"
#include "io/read/suites.h"

#define BYTES (UINT64_C(64) << 30)
#define WORKERS 8
#define TIMES 8

struct counted {
    atomic_uint_least64_t moved; /* bytes */
    uint64_t read_for;           /* of them, what the report says was wanted */
    unsigned done;
};

static int open_it(void *context, const char *path, int *descriptor)
{
    (void)context, (void)path;
    *descriptor = 3;
    return 0;
}

static int stat_it(void *context, int descriptor, struct emel_io_stat *stat)
{
    (void)context, (void)descriptor;
    *stat = (struct emel_io_stat){ .stamp = { .size = BYTES }, .regular = true };
    return 0;
}

static int count_it(void *context, int descriptor, const struct iovec *slices, int count,
                    uint64_t offset, size_t *moved)
{
    struct counted *counted = context;

    (void)descriptor, (void)count, (void)offset;
    *moved = slices->iov_len;
    atomic_fetch_add(&counted->moved, *moved);
    return 0;
}

static int close_it(void *context, int descriptor)
{
    (void)context, (void)descriptor;
    return 0;
}

static void *reserve(void *context, size_t bytes, size_t alignment)
{
    void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

    (void)context, (void)alignment;
    return memory == MAP_FAILED ? NULL : memory;
}

static void give_back(void *context, void *memory, size_t bytes)
{
    (void)context;
    (void)munmap(memory, bytes);
}

static void on_done(void *context, struct emel_io_load *load, const struct emel_io_done_event *done)
{
    struct counted *counted = context;

    counted->done++;
    counted->read_for += done->report.buffered_bytes - done->report.beyond_bytes;
    give_back(NULL, done->memory, done->memory_bytes);
    (void)load;
}

/* This system may have no room for it. */
static void on_error(void *context, struct emel_io_load *load,
                     const struct emel_io_error_event *error)
{
    (void)context, (void)load;
    if (error->rule != EMEL_IO_RULE_TOTAL_BYTES) /* more than 32 bits can address */
        ck_assert_uint_eq(error->strategy_error, EMEL_IO_READ_ALLOCATION_FAILED);
    printf("skipped: no room for the region\n");
}

static void load_it(struct counted *counted, const struct emel_io_span *span)
{
    static const struct emel_io_file file = { .path = "not there" };
    static const struct emel_io_read_options options = {
        .step_bytes = BYTES,
        .workers = WORKERS,
        .caching = EMEL_IO_READ_BUFFERED,
    };
    const struct emel_io_system system = {
        .context = counted,
        .open = open_it,
        .stat = stat_it,
        .read = count_it,
        .close = close_it,
        .run = emel_io_system_default()->run,
    };
    struct emel_io_read read;
    const struct emel_io_strategy strategy = emel_io_read_init(&read, &system);
    void *data;
    struct emel_io_load load = {
        .files = &file,
        .file_count = 1,
        .spans = span,
        .span_count = 1,
        .policy = { .strategy = EMEL_IO_STRATEGY_READ_COPY, .options = &options },
        .owner = { .allocate = reserve, .release = give_back },
        .context = counted,
        .on_done = on_done,
        .on_error = on_error,
        .data = &data,
        .part_count = span->part_count,
    };
    struct emel_io io;

    emel_io_init(&io);
    ck_assert(emel_io_register(&io, &strategy));
    load.work_bytes = emel_io_work_bytes(&io, &load);
    load.work = malloc(load.work_bytes);
    ck_assert_ptr_nonnull(load.work);
    ck_assert_int_eq(emel_io_run(&io, &load), EMEL_IO_ENDED);
    free(load.work);
}

START_TEST(no_piece_is_read_twice)
{
    static const struct emel_io_span span = { .byte_size = BYTES };
    struct counted counted = { .done = 0 };

    for (unsigned i = 0; i < TIMES && counted.done == i; i++)
        load_it(&counted, &span);
    ck_assert_uint_eq(counted.moved, counted.done * BYTES);
}
END_TEST

/* Runs of 132 bytes, one every 4,224: pieces are as small as they get, and one step has room for
 * all of them. */
START_TEST(a_step_of_more_short_runs_than_a_batch_has_pieces_reads_each_run)
{
    static const struct emel_io_part part = {
        .file_stride = 4224,
        .run_bytes = 132,
        .count = 2200000,
        .memory_stride = 132,
    };
    const struct emel_io_span span = {
        .byte_size = part.count * part.run_bytes,
        .parts = &part,
        .part_count = 1,
    };
    struct counted counted = { .done = 0 };

    load_it(&counted, &span);
    ck_assert_uint_eq(counted.read_for, counted.done * span.byte_size);
    ck_assert_uint_ge(counted.moved, counted.read_for);
}
END_TEST

Suite *io_read_claims_suite(void)
{
    Suite *suite = suite_create("io/read: claims");
    TCase *tcase = tcase_create("claims");

    tcase_set_timeout(tcase, 120); /* under a sanitizer, on a busy machine */
    tcase_add_test(tcase, no_piece_is_read_twice);
    tcase_add_test(tcase, a_step_of_more_short_runs_than_a_batch_has_pieces_reads_each_run);
    suite_add_tcase(suite, tcase);
    return suite;
}
