/* What a strategy lets others do to it, and does to them: callbacks, owners, and those
 * who come while it is busy. */
#include <stdlib.h>
#include <string.h>

#include "support/trial.h"

/* --- one load at a time -------------------------------------------------------- */

START_TEST(a_second_load_is_refused_at_every_step_and_changes_nothing)
{
    struct trial trial;
    struct load other = { .cancel_at = 0 };

    trial_enter(&trial, _i);
    trial_prepare(&trial);
    other.request = trial.load.request;
    load_prepare(&other, &trial.io);
    emel_io_begin(&trial.io, &trial.load.request);
    do {
        const char *state = emel_io_state_name(&trial.io);

        ck_assert_int_eq(emel_io_begin(&trial.io, &other.request), EMEL_IO_REFUSED);
        ck_assert_int_eq(emel_io_run(&trial.io, &other.request), EMEL_IO_REFUSED);
        ck_assert_int_eq(trial.strategy.begin(trial.strategy.self, &other.request),
                         EMEL_IO_REFUSED);
        ck_assert_str_eq(emel_io_state_name(&trial.io), state);
    } while (trial_step(&trial) != EMEL_IO_ENDED);
    trial_expect_done(&trial);
    ck_assert(!load_published(&other));
    ck_assert_ptr_null(load_check(&other));
    load_free(&other);
    trial_leave(&trial);
}
END_TEST

START_TEST(a_strategy_at_rest_refuses_to_step_and_to_cancel)
{
    struct trial trial;

    trial_enter(&trial, _i);
    ck_assert_int_eq(trial.strategy.step(trial.strategy.self), EMEL_IO_REFUSED);
    ck_assert_int_eq(trial.strategy.cancel(trial.strategy.self), EMEL_IO_REFUSED);
    ck_assert_int_eq(emel_io_cancel(&trial.io), EMEL_IO_REFUSED);
    trial_leave(&trial);
}
END_TEST

START_TEST(two_of_a_kind_work_side_by_side)
{
    struct trial a, b;
    bool a_ended = false, b_ended = false;

    trial_enter(&a, _i);
    trial_enter(&b, _i);
    trial_prepare(&a);
    trial_prepare(&b);
    emel_io_begin(&a.io, &a.load.request);
    emel_io_begin(&b.io, &b.load.request);
    while (!a_ended || !b_ended) {
        a_ended = a_ended || trial_step(&a) == EMEL_IO_ENDED;
        b_ended = b_ended || trial_step(&b) == EMEL_IO_ENDED;
    }
    trial_expect_done(&a);
    trial_expect_done(&b);
    trial_leave(&a);
    trial_leave(&b);
}
END_TEST

/* --- the owner ----------------------------------------------------------------- */

START_TEST(an_owner_without_memory_is_asked_once_and_given_nothing_back)
{
    struct trial trial;

    trial_enter(&trial, _i);
    trial.owner.refuses = true;
    trial_run(&trial);
    trial_expect_without_memory(&trial);
    ck_assert_uint_eq(trial.owner.releases, 0);
    trial_leave(&trial);
}
END_TEST

START_TEST(misaligned_memory_goes_back_to_the_owner)
{
    struct trial trial;

    trial_enter(&trial, _i);
    trial.owner.misplaced = 1;
    trial_run(&trial);
    trial_expect_without_memory(&trial);
    ck_assert_uint_eq(trial.owner.releases, trial.owner.allocations);
    trial_leave(&trial);
}
END_TEST

/* --- callbacks ----------------------------------------------------------------- */

static void call_back_in(struct load *load, enum load_callback which)
{
    struct trial *trial = load->context;
    struct load other = { .cancel_at = 0 };

    (void)which;
    other.request = load->request;
    ck_assert_int_eq(emel_io_begin(&trial->io, &other.request), EMEL_IO_REFUSED);
    ck_assert_int_eq(emel_io_run(&trial->io, &other.request), EMEL_IO_REFUSED);
    ck_assert_int_eq(emel_io_step(&trial->io), EMEL_IO_REFUSED);
    ck_assert_int_eq(emel_io_finish(&trial->io), EMEL_IO_REFUSED);
    ck_assert_int_eq(emel_io_cancel(&trial->io), EMEL_IO_REFUSED);
    ck_assert(!emel_io_register(&trial->io, &trial->strategy));
    ck_assert_ptr_nonnull(emel_io_state_name(&trial->io));
}

START_TEST(a_call_back_into_the_boundary_is_refused)
{
    struct trial trial;

    trial_enter(&trial, _i);
    trial.load.context = &trial;
    trial.load.in_callback = call_back_in;
    trial_run(&trial);
    trial_expect_done(&trial);
    trial.subject->spoil(trial.world, true);
    trial_run(&trial);
    trial_expect_failed(&trial);
    trial.subject->spoil(trial.world, false);
    trial_prepare(&trial);
    ck_assert_int_eq(emel_io_begin(&trial.io, &trial.load.request), EMEL_IO_AGAIN);
    if (emel_io_cancel(&trial.io) != EMEL_IO_ENDED) /* which may publish at once */
        trial_finish(&trial);
    trial_leave(&trial);
}
END_TEST

static unsigned freed;

static void free_all(struct load *load, enum load_callback which)
{
    if (which == LOAD_PROGRESS)
        return;
    freed++;
    free((void *)load->request.files);
    free((void *)load->request.spans);
    load_free(load);
    free(load);
}

static void *copy_of(const void *memory, size_t bytes)
{
    void *copy = malloc(bytes);

    ck_assert_ptr_nonnull(copy);
    return memcpy(copy, memory, bytes);
}

/* A load that has nothing in common with the trial's own, and frees itself. */
static struct load *self_freeing(struct trial *trial)
{
    struct load *load;
    struct emel_io_load *request;

    trial_prepare(trial);
    trial->load.in_callback = free_all;
    load = copy_of(&trial->load, sizeof trial->load);
    request = &load->request;
    request->files = copy_of(request->files, request->file_count * sizeof *request->files);
    request->spans = copy_of(request->spans, request->span_count * sizeof *request->spans);
    load_prepare(load, &trial->io);
    return load;
}

START_TEST(the_callback_that_publishes_a_load_may_free_it)
{
    struct trial trial;

    trial_enter(&trial, _i);
    freed = 0;
    for (unsigned spoilt = 0; spoilt < 2; spoilt++) {
        trial.subject->spoil(trial.world, spoilt);
        ck_assert_int_eq(emel_io_begin(&trial.io, &self_freeing(&trial)->request), EMEL_IO_AGAIN);
        trial_finish(&trial);
        ck_assert_uint_eq(freed, spoilt + 1);
        ck_assert_ptr_null(trial.subject->held(trial.world));
    }
    trial_leave(&trial);
}
END_TEST

void conformance_of_manners(TCase *tcase, int first, int end)
{
    const TTest *const tests[] = {
        a_second_load_is_refused_at_every_step_and_changes_nothing,
        a_strategy_at_rest_refuses_to_step_and_to_cancel,
        two_of_a_kind_work_side_by_side,
        an_owner_without_memory_is_asked_once_and_given_nothing_back,
        misaligned_memory_goes_back_to_the_owner,
        a_call_back_into_the_boundary_is_refused,
        the_callback_that_publishes_a_load_may_free_it,
    };

    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++)
        tcase_add_loop_test(tcase, tests[i], first, end);
}
