/* Spans that consist of parts: every byte of every run, and none of the gaps, however they are
 * read. */
#include <check.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "io/read/suites.h"
#include "support/reading.h"

#define KIB UINT64_C(1024)
#define MIB (UINT64_C(1) << 20)
#define PARTS 6

static uint64_t below(uint64_t end)
{
    return (((uint64_t)rand() << 31) ^ (uint64_t)rand()) % end;
}

static uint64_t any_run(void)
{
    return 1 + below(UINT64_C(2) << below(17));
}

/* A part of one file of `bytes`, of runs of so many bytes. */
static struct emel_io_part any_part(struct reading *r, uint64_t run, uint64_t count)
{
    const uint32_t file = (uint32_t)below(r->load.request.file_count);
    const uint64_t bytes = r->disk.files[file].bytes;
    uint64_t stride = run + (below(3) ? below(UINT64_C(2) << below(14)) : 0);

    while (count > 1 && (count - 1) * stride + run > bytes)
        stride = run + (stride - run) / 2;
    return (struct emel_io_part){
        .file_index = file,
        .file_offset = below(bytes - ((count - 1) * stride + run) + 1),
        .file_stride = stride,
        .run_bytes = run,
        .count = count,
    };
}

static void any_parts(struct reading *r, struct emel_io_part *parts, uint32_t count)
{
    const bool interleave = below(2);
    const uint64_t rows = 1 + below(300);
    uint64_t filled = 0;

    for (uint32_t i = 0; i < count; i++) {
        const uint64_t run = any_run() % (4 * MIB / rows) + 1;

        parts[i] = any_part(r, run, interleave ? rows : 1 + below(rows));
        parts[i].memory_offset = filled;
        parts[i].memory_stride = run;
        filled += interleave ? run : run * parts[i].count;
    }
    for (uint32_t i = 0; interleave && i < count; i++)
        parts[i].memory_stride = filled;
}

static void any_load(struct reading *r, struct emel_io_part (*parts)[PARTS])
{
    for (uint32_t i = 0; i < 1 + (uint32_t)below(3); i++) {
        const uint32_t file = reading_file(r, 4 * MIB + below(4 * MIB));

        r->disk.files[file].cached = below(2);
    }
    r->options.step_bytes = below(2) ? 0 : 4 * KIB + below(2 * MIB);
    r->options.caching = (uint32_t)below(EMEL_IO_READ_CACHING_MAX + 1);
    for (int i = 0; i < 8; i++) {
        const uint32_t count = 1 + (uint32_t)below(PARTS);

        if (below(3) == 0) {
            reading_span(r, 0, below(MIB), below(MIB));
            continue;
        }
        any_parts(r, parts[i], count);
        reading_parts(r, parts[i], count, below(4) == 0);
    }
}

START_TEST(every_byte_of_every_run_arrives_however_it_is_read)
{
    const char *given = getenv("EMEL_TEST_SEED");
    const char *rounds = getenv("EMEL_TEST_ROUNDS");
    const unsigned seed = given ? (unsigned)strtoul(given, NULL, 0) : (unsigned)time(NULL);

    printf("io/read: random parts, EMEL_TEST_SEED=%u\n", seed);
    srand(seed + (unsigned)_i);
    for (int round = 0; round < (rounds ? atoi(rounds) : 6); round++) {
        static struct emel_io_part parts[8][PARTS];
        struct reading r;

        reading_init(&r, _i, READING_VIRTUAL);
        any_load(&r, parts);
        reading_succeeds(&r);
        reading_free(&r);
    }
}
END_TEST

START_TEST(a_run_that_cannot_be_read_fails_its_span_in_every_mode)
{
    static const struct emel_io_part part = { .file_offset = 1000,
                                              .file_stride = 16 * KIB,
                                              .run_bytes = 2 * KIB,
                                              .count = 300,
                                              .memory_stride = 2 * KIB };
    const uint64_t bad = 1000 + 200 * 16 * KIB + 5;
    struct reading r;

    reading_init(&r, _i, READING_VIRTUAL);
    reading_file(&r, 6 * MIB);
    reading_span(&r, 0, 0, 10);
    reading_parts(&r, &part, 1, false);
    r.system.bad =
        (struct system_bad_sector){ .path = "file-0", .from = bad, .until = bad + 1, .error = EIO };
    reading_fails(&r, reading_span_error(&r, EMEL_IO_READ_FILE_READ_FAILED, EIO, 1, bad));
    reading_free(&r);
}
END_TEST

START_TEST(a_bad_sector_between_two_runs_fails_nothing)
{
    static const struct emel_io_part part = { .file_offset = 1000,
                                              .file_stride = 3 * KIB,
                                              .run_bytes = 2 * KIB,
                                              .count = 1000,
                                              .memory_stride = 2 * KIB };
    const uint64_t gap = 1000 + 500 * 3 * KIB + 2 * KIB;
    struct reading r;

    reading_init(&r, _i, READING_VIRTUAL);
    reading_file(&r, 6 * MIB);
    reading_parts(&r, &part, 1, false);
    r.system.bad = (struct system_bad_sector){
        .path = "file-0", .from = gap + 10, .until = gap + 20, .error = EIO, .greedy = true
    };
    reading_succeeds(&r);
    reading_free(&r);
}
END_TEST

