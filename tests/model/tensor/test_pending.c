/* Loads in flight: step by step, several at once, and ended with the storage. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "model/tensor/suites.h"
#include "support/other_load.h"
#include "support/storage_fixture.h"

/* What a load told at its end. */
struct ended {
    unsigned told;
    struct emel_failure why;
};

static void on_end(void *context, const struct emel_failure *why)
{
    struct ended *ended = context;

    ended->told++;
    ended->why = *why;
}

static void begin(struct keeping *k, const uint32_t *tensors, uint32_t count, struct emel_io *io,
                  struct ended *ended)
{
    struct emel_storage_request request = keeping_request(k, tensors, count);

    request.io = io;
    request.context = ended;
    request.on_end = on_end;
    ck_assert_int_eq(emel_storage_begin(&k->storage, &request, &k->why), EMEL_IO_AGAIN);
}

START_TEST(stepping_comes_to_the_same_as_loading)
{
    struct keeping k = { .limit = 0 };
    struct ended ended = { .told = 0 };
    unsigned steps = 0;

    keeping_enter(&k, 0);
    begin(&k, NULL, 0, NULL, &ended);
    keeping_expect(&k, 0, "loading");
    while (emel_storage_step(&k.storage, NULL, &k.why) == EMEL_IO_AGAIN) {
        ck_assert_uint_eq(ended.told, 0);
        ck_assert_uint_lt(++steps, 100);
    }
    ck_assert_uint_gt(steps, 10);
    keeping_expect_why(&k, EMEL_FAILURE_NONE, 0, "");
    keeping_expect(&k, 0, "resident");
    ck_assert_uint_eq(ended.told, 1);
    ck_assert_uint_eq(ended.why.source, EMEL_FAILURE_NONE);
    keeping_leave(&k);
}
END_TEST

START_TEST(a_load_that_fails_tells_the_same_at_its_end_as_its_last_step)
{
    struct keeping k = { .system = { .bad = { .from = 50, .until = 60, .error = 5 } } };
    struct ended ended = { .told = 0 };

    keeping_enter(&k, 0);
    begin(&k, NULL, 0, NULL, &ended);
    keeping_finish(&k, NULL);
    keeping_expect_why(&k, EMEL_FAILURE_READ, EMEL_IO_READ_FILE_READ_FAILED, "tensor-1");
    ck_assert_uint_eq(ended.told, 1);
    ck_assert_mem_eq(&ended.why, &k.why, sizeof k.why);
    keeping_leave(&k);
}
END_TEST

START_TEST(nothing_in_flight_is_nothing_to_step_or_cancel)
{
    struct keeping k = { .limit = 0 };

    keeping_enter(&k, 0);
    ck_assert_int_eq(emel_storage_step(&k.storage, NULL, &k.why), EMEL_IO_REFUSED);
    keeping_expect_why(&k, EMEL_FAILURE_TENSOR, EMEL_TENSOR_INVALID_ARGUMENT, "");
    ck_assert_int_eq(emel_storage_step(&k.storage, &k.lanes[0].io, NULL), EMEL_IO_REFUSED);
    ck_assert_int_eq(emel_storage_cancel(&k.storage, NULL, NULL), EMEL_IO_REFUSED);
    ck_assert_int_eq(emel_storage_cancel(&k.storage, &k.lanes[0].io, NULL), EMEL_IO_REFUSED);
    keeping_leave(&k);
}
END_TEST

/* --- several at once ---------------------------------------------------------------------- */

#define TOGETHER 3

static const uint32_t parts[TOGETHER][2] = { { 0, 5 }, { 4, 3 }, { 1, 2 } };
static const int orders[6][TOGETHER] = { { 0, 1, 2 }, { 0, 2, 1 }, { 1, 0, 2 },
                                         { 1, 2, 0 }, { 2, 0, 1 }, { 2, 1, 0 } };

static struct emel_io *lane(struct keeping *k, int part)
{
    return part == 0 ? NULL : &k->lanes[part].io; /* the first is the storage's own */
}

