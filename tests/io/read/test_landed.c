/* Between two steps: spans that have landed, their withdrawal, and progress. */
#include <check.h>
#include <errno.h>
#include <string.h>

#include "io/read/suites.h"
#include "support/reading.h"

#define KIB UINT64_C(1024)
#define MIB (UINT64_C(1) << 20)
#define SPANS 7

/* What was seen of the load at hand. */
static struct {
    struct reading *r;
    unsigned landed[SPANS], count, withdrawn;
    unsigned released_before; /* releases when it was withdrawn */
    uint64_t last_offset;
    uint32_t last_file;
} seen;

static void on_landed(void *context, struct emel_io_load *load, uint32_t index, void *data)
{
    const struct emel_io_span *span = &load->spans[index];

    (void)context;
    ck_assert(!load_published(&seen.r->load));
    ck_assert_uint_eq(seen.landed[index]++, 0);
    ck_assert_uint_eq(seen.withdrawn, 0);
    ck_assert_uint_eq(temp_matching(data, seen.r->seeds[span->file_index], span->file_offset,
                                    (size_t)span->byte_size),
                      span->byte_size);
    if (seen.count++) {
        ck_assert_uint_ge(span->file_index, seen.last_file);
        if (span->file_index == seen.last_file)
            ck_assert_uint_ge(span->file_offset, seen.last_offset);
    }
    seen.last_file = span->file_index;
    seen.last_offset = span->file_offset;
}

static void on_withdrawn(void *context, struct emel_io_load *load)
{
    (void)context, (void)load;
    ck_assert_uint_gt(seen.count, 0);
    ck_assert_uint_eq(seen.withdrawn++, 0);
    seen.released_before = seen.r->owner.releases;
}

static void watch(struct reading *r)
{
    memset(&seen, 0, sizeof seen);
    seen.r = r;
    r->load.request.on_landed = on_landed;
    r->load.request.on_withdrawn = on_withdrawn;
}

static void some_spans(struct reading *r, int mode)
{
    reading_init(r, mode, READING_VIRTUAL);
    reading_file(r, 5 * MIB);
    reading_file(r, 3 * MIB);
    reading_span(r, 1, MIB, MIB);
    reading_span(r, 0, 4 * MIB, 700 * KIB);
    reading_target(r, 0, 64, 900 * KIB, 5);
    reading_span(r, 0, MIB, 3 * MIB);
    reading_span(r, 1, 0, 0);
    reading_span(r, 0, 10, 1);
    reading_span(r, 1, 2 * MIB, 5);
    r->options.step_bytes = 300 * KIB;
    r->tamper = watch;
}

START_TEST(every_span_lands_once_in_order_and_none_is_withdrawn)
{
    struct reading r;

    some_spans(&r, _i);
    reading_succeeds(&r);
    for (int i = 0; i < SPANS; i++)
        ck_assert_uint_eq(seen.landed[i], 1);
    ck_assert_uint_eq(seen.withdrawn, 0);
    reading_free(&r);
}
END_TEST

START_TEST(spans_land_while_later_ones_are_read)
{
    struct reading r;

    some_spans(&r, _i);
    reading_prepare(&r);
    ck_assert_int_eq(emel_io_begin(&r.io, &r.load.request), EMEL_IO_AGAIN);
    while (!seen.landed[2])
        ck_assert_int_eq(emel_io_step(&r.io), EMEL_IO_AGAIN);
    ck_assert_uint_eq(seen.landed[0], 0);
    ck_assert_int_eq(emel_io_finish(&r.io), EMEL_IO_ENDED);
    reading_check_done(&r);
    reading_free(&r);
}
END_TEST

