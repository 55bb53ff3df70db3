/* checking: each rule of a request at its limit and beyond.  What is accepted goes on to
 * an owner who refuses, so that terabytes can be asked for. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "io/read/reading.h"
#include "io/read/suites.h"
#include "support/guarded.h"

#define KIB UINT64_C(1024)
#define INT64_END ((uint64_t)INT64_MAX)

static void one_file(struct reading *r)
{
    reading_init(r, 0, READING_VIRTUAL);
    reading_file(r, INT64_END);
    r->owner.refuses = true;
}

static void expect_accepted(struct reading *r)
{
    const struct emel_io_error_event expected = reading_error(EMEL_IO_READ_ALLOCATION_FAILED);

    reading_fails(r, expected);
    reading_free(r);
}

/* No system call, no question to the owner. */
static void expect_untouched(const struct reading *r)
{
    for (int call = 0; call < SYSTEM_CALLS; call++)
        ck_assert_uint_eq(r->system.calls[call], 0);
    ck_assert_uint_eq(r->owner.allocations, 0);
}

static void expect_refused(struct reading *r)
{
    const struct emel_io_error_event expected = reading_error(EMEL_IO_READ_INVALID_REQUEST);

    reading_fails(r, expected);
    expect_untouched(r);
    reading_free(r);
}

static void expect_span_refused(struct reading *r, uint32_t span)
{
    const struct emel_io_error_event expected = reading_span_error(
        r, EMEL_IO_READ_INVALID_REQUEST, 0, span, r->spans[span].file_offset);

    reading_fails(r, expected);
    expect_untouched(r);
    reading_free(r);
}

static void expect_file_refused(struct reading *r, uint32_t file)
{
    struct emel_io_error_event expected = reading_error(EMEL_IO_READ_INVALID_REQUEST);

    expected.file_index = file;
    reading_fails(r, expected);
    expect_untouched(r);
    reading_free(r);
}

/* --- spans ------------------------------------------------------------------------------- */

START_TEST(a_span_of_2_to_the_40_bytes_is_the_largest)
{
    struct reading r;

    one_file(&r);
    reading_span(&r, 0, 0, EMEL_IO_SPAN_BYTES_MAX);
    expect_accepted(&r);

    one_file(&r);
    reading_span(&r, 0, 0, 10);
    reading_span(&r, 0, 7, EMEL_IO_SPAN_BYTES_MAX + 1);
    expect_span_refused(&r, 1);

    one_file(&r);
    reading_span(&r, 0, 0, UINT64_MAX);
    expect_span_refused(&r, 0);
}
END_TEST

START_TEST(a_span_ends_where_an_int64_does)
{
    static const struct { uint64_t offset, bytes; bool accepted; } spans[] = {
        { INT64_END - KIB, KIB, true },
        { INT64_END - KIB + 1, KIB, false },
        { INT64_END, 1, false },
        { INT64_END + 1, 0, false },
        { UINT64_MAX, 1, false },
        { UINT64_MAX - KIB + 1, KIB, false },
    };
    struct reading r;

    one_file(&r);
    reading_span(&r, 0, spans[_i].offset, spans[_i].bytes);
    if (spans[_i].accepted)
        expect_accepted(&r);
    else
        expect_span_refused(&r, 0);
}
END_TEST

START_TEST(a_span_of_a_file_that_is_not_there_is_refused)
{
    struct reading r;
    struct emel_io_error_event expected;

    one_file(&r);
    reading_span(&r, 0, 0, 10);
    reading_span(&r, 1, 0, 10);
    expected = reading_span_error(&r, EMEL_IO_READ_INVALID_REQUEST, 0, 1, 0);
    expected.file_index = EMEL_IO_NO_INDEX; /* there is none to blame */
    reading_fails(&r, expected);
    expect_untouched(&r);
    reading_free(&r);
}
END_TEST