START_TEST(loads_in_flight_may_end_in_any_order)
{
    struct keeping k = { .limit = 0 };
    struct ended ended[TOGETHER] = { { .told = 0 } };

    keeping_enter(&k, 0);
    for (int i = 0; i < TOGETHER; i++)
        begin(&k, parts[i], 2, lane(&k, i), &ended[i]);
    ck_assert_uint_eq(emel_storage_get_statistics(&k.storage).loads_in_flight, TOGETHER);
    for (int step = 0; step < 4; step++)
        for (int i = 0; i < TOGETHER; i++)
            ck_assert_int_eq(emel_storage_step(&k.storage, lane(&k, i), NULL), EMEL_IO_AGAIN);
    for (int i = 0; i < TOGETHER; i++) {
        const int part = orders[_i][i];

        keeping_finish(&k, lane(&k, part));
        keeping_expect(&k, parts[part][0], "resident");
        ck_assert_uint_eq(ended[part].told, 1);
        ck_assert_int_eq(emel_storage_get_statistics(&k.storage).loads_in_flight, TOGETHER - 1 - i);
    }
    for (uint32_t i = 0; i < KEEPING_TENSORS; i++)
        keeping_expect(&k, i, "resident");
    keeping_leave(&k);
}
END_TEST

START_TEST(a_load_that_fails_or_is_cancelled_does_no_harm_to_those_beside_it)
{
    struct keeping k = { .limit = 0 };
    struct ended ended[TOGETHER] = { { .told = 0 } };

    keeping_enter(&k, 0);
    for (int i = 0; i < TOGETHER; i++)
        begin(&k, parts[i], 2, lane(&k, i), &ended[i]);
    k.system.bad =
        (struct system_bad_sector){ .path = "file-2", .from = 9, .until = 10, .error = 5 };
    ck_assert_int_eq(emel_storage_cancel(&k.storage, lane(&k, 2), NULL), EMEL_IO_ENDED);
    for (int i = 0; i < 2; i++)
        keeping_finish(&k, lane(&k, i));
    ck_assert_uint_eq(ended[0].why.source, EMEL_FAILURE_NONE);
    ck_assert_uint_eq(ended[1].why.code, EMEL_IO_READ_FILE_READ_FAILED);
    ck_assert_uint_eq(ended[2].why.code, EMEL_IO_READ_CANCELLED);
    for (int i = 0; i < TOGETHER; i++)
        for (int j = 0; j < 2; j++)
            keeping_expect(&k, parts[i][j], i == 0 ? "resident" : "bound");
    keeping_leave(&k);
}
END_TEST

START_TEST(what_is_loading_is_nobody_elses)
{
    struct keeping k = { .limit = 0 };
    struct ended ended = { .told = 0 };
    struct keeping_moment before;

    keeping_enter(&k, 0);
    begin(&k, parts[0], 2, NULL, &ended);
    before = keeping_look(&k);
    do {
        struct emel_storage_request request = keeping_request(&k, (const uint32_t[]){ 1, 5 }, 2);

        request.io = &k.lanes[0].io;
        ck_assert(!emel_storage_load(&k.storage, &request, &k.why));
        keeping_expect_why(&k, EMEL_FAILURE_TENSOR, EMEL_TENSOR_REFUSED, "tensor-5");
        ck_assert(!emel_storage_evict(&k.storage, 0, &k.why));
        keeping_expect_why(&k, EMEL_FAILURE_TENSOR, EMEL_TENSOR_REFUSED, "tensor-0");
        ck_assert(!emel_storage_unbind(&k.storage, 0, &k.why));
        ck_assert(!keeping_bind(&k, 0, 0, 0, 1));
        if (emel_storage_get_statistics(&k.storage).held_bytes == 0)
            keeping_expect_unchanged(&k, &before);
    } while (k.tensors.held == 0 && emel_storage_step(&k.storage, NULL, NULL) == EMEL_IO_AGAIN);
    keeping_finish(&k, NULL);
    keeping_expect(&k, 0, "resident");
    keeping_leave(&k);
}
END_TEST

