/* checking: what a span and its target may be, at the limit and beyond. */
#include <check.h>
#include <stdlib.h>

#include "support/request.h"
#include "io/read/suites.h"
#include "support/guarded.h"

#define KIB UINT64_C(1024)
#define INT64_END ((uint64_t)INT64_MAX)

/* --- spans --------------------------------------------------------------------- */

START_TEST(a_span_of_2_to_the_40_bytes_is_the_largest)
{
    struct reading r;

    request_init(&r);
    reading_span(&r, 0, 0, EMEL_IO_SPAN_BYTES_MAX);
    if (SIZE_MAX < EMEL_IO_SPAN_BYTES_MAX) /* 32 bits: no memory is that large */
        request_refused(&r, EMEL_IO_RULE_TOTAL_BYTES);
    else
        request_accepted(&r);

    request_init(&r);
    reading_span(&r, 0, 0, 10);
    reading_span(&r, 0, 7, EMEL_IO_SPAN_BYTES_MAX + 1);
    request_span_refused(&r, 1, EMEL_IO_RULE_SPAN_BYTES);

    request_init(&r);
    reading_span(&r, 0, 0, UINT64_MAX);
    request_span_refused(&r, 0, EMEL_IO_RULE_SPAN_BYTES);
}
END_TEST

START_TEST(a_span_ends_where_an_int64_does)
{
    static const struct {
        uint64_t offset, bytes;
        bool accepted;
    } spans[] = {
        { INT64_END - KIB, KIB, true }, { INT64_END - KIB + 1, KIB, false },
        { INT64_END, 1, false },        { INT64_END + 1, 0, false },
        { UINT64_MAX, 1, false },       { UINT64_MAX - KIB + 1, KIB, false },
    };
    struct reading r;

    request_init(&r);
    reading_span(&r, 0, spans[_i].offset, spans[_i].bytes);
    if (spans[_i].accepted)
        request_accepted(&r);
    else
        request_span_refused(&r, 0, EMEL_IO_RULE_SPAN_END);
}
END_TEST

START_TEST(a_span_of_a_file_that_is_not_there_is_refused)
{
    struct reading r;
    struct emel_io_error_event expected;

    request_init(&r);
    reading_span(&r, 0, 0, 10);
    reading_span(&r, 1, 0, 10);
    expected = reading_span_error(&r, EMEL_IO_READ_NONE, 0, 1, 0);
    expected.error = EMEL_IO_INVALID_REQUEST;
    expected.rule = EMEL_IO_RULE_FILE_INDEX;
    expected.file_index = EMEL_IO_NO_INDEX; /* there is none to blame */
    reading_fails(&r, expected);
    request_untouched(&r);
    reading_free(&r);
}
END_TEST

START_TEST(the_lowest_broken_span_is_the_one_blamed)
{
    struct reading r;

    request_init(&r);
    reading_span(&r, 0, 0, 10);
    reading_span(&r, 0, 500, UINT64_MAX);
    reading_span(&r, 0, 100, UINT64_MAX);
    request_span_refused(&r, 1, EMEL_IO_RULE_SPAN_BYTES);
}
END_TEST

START_TEST(a_load_has_up_to_2_to_the_20_spans)
{
    struct emel_io_span *spans = calloc(EMEL_IO_SPANS_MAX + 1, sizeof *spans);
    struct reading r;

    ck_assert_ptr_nonnull(spans);
    for (uint32_t i = 0; i <= EMEL_IO_SPANS_MAX; i++)
        spans[i] = (struct emel_io_span){ .file_offset = i, .byte_size = 1 };
    request_init(&r);
    r.load.request.spans = spans;
    r.load.request.span_count = EMEL_IO_SPANS_MAX + (uint32_t)_i;
    reading_prepare(&r);
    ck_assert_int_eq(emel_io_run(&r.io, &r.load.request), EMEL_IO_ENDED);
    if (_i)
        ck_assert_uint_eq(r.load.error_event.rule, EMEL_IO_RULE_SPAN_COUNT);
    else
        ck_assert_uint_eq(r.load.error_event.strategy_error, EMEL_IO_READ_ALLOCATION_FAILED);
    ck_assert_uint_eq(r.load.error_event.span_index, EMEL_IO_NO_INDEX);
    r.load.request.span_count = 0;
    reading_free(&r);
    free(spans);
}
END_TEST

/* --- targets ------------------------------------------------------------------- */

