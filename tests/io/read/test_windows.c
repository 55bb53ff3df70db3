/* Runs that are read as windows of the file, with the gaps between them. */
#include <check.h>
#include <errno.h>

#include "io/read/suites.h"
#include "support/reading.h"

#define KIB UINT64_C(1024)
#define MIB (UINT64_C(1) << 20)

/* Runs that are read with the gaps between them in every case, only where they are not cached, and
 * only where direct reads are refused. */
static const uint64_t gaps[] = { 2 * KIB, 14 * KIB, 62 * KIB };

#define GAPS (int)(sizeof gaps / sizeof *gaps)
#define RUN (2 * KIB)
#define FIRST UINT64_C(1000)

/* Runs over so many bytes of a file, for a span behind one that is read alone. */
static struct emel_io_part enter(struct reading *r, int mode, uint64_t gap, uint64_t bytes)
{
    const struct emel_io_part part = {
        .file_offset = FIRST,
        .file_stride = RUN + gap,
        .run_bytes = RUN,
        .count = bytes / (RUN + gap),
        .memory_stride = RUN,
    };

    reading_init(r, mode, READING_VIRTUAL);
    reading_file(r, FIRST + bytes);
    reading_span(r, 0, 0, 10);
    return part;
}

static struct system_bad_sector bad_at(uint64_t from, uint64_t until, bool greedy)
{
    return (struct system_bad_sector){
        .path = "file-0", .from = from, .until = until, .error = EIO, .greedy = greedy
    };
}

/* The error of a bad page: its first byte that is wanted; or, if that takes those before along, the
 * first byte of the page. */
static uint64_t first_lost(uint64_t bad, uint64_t run, bool greedy)
{
    const uint64_t page = bad - bad % (4 * KIB);

    if (!greedy)
        return bad;
    return page > run ? page : run;
}

static void expect_a_bad_run(int mode, uint64_t gap, bool greedy)
{
    static const uint64_t places[] = { 0, 5, RUN - 1 }; /* in the run */
    struct reading r;
    const struct emel_io_part part = enter(&r, mode, gap, 6 * MIB);

    reading_parts(&r, &part, 1, false);
    for (int i = 0; i < 3; i++) {
        const uint64_t row = part.count * (uint64_t)i / 2, last = part.count - 1;
        const uint64_t run = FIRST + (row < last ? row : last) * part.file_stride;
        const uint64_t bad = run + places[i];

        r.system.bad = bad_at(bad, bad + 1, greedy);
        reading_fails_once(&r, reading_span_error(&r, EMEL_IO_READ_FILE_READ_FAILED, EIO, 1,
                                                  first_lost(bad, run, greedy)));
    }
    reading_free(&r);
}

START_TEST(a_run_that_cannot_be_read_fails_its_first_byte_in_every_mode)
{
    for (int i = 0; i < GAPS; i++)
        for (int greedy = 0; greedy < 2; greedy++)
            expect_a_bad_run(_i, gaps[i], greedy);
}
END_TEST

/* In windows of one step, enough for several workers. */
START_TEST(of_runs_that_cannot_be_read_the_first_fails_whichever_worker_meets_one_first)
{
    static const uint32_t workers[] = { 1, 2, 8 };

    for (int i = 0; i < GAPS * 3; i++) {
        struct reading r;
        const struct emel_io_part part = enter(&r, _i, gaps[i / 3], 24 * MIB);
        const uint64_t bad = FIRST + part.count / 4 * part.file_stride + 7;

        r.options.workers = workers[i % 3];
        reading_parts(&r, &part, 1, false);
        r.system.bad = bad_at(bad, FIRST + 24 * MIB, false);
        reading_fails_once(&r, reading_span_error(&r, EMEL_IO_READ_FILE_READ_FAILED, EIO, 1, bad));
        reading_free(&r);
    }
}
END_TEST

START_TEST(a_bad_sector_between_two_runs_fails_nothing)
{
    for (int i = 0; i < GAPS; i++)
        for (int greedy = 0; greedy < 2; greedy++) {
            struct reading r;
            const struct emel_io_part part = enter(&r, _i, gaps[i], 6 * MIB);
            const uint64_t gap = FIRST + part.count / 2 * part.file_stride + RUN;

            reading_parts(&r, &part, 1, false);
            r.system.bad = bad_at(gap, gap + gaps[i], greedy);
            reading_succeeds(&r);
            reading_free(&r);
        }
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
    { .file_stride = 16 * KIB, .run_bytes = 2 * KIB, .count = 2000, .memory_stride = 2 * KIB },
    { .file_stride = 64 * KIB, .run_bytes = 2 * KIB, .count = 500, .memory_stride = 2 * KIB },
};

