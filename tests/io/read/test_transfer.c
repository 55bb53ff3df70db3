/* transferring: every kind of span, however the bytes get there. */
#include <check.h>

#include "support/reading.h"
#include "io/read/one_file.h"
#include "io/read/suites.h"

#define KIB UINT64_C(1024)
#define MIB (UINT64_C(1) << 20)

static void expect_success(struct reading *r)
{
    reading_succeeds(r);
    reading_free(r);
}

/* --- kinds of spans ------------------------------------------------------------ */

START_TEST(one_byte_is_loaded)
{
    struct reading r;

    one_file(&r, _i, 5000);
    reading_span(&r, 0, 4999, 1);
    reading_target(&r, 0, 0, 1, 1);
    expect_success(&r);
}
END_TEST

START_TEST(a_whole_file_is_loaded)
{
    struct reading r;

    one_file(&r, _i, 123457);
    reading_span(&r, 0, 0, 123457);
    expect_success(&r);
}
END_TEST

START_TEST(spans_at_odd_places_are_loaded)
{
    struct reading r;

    one_file(&r, _i, 64 * KIB);
    reading_span(&r, 0, 13, 4095);
    reading_span(&r, 0, 4108, 4097);
    reading_target(&r, 0, 8205, 8191, 5);
    reading_span(&r, 0, 16396, 11);
    expect_success(&r);
}
END_TEST

START_TEST(spans_in_descending_order_are_loaded)
{
    struct reading r;

    one_file(&r, _i, 64 * KIB);
    for (uint64_t i = 60; i > 0; i--)
        reading_span(&r, 0, i * KIB, 1000);
    expect_success(&r);
}
END_TEST

START_TEST(spans_that_overlap_in_the_file_are_loaded)
{
    struct reading r;

    one_file(&r, _i, 64 * KIB);
    reading_span(&r, 0, 0, 20000);
    reading_target(&r, 0, 5000, 20000, 8);
    reading_span(&r, 0, 5000, 100);
    reading_span(&r, 0, 4999, 20002);
    reading_span(&r, 0, 0, 20000);
    expect_success(&r);
}
END_TEST

START_TEST(spans_with_gaps_between_them_are_loaded)
{
    static const uint64_t gaps[] = { 1, 31, 4095, 4096, 4097, 65536, 65537, 1 << 20 };
    struct reading r;
    uint64_t offset = 0;

    one_file(&r, _i, 8 * MIB);
    for (int i = 0; i < 24; i++) {
        reading_span(&r, 0, offset, 96 * KIB);
        offset += 96 * KIB + gaps[i % 8];
    }
    expect_success(&r);
}
END_TEST

START_TEST(spans_of_several_files_are_loaded)
{
    struct reading r;

    reading_init(&r, _i, READING_VIRTUAL);
    for (uint32_t i = 0; i < VIRTUAL_FILES; i++)
        reading_file(&r, 10000 + i);
    for (uint32_t i = 0; i < 40; i++) {
        reading_span(&r, i * 7 % VIRTUAL_FILES, i * 100, 1000);
        reading_target(&r, i * 5 % VIRTUAL_FILES, 9000 - i, 1000, i);
    }
    expect_success(&r);
}
END_TEST

START_TEST(three_thousand_small_spans_are_loaded)
{
    struct reading r;

    one_file(&r, _i, 4 * MIB);
    for (uint64_t i = 0; i < 3000; i++)
        reading_span(&r, 0, i * 1031, 1000 + i % 32);
    expect_success(&r);
}
END_TEST

START_TEST(a_load_without_options_is_loaded_by_the_defaults)
{
    struct reading r;

    one_file(&r, 0, 12 * MIB);
    reading_span(&r, 0, 5, 12 * MIB - 5);
    r.load.request.policy.options = NULL;
    expect_success(&r);
}
END_TEST

START_TEST(options_are_not_looked_at_after_begin)
{
    struct reading r;

    one_file(&r, _i, 64 * KIB);
    r.options.step_bytes = KIB;
    reading_span(&r, 0, 0, 64 * KIB);
    reading_prepare(&r);
    ck_assert_int_eq(emel_io_begin(&r.io, &r.load.request), EMEL_IO_AGAIN);
    r.options = (struct emel_io_read_options){ .workers = UINT32_MAX, .caching = UINT32_MAX };
    ck_assert_int_eq(emel_io_finish(&r.io), EMEL_IO_ENDED);
    reading_check_done(&r);
    ck_assert_uint_ge(r.load.told, 60);
    reading_free(&r);
}
END_TEST

/* --- enough for several workers ------------------------------------------------ */

/* Spans that begin and end within pieces, some at odd places, a target in their midst. */
static void many_pieces(struct reading *r, int mode)
{
    one_file(r, mode, 40 * MIB);
    reading_span(r, 0, 0, 5 * MIB);
    reading_span(r, 0, 5 * MIB, 100);
    reading_span(r, 0, 5 * MIB + 128, 6 * MIB);
    reading_target(r, 0, 14 * MIB + 128, 5 * MIB + 17, 3);
    reading_span(r, 0, 20 * MIB + 5, 2 * MIB);
    reading_span(r, 0, 30 * MIB, 3 * MIB + 1);
}

START_TEST(a_load_of_many_pieces_is_shared_among_workers)
{
    struct reading r;

    many_pieces(&r, _i);
    expect_success(&r);
}
END_TEST

START_TEST(small_steps_make_no_difference_to_many_pieces)
{
    struct reading r;

    many_pieces(&r, _i);
    r.options.step_bytes = 9 * MIB + 1;
    expect_success(&r);
}
END_TEST

Suite *io_read_transfer_suite(void)
{
    Suite *suite = suite_create("io/read: transferring");
    TCase *tcase = tcase_create("kinds of spans");
    const int modes = reading_modes();

    tcase_set_timeout(tcase, 60); /* under a sanitizer, on a busy machine */
    tcase_add_loop_test(tcase, one_byte_is_loaded, 0, modes);
    tcase_add_loop_test(tcase, a_whole_file_is_loaded, 0, modes);
    tcase_add_loop_test(tcase, spans_at_odd_places_are_loaded, 0, modes);
    tcase_add_loop_test(tcase, spans_in_descending_order_are_loaded, 0, modes);
    tcase_add_loop_test(tcase, spans_that_overlap_in_the_file_are_loaded, 0, modes);
    tcase_add_loop_test(tcase, spans_with_gaps_between_them_are_loaded, 0, modes);
    tcase_add_loop_test(tcase, spans_of_several_files_are_loaded, 0, modes);
    tcase_add_loop_test(tcase, three_thousand_small_spans_are_loaded, 0, modes);
    tcase_add_test(tcase, a_load_without_options_is_loaded_by_the_defaults);
    tcase_add_loop_test(tcase, options_are_not_looked_at_after_begin, 0, modes);
    tcase_add_loop_test(tcase, a_load_of_many_pieces_is_shared_among_workers, 0, modes);
    tcase_add_loop_test(tcase, small_steps_make_no_difference_to_many_pieces, 0, modes);
    suite_add_tcase(suite, tcase);
    return suite;
}