START_TEST(what_landed_is_withdrawn_once_before_its_memory_goes_back)
{
    struct reading r;

    some_spans(&r, _i);
    r.system.bad = (struct system_bad_sector){
        .path = "file-1", .from = MIB + 5, .until = MIB + 6, .error = EIO
    };
    reading_fails_once(&r, reading_span_error(&r, EMEL_IO_READ_FILE_READ_FAILED, EIO, 0, MIB + 5));
    ck_assert_uint_eq(seen.landed[3], 1);
    ck_assert_uint_eq(seen.landed[0], 0);
    ck_assert_uint_eq(seen.withdrawn, 1);
    ck_assert_uint_eq(seen.released_before, 0);
    ck_assert_uint_eq(r.owner.releases, 1);
    reading_free(&r);
}
END_TEST

START_TEST(nothing_is_withdrawn_when_nothing_landed)
{
    struct reading r;

    some_spans(&r, _i);
    r.owner.refuses = true;
    reading_fails(&r, reading_error(EMEL_IO_READ_ALLOCATION_FAILED));
    ck_assert_uint_eq(seen.count, 0);
    ck_assert_uint_eq(seen.withdrawn, 0);
    reading_free(&r);
}
END_TEST

static void change(struct test_system *system, unsigned nth, struct emel_io_stat *stat)
{
    (void)system;
    if (nth > 2) /* when it is confirmed */
        stat->stamp.mtime_sec++;
}

START_TEST(everything_that_landed_is_withdrawn_when_the_file_changed)
{
    struct reading r;

    some_spans(&r, _i);
    r.system.on_stat = change;
    reading_fails_once(&r, reading_file_error(EMEL_IO_READ_FILE_CHANGED, 0, 0));
    ck_assert_uint_eq(seen.count, SPANS);
    ck_assert_uint_eq(seen.withdrawn, 1);
    reading_free(&r);
}
END_TEST

/* --- progress ---------------------------------------------------------------------------- */

static struct {
    unsigned count;
    uint64_t first, last, total;
} progress;

static void note_progress(struct load *load, enum load_callback which)
{
    if (which != LOAD_PROGRESS)
        return;
    if (progress.count++ == 0)
        progress.first = load->progress_event.bytes_done;
    progress.last = load->progress_event.bytes_done;
    progress.total = load->progress_event.bytes_total;
}

START_TEST(progress_is_reported_at_the_beginning_and_at_the_end)
{
    struct reading r;

    memset(&progress, 0, sizeof progress);
    some_spans(&r, _i);
    r.load.in_callback = note_progress;
    reading_succeeds(&r);
    ck_assert_uint_ge(progress.count, 3);
    ck_assert_uint_eq(progress.first, 0);
    ck_assert_uint_eq(progress.last, progress.total);
    ck_assert_uint_eq(r.load.progress_event.spans_done, SPANS);
    reading_free(&r);
}
END_TEST

START_TEST(a_load_without_bytes_reports_progress_once)
{
    struct reading r;

    reading_init(&r, _i, READING_VIRTUAL);
    reading_file(&r, KIB);
    reading_span(&r, 0, 5, 0);
    r.tamper = watch;
    reading_succeeds(&r);
    ck_assert_uint_eq(r.load.told, 1);
    ck_assert_uint_eq(seen.landed[0], 1);
    reading_free(&r);
}
END_TEST

Suite *io_read_landed_suite(void)
{
    Suite *suite = suite_create("io/read: landed spans and progress");
    TCase *tcase = tcase_create("between steps");
    const int modes = reading_modes();

    tcase_add_loop_test(tcase, every_span_lands_once_in_order_and_none_is_withdrawn, 0, modes);
    tcase_add_loop_test(tcase, spans_land_while_later_ones_are_read, 0, modes);
    tcase_add_loop_test(tcase, what_landed_is_withdrawn_once_before_its_memory_goes_back, 0, modes);
    tcase_add_loop_test(tcase, nothing_is_withdrawn_when_nothing_landed, 0, modes);
    tcase_add_loop_test(tcase, everything_that_landed_is_withdrawn_when_the_file_changed, 0, modes);
    tcase_add_loop_test(tcase, progress_is_reported_at_the_beginning_and_at_the_end, 0, modes);
    tcase_add_loop_test(tcase, a_load_without_bytes_reports_progress_once, 0, modes);
    suite_add_tcase(suite, tcase);
    return suite;
}