START_TEST(the_lowest_broken_span_is_the_one_blamed)
{
    struct reading r;

    one_file(&r);
    reading_span(&r, 0, 0, 10);
    reading_span(&r, 0, 500, UINT64_MAX);
    reading_span(&r, 0, 100, UINT64_MAX);
    expect_span_refused(&r, 1);
}
END_TEST

START_TEST(a_load_has_up_to_2_to_the_20_spans)
{
    struct emel_io_span *spans = calloc(EMEL_IO_SPANS_MAX + 1, sizeof *spans);
    struct reading r;

    ck_assert_ptr_nonnull(spans);
    for (uint32_t i = 0; i <= EMEL_IO_SPANS_MAX; i++)
        spans[i] = (struct emel_io_span){ .file_offset = i, .byte_size = 1 };
    one_file(&r);
    r.load.request.spans = spans;
    r.load.request.span_count = EMEL_IO_SPANS_MAX + (uint32_t)_i;
    reading_prepare(&r);
    ck_assert_int_eq(emel_io_run(&r.io, &r.load.request), EMEL_IO_ENDED);
    ck_assert_uint_eq(r.load.error_event.strategy_error,
                      _i ? EMEL_IO_READ_INVALID_REQUEST : EMEL_IO_READ_ALLOCATION_FAILED);
    ck_assert_uint_eq(r.load.error_event.span_index, EMEL_IO_NO_INDEX);
    r.load.request.span_count = 0;
    reading_free(&r);
    free(spans);
}
END_TEST

/* --- targets ------------------------------------------------------------------------------- */

START_TEST(a_target_has_room_for_its_span)
{
    struct reading r;

    reading_init(&r, 0, READING_VIRTUAL);
    reading_file(&r, 4 * KIB);
    reading_target(&r, 0, 0, KIB, 0);
    reading_target(&r, 0, KIB, KIB, 0);
    reading_succeeds(&r);
    r.spans[1].target_bytes = KIB - 1;
    expect_span_refused(&r, 1);
}
END_TEST

START_TEST(a_target_that_wraps_around_the_address_space_is_refused)
{
    struct reading r;

    one_file(&r);
    reading_span(&r, 0, 0, KIB);
    r.spans[0].target = (void *)(UINTPTR_MAX - KIB + 2); /* NOLINT: never looked into */
    r.spans[0].target_bytes = KIB;
    reading_prepare(&r);
    ck_assert_int_eq(emel_io_run(&r.io, &r.load.request), EMEL_IO_ENDED);
    ck_assert_uint_eq(r.load.error_event.strategy_error, EMEL_IO_READ_INVALID_REQUEST);
    ck_assert_uint_eq(r.load.error_event.span_index, 0);
    expect_untouched(&r);
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
    return r->load.error_event.strategy_error;
}