/* --- an io of somebody else's ---------------------------------------------------------------- */

START_TEST(an_io_that_is_busy_for_somebody_else_refuses_and_nothing_changes)
{
    struct keeping k = { .limit = 0 };
    struct other_load other;
    struct emel_storage_request request = keeping_request(&k, NULL, 0);
    struct keeping_moment before;

    keeping_enter(&k, 0);
    before = keeping_look(&k);
    request.io = &k.lanes[0].io;
    other_load_begin(&other, request.io);
    ck_assert(!emel_storage_load(&k.storage, &request, &k.why));
    keeping_expect_why(&k, EMEL_FAILURE_TENSOR, EMEL_TENSOR_BUSY, "");
    keeping_expect_unchanged(&k, &before);
    other_load_end(&other);
    ck_assert(emel_storage_load(&k.storage, &request, &k.why));
    keeping_leave(&k);
}
END_TEST

START_TEST(who_lends_an_io_may_step_it_himself)
{
    struct keeping k = { .limit = 0 };
    struct ended ended = { .told = 0 };

    keeping_enter(&k, 0);
    begin(&k, parts[0], 2, &k.lanes[0].io, &ended);
    ck_assert_int_eq(emel_io_finish(&k.lanes[0].io), EMEL_IO_ENDED);
    keeping_expect(&k, 0, "resident");
    ck_assert_uint_eq(ended.told, 0);
    ck_assert_int_eq(emel_storage_step(&k.storage, &k.lanes[0].io, &k.why), EMEL_IO_ENDED);
    keeping_expect_why(&k, EMEL_FAILURE_NONE, 0, "");
    ck_assert_uint_eq(ended.told, 1);
    keeping_leave(&k);
}
END_TEST

/* --- an io that is gone when its load lands --------------------------------------------- */

/* An io of the host's own, at an address that is nobody's once it is freed. */
struct lent {
    struct emel_io io;
    struct emel_io_read read;
};

static struct lent *lend(struct keeping *k)
{
    struct lent *lent = malloc(sizeof *lent);
    const struct emel_io_system table = system_table(&k->system);
    const struct emel_io_strategy strategy = emel_io_read_init(&lent->read, &table);

    emel_io_init(&lent->io);
    ck_assert(emel_io_register(&lent->io, &strategy));
    return lent;
}

/* Loads tensors 0 and 5 on it, and steps it to the end behind the storage's back. */
static void publish_on(struct keeping *k, struct lent *lent, struct ended *ended)
{
    begin(k, parts[0], 2, &lent->io, ended);
    ck_assert_int_eq(emel_io_finish(&lent->io), EMEL_IO_ENDED);
    keeping_expect(k, 0, "resident");
    ck_assert_uint_eq(ended->told, 0);
}

static enum emel_io_status must_not_be_called(void *self)
{
    (void)self;
    ck_abort_msg("an io was used that is freed");
    return EMEL_IO_ENDED;
}

/* What is left of a freed io: whoever steps or cancels it is caught. */
static void haunt(struct lent *lent)
{
    lent->io.active = 1;
    lent->io.strategies[0].step = must_not_be_called;
    lent->io.strategies[0].cancel = must_not_be_called;
}

enum landing { BY_STEP, BY_CANCEL, BY_LOAD, BY_DEINIT, LANDINGS };

static void land(struct keeping *k, struct emel_io *io, enum landing landing)
{
    struct emel_storage_request request = keeping_request(k, parts[2], 2);

    request.io = io;
    switch (landing) {
    case BY_STEP:
        ck_assert_int_eq(emel_storage_step(&k->storage, io, &k->why), EMEL_IO_ENDED);
        keeping_expect_why(k, EMEL_FAILURE_NONE, 0, "");
        break;
    case BY_CANCEL:
        ck_assert_int_eq(emel_storage_cancel(&k->storage, io, NULL), EMEL_IO_ENDED);
        break;
    case BY_LOAD: ck_assert(emel_storage_load(&k->storage, &request, &k->why)); break;
    case BY_DEINIT:
    case LANDINGS: ck_assert(emel_storage_deinit(&k->storage)); break;
    }
}