START_TEST(a_target_has_room_for_its_span)
{
    struct reading r;

    reading_init(&r, 0, READING_VIRTUAL);
    reading_file(&r, 4 * KIB);
    reading_target(&r, 0, 0, KIB, 0);
    reading_target(&r, 0, KIB, KIB, 0);
    reading_succeeds(&r);
    r.spans[1].target_bytes = KIB - 1;
    request_span_refused(&r, 1, EMEL_IO_RULE_TARGET_BYTES);
}
END_TEST

START_TEST(a_target_that_wraps_around_the_address_space_is_refused)
{
    struct reading r;

    request_init(&r);
    reading_span(&r, 0, 0, KIB);
    r.spans[0].target = (void *)(UINTPTR_MAX - KIB + 2); /* NOLINT: never looked into */
    r.spans[0].target_bytes = KIB;
    reading_prepare(&r);
    ck_assert_int_eq(emel_io_run(&r.io, &r.load.request), EMEL_IO_ENDED);
    ck_assert_uint_eq(r.load.error_event.rule, EMEL_IO_RULE_TARGET_ADDRESS);
    ck_assert_uint_eq(r.load.error_event.span_index, 0);
    request_untouched(&r);
    r.spans[0].target = NULL;
    reading_free(&r);
}
END_TEST

/* Two spans into one buffer of 2 KiB, the second one at `second`. */
static void share_buffer(struct reading *r, unsigned char *buffer, size_t first, size_t second)
{
    reading_init(r, 0, READING_VIRTUAL);
    reading_file(r, 4 * KIB);
    reading_span(r, 0, 0, KIB);
    reading_span(r, 0, KIB, KIB);
    r->spans[0].target = buffer + first;
    r->spans[1].target = buffer + second;
    r->spans[0].target_bytes = r->spans[1].target_bytes = KIB;
}

static uint32_t result_of(struct reading *r)
{
    reading_prepare(r);
    ck_assert_int_eq(emel_io_run(&r->io, &r->load.request), EMEL_IO_ENDED);
    r->spans[0].target = r->spans[1].target = NULL; /* not one allocation each */
    reading_free(r);
    return r->load.error_event.rule;
}

START_TEST(targets_may_touch_but_not_overlap)
{
    static const struct {
        size_t first, second;
        uint32_t result, blamed;
    } pairs[] = {
        { 0, KIB, EMEL_IO_RULE_NONE, 0 },
        { KIB, 0, EMEL_IO_RULE_NONE, 0 },
        { 0, KIB - 1, EMEL_IO_RULE_TARGETS_OVERLAP, 1 },
        { KIB - 1, 0, EMEL_IO_RULE_TARGETS_OVERLAP, 0 },
        { 5, 5, EMEL_IO_RULE_TARGETS_OVERLAP, 1 },
    };
    unsigned char *buffer = guarded_new(2 * KIB, 1, 0);
    struct reading r;

    share_buffer(&r, buffer, pairs[_i].first, pairs[_i].second);
    ck_assert_uint_eq(result_of(&r), pairs[_i].result);
    if (pairs[_i].result)
        ck_assert_uint_eq(r.load.error_event.span_index, pairs[_i].blamed);
    ck_assert(guarded_alive(buffer));
    guarded_free(buffer);
}
END_TEST

START_TEST(an_empty_target_may_lie_within_another)
{
    unsigned char *buffer = guarded_new(2 * KIB, 1, 0);
    struct reading r;

    share_buffer(&r, buffer, 0, 100);
    r.spans[1].byte_size = 0;
    ck_assert_uint_eq(result_of(&r), EMEL_IO_RULE_NONE);
    guarded_free(buffer);
}
END_TEST

Suite *io_read_check_spans_suite(void)
{
    Suite *suite = suite_create("io/read: checking spans");
    TCase *spans = tcase_create("spans"), *targets = tcase_create("targets");

    tcase_add_test(spans, a_span_of_2_to_the_40_bytes_is_the_largest);
    tcase_add_loop_test(spans, a_span_ends_where_an_int64_does, 0, 6);
    tcase_add_test(spans, a_span_of_a_file_that_is_not_there_is_refused);
    tcase_add_test(spans, the_lowest_broken_span_is_the_one_blamed);
    tcase_add_loop_test(spans, a_load_has_up_to_2_to_the_20_spans, 0, 2);
    tcase_add_test(targets, a_target_has_room_for_its_span);
    tcase_add_test(targets, a_target_that_wraps_around_the_address_space_is_refused);
    tcase_add_loop_test(targets, targets_may_touch_but_not_overlap, 0, 5);
    tcase_add_test(targets, an_empty_target_may_lie_within_another);
    suite_add_tcase(suite, spans);
    suite_add_tcase(suite, targets);
    return suite;
}
