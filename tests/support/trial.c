#include "support/trial.h"

#include <stdlib.h>

#define STEPS_MAX 100000u /* a load that takes more hangs */

#define SUBJECTS_MAX 16

static const struct conformance_subject *list[SUBJECTS_MAX];
static int listed;

int trial_add(const struct conformance_subject *const *subjects, int count)
{
    const int first = listed;

    if (first + count > SUBJECTS_MAX)
        abort(); /* while suites are made there is no test yet to fail */
    for (int i = 0; i < count; i++)
        list[listed++] = subjects[i];
    return first;
}

void trial_enter(struct trial *trial, int subject)
{
    *trial = (struct trial){ .subject = list[subject] };
    trial->world = trial->subject->make(&trial->strategy);
    emel_io_init(&trial->io);
    ck_assert(emel_io_register(&trial->io, &trial->strategy));
}

void trial_leave(struct trial *trial)
{
    load_free(&trial->load);
    owner_free(&trial->owner);
    trial->subject->unmake(trial->world);
}

void trial_prepare(struct trial *trial)
{
    struct emel_io_load *request = &trial->load.request;

    load_free(&trial->load);
    owner_free(&trial->owner);
    trial->owner.allocations = trial->owner.releases = 0;
    *request = (struct emel_io_load){
        .policy = { .strategy = trial->strategy.kind },
        .owner = owner_for_io(&trial->owner),
    };
    trial->subject->request(trial->world, request);
    load_prepare(&trial->load, &trial->io);
}

enum emel_io_status trial_step(struct trial *trial)
{
    enum emel_io_status answer = emel_io_step(&trial->io);

    if (answer == EMEL_IO_WAITING) {
        ck_assert(trial->subject->wake);
        trial->subject->wake(trial->world);
    }
    return answer;
}

unsigned trial_finish(struct trial *trial)
{
    unsigned steps = 0;
    enum emel_io_status answer;

    do {
        answer = trial_step(trial);
        ck_assert_msg(answer != EMEL_IO_REFUSED, "%s: a step was refused", trial->subject->name);
        ck_assert_uint_lt(++steps, STEPS_MAX);
    } while (answer != EMEL_IO_ENDED);
    return steps;
}

void trial_run(struct trial *trial)
{
    enum emel_io_status answer;

    trial_prepare(trial);
    answer = emel_io_begin(&trial->io, &trial->load.request);
    ck_assert(answer == EMEL_IO_AGAIN || answer == EMEL_IO_ENDED);
    if (answer == EMEL_IO_AGAIN)
        trial_finish(trial);
}

static void expect_rest(const struct trial *trial)
{
    const char *broken = load_check(&trial->load);

    ck_assert_msg(!broken, "%s: %s", trial->subject->name, broken);
    broken = trial->subject->held(trial->world);
    ck_assert_msg(!broken, "%s: %s", trial->subject->name, broken);
    ck_assert(owner_unharmed(&trial->owner));
    ck_assert_uint_le(trial->owner.allocations, 1);
    ck_assert_str_eq(emel_io_state_name(&trial->io), "ready");
}

void trial_expect_done(const struct trial *trial)
{
    ck_assert_msg(trial->load.done == 1 && trial->load.failed == 0, "%s: done %u, failed %u",
                  trial->subject->name, trial->load.done, trial->load.failed);
    expect_rest(trial);
    ck_assert(trial->subject->right(trial->world, &trial->load.request));
    ck_assert_uint_eq(trial->owner.releases, 0);
    ck_assert_ptr_eq(trial->load.done_event.memory, trial->owner.memory);
    ck_assert_uint_eq(trial->load.done_event.memory_bytes, trial->owner.bytes);
}

void trial_expect_failed(const struct trial *trial)
{
    const struct emel_io_error_event *error = &trial->load.error_event;

    ck_assert_msg(trial->load.done == 0 && trial->load.failed == 1, "%s: done %u, failed %u",
                  trial->subject->name, trial->load.done, trial->load.failed);
    expect_rest(trial);
    ck_assert(owner_has_all(&trial->owner));
    ck_assert_uint_eq(error->error, EMEL_IO_STRATEGY_FAILED);
    ck_assert_uint_eq(error->strategy, trial->strategy.kind);
    ck_assert_uint_ne(error->strategy_error, 0);
    ck_assert_str_ne(emel_io_cause_name(&trial->io, error), "unknown");
    ck_assert_str_ne(emel_io_cause_text(&trial->io, error), "unknown error");
}

void trial_expect_without_memory(const struct trial *trial)
{
    if (trial->subject->lends)
        trial_expect_done(trial);
    else
        trial_expect_failed(trial);
    ck_assert_uint_eq(trial->owner.allocations, !trial->subject->lends);
}
