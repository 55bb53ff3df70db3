/* transferring, when the system fails: which error, of which tensor, at which byte. */
#include <check.h>
#include <errno.h>

#include "support/reading.h"
#include "io/read/one_file.h"
#include "io/read/suites.h"

#define KIB UINT64_C(1024)
#define MIB (UINT64_C(1) << 20)

static void expect_read_failure(struct reading *r, int os_error, uint32_t span, uint64_t offset)
{
    const struct emel_io_error_event expected =
        reading_span_error(r, EMEL_IO_READ_FILE_READ_FAILED, os_error, span, offset);

    reading_fails(r, expected);
    ck_assert_uint_eq(r->owner.releases, r->owner.allocations);
}

static void expect_short_read(struct reading *r, uint32_t span, uint64_t offset)
{
    const struct emel_io_error_event expected =
        reading_span_error(r, EMEL_IO_READ_SHORT_READ, 0, span, offset);

    reading_fails(r, expected);
    ck_assert_uint_eq(r->owner.releases, r->owner.allocations);
}

static void set_bad(struct reading *r, uint64_t from, uint64_t until)
{
    r->system.bad = (struct system_bad_sector){ .from = from, .until = until, .error = EIO };
}

/* --- one reason ---------------------------------------------------------------- */

START_TEST(a_read_that_fails_is_told_with_its_reason_and_the_strategy_serves_on)
{
    static const int reasons[] = { EIO, ESTALE, ENOMEM, EAGAIN, EBADF, EINVAL, EFAULT, EOVERFLOW };
    struct reading r;

    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++) {
        one_file(&r, _i, 5000);
        reading_target(&r, 0, 2000, 100, 1);
        reading_span(&r, 0, 1000, 1000);
        r.system.faults[0] = (struct system_fault){ SYSTEM_READ, 1, SYSTEM_ALWAYS, reasons[i] };
        expect_read_failure(&r, reasons[i], 1, 1000);
        r.system.faults[0].from = 0;
        reading_succeeds(&r);
        reading_free(&r);
    }
}
END_TEST

/* Neighbours are read as one; only the reading of each by itself decides. */
START_TEST(a_failure_that_does_not_happen_again_fails_nothing)
{
    struct reading r;

    one_file(&r, _i, 5000);
    reading_span(&r, 0, 0, 1000);
    reading_span(&r, 0, 1024, 1000);
    r.system.faults[0] = (struct system_fault){ SYSTEM_READ, 1, 1, EIO };
    reading_succeeds(&r);
    reading_free(&r);
}
END_TEST

START_TEST(a_read_that_says_it_moved_more_than_was_asked_is_not_believed)
{
    static const uint64_t sizes[] = { 1000, 300 * KIB, 5 * MIB };
    struct reading r;

    for (int i = 0; i < 3; i++) {
        one_file(&r, _i, 6 * MIB);
        reading_span(&r, 0, 1000, sizes[i]);
        r.system.boasts = true;
        expect_read_failure(&r, EIO, 0, 1000);
        reading_free(&r);
    }
}
END_TEST

/* --- one place ----------------------------------------------------------------- */

START_TEST(a_bad_sector_is_told_with_its_first_byte)
{
    struct reading r;

    one_file(&r, _i, 64 * KIB);
    reading_span(&r, 0, 0, 4096);
    reading_span(&r, 0, 4096, 8192);
    reading_span(&r, 0, 12288, 4096);
    set_bad(&r, 5000, 5512);
    expect_read_failure(&r, EIO, 1, 5000);
    set_bad(&r, 12288, 12289);
    expect_read_failure(&r, EIO, 2, 12288);
    set_bad(&r, 4095, 4096);
    expect_read_failure(&r, EIO, 0, 4095);
    reading_free(&r);
}
END_TEST

START_TEST(a_bad_sector_in_a_gap_fails_nothing)
{
    struct reading r;

    one_file(&r, _i, MIB);
    for (uint64_t i = 0; i < 8; i++)
        reading_span(&r, 0, i * 100 * KIB, 98 * KIB);
    set_bad(&r, 98 * KIB + 10, 100 * KIB - 10);
    reading_succeeds(&r);
    r.system.bad.greedy = true;
    reading_succeeds(&r);
    reading_free(&r);
}
END_TEST

