/* publishing: what is told at the end, and what cannot be stopped any more. */
#include <check.h>
#include <errno.h>
#include <string.h>

#include "support/reading.h"
#include "io/read/suites.h"

#define KIB UINT64_C(1024)

static void some_spans(struct reading *r, int mode)
{
    reading_init(r, mode, READING_VIRTUAL);
    reading_file(r, 20 * KIB);
    reading_file(r, 20 * KIB);
    reading_span(r, 1, 3000, 5000);
    reading_target(r, 0, 9000, 5000, 1);
    reading_span(r, 0, 1000, 5000);
    reading_span(r, 0, 7, 0);
    r->options.step_bytes = KIB;
}

START_TEST(pointers_come_in_the_order_of_the_request)
{
    struct reading r;

    some_spans(&r, _i);
    reading_succeeds(&r); /* which compares each pointer's bytes with its span's */
    ck_assert_uint_eq(r.load.done_event.bytes, 15000);
    ck_assert_ptr_eq(r.load.done_event.memory, r.owner.memory);
    ck_assert_ptr_eq(r.load.request.data[1], r.spans[1].target);
    reading_free(&r);
}
END_TEST

START_TEST(a_failure_tells_the_kind_of_strategy_that_was_asked_for)
{
    struct reading r;

    some_spans(&r, _i);
    reading_prepare(&r);
    emel_io_init(&r.io);
    r.strategy.kind = EMEL_IO_STRATEGY_USER + 5;
    ck_assert(emel_io_register(&r.io, &r.strategy));
    r.load.request.policy.strategy = EMEL_IO_STRATEGY_USER + 5;
    r.system.faults[0] = (struct system_fault){ SYSTEM_OPEN, 1, 1, ENOENT };
    ck_assert_int_eq(emel_io_run(&r.io, &r.load.request), EMEL_IO_ENDED);
    ck_assert_uint_eq(r.load.error_event.strategy, EMEL_IO_STRATEGY_USER + 5);
    ck_assert_str_eq(emel_io_cause_name(&r.io, &r.load.error_event), "FILE_OPEN_FAILED");
    reading_free(&r);
}
END_TEST

/* Steps until the load is in a state; false: it never was. */
static bool step_to(struct reading *r, const char *state)
{
    reading_prepare(r);
    if (emel_io_begin(&r->io, &r->load.request) == EMEL_IO_ENDED)
        return false;
    while (strcmp(emel_io_state_name(&r->io), state) != 0)
        if (emel_io_step(&r->io) == EMEL_IO_ENDED)
            return false;
    return true;
}

START_TEST(a_cancel_in_time_gives_everything_back)
{
    static const char *const states[] = { "checking",   "opening",      "inspecting",
                                          "allocating", "transferring", "confirming" };
    struct reading r;

    for (int i = 0; i < 6; i++) {
        some_spans(&r, _i);
        ck_assert(step_to(&r, states[i]));
        /* A load that holds nothing yet ends at once. */
        ck_assert_int_eq(emel_io_cancel(&r.io), i ? EMEL_IO_AGAIN : EMEL_IO_ENDED);
        if (i)
            ck_assert_int_eq(emel_io_finish(&r.io), EMEL_IO_ENDED);
        reading_check_failed(&r, reading_error(EMEL_IO_READ_CANCELLED));
        ck_assert_uint_eq(r.owner.releases, i >= 3);
        reading_free(&r);
    }
}
END_TEST

START_TEST(a_cancel_too_late_is_refused_and_the_load_is_done)
{
    struct reading r;

    some_spans(&r, _i);
    ck_assert(step_to(&r, "closing"));
    ck_assert_int_eq(emel_io_cancel(&r.io), EMEL_IO_REFUSED);
    ck_assert_str_eq(emel_io_state_name(&r.io), "closing");
    ck_assert_int_eq(emel_io_step(&r.io), EMEL_IO_ENDED); /* the call that publishes */
    reading_check_done(&r);
    ck_assert_int_eq(emel_io_cancel(&r.io), EMEL_IO_REFUSED);
    reading_free(&r);
}
END_TEST

START_TEST(a_cancel_of_a_load_that_is_failing_is_refused_and_the_failure_is_told)
{
    static const char *const states[] = { "releasing", "abandoning" };
    struct reading r;

    for (int i = 0; i < 2; i++) {
        some_spans(&r, _i);
        r.system.faults[0] = (struct system_fault){ SYSTEM_READ, 1, SYSTEM_ALWAYS, 0 };
        ck_assert(step_to(&r, states[i]));
        ck_assert_int_eq(emel_io_cancel(&r.io), EMEL_IO_REFUSED);
        ck_assert_int_eq(emel_io_finish(&r.io), EMEL_IO_ENDED);
        reading_check_failed(&r, reading_span_error(&r, EMEL_IO_READ_SHORT_READ, 0, 2, 1000));
        reading_free(&r);
    }
}
END_TEST

