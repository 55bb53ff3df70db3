/* How a load comes to its end: published, cancelled, and then another one. */
#include "support/trial.h"

/* --- publication --------------------------------------------------------------- */

START_TEST(a_load_is_published_once_before_the_call_that_ends_it_returns)
{
    struct trial trial;

    trial_enter(&trial, _i);
    trial_prepare(&trial);
    ck_assert_int_eq(emel_io_begin(&trial.io, &trial.load.request), EMEL_IO_AGAIN);
    while (trial_step(&trial) != EMEL_IO_ENDED)
        ;
    trial_expect_done(&trial);
    ck_assert_int_eq(emel_io_step(&trial.io), EMEL_IO_REFUSED);
    trial_expect_done(&trial);
    trial_leave(&trial);
}
END_TEST

START_TEST(a_failure_is_told_with_its_kind_and_a_code_that_has_a_name)
{
    struct trial trial;

    trial_enter(&trial, _i);
    trial.subject->spoil(trial.world, true);
    trial_run(&trial);
    trial_expect_failed(&trial);
    ck_assert_uint_eq(trial.owner.allocations, !trial.subject->lends);
    ck_assert_uint_eq(trial.owner.releases, !trial.subject->lends);
    trial_leave(&trial);
}
END_TEST

START_TEST(a_load_of_nothing_is_published_as_done)
{
    struct trial trial;

    trial_enter(&trial, _i);
    trial_prepare(&trial);
    load_free(&trial.load);
    trial.load.request.span_count = 0;
    trial.load.request.file_count = 0;
    load_prepare(&trial.load, &trial.io);
    ck_assert_int_eq(emel_io_begin(&trial.io, &trial.load.request), EMEL_IO_AGAIN);
    trial_finish(&trial);
    trial_expect_done(&trial);
    ck_assert_uint_eq(trial.load.done_event.bytes, 0);
    ck_assert_uint_eq(trial.owner.allocations, 0);
    trial_leave(&trial);
}
END_TEST

START_TEST(a_load_needs_no_progress_callback)
{
    struct trial trial;

    trial_enter(&trial, _i);
    trial_prepare(&trial);
    trial.load.request.on_progress = NULL;
    ck_assert_int_eq(emel_io_begin(&trial.io, &trial.load.request), EMEL_IO_AGAIN);
    trial_finish(&trial);
    trial_expect_done(&trial);
    trial_leave(&trial);
}
END_TEST

START_TEST(states_and_errors_always_have_names)
{
    struct trial trial;

    trial_enter(&trial, _i);
    trial_prepare(&trial);
    ck_assert_str_eq(emel_io_state_name(&trial.io), "ready");
    emel_io_begin(&trial.io, &trial.load.request);
    do
        ck_assert_ptr_nonnull(emel_io_state_name(&trial.io));
    while (trial_step(&trial) != EMEL_IO_ENDED);
    for (uint32_t code = 0; code < 300; code++) {
        ck_assert_ptr_nonnull(trial.strategy.error_name(code));
        ck_assert_ptr_nonnull(trial.strategy.error_text(code));
    }
    ck_assert_str_eq(trial.strategy.error_name(UINT32_MAX), "unknown");
    ck_assert_ptr_nonnull(trial.strategy.error_text(UINT32_MAX));
    trial_leave(&trial);
}
END_TEST

/* --- steps --------------------------------------------------------------------- */

/* Field by field: there is padding between them. */
static void expect_same_error(const struct emel_io_error_event *a,
                              const struct emel_io_error_event *b)
{
    ck_assert_uint_eq(a->error, b->error);
    ck_assert_uint_eq(a->strategy, b->strategy);
    ck_assert_uint_eq(a->strategy_error, b->strategy_error);
    ck_assert_int_eq(a->os_error, b->os_error);
    ck_assert_uint_eq(a->span_index, b->span_index);
    ck_assert_uint_eq(a->file_index, b->file_index);
    ck_assert_uint_eq(a->span_id, b->span_id);
    ck_assert_uint_eq(a->file_offset, b->file_offset);
    ck_assert_uint_eq(a->rule, b->rule);
    ck_assert_uint_eq(a->part_index, b->part_index);
    ck_assert_int_eq(a->has_value, b->has_value);
    ck_assert_int_eq(a->has_limit, b->has_limit);
    ck_assert_uint_eq(a->value, b->value);
    ck_assert_uint_eq(a->limit, b->limit);
    ck_assert_uint_eq(a->other_offset, b->other_offset);
    ck_assert_mem_eq(&a->report, &b->report, sizeof a->report);
}

/* What a caller can see of the end of a load, addresses aside. */
static void expect_same_end(const struct trial *a, const struct trial *b)
{
    ck_assert_uint_eq(a->load.done, b->load.done);
    ck_assert_uint_eq(a->load.told, b->load.told);
    expect_same_error(&a->load.error_event, &b->load.error_event);
    ck_assert_uint_eq(a->load.done_event.bytes, b->load.done_event.bytes);
    ck_assert_uint_eq(a->load.done_event.memory_bytes, b->load.done_event.memory_bytes);
    ck_assert_uint_eq(a->owner.bytes, b->owner.bytes);
    ck_assert_uint_eq(a->owner.alignment, b->owner.alignment);
}