static void expect_landed(const struct keeping *k, const struct ended *ended, enum landing landing)
{
    ck_assert_uint_eq(ended->told, 1);
    ck_assert_uint_eq(ended->why.source, EMEL_FAILURE_NONE);
    if (landing == BY_DEINIT)
        return;
    keeping_expect(k, 0, "resident");
    keeping_expect(k, 1, landing == BY_LOAD ? "resident" : "bound");
    ck_assert_uint_eq(emel_storage_get_statistics(&k->storage).loads_in_flight, 0);
}

START_TEST(a_published_load_lands_though_its_io_is_freed)
{
    struct keeping k = { .limit = 0 };
    struct ended ended = { .told = 0 };
    struct lent *lent;

    keeping_enter(&k, 0);
    lent = lend(&k);
    publish_on(&k, lent, &ended);
    if (_i == BY_LOAD) { /* another io, at the same address */
        const struct emel_io_strategy strategy = emel_io_read_init(&lent->read, NULL);

        *lent = (struct lent){ .read = lent->read };
        ck_assert(emel_io_register(&lent->io, &strategy));
        ck_assert(!emel_storage_load(&k.storage, &(struct emel_storage_request){ .io = &lent->io },
                                     NULL));
        ck_assert_uint_eq(ended.told, 1);
    } else {
        haunt(lent);
        land(&k, &lent->io, (enum landing)_i);
        expect_landed(&k, &ended, (enum landing)_i);
    }
    free(lent);
    keeping_leave(&k);
}
END_TEST

/* The other load stays where it is: nobody but its owner steps it. */
START_TEST(a_published_load_lands_though_its_io_carries_another_load)
{
    struct keeping k = { .limit = 0 };
    struct ended ended = { .told = 0 };
    struct other_load other;
    struct lent *lent;
    char state[32];

    keeping_enter(&k, 0);
    lent = lend(&k);
    publish_on(&k, lent, &ended);
    other_load_begin(&other, &lent->io);
    strcpy(state, emel_io_state_name(&lent->io));
    if (_i == BY_LOAD) {
        struct emel_storage_request request = keeping_request(&k, parts[2], 2);

        request.io = &lent->io;
        ck_assert(!emel_storage_load(&k.storage, &request, &k.why));
        keeping_expect_why(&k, EMEL_FAILURE_TENSOR, EMEL_TENSOR_BUSY, "");
        ck_assert_uint_eq(ended.told, 1);
    } else {
        land(&k, &lent->io, (enum landing)_i);
        expect_landed(&k, &ended, (enum landing)_i);
    }
    ck_assert_str_eq(emel_io_state_name(&lent->io), state);
    other_load_end(&other);
    free(lent);
    keeping_leave(&k);
}
END_TEST

START_TEST(a_load_that_the_owner_of_its_io_cancels_is_cancelled)
{
    struct keeping k = { .limit = 0 };
    struct ended ended = { .told = 0 };
    struct emel_io *io = &k.lanes[0].io;

    keeping_enter(&k, 0);
    begin(&k, parts[0], 2, io, &ended);
    if (emel_io_cancel(io) != EMEL_IO_ENDED)
        ck_assert_int_eq(emel_io_finish(io), EMEL_IO_ENDED);
    ck_assert_int_eq(emel_storage_step(&k.storage, io, &k.why), EMEL_IO_ENDED);
    keeping_expect_why(&k, EMEL_FAILURE_READ, EMEL_IO_READ_CANCELLED, "");
    ck_assert(emel_failure_is_cancelled(&k.why));
    keeping_leave(&k);
}
END_TEST

