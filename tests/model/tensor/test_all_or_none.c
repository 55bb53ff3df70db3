/* A load that fails, wherever it does, leaves every tensor and every byte as it was. */
#include <check.h>
#include <errno.h>
#include <stdlib.h>

#include "support/storage_fixture.h"
#include "model/tensor/suites.h"

#define STEPS_MAX 200u

/* Of the usual tensors, 1 is resident beside the load, and 3 was once. */
static const uint32_t wanted[] = { 3, 0, 2, 4 };
#define WANTED 4

static void enter(struct keeping *k)
{
    keeping_enter(k, 0);
    ck_assert(keeping_load(k, (const uint32_t[]){ 1, 3 }, 2));
    ck_assert(emel_storage_evict(&k->storage, 3, NULL));
    system_forget(&k->system);
    ledger_forget(&k->tensors);
    ledger_forget(&k->records);
}

static void expect_failure(struct keeping *k, enum emel_failure_source source, uint32_t code,
                           const char *subject)
{
    const struct keeping_moment before = keeping_look(k);

    ck_assert(!keeping_load(k, wanted, WANTED));
    keeping_expect_why(k, source, code, subject);
    keeping_expect_unchanged(k, &before);
    ck_assert_ptr_null(system_check(&k->system));
}

/* When what stood in the way is gone, nothing of it is left. */
static void leave(struct keeping *k)
{
    ck_assert_msg(keeping_load(k, wanted, WANTED), "%s", k->why.name);
    for (uint32_t i = 0; i < WANTED; i++)
        keeping_expect(k, wanted[i], "resident");
    keeping_leave(k);
}

/* --- io fails -------------------------------------------------------------------------- */

static const struct {
    enum system_call call;
    int error;
    unsigned code;
} faults[] = {
    { SYSTEM_OPEN, EMFILE, EMEL_IO_READ_FILE_OPEN_FAILED },
    { SYSTEM_STAT, EIO, EMEL_IO_READ_FILE_STAT_FAILED },
    { SYSTEM_READ, EIO, EMEL_IO_READ_FILE_READ_FAILED },
    { SYSTEM_READ, 0, EMEL_IO_READ_SHORT_READ },
};

#define FAULTS (sizeof faults / sizeof *faults)

/* Answers whether there is an nth call to fail. */
static bool fails_at(struct keeping *k, int fault, unsigned nth)
{
    const struct keeping_moment before = keeping_look(k);

    system_forget(&k->system);
    k->system.faults[0] =
        (struct system_fault){ faults[fault].call, nth, SYSTEM_ALWAYS, faults[fault].error };
    if (keeping_load(k, wanted, WANTED))
        return false;
    ck_assert_uint_eq(k->why.source, EMEL_FAILURE_READ);
    ck_assert_uint_eq(k->why.code, faults[fault].code);
    ck_assert_int_eq(k->why.os_error, faults[fault].error);
    keeping_expect_unchanged(k, &before);
    return true;
}

START_TEST(a_call_of_the_system_that_fails_leaves_everything_as_it_was)
{
    struct keeping k = { .limit = 0 };
    unsigned nth = 0;

    enter(&k);
    while (fails_at(&k, _i, nth + 1))
        nth++;
    ck_assert_uint_ge(nth, 2); /* two files */
    for (uint32_t i = 0; i < WANTED; i++)
        keeping_expect(&k, wanted[i], "resident");
    keeping_leave(&k);
}
END_TEST

START_TEST(a_file_too_short_leaves_everything_as_it_was)
{
    struct keeping k = { .limit = 0 };

    enter(&k);
    k.disk.files[2].bytes = 4000;
    expect_failure(&k, EMEL_FAILURE_READ, EMEL_IO_READ_SPAN_OUT_OF_RANGE, "tensor-4");
    k.disk.files[2].bytes = KEEPING_FILE_BYTES;
    leave(&k);
}
END_TEST

/* --- memory is short -------------------------------------------------------------------- */

START_TEST(no_memory_for_tensors_leaves_everything_as_it_was)
{
    struct keeping k = { .limit = 0 };

    enter(&k);
    k.tensors.fail_at = 1;
    expect_failure(&k, EMEL_FAILURE_READ, EMEL_IO_READ_ALLOCATION_FAILED, "");
    ck_assert_uint_eq(k.records.allocations, 1); /* none for memory that is not there */
    k.tensors.fail_at = 0;
    k.tensors.misplaced = 1;
    expect_failure(&k, EMEL_FAILURE_READ, EMEL_IO_READ_ALLOCATION_FAILED, "");
    k.tensors.misplaced = 0;
    leave(&k);
}
END_TEST