static void expect_stepping_is_running(int index, bool spoilt)
{
    struct trial whole, stepped;
    enum emel_io_status answer;

    trial_enter(&whole, index);
    trial_enter(&stepped, index);
    whole.subject->spoil(whole.world, spoilt);
    stepped.subject->spoil(stepped.world, spoilt);
    trial_prepare(&whole);
    for (answer = emel_io_run(&whole.io, &whole.load.request); answer == EMEL_IO_WAITING;
         answer = emel_io_finish(&whole.io))
        whole.subject->wake(whole.world);
    ck_assert_int_eq(answer, EMEL_IO_ENDED);
    trial_run(&stepped);
    expect_same_end(&whole, &stepped);
    trial_leave(&whole);
    trial_leave(&stepped);
}

START_TEST(stepping_comes_to_the_same_as_running_to_the_end)
{
    expect_stepping_is_running(_i, false);
    expect_stepping_is_running(_i, true);
}
END_TEST

/* Cancels before step `nth`.  False: there are not so many steps. */
static bool cancel_at(struct trial *trial, unsigned nth, unsigned *accepted)
{
    enum emel_io_status answer;

    trial_prepare(trial);
    answer = emel_io_begin(&trial->io, &trial->load.request);
    for (unsigned i = 0; i < nth && answer != EMEL_IO_ENDED; i++)
        answer = trial_step(trial);
    if (answer == EMEL_IO_ENDED)
        return false;
    answer = emel_io_cancel(&trial->io);
    if (answer == EMEL_IO_REFUSED) {
        trial_finish(trial);
        return true;
    }
    ++*accepted;
    if (answer != EMEL_IO_ENDED)
        answer = emel_io_cancel(&trial->io); /* it may be too late, but does no harm */
    if (answer != EMEL_IO_ENDED)
        trial_finish(trial);
    trial_expect_failed(trial);
    return true;
}

START_TEST(a_cancel_at_any_step_ends_in_one_error_or_is_refused_as_too_late)
{
    struct trial trial;
    unsigned steps = 0, accepted = 0;

    trial_enter(&trial, _i);
    while (cancel_at(&trial, steps, &accepted)) {
        if (trial.load.done)
            trial_expect_done(&trial);
        steps++;
    }
    trial_expect_done(&trial);
    ck_assert_uint_gt(accepted, 0);
    ck_assert_uint_le(accepted, steps);
    trial_leave(&trial);
}
END_TEST

START_TEST(a_cancel_of_a_load_that_fails_still_ends_in_one_error)
{
    struct trial trial;
    unsigned accepted = 0;

    trial_enter(&trial, _i);
    trial.subject->spoil(trial.world, true);
    for (unsigned nth = 0; cancel_at(&trial, nth, &accepted); nth++)
        trial_expect_failed(&trial);
    trial_leave(&trial);
}
END_TEST

START_TEST(a_progress_callback_that_answers_false_cancels)
{
    struct trial trial;
    unsigned told;

    trial_enter(&trial, _i);
    trial_run(&trial);
    told = trial.load.told;
    ck_assert_uint_gt(told, 0);
    for (unsigned i = 1; i <= told; i++) {
        trial.load.cancel_at = i;
        trial_run(&trial);
        trial_expect_failed(&trial);
        ck_assert_uint_eq(trial.load.told, i);
    }
    trial_leave(&trial);
}
END_TEST

/* --- again --------------------------------------------------------------------- */

START_TEST(a_strategy_serves_again_after_every_kind_of_end)
{
    struct trial trial;
    unsigned accepted = 0;

    trial_enter(&trial, _i);
    for (int round = 0; round < 3; round++) {
        trial_run(&trial);
        trial_expect_done(&trial);
        trial.subject->spoil(trial.world, true);
        trial_run(&trial);
        trial_expect_failed(&trial);
        trial.subject->spoil(trial.world, false);
        ck_assert(cancel_at(&trial, 0, &accepted));
        trial.owner.refuses = true;
        trial_run(&trial);
        trial_expect_without_memory(&trial);
        trial.owner.refuses = false;
    }
    ck_assert_uint_eq(accepted, 3);
    trial_leave(&trial);
}
END_TEST

void conformance_of_ends(TCase *tcase, int first, int end)
{
    const TTest *const tests[] = {
        a_load_is_published_once_before_the_call_that_ends_it_returns,
        a_failure_is_told_with_its_kind_and_a_code_that_has_a_name,
        a_load_of_nothing_is_published_as_done,
        a_load_needs_no_progress_callback,
        states_and_errors_always_have_names,
        stepping_comes_to_the_same_as_running_to_the_end,
        a_cancel_at_any_step_ends_in_one_error_or_is_refused_as_too_late,
        a_cancel_of_a_load_that_fails_still_ends_in_one_error,
        a_progress_callback_that_answers_false_cancels,
        a_strategy_serves_again_after_every_kind_of_end,
    };

    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++)
        tcase_add_loop_test(tcase, tests[i], first, end);
}