/* The failure was found but not yet acted upon: whoever cancels hears that it was. */
START_TEST(a_cancel_replaces_a_failure_that_is_still_pending)
{
    struct reading r;

    some_spans(&r, _i);
    r.system.faults[0] = (struct system_fault){ SYSTEM_READ, 1, SYSTEM_ALWAYS, 0 };
    ck_assert(step_to(&r, "transferring"));
    ck_assert_int_eq(emel_io_cancel(&r.io), EMEL_IO_AGAIN);
    ck_assert_int_eq(emel_io_finish(&r.io), EMEL_IO_ENDED);
    reading_check_failed(&r, reading_error(EMEL_IO_READ_CANCELLED));
    reading_free(&r);
}
END_TEST

START_TEST(a_progress_callback_that_answers_false_cancels)
{
    struct reading r;

    some_spans(&r, _i);
    for (unsigned at = 1; at <= 8; at++) {
        r.load.cancel_at = at;
        reading_fails_once(&r, reading_error(EMEL_IO_READ_CANCELLED));
        ck_assert_uint_eq(r.load.told, at);
        ck_assert_uint_eq(r.owner.releases, 1);
    }
    r.load.cancel_at = 0;
    reading_succeeds(&r);
    reading_free(&r);
}
END_TEST

/* Past the boundary, which refuses such calls by itself, or by way of another one. */
static void call_the_strategy(struct load *load, enum load_callback which)
{
    struct reading *r = load->context;
    struct load other = { .request = load->request };
    struct emel_io io;

    (void)which;
    emel_io_init(&io);
    ck_assert(emel_io_register(&io, &r->strategy));
    ck_assert_int_eq(emel_io_begin(&io, &other.request), EMEL_IO_REFUSED);
    ck_assert_int_eq(r->strategy.step(r->strategy.self), EMEL_IO_REFUSED);
    ck_assert_int_eq(r->strategy.cancel(r->strategy.self), EMEL_IO_REFUSED);
}

START_TEST(a_call_back_into_the_strategy_itself_is_refused)
{
    struct reading r;

    some_spans(&r, _i);
    r.load.context = &r;
    r.load.in_callback = call_the_strategy;
    reading_succeeds(&r);
    ck_assert_uint_gt(r.load.told, 0);
    r.system.faults[0] = (struct system_fault){ SYSTEM_READ, 1, SYSTEM_ALWAYS, 0 };
    reading_fails(&r, reading_span_error(&r, EMEL_IO_READ_SHORT_READ, 0, 2, 1000));
    reading_free(&r);
}
END_TEST

START_TEST(every_error_has_a_name_and_a_sentence)
{
#define EXPECT_TEXT(name, number, sentence)                                                        \
    ck_assert_str_eq(emel_io_read_error_name(number), #name);                                      \
    ck_assert_str_eq(emel_io_read_error_text(number), sentence);
    EMEL_IO_READ_ERRORS(EXPECT_TEXT)
#undef EXPECT_TEXT
    ck_assert_str_eq(emel_io_read_error_name(EMEL_IO_READ_INTERNAL_ERROR + 1), "unknown");
    ck_assert_str_eq(emel_io_read_error_name(UINT32_MAX), "unknown");
    ck_assert_ptr_nonnull(emel_io_read_error_text(UINT32_MAX));
}
END_TEST

Suite *io_read_publish_suite(void)
{
    Suite *suite = suite_create("io/read: publishing");
    TCase *tcase = tcase_create("ends");
    const int modes = reading_modes();

    tcase_add_loop_test(tcase, a_failure_tells_the_kind_of_strategy_that_was_asked_for, 0, modes);
    tcase_add_loop_test(tcase, pointers_come_in_the_order_of_the_request, 0, modes);
    tcase_add_loop_test(tcase, a_cancel_in_time_gives_everything_back, 0, modes);
    tcase_add_loop_test(tcase, a_cancel_too_late_is_refused_and_the_load_is_done, 0, modes);
    tcase_add_loop_test(
        tcase, a_cancel_of_a_load_that_is_failing_is_refused_and_the_failure_is_told, 0, modes);
    tcase_add_loop_test(tcase, a_cancel_replaces_a_failure_that_is_still_pending, 0, modes);
    tcase_add_loop_test(tcase, a_progress_callback_that_answers_false_cancels, 0, modes);
    tcase_add_loop_test(tcase, a_call_back_into_the_strategy_itself_is_refused, 0, modes);
    tcase_add_test(tcase, every_error_has_a_name_and_a_sentence);
    suite_add_tcase(suite, tcase);
    return suite;
}