START_TEST(no_memory_for_records_leaves_everything_as_it_was)
{
    struct keeping k = { .limit = 0 };

    enter(&k);
    k.records.fail_at = 1; /* of the flight */
    expect_failure(&k, EMEL_FAILURE_TENSOR, EMEL_TENSOR_OUT_OF_MEMORY, "");
    ledger_forget(&k.records);
    k.records.fail_at = 2; /* of the region */
    expect_failure(&k, EMEL_FAILURE_READ, EMEL_IO_READ_ALLOCATION_FAILED, "");
    ledger_forget(&k.records);
    k.records.fail_at = 3;
    leave(&k);
}
END_TEST

/* --- somebody cancels --------------------------------------------------------------------- */

struct canceller {
    unsigned told, at;
};

static bool cancel_by_progress(void *context, const struct emel_io_progress_event *progress)
{
    struct canceller *canceller = context;

    ck_assert_uint_eq(progress->spans_total, WANTED);
    return ++canceller->told != canceller->at;
}

START_TEST(a_cancel_from_any_progress_leaves_everything_as_it_was)
{
    struct keeping k = { .limit = 0 };
    struct canceller canceller = { .at = 1 };
    struct emel_storage_request request;
    struct keeping_moment before;

    enter(&k);
    before = keeping_look(&k);
    request = keeping_request(&k, wanted, WANTED);
    request.context = &canceller;
    request.on_progress = cancel_by_progress;
    for (; !emel_storage_load(&k.storage, &request, &k.why); canceller.at++) {
        keeping_expect_why(&k, EMEL_FAILURE_READ, EMEL_IO_READ_CANCELLED, "");
        ck_assert_uint_eq(canceller.told, canceller.at);
        keeping_expect_unchanged(&k, &before);
        canceller.told = 0;
    }
    ck_assert_uint_ge(canceller.at, 5);
    keeping_expect(&k, 4, "resident");
    keeping_leave(&k);
}
END_TEST

/* Answers whether the load had so many steps to be cancelled after. */
static bool cancel_after(struct keeping *k, unsigned steps)
{
    const struct emel_storage_request request = keeping_request(k, wanted, WANTED);
    const struct keeping_moment before = keeping_look(k);
    enum emel_io_status answer;

    ck_assert_int_eq(emel_storage_begin(&k->storage, &request, &k->why), EMEL_IO_AGAIN);
    for (unsigned i = 0; i < steps; i++)
        if (emel_storage_step(&k->storage, NULL, &k->why) == EMEL_IO_ENDED)
            return false;
    answer = emel_storage_cancel(&k->storage, NULL, &k->why);
    if (answer == EMEL_IO_REFUSED) { /* too late */
        ck_assert_uint_eq(emel_storage_get_statistics(&k->storage).loads_in_flight, 1);
        keeping_finish(k, NULL);
        keeping_expect_why(k, EMEL_FAILURE_NONE, 0, "");
        for (uint32_t i = 0; i < WANTED; i++)
            ck_assert(emel_storage_evict(&k->storage, wanted[i], NULL));
        return true;
    }
    if (answer != EMEL_IO_ENDED)
        keeping_finish(k, NULL);
    keeping_expect_why(k, EMEL_FAILURE_READ, EMEL_IO_READ_CANCELLED, "");
    keeping_expect_unchanged(k, &before);
    return true;
}

START_TEST(a_cancel_between_any_two_steps_leaves_everything_as_it_was)
{
    struct keeping k = { .limit = 0 };
    unsigned steps = 0;

    enter(&k);
    while (cancel_after(&k, steps))
        ck_assert_uint_lt(++steps, STEPS_MAX);
    ck_assert_uint_gt(steps, 10);
    keeping_leave(&k);
}
END_TEST

/* --- the request itself ---------------------------------------------------------------------- */

/* A tensor that does not belong, at every place of the list. */
static void expect_refused(struct keeping *k, uint32_t stranger, enum emel_tensor_error error,
                           const char *subject)
{
    const struct keeping_moment before = keeping_look(k);

    for (int place = 0; place < 3; place++) {
        uint32_t tensors[] = { 0, 3, 4 };

        tensors[place] = stranger;
        ck_assert(!keeping_load(k, tensors, 3));
        keeping_expect_why(k, EMEL_FAILURE_TENSOR, error, subject);
        keeping_expect_unchanged(k, &before);
    }
}