/* A read that loses what comes before the bad sector too: then it is its page that is told. */
START_TEST(a_read_that_loses_all_of_it_still_blames_the_right_page)
{
    const struct emel_io_error_event *error;
    struct reading r;

    one_file(&r, _i, MIB);
    for (uint64_t i = 0; i < 8; i++)
        reading_span(&r, 0, i * 100 * KIB, 100 * KIB);
    set_bad(&r, 350 * KIB, 350 * KIB + 512);
    r.system.bad.greedy = true;
    reading_prepare(&r);
    emel_io_run(&r.io, &r.load.request);
    error = &r.load.error_event;
    ck_assert_uint_eq(error->strategy_error, EMEL_IO_READ_FILE_READ_FAILED);
    ck_assert_int_eq(error->os_error, EIO);
    ck_assert_uint_eq(error->span_index, 3);
    ck_assert_uint_eq(error->file_offset, 350 * KIB / 4096 * 4096);
    reading_fails(&r, r.load.error_event);
    reading_free(&r);
}
END_TEST

/* --- the lowest place ---------------------------------------------------------- */

/* Several tensors of several pieces in two files, listed from the last to the first. */
static void many_pieces(struct reading *r, int mode)
{
    one_file(r, mode, 32 * MIB);
    reading_file(r, 32 * MIB);
    reading_span(r, 1, 0, 5 * MIB);
    reading_span(r, 0, 13 * MIB, 6 * MIB);
    reading_target(r, 0, 9 * MIB, 4 * MIB, 1);
    reading_span(r, 0, 100, 9 * MIB - 100);
}

START_TEST(of_many_failing_places_the_lowest_is_told)
{
    struct reading r;

    many_pieces(&r, _i);
    set_bad(&r, 6 * MIB + 5, 32 * MIB); /* and so most of both files */
    expect_read_failure(&r, EIO, 3, 6 * MIB + 5);
    reading_free(&r);
}
END_TEST

START_TEST(a_failing_place_is_told_whoever_comes_upon_it)
{
    static const struct {
        uint64_t from;
        uint32_t span;
    } places[] = {
        { 100, 3 }, { 9 * MIB - 1, 3 }, { 9 * MIB, 2 }, { 13 * MIB, 1 }, { 19 * MIB - 1, 1 },
    };
    struct reading r;

    many_pieces(&r, _i);
    for (int i = 0; i < 5; i++) {
        set_bad(&r, places[i].from, places[i].from + 1);
        r.system.bad.path = r.files[0].path;
        reading_fails_once(&r, reading_span_error(&r, EMEL_IO_READ_FILE_READ_FAILED, EIO,
                                                  places[i].span, places[i].from));
    }
    set_bad(&r, 5 * MIB - 1, 5 * MIB);
    r.system.bad.path = r.files[1].path;
    reading_fails_once(&r,
                       reading_span_error(&r, EMEL_IO_READ_FILE_READ_FAILED, EIO, 0, 5 * MIB - 1));
    reading_free(&r);
}
END_TEST

START_TEST(of_two_tensors_over_one_bad_sector_the_one_that_begins_first_is_told)
{
    struct reading r;

    one_file(&r, _i, 64 * KIB);
    reading_span(&r, 0, 2000, 10000);
    reading_span(&r, 0, 1000, 10000);
    reading_target(&r, 0, 1000, 10000, 0);
    set_bad(&r, 9000, 9001);
    expect_read_failure(&r, EIO, 1, 9000);
    reading_free(&r);
}
END_TEST

/* --- files that end early ------------------------------------------------------ */

START_TEST(a_file_that_ends_before_its_size_says_is_a_short_read)
{
    static const struct {
        uint64_t bytes, offset;
        uint32_t span;
    } files[] = {
        { 0, 100, 0 },     { 100, 100, 0 },   { 101, 101, 0 },   { 1099, 1099, 0 },
        { 1100, 1100, 1 }, { 1101, 1101, 1 }, { 4000, 9000, 2 }, { 9999, 9999, 2 },
    };
    struct reading r;

    for (int i = 0; i < 8; i++) {
        one_file(&r, _i, files[i].bytes);
        r.disk.files[0].claims = 10000;
        reading_span(&r, 0, 100, 1000);
        reading_target(&r, 0, 1100, 2000, 1);
        reading_span(&r, 0, 9000, 1000);
        expect_short_read(&r, files[i].span, files[i].offset);
        reading_free(&r);
    }
}
END_TEST