/* Runs with the gap of `part` between them, in steps of 16 MiB. */
static void expect_bounded_steps(struct reading *r, const struct emel_io_part *part)
{
    uint64_t before = 0;

    reading_parts(r, part, 1, false);
    r->options.step_bytes = 16 * MIB;
    reading_prepare(r);
    ck_assert_int_eq(emel_io_begin(&r->io, &r->load.request), EMEL_IO_AGAIN);
    while (emel_io_step(&r->io) != EMEL_IO_ENDED) {
        ck_assert_uint_le(r->system.moved - before, 16 * MIB);
        before = r->system.moved;
    }
    reading_check_done(r);
}

/* Gaps that windows read over, and gaps that direct reads leave out. */
static const struct emel_io_part apart[] = {
    { .file_stride = 16 * KIB, .run_bytes = 2 * KIB, .count = 4000, .memory_stride = 2 * KIB },
    { .file_stride = 64 * KIB, .run_bytes = 2 * KIB, .count = 1000, .memory_stride = 2 * KIB },
};

START_TEST(a_step_reads_no_more_than_its_bound_with_what_nobody_wants)
{
    for (int i = 0; i < 2; i++) {
        struct reading r;

        reading_init(&r, _i, READING_VIRTUAL);
        reading_file(&r, 64 * MIB);
        expect_bounded_steps(&r, &apart[i]);
        reading_free(&r);
    }
}
END_TEST

/* The step was planned before. */
START_TEST(a_step_keeps_its_bound_when_its_direct_reads_are_refused)
{
    for (int i = 0; i < 2; i++) {
        struct reading r;

        reading_init(&r, _i, READING_VIRTUAL);
        reading_file(&r, 64 * MIB);
        r.disk.files[0].direct_error = EINVAL;
        expect_bounded_steps(&r, &apart[i]);
        reading_free(&r);
    }
}
END_TEST

/* A small part does not tell whether it is cached: it is taken to be like what is beside it. */
START_TEST(a_step_keeps_its_bound_with_small_parts_of_a_file_without_direct_reads)
{
    static const struct emel_io_part small = {
        .file_index = 1, .file_stride = 60 * KIB, .run_bytes = 512, .count = 4, .memory_stride = 512
    };
    struct reading r;

    reading_init(&r, _i, READING_VIRTUAL);
    reading_file(&r, 64 * MIB);
    reading_file(&r, MIB);
    r.disk.files[1].direct_alignment = 0;
    for (int i = 0; i < 300; i++)
        reading_parts(&r, &small, 1, false);
    expect_bounded_steps(&r, &apart[1]);
    reading_free(&r);
}
END_TEST

START_TEST(what_is_not_cached_is_not_read_run_by_run_through_the_page_cache)
{
    static const struct emel_io_part part = {
        .file_stride = 16 * KIB, .run_bytes = 2 * KIB, .count = 4000, .memory_stride = 2 * KIB
    };
    struct reading r;

    reading_init(&r, 0, READING_VIRTUAL);
    r.disk.files[reading_file(&r, 64 * MIB)].cached = _i == 0;
    r.disk.files[0].direct_alignment = _i == 1 ? 4096 : 0;
    reading_parts(&r, &part, 1, false);
    reading_succeeds(&r);
    if (_i == 0)
        ck_assert_uint_eq(r.load.done_event.report.read_calls, part.count);
    else
        ck_assert_uint_lt(r.load.done_event.report.read_calls, part.count / 40);
    ck_assert(_i != 1 || r.load.done_event.report.direct_bytes > 60 * MIB);
    reading_free(&r);
}
END_TEST

Suite *io_read_windows_suite(void)
{
    Suite *suite = suite_create("io/read: windows");
    TCase *bytes = tcase_create("bytes");

    tcase_set_timeout(bytes, 60);
    tcase_add_loop_test(bytes, every_byte_of_every_run_arrives_however_it_is_read, 0,
                        reading_modes());
    tcase_add_loop_test(bytes, a_run_that_cannot_be_read_fails_its_span_in_every_mode, 0,
                        reading_modes());
    tcase_add_loop_test(bytes, a_step_reads_no_more_than_its_bound_with_what_nobody_wants, 0,
                        reading_modes());
    tcase_add_loop_test(bytes, a_step_keeps_its_bound_when_its_direct_reads_are_refused, 0,
                        reading_modes());
    tcase_add_loop_test(bytes,
                        a_step_keeps_its_bound_with_small_parts_of_a_file_without_direct_reads, 0,
                        reading_modes());
    tcase_add_loop_test(bytes, what_is_not_cached_is_not_read_run_by_run_through_the_page_cache, 0,
                        3);
    tcase_add_loop_test(bytes, a_bad_sector_between_two_runs_fails_nothing, 0, reading_modes());
    suite_add_tcase(suite, bytes);
    return suite;
}