START_TEST(a_step_reads_no_more_than_its_bound_with_what_nobody_wants)
{
    for (int i = 0; i < 2; i++) {
        struct reading r;

        reading_init(&r, _i, READING_VIRTUAL);
        reading_file(&r, 32 * MIB);
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
        reading_file(&r, 32 * MIB);
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
    reading_file(&r, 32 * MIB);
    reading_file(&r, MIB);
    r.disk.files[1].direct_alignment = 0;
    for (int i = 0; i < 300; i++)
        reading_parts(&r, &small, 1, false);
    expect_bounded_steps(&r, &apart[1]);
    reading_free(&r);
}
END_TEST

/* Runs in 62 MiB of a file, of so many bytes each. */
static void expect_windows_unless_cached(int how, uint64_t run_bytes)
{
    const struct emel_io_part part = {
        .file_stride = 16 * KIB, .run_bytes = run_bytes, .count = 4000, .memory_stride = run_bytes
    };
    struct reading r;

    reading_init(&r, 0, READING_VIRTUAL);
    r.disk.files[reading_file(&r, 64 * MIB)].cached = how == 0;
    r.disk.files[0].direct_alignment = how == 1 ? 4096 : 0;
    reading_parts(&r, &part, 1, false);
    reading_succeeds(&r);
    if (how == 0)
        ck_assert_uint_eq(r.load.done_event.report.read_calls, part.count);
    else
        ck_assert_uint_lt(r.load.done_event.report.read_calls, part.count / 40);
    ck_assert(how != 1 || r.load.done_event.report.direct_bytes > 60 * MIB);
    reading_free(&r);
}

START_TEST(what_is_not_cached_is_not_read_run_by_run_through_the_page_cache)
{
    expect_windows_unless_cached(_i, 2 * KIB);
}
END_TEST

START_TEST(few_bytes_that_reach_far_and_are_not_cached_are_read_in_windows_too)
{
    expect_windows_unless_cached(_i, 16);
}
END_TEST

/* A device is busy with small reads only if it has many of them at once. */
START_TEST(runs_that_are_read_direct_one_by_one_have_sixteen_workers_and_few_looks_at_the_cache)
{
    static const struct emel_io_part part = {
        .file_stride = 64 * KIB, .run_bytes = 2 * KIB, .count = 8000, .memory_stride = 2 * KIB
    };
    struct reading r;

    reading_init(&r, 0, READING_VIRTUAL);
    r.system.threads = THREADS_REAL;
    r.options.caching = EMEL_IO_READ_AUTOMATIC;
    r.options.workers = 0;
    r.disk.files[reading_file(&r, 512 * MIB)].cached = false;
    r.disk.files[0].direct_alignment = 4096;
    reading_parts(&r, &part, 1, false);
    reading_succeeds(&r);
    ck_assert_uint_eq(r.load.done_event.report.workers, 16);
    ck_assert_uint_ge(r.load.done_event.report.read_calls, part.count);
    ck_assert_uint_eq(r.load.done_event.report.buffered_bytes, 0);
    ck_assert_uint_lt(r.system.calls[SYSTEM_CACHED], part.count / 4);
    reading_free(&r);
}
END_TEST

Suite *io_read_windows_suite(void)
{
    Suite *suite = suite_create("io/read: windows");
    TCase *bytes = tcase_create("bytes");

    tcase_set_timeout(bytes, 60);
    tcase_add_loop_test(bytes, a_run_that_cannot_be_read_fails_its_first_byte_in_every_mode, 0,
                        reading_modes());
    tcase_add_loop_test(
        bytes, of_runs_that_cannot_be_read_the_first_fails_whichever_worker_meets_one_first, 0,
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
    tcase_add_loop_test(bytes, few_bytes_that_reach_far_and_are_not_cached_are_read_in_windows_too,
                        0, 3);
    tcase_add_test(
        bytes,
        runs_that_are_read_direct_one_by_one_have_sixteen_workers_and_few_looks_at_the_cache);
    tcase_add_loop_test(bytes, a_bad_sector_between_two_runs_fails_nothing, 0, reading_modes());
    suite_add_tcase(suite, bytes);
    return suite;
}