START_TEST(a_large_file_that_ends_early_is_told_at_its_end)
{
    static const uint64_t ends[] = { 0, 100, 4 * MIB, 9 * MIB - 1, 18 * MIB + 77 };
    static const struct {
        uint64_t offset;
        uint32_t span;
    } told[] = {
        { 100, 3 }, { 100, 3 }, { 4 * MIB, 3 }, { 9 * MIB - 1, 3 }, { 18 * MIB + 77, 1 },
    };
    struct reading r;

    many_pieces(&r, _i);
    r.disk.files[0].claims = 32 * MIB;
    for (int i = 0; i < 5; i++) {
        r.disk.files[0].bytes = ends[i];
        reading_fails_once(
            &r, reading_span_error(&r, EMEL_IO_READ_SHORT_READ, 0, told[i].span, told[i].offset));
    }
    reading_free(&r);
}
END_TEST

START_TEST(a_read_that_moves_nothing_is_the_end_of_the_file)
{
    struct reading r;

    one_file(&r, _i, 5000);
    reading_span(&r, 0, 100, 1000);
    r.system.faults[0] = (struct system_fault){ SYSTEM_READ, 1, SYSTEM_ALWAYS, 0 };
    expect_short_read(&r, 0, 100);
    reading_free(&r);
}
END_TEST

/* A read that touches the bad bytes loses those before them too.  How a mode cuts the runs into
 * pieces does not show: the page of the run that they are in cannot be read. */
START_TEST(a_failing_run_is_reported_at_one_place_wherever_its_piece_was_cut)
{
    static const struct emel_io_part part = {
        .file_stride = 9000,
        .run_bytes = 3000,
        .count = 300,
        .memory_stride = 3000,
    };
    const uint64_t run = 233 * part.file_stride;
    struct reading r;

    one_file(&r, _i, part.count * part.file_stride);
    reading_parts(&r, &part, 1, false);
    set_bad(&r, run + 60, run + 70);
    r.system.bad.greedy = true;
    expect_read_failure(&r, EIO, 0, run);
    reading_free(&r);
}
END_TEST

Suite *io_read_faults_suite(void)
{
    Suite *suite = suite_create("io/read: transferring, and failing");
    TCase *tcase = tcase_create("faults");
    const int modes = reading_modes();

    tcase_set_timeout(tcase, 60); /* under a sanitizer, on a busy machine */
    tcase_add_loop_test(tcase, a_read_that_fails_is_told_with_its_reason_and_the_strategy_serves_on,
                        0, modes);
    tcase_add_loop_test(tcase, a_failure_that_does_not_happen_again_fails_nothing, 0, modes);
    tcase_add_loop_test(tcase, a_read_that_says_it_moved_more_than_was_asked_is_not_believed, 0,
                        modes);
    tcase_add_loop_test(tcase, a_bad_sector_is_told_with_its_first_byte, 0, modes);
    tcase_add_loop_test(tcase, a_bad_sector_in_a_gap_fails_nothing, 0, modes);
    tcase_add_loop_test(tcase, a_read_that_loses_all_of_it_still_blames_the_right_page, 0, modes);
    tcase_add_loop_test(tcase, of_many_failing_places_the_lowest_is_told, 0, modes);
    tcase_add_loop_test(tcase, a_failing_place_is_told_whoever_comes_upon_it, 0, modes);
    tcase_add_loop_test(tcase, of_two_tensors_over_one_bad_sector_the_one_that_begins_first_is_told,
                        0, modes);
    tcase_add_loop_test(tcase, a_file_that_ends_before_its_size_says_is_a_short_read, 0, modes);
    tcase_add_loop_test(tcase, a_large_file_that_ends_early_is_told_at_its_end, 0, modes);
    tcase_add_loop_test(tcase, a_read_that_moves_nothing_is_the_end_of_the_file, 0, modes);
    tcase_add_loop_test(tcase, a_failing_run_is_reported_at_one_place_wherever_its_piece_was_cut, 0,
                        modes);
    suite_add_tcase(suite, tcase);
    return suite;
}
