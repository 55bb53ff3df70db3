/* transferring: how much a read moves, and how much a step. */
#include <check.h>
#include <errno.h>
#include <stdio.h>

#include "support/reading.h"
#include "io/read/one_file.h"
#include "io/read/suites.h"
#include "support/big.h"

#define KIB UINT64_C(1024)
#define MIB (UINT64_C(1) << 20)
#define GIB (UINT64_C(1) << 30)

static void expect_success(struct reading *r)
{
    reading_succeeds(r);
    reading_free(r);
}

/* --- how much a read moves ----------------------------------------------------- */

START_TEST(reads_that_move_little_are_asked_again)
{
    static const size_t caps[] = { 1, 7, 511, 4096 };
    struct reading r;

    for (int i = 0; i < 4; i++) {
        one_file(&r, _i, 20000);
        r.system.cap = caps[i];
        reading_span(&r, 0, 1, 5000);
        reading_span(&r, 0, 5001, 100);
        reading_target(&r, 0, 9000, 3000, 1);
        expect_success(&r);
    }
}
END_TEST

START_TEST(a_read_never_asks_for_more_than_the_kernel_moves_at_once)
{
    const uint64_t bytes = 3 * GIB;
    struct reading r;

    if (UINTPTR_MAX <= UINT32_MAX) {
        printf("skipped: 32 bits of address have no room for 3 GiB\n");
        return;
    }
    one_file(&r, _i, 5 * GIB);
    r.disk.files[0].marked = true;
    r.disk.files[0].direct_alignment = 0;
    r.options.step_bytes = UINT64_MAX;
    r.system.cap = 0x7ffff000;
    reading_span(&r, 0, GIB + 3, bytes);
    r.spans[0].target = big_new(bytes);
    r.spans[0].target_bytes = bytes;
    reading_prepare(&r);
    ck_assert_int_eq(emel_io_run(&r.io, &r.load.request), EMEL_IO_ENDED);
    ck_assert_uint_eq(r.load.done, 1);
    ck_assert_ptr_null(system_check(&r.system));
    ck_assert_uint_eq(r.system.moved, bytes);
    ck_assert_uint_le(r.system.kernel_calls_most, 0x7ffff000);
    ck_assert(virtual_marks_right(r.spans[0].target, GIB + 3, bytes));
    big_free(r.spans[0].target, bytes);
    r.spans[0].target = NULL;
    reading_free(&r);
}
END_TEST

START_TEST(offsets_beyond_2_to_the_31_and_the_40_are_kept_whole)
{
    static const uint64_t offsets[] = {
        (UINT64_C(1) << 31) - 5,
        (UINT64_C(1) << 32) - 5,
        (UINT64_C(1) << 40) + 77,
        (uint64_t)INT64_MAX - 100000,
    };
    struct reading r;

    one_file(&r, _i, INT64_MAX);
    for (int i = 3; i >= 0; i--)
        reading_span(&r, 0, offsets[i], 70000);
    reading_target(&r, 0, (uint64_t)INT64_MAX - 10, 10, 0);
    expect_success(&r);
}
END_TEST

/* --- interruptions ------------------------------------------------------------- */

START_TEST(interrupted_reads_are_asked_again)
{
    static const unsigned interruptions[] = { 1, 3, 100 };
    struct reading r;

    for (int i = 0; i < 3; i++) {
        one_file(&r, _i, 20000);
        r.system.interruptions = interruptions[i];
        r.system.cap = 200; /* so many reads, each of them interrupted */
        reading_span(&r, 0, 1, 5000);
        reading_target(&r, 0, 9000, 3000, 1);
        expect_success(&r);
    }
}
END_TEST

START_TEST(a_read_that_is_interrupted_for_ever_is_given_up)
{
    struct emel_io_error_event expected;
    struct reading r;

    one_file(&r, _i, 5000);
    r.system.faults[0] = (struct system_fault){ SYSTEM_READ, 1, SYSTEM_ALWAYS, EINTR };
    reading_span(&r, 0, 100, 1000);
    expected = reading_span_error(&r, EMEL_IO_READ_FILE_READ_FAILED, EINTR, 0, 100);
    reading_fails(&r, expected);
    reading_free(&r);
}
END_TEST

/* --- steps --------------------------------------------------------------------- */

/* Fewer bytes than steps would be a test that cannot fail. */
static void expect_bounded_steps(struct reading *r, uint64_t step_bytes)
{
    uint64_t moved = 0;
    unsigned steps = 0;

    r->options.step_bytes = step_bytes;
    reading_prepare(r);
    ck_assert_int_eq(emel_io_begin(&r->io, &r->load.request), EMEL_IO_AGAIN);
    do {
        ck_assert_uint_le(r->system.moved - moved, step_bytes);
        steps += r->system.moved > moved;
        moved = r->system.moved;
    } while (emel_io_step(&r->io) == EMEL_IO_AGAIN);
    reading_check_done(r);
    ck_assert_uint_ge(steps, moved / step_bytes);
    ck_assert_uint_ge(r->load.told + 1, steps);
}

