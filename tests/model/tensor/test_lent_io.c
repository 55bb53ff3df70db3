/* Loads on an io that the caller lends: that is busy, stepped by its owner, or gone when its load
 * lands. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "model/tensor/in_flight.h"
#include "model/tensor/suites.h"
#include "support/other_load.h"

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
    struct in_flight_end ended = { .told = 0 };

    keeping_enter(&k, 0);
    in_flight_begin(&k, in_flight_pairs[0], 2, &k.lanes[0].io, &ended);
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
static void publish_on(struct keeping *k, struct lent *lent, struct in_flight_end *ended)
{
    in_flight_begin(k, in_flight_pairs[0], 2, &lent->io, ended);
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
    struct emel_storage_request request = keeping_request(k, in_flight_pairs[2], 2);

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

static void expect_landed(const struct keeping *k, const struct in_flight_end *ended,
                          enum landing landing)
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
    struct in_flight_end ended = { .told = 0 };
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
    struct in_flight_end ended = { .told = 0 };
    struct other_load other;
    struct lent *lent;
    char state[32];

    keeping_enter(&k, 0);
    lent = lend(&k);
    publish_on(&k, lent, &ended);
    other_load_begin(&other, &lent->io);
    strcpy(state, emel_io_state_name(&lent->io));
    if (_i == BY_LOAD) {
        struct emel_storage_request request = keeping_request(&k, in_flight_pairs[2], 2);

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
    struct in_flight_end ended = { .told = 0 };
    struct emel_io *io = &k.lanes[0].io;

    keeping_enter(&k, 0);
    in_flight_begin(&k, in_flight_pairs[0], 2, io, &ended);
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
    struct emel_storage_request request = keeping_request(&k, in_flight_pairs[0], 2);

    keeping_enter(&k, 0);
    request.io = &k.lanes[0].io;
    request.context = &k;
    request.on_end = try_to_deinit;
    ck_assert_int_eq(emel_storage_begin(&k.storage, &request, &k.why), EMEL_IO_AGAIN);
    ck_assert_int_eq(emel_io_finish(request.io), EMEL_IO_ENDED);
    request.tensors = in_flight_pairs[1];
    request.on_end = NULL;
    ck_assert(emel_storage_load(&k.storage, &request, NULL));
    keeping_expect(&k, 0, "resident");
    keeping_expect(&k, 4, "resident");
    keeping_leave(&k);
}
END_TEST

Suite *lent_io_suite(void)
{
    Suite *suite = suite_create("model/tensor: a lent io");
    TCase *tcase = tcase_create("lent");

    tcase_add_test(tcase, an_io_that_is_busy_for_somebody_else_refuses_and_nothing_changes);
    tcase_add_test(tcase, who_lends_an_io_may_step_it_himself);
    tcase_add_loop_test(tcase, a_published_load_lands_though_its_io_is_freed, 0, LANDINGS);
    tcase_add_loop_test(tcase, a_published_load_lands_though_its_io_carries_another_load, 0,
                        LANDINGS);
    tcase_add_test(tcase, a_load_that_the_owner_of_its_io_cancels_is_cancelled);
    tcase_add_test(tcase, on_end_asks_for_nothing_when_the_next_load_lands_the_one_before);
    suite_add_tcase(suite, tcase);
    return suite;
}