/* What on_end asks for then is refused, for the storage is on its way to the next load. */
static void try_to_deinit(void *context, const struct emel_failure *why)
{
    struct keeping *k = context;

    ck_assert_uint_eq(why->source, EMEL_FAILURE_NONE);
    ck_assert(!emel_storage_deinit(&k->storage));
    ck_assert(!keeping_load(k, NULL, 0));
    keeping_expect_why(k, EMEL_FAILURE_TENSOR, EMEL_TENSOR_BUSY, "");
}

START_TEST(on_end_asks_for_nothing_when_the_next_load_lands_the_one_before)
{
    struct keeping k = { .limit = 0 };
    struct emel_storage_request request = keeping_request(&k, parts[0], 2);

    keeping_enter(&k, 0);
    request.io = &k.lanes[0].io;
    request.context = &k;
    request.on_end = try_to_deinit;
    ck_assert_int_eq(emel_storage_begin(&k.storage, &request, &k.why), EMEL_IO_AGAIN);
    ck_assert_int_eq(emel_io_finish(request.io), EMEL_IO_ENDED);
    request.tensors = parts[1];
    request.on_end = NULL;
    ck_assert(emel_storage_load(&k.storage, &request, NULL));
    keeping_expect(&k, 0, "resident");
    keeping_expect(&k, 4, "resident");
    keeping_leave(&k);
}
END_TEST

/* --- the end of the storage ------------------------------------------------------------------- */

START_TEST(a_storage_that_ends_cancels_what_is_in_flight_and_tells_so)
{
    struct keeping k = { .limit = 0 };
    struct ended ended[TOGETHER] = { { .told = 0 } };

    keeping_enter(&k, 0);
    for (int i = 0; i < TOGETHER; i++) {
        begin(&k, parts[i], 2, lane(&k, i), &ended[i]);
        for (int step = 0; step < _i * (i + 1); step++)
            ck_assert_int_eq(emel_storage_step(&k.storage, lane(&k, i), NULL), EMEL_IO_AGAIN);
    }
    keeping_leave(&k);
    for (int i = 0; i < TOGETHER; i++) {
        ck_assert_uint_eq(ended[i].told, 1);
        ck_assert_uint_eq(ended[i].why.source, EMEL_FAILURE_READ);
        ck_assert_uint_eq(ended[i].why.code, EMEL_IO_READ_CANCELLED);
        if (i > 0)
            ck_assert_str_eq(emel_io_state_name(lane(&k, i)), "ready");
    }
}
END_TEST

Suite *pending_loads_suite(void)
{
    Suite *suite = suite_create("model/tensor: pending loads");
    TCase *tcase = tcase_create("flights");

    tcase_add_test(tcase, stepping_comes_to_the_same_as_loading);
    tcase_add_test(tcase, a_load_that_fails_tells_the_same_at_its_end_as_its_last_step);
    tcase_add_test(tcase, nothing_in_flight_is_nothing_to_step_or_cancel);
    tcase_add_loop_test(tcase, loads_in_flight_may_end_in_any_order, 0, 6);
    tcase_add_test(tcase, a_load_that_fails_or_is_cancelled_does_no_harm_to_those_beside_it);
    tcase_add_test(tcase, what_is_loading_is_nobody_elses);
    tcase_add_test(tcase, an_io_that_is_busy_for_somebody_else_refuses_and_nothing_changes);
    tcase_add_test(tcase, who_lends_an_io_may_step_it_himself);
    tcase_add_loop_test(tcase, a_storage_that_ends_cancels_what_is_in_flight_and_tells_so, 0, 4);
    tcase_add_loop_test(tcase, a_published_load_lands_though_its_io_is_freed, 0, LANDINGS);
    tcase_add_loop_test(tcase, a_published_load_lands_though_its_io_carries_another_load, 0,
                        LANDINGS);
    tcase_add_test(tcase, a_load_that_the_owner_of_its_io_cancels_is_cancelled);
    tcase_add_test(tcase, on_end_asks_for_nothing_when_the_next_load_lands_the_one_before);
    suite_add_tcase(suite, tcase);
    return suite;
}