START_TEST(a_step_copies_no_more_than_it_may)
{
    static const uint64_t steps[] = { 1, 100, 4096, 100000 };
    struct reading r;

    for (int i = 0; i < 4; i++) {
        one_file(&r, _i, 4 * MIB);
        r.disk.files[0].direct_alignment = 0; /* whole blocks are more than a byte */
        reading_span(&r, 0, 1, 20 * steps[i]);
        reading_target(&r, 0, 7, 5 * steps[i] + 1, 0);
        reading_span(&r, 0, 20 * steps[i] + 5, 3 * steps[i]);
        expect_bounded_steps(&r, steps[i]);
        reading_free(&r);
    }
}
END_TEST

START_TEST(progress_counts_bytes_and_whole_spans_in_file_order)
{
    static const uint64_t spans_by_kib[] = { 0, 0, 1, 1, 1, 2, 3 };
    struct reading r;

    one_file(&r, _i, 64 * KIB);
    r.options.step_bytes = KIB;
    reading_span(&r, 0, 10 * KIB, KIB); /* the last in the file */
    reading_span(&r, 0, 2 * KIB, 3 * KIB);
    reading_target(&r, 0, 0, 2 * KIB, 0);
    reading_prepare(&r);
    emel_io_begin(&r.io, &r.load.request);
    while (emel_io_step(&r.io) == EMEL_IO_AGAIN) {
        const struct emel_io_progress_event *progress = &r.load.progress_event;

        if (r.load.told == 0)
            continue;
        ck_assert_uint_eq(progress->bytes_total, 6 * KIB);
        ck_assert_uint_eq(progress->bytes_done % KIB, 0);
        ck_assert_uint_eq(progress->spans_done, spans_by_kib[progress->bytes_done / KIB]);
    }
    reading_check_done(&r);
    ck_assert_uint_ge(r.load.told, 5);
    reading_free(&r);
}
END_TEST

/* Runs of 128 bytes, one every 64 KiB: as windows, 512 bytes are read for each that is wanted. */
START_TEST(a_step_over_slices_reads_no_more_than_step_bytes_with_what_lies_between)
{
    static const struct emel_io_part part = {
        .file_stride = 64 * KIB,
        .run_bytes = 128,
        .count = 2500,
        .memory_stride = 128,
    };
    struct reading r;

    one_file(&r, _i, part.count * part.file_stride);
    r.options.step_bytes = 16 * MIB;
    reading_parts(&r, &part, 1, false);
    reading_succeeds(&r);
    /* One of its progress events comes before the first step. */
    ck_assert_uint_le(r.load.done_event.report.buffered_bytes, (r.load.told - 1) * 16 * MIB);
    reading_free(&r);
}
END_TEST

/* A worker without a window would make a call for each of the runs. */
START_TEST(slices_are_read_by_no_more_workers_than_there_are_windows)
{
    static const struct emel_io_part part = {
        .file_stride = 4608,
        .run_bytes = 2304,
        .count = 20000,
        .memory_stride = 2304,
    };
    struct reading r;

    one_file(&r, _i, part.count * part.file_stride);
    r.options.workers = EMEL_IO_READ_WORKERS_MAX;
    reading_parts(&r, &part, 1, false);
    reading_succeeds(&r);
    ck_assert_uint_ge(r.load.done_event.report.workers, 1);
    ck_assert_uint_le(r.load.done_event.report.workers, 8);
    reading_free(&r);
}
END_TEST

Suite *io_read_steps_suite(void)
{
    Suite *suite = suite_create("io/read: transferring in steps");
    TCase *tcase = tcase_create("reads and steps");
    const int modes = reading_modes();

    tcase_set_timeout(tcase, 60); /* under a sanitizer, on a busy machine */
    tcase_add_loop_test(tcase, reads_that_move_little_are_asked_again, 0, modes);
    tcase_add_loop_test(tcase, a_read_never_asks_for_more_than_the_kernel_moves_at_once, 0, modes);
    tcase_add_loop_test(tcase, offsets_beyond_2_to_the_31_and_the_40_are_kept_whole, 0, modes);
    tcase_add_loop_test(tcase, interrupted_reads_are_asked_again, 0, modes);
    tcase_add_loop_test(tcase, a_read_that_is_interrupted_for_ever_is_given_up, 0, modes);
    tcase_add_loop_test(tcase, a_step_copies_no_more_than_it_may, 0, modes);
    tcase_add_loop_test(tcase, progress_counts_bytes_and_whole_spans_in_file_order, 0, modes);
    tcase_add_loop_test(
        tcase, a_step_over_slices_reads_no_more_than_step_bytes_with_what_lies_between, 0, modes);
    tcase_add_loop_test(tcase, slices_are_read_by_no_more_workers_than_there_are_windows, 0, modes);
    suite_add_tcase(suite, tcase);
    return suite;
}