START_TEST(a_request_with_a_tensor_that_cannot_load_is_refused_whole)
{
    struct keeping k = { .limit = 0 };
    const uint32_t twice[] = { 4, 0, 2, 0 };
    const struct emel_storage_request other = keeping_request(&k, (const uint32_t[]){ 5 }, 1);
    struct keeping_moment before;

    enter(&k);
    expect_refused(&k, 1, EMEL_TENSOR_REFUSED, "tensor-1"); /* resident */
    expect_refused(&k, KEEPING_TENSORS, EMEL_TENSOR_INVALID_ARGUMENT, "");
    expect_refused(&k, UINT32_MAX, EMEL_TENSOR_INVALID_ARGUMENT, "");
    before = keeping_look(&k);
    ck_assert(!keeping_load(&k, twice, 4));
    keeping_expect_why(&k, EMEL_FAILURE_TENSOR, EMEL_TENSOR_REFUSED, "tensor-0");
    ck_assert(!keeping_load(&k, twice, EMEL_IO_SPANS_MAX + 1));
    keeping_expect_why(&k, EMEL_FAILURE_TENSOR, EMEL_TENSOR_INVALID_ARGUMENT, "");
    keeping_expect_unchanged(&k, &before);
    ck_assert(emel_storage_unbind(&k.storage, 2, NULL));
    expect_refused(&k, 2, EMEL_TENSOR_REFUSED, "");
    ck_assert(keeping_bind(&k, 2, 0, 64, 0));
    ck_assert_int_eq(emel_storage_begin(&k.storage, &other, NULL), EMEL_IO_AGAIN);
    before = keeping_look(&k);
    ck_assert(!keeping_load(&k, wanted, WANTED)); /* the io is taken */
    keeping_expect_why(&k, EMEL_FAILURE_TENSOR, EMEL_TENSOR_BUSY, "");
    keeping_expect_unchanged(&k, &before);
    keeping_finish(&k, NULL);
    leave(&k);
}
END_TEST

START_TEST(a_request_that_io_finds_invalid_leaves_everything_as_it_was)
{
    struct keeping k = { .limit = 0 };
    char room[64];
    struct emel_tensor_target targets[WANTED] = { [1] = { .memory = room, .bytes = sizeof room } };
    struct emel_storage_request request;
    struct keeping_moment before;

    enter(&k);
    before = keeping_look(&k);
    request = keeping_request(&k, wanted, WANTED);
    request.targets = targets;
    ck_assert(!emel_storage_load(&k.storage, &request, &k.why));
    keeping_expect_why(&k, EMEL_FAILURE_IO, EMEL_IO_INVALID_REQUEST, "tensor-0");
    ck_assert_uint_eq(k.why.rule, EMEL_IO_RULE_TARGET_BYTES);
    request.targets = NULL;
    request.policy.alignment = 48;
    ck_assert(!emel_storage_load(&k.storage, &request, &k.why));
    keeping_expect_why(&k, EMEL_FAILURE_IO, EMEL_IO_INVALID_REQUEST, "");
    ck_assert_uint_eq(k.why.rule, EMEL_IO_RULE_ALIGNMENT);
    ck_assert_uint_eq(k.why.value, 48);
    keeping_expect_unchanged(&k, &before);
    leave(&k);
}
END_TEST

Suite *all_or_none_suite(void)
{
    Suite *suite = suite_create("model/tensor: all or none");
    TCase *tcase = tcase_create("all or none");

    tcase_add_loop_test(tcase, a_call_of_the_system_that_fails_leaves_everything_as_it_was, 0,
                        FAULTS);
    tcase_add_test(tcase, a_file_too_short_leaves_everything_as_it_was);
    tcase_add_test(tcase, no_memory_for_tensors_leaves_everything_as_it_was);
    tcase_add_test(tcase, no_memory_for_records_leaves_everything_as_it_was);
    tcase_add_test(tcase, a_cancel_from_any_progress_leaves_everything_as_it_was);
    tcase_add_test(tcase, a_cancel_between_any_two_steps_leaves_everything_as_it_was);
    tcase_add_test(tcase, a_request_with_a_tensor_that_cannot_load_is_refused_whole);
    tcase_add_test(tcase, a_request_that_io_finds_invalid_leaves_everything_as_it_was);
    suite_add_tcase(suite, tcase);
    return suite;
}