START_TEST(targets_may_touch_but_not_overlap)
{
    static const struct { size_t first, second; uint32_t result, blamed; } pairs[] = {
        { 0, KIB, EMEL_IO_READ_NONE, 0 },
        { KIB, 0, EMEL_IO_READ_NONE, 0 },
        { 0, KIB - 1, EMEL_IO_READ_INVALID_REQUEST, 1 },
        { KIB - 1, 0, EMEL_IO_READ_INVALID_REQUEST, 0 },
        { 5, 5, EMEL_IO_READ_INVALID_REQUEST, 1 },
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
    ck_assert_uint_eq(result_of(&r), EMEL_IO_READ_NONE);
    guarded_free(buffer);
}
END_TEST

/* --- files ------------------------------------------------------------------------------------ */

START_TEST(a_load_has_up_to_65535_files)
{
    struct emel_io_file *files = calloc(EMEL_IO_FILES_MAX + 1, sizeof *files);
    struct reading r;

    ck_assert_ptr_nonnull(files);
    one_file(&r);
    for (uint32_t i = 0; i <= EMEL_IO_FILES_MAX; i++)
        files[i].path = r.files[0].path;
    reading_span(&r, EMEL_IO_FILES_MAX - 1, 0, 10);
    r.load.request.files = files;
    r.load.request.file_count = EMEL_IO_FILES_MAX + (uint32_t)_i;
    if (_i == 0)
        expect_accepted(&r);
    else
        expect_refused(&r);
    free(files);
}
END_TEST

START_TEST(a_path_has_1_to_4095_bytes)
{
    static const struct { size_t length; bool accepted; } paths[] = {
        { 0, false }, { 1, true }, { EMEL_IO_PATH_MAX, true }, { EMEL_IO_PATH_MAX + 1, false },
    };
    char path[EMEL_IO_PATH_MAX + 2] = { 0 };
    struct reading r;

    memset(path, 'p', paths[_i].length);
    one_file(&r);
    reading_span(&r, 0, 0, 10);
    r.files[0].path = r.disk.files[0].path = path;
    if (paths[_i].accepted)
        expect_accepted(&r);
    else
        expect_file_refused(&r, 0);
}
END_TEST

START_TEST(a_file_has_a_path_or_a_descriptor)
{
    struct reading r;

    one_file(&r);
    reading_file(&r, 10);
    reading_span(&r, 0, 0, 10);
    r.files[1].path = NULL;
    expect_file_refused(&r, 1);

    one_file(&r);
    reading_span(&r, 0, 0, 10);
    r.files[0] = (struct emel_io_file){ .path = "label", .fd = -1, .borrowed = true };
    expect_file_refused(&r, 0);
}
END_TEST

/* --- policy ------------------------------------------------------------------------------------ */

START_TEST(an_alignment_is_a_power_of_two_up_to_2_mib)
{
    static const uint32_t bad[] = { 3, 33, 4095, EMEL_IO_ALIGNMENT_MAX + 1,
                                    EMEL_IO_ALIGNMENT_MAX * 2, UINT32_C(1) << 31, UINT32_MAX };
    struct reading r;

    one_file(&r);
    reading_span(&r, 0, 0, 10);
    r.load.request.policy.alignment = bad[_i];
    expect_refused(&r);
}
END_TEST

START_TEST(options_are_in_their_range)
{
    static const struct { uint32_t workers, caching; bool accepted; } options[] = {
        { EMEL_IO_READ_WORKERS_MAX, EMEL_IO_READ_DIRECT, true },
        { EMEL_IO_READ_WORKERS_MAX + 1, EMEL_IO_READ_DIRECT, false },
        { UINT32_MAX, EMEL_IO_READ_DIRECT, false },
        { 1, EMEL_IO_READ_DIRECT + 1, false },
        { 1, UINT32_MAX, false },
    };
    struct reading r;

    one_file(&r);
    reading_span(&r, 0, 0, 10);
    r.options.workers = options[_i].workers;
    r.options.caching = options[_i].caching;
    if (options[_i].accepted)
        expect_accepted(&r);
    else
        expect_refused(&r);
}
END_TEST

/* --- what the caller has to bring ------------------------------------------------------------- */

static void without_files(struct reading *r)
{
    r->load.request.files = NULL;
}

static void without_spans(struct reading *r)
{
    r->load.request.spans = NULL;
}

static void without_data(struct reading *r)
{
    guarded_free(r->load.request.data);
    r->load.request.data = NULL;
}

static void without_work(struct reading *r)
{
    guarded_free(r->load.request.work);
    r->load.request.work = NULL;
}

static void with_a_work_area_one_byte_short(struct reading *r)
{
    r->load.request.work_bytes--;
}

static void without_allocate(struct reading *r)
{
    r->load.request.owner.allocate = NULL;
}

static void without_release(struct reading *r)
{
    r->load.request.owner.release = NULL;
}

START_TEST(a_load_that_lacks_what_it_needs_is_refused)
{
    static void (*const lacks[])(struct reading *) = {
        without_files, without_spans, without_data, without_work, with_a_work_area_one_byte_short,
    };
    struct reading r;

    one_file(&r);
    reading_span(&r, 0, 0, 10);
    r.tamper = lacks[_i];
    expect_refused(&r);
}
END_TEST

START_TEST(a_span_without_a_target_needs_an_owner)
{
    static void (*const lacks[])(struct reading *) = { without_allocate, without_release };
    struct reading r;

    one_file(&r);
    reading_target(&r, 0, 0, 10, 0);
    reading_span(&r, 0, 5, 10);
    r.tamper = lacks[_i];
    expect_span_refused(&r, 1);
}
END_TEST

START_TEST(a_load_of_targets_needs_no_owner)
{
    struct reading r;

    reading_init(&r, 0, READING_VIRTUAL);
    reading_target(&r, reading_file(&r, KIB), 0, 10, 0);
    r.load.request.owner = (struct emel_io_owner){ .context = NULL };
    reading_succeeds(&r);
    reading_free(&r);
}
END_TEST

START_TEST(a_system_without_a_mandatory_call_is_unsupported)
{
    const struct emel_io_error_event expected = reading_error(EMEL_IO_READ_UNSUPPORTED_PLATFORM);
    struct reading r;

    one_file(&r);
    reading_span(&r, 0, 0, 10);
    reading_prepare(&r); /* which copies the table */
    switch (_i) {
    case 0: r.read.system.open = NULL; break;
    case 1: r.read.system.stat = NULL; break;
    case 2: r.read.system.read = NULL; break;
    case 3: r.read.system.close = NULL; break;
    }
    reading_fails(&r, expected);
    expect_untouched(&r);
    reading_free(&r);
}
END_TEST

Suite *io_read_check_suite(void)
{
    Suite *suite = suite_create("io/read: checking");
    TCase *spans = tcase_create("spans"), *targets = tcase_create("targets");
    TCase *files = tcase_create("files"), *rest = tcase_create("policy, memory and system");

    tcase_add_test(spans, a_span_of_2_to_the_40_bytes_is_the_largest);
    tcase_add_loop_test(spans, a_span_ends_where_an_int64_does, 0, 6);
    tcase_add_test(spans, a_span_of_a_file_that_is_not_there_is_refused);
    tcase_add_test(spans, the_lowest_broken_span_is_the_one_blamed);
    tcase_add_loop_test(spans, a_load_has_up_to_2_to_the_20_spans, 0, 2);
    tcase_add_test(targets, a_target_has_room_for_its_span);
    tcase_add_test(targets, a_target_that_wraps_around_the_address_space_is_refused);
    tcase_add_loop_test(targets, targets_may_touch_but_not_overlap, 0, 5);
    tcase_add_test(targets, an_empty_target_may_lie_within_another);
    tcase_add_loop_test(files, a_load_has_up_to_65535_files, 0, 2);
    tcase_add_loop_test(files, a_path_has_1_to_4095_bytes, 0, 4);
    tcase_add_test(files, a_file_has_a_path_or_a_descriptor);
    tcase_add_loop_test(rest, an_alignment_is_a_power_of_two_up_to_2_mib, 0, 7);
    tcase_add_loop_test(rest, options_are_in_their_range, 0, 5);
    tcase_add_loop_test(rest, a_load_that_lacks_what_it_needs_is_refused, 0, 5);
    tcase_add_loop_test(rest, a_span_without_a_target_needs_an_owner, 0, 2);
    tcase_add_test(rest, a_load_of_targets_needs_no_owner);
    tcase_add_loop_test(rest, a_system_without_a_mandatory_call_is_unsupported, 0, 4);
    suite_add_tcase(suite, spans);
    suite_add_tcase(suite, targets);
    suite_add_tcase(suite, files);
    suite_add_tcase(suite, rest);
    return suite;
}
