/* A storage over strategies other than read/copy: those that wait, those that fail in
 * their own words, those that lend memory, and those that break their promises. */
#include <check.h>
#include <string.h>

#include "support/fill_strategy.h"
#include "support/storage_fixture.h"
#include "support/rogue_strategy.h"
#include "model/tensor/suites.h"

#define FILL_BYTE 0x5a

/* A storage whose tensors come by another strategy, over an io of its own. */
struct world {
    struct keeping k;
    struct emel_io io;
    struct emel_storage_request request;
};

static void enter(struct world *world, const struct emel_io_strategy *strategy)
{
    keeping_enter(&world->k, 2);
    ck_assert(keeping_bind(&world->k, 0, 0, 0, 300));
    ck_assert(keeping_bind(&world->k, 1, 0, 500, 200));
    emel_io_init(&world->io);
    ck_assert(emel_io_register(&world->io, strategy));
    world->request = keeping_request(&world->k, NULL, 0);
    world->request.policy = (struct emel_io_policy){ .strategy = strategy->kind };
    world->request.io = &world->io;
}

/* What keeping_leave checks but the bytes, which are no file's. */
static void leave(struct world *world)
{
    emel_storage_deinit(&world->k.storage);
    ck_assert_ptr_null(ledger_check(&world->k.tensors));
    ck_assert_ptr_null(ledger_check(&world->k.records));
    ck_assert_uint_eq(world->k.tensors.held + world->k.records.held, 0);
}

static void expect_filled(const struct world *world)
{
    for (uint32_t i = 0; i < 2; i++) {
        const struct emel_tensor *tensor = emel_storage_tensor(&world->k.storage, i);
        const unsigned char *data = tensor->data;

        ck_assert_ptr_nonnull(data);
        for (uint64_t at = 0; at < tensor->byte_size; at++)
            ck_assert_uint_eq(data[at], FILL_BYTE);
    }
}

/* --- honest ones --------------------------------------------------------------------------- */

START_TEST(a_strategy_that_nobody_registered_fails_the_load_and_nothing_else)
{
    struct keeping k = { .limit = 0 };
    struct emel_storage_request request = keeping_request(&k, NULL, 0);
    struct keeping_moment before;

    keeping_enter(&k, 0);
    before = keeping_look(&k);
    request.policy.strategy = EMEL_IO_STRATEGY_MAPPED_FILE;
    ck_assert_int_eq(emel_storage_begin(&k.storage, &request, &k.why), EMEL_IO_ENDED);
    keeping_expect_why(&k, EMEL_FAILURE_IO, EMEL_IO_UNSUPPORTED_STRATEGY, "");
    ck_assert_str_eq(k.why.name, "UNSUPPORTED_STRATEGY");
    keeping_expect_unchanged(&k, &before);
    ck_assert(!emel_storage_load(&k.storage, &request, &k.why));
    keeping_expect_why(&k, EMEL_FAILURE_IO, EMEL_IO_UNSUPPORTED_STRATEGY, "");
    ck_assert(keeping_load(&k, NULL, 0));
    keeping_leave(&k);
}
END_TEST

START_TEST(a_strategy_of_your_own_fills_what_the_storage_owns)
{
    struct world world = { .k = { .limit = 0 } };
    struct fill fill = { .byte = FILL_BYTE };
    const struct emel_io_strategy strategy = fill_strategy(&fill);

    enter(&world, &strategy);
    ck_assert(emel_storage_load(&world.k.storage, &world.request, &world.k.why));
    expect_filled(&world);
    ck_assert(emel_storage_evict(&world.k.storage, 0, NULL));
    ck_assert(emel_storage_evict(&world.k.storage, 1, NULL));
    ck_assert_uint_eq(world.k.tensors.held, 0);
    leave(&world);
}
END_TEST

START_TEST(a_strategy_that_waits_waits_in_the_storage_too)
{
    struct world world = { .k = { .limit = 0 } };
    struct fill fill = { .byte = FILL_BYTE, .waits = true };
    const struct emel_io_strategy strategy = fill_strategy(&fill);
    struct emel_storage *storage = &world.k.storage;
    enum emel_io_status answer;
    unsigned waited = 0;

    enter(&world, &strategy);
    answer = emel_storage_begin(storage, &world.request, &world.k.why);
    for (; answer != EMEL_IO_ENDED; answer = emel_storage_step(storage, &world.io, &world.k.why)) {
        if (answer != EMEL_IO_WAITING)
            continue;
        ck_assert_int_eq(emel_storage_step(storage, &world.io, NULL), EMEL_IO_WAITING);
        fill.woken = true;
        waited++;
    }
    ck_assert_uint_ge(waited, 2);
    expect_filled(&world);
    leave(&world);
}
END_TEST

START_TEST(a_load_that_waits_can_be_cancelled_and_its_storage_ended)
{
    struct world world = { .k = { .limit = 0 } };
    struct fill fill = { .byte = FILL_BYTE, .waits = true };
    const struct emel_io_strategy strategy = fill_strategy(&fill);
    struct emel_storage *storage = &world.k.storage;

    enter(&world, &strategy);
    for (int cancel = 0; cancel < 2; cancel++) {
        ck_assert_int_eq(emel_storage_begin(storage, &world.request, NULL), EMEL_IO_AGAIN);
        while (emel_storage_step(storage, &world.io, NULL) != EMEL_IO_WAITING)
            ;
        if (cancel) {
            ck_assert_int_eq(emel_storage_cancel(storage, &world.io, NULL), EMEL_IO_AGAIN);
            keeping_finish(&world.k, &world.io);
            keeping_expect_why(&world.k, EMEL_FAILURE_STRATEGY, FILL_CANCELLED, "");
            ck_assert(emel_failure_is_cancelled(&world.k.why));
        } else {
            emel_storage_deinit(storage);
            enter(&world, &strategy);
        }
    }
    ck_assert_str_eq(emel_io_state_name(&world.io), "ready");
    leave(&world);
}
END_TEST

static bool stop_at_once(void *context, const struct emel_io_progress_event *progress)
{
    (void)context, (void)progress;
    return false;
}

START_TEST(a_load_that_on_progress_cancels_is_told_as_cancelled_by_any_strategy)
{
    struct world world = { .k = { .limit = 0 } };
    struct fill fill = { .byte = FILL_BYTE };
    const struct emel_io_strategy strategy = fill_strategy(&fill);

    enter(&world, &strategy);
    world.request.on_progress = stop_at_once;
    ck_assert(!emel_storage_load(&world.k.storage, &world.request, &world.k.why));
    keeping_expect_why(&world.k, EMEL_FAILURE_STRATEGY, FILL_CANCELLED, "");
    ck_assert(emel_failure_is_cancelled(&world.k.why));
    leave(&world);
}
END_TEST

START_TEST(a_strategys_own_error_is_told_in_its_own_words)
{
    struct world world = { .k = { .limit = 0 } };
    struct fill fill = { .byte = FILL_BYTE, .broken = true };
    const struct emel_io_strategy strategy = fill_strategy(&fill);
    struct keeping_moment before;

    enter(&world, &strategy);
    before = keeping_look(&world.k);
    ck_assert(!emel_storage_load(&world.k.storage, &world.request, &world.k.why));
    keeping_expect_why(&world.k, EMEL_FAILURE_STRATEGY, FILL_BROKEN, "");
    ck_assert(!emel_failure_is_cancelled(&world.k.why));
    ck_assert_str_eq(world.k.why.name, "BROKEN");
    ck_assert_str_eq(world.k.why.text, "the filler is broken");
    keeping_expect_unchanged(&world.k, &before);
    leave(&world);
}
END_TEST

/* --- odd ones, and dishonest ones ------------------------------------------------------------- */

START_TEST(a_strategy_that_ends_without_a_word_has_failed)
{
    struct world world = { .k = { .limit = 0 } };
    struct rogue rogue = { .does = ROGUE_SILENT_BEGIN };
    const struct emel_io_strategy strategy = rogue_strategy(&rogue);
    struct keeping_moment before;

    enter(&world, &strategy);
    before = keeping_look(&world.k);
    for (rogue.does = ROGUE_SILENT_BEGIN; rogue.does <= ROGUE_SILENT_STEP; rogue.does++) {
        ck_assert(!emel_storage_load(&world.k.storage, &world.request, &world.k.why));
        keeping_expect_why(&world.k, EMEL_FAILURE_IO, EMEL_IO_STRATEGY_FAILED, "");
        ck_assert_str_eq(world.k.why.name, "STRATEGY_FAILED");
        keeping_expect_unchanged(&world.k, &before);
    }
    ck_assert_int_eq(emel_storage_begin(&world.k.storage, &world.request, NULL), EMEL_IO_AGAIN);
    ck_assert_int_eq(emel_storage_step(&world.k.storage, &world.io, NULL), EMEL_IO_AGAIN);
    ck_assert_int_eq(emel_storage_cancel(&world.k.storage, &world.io, NULL), EMEL_IO_ENDED);
    keeping_expect_unchanged(&world.k, &before);
    leave(&world);
}
END_TEST

START_TEST(memory_that_a_failed_strategy_keeps_is_taken_from_it)
{
    struct world world = { .k = { .limit = 0 } };
    struct rogue rogue = { .does = ROGUE_KEEPS_MEMORY };
    const struct emel_io_strategy strategy = rogue_strategy(&rogue);
    struct keeping_moment before;

    enter(&world, &strategy);
    before = keeping_look(&world.k);
    ck_assert(!emel_storage_load(&world.k.storage, &world.request, &world.k.why));
    keeping_expect_why(&world.k, EMEL_FAILURE_STRATEGY, ROGUE_ERROR, "");
    ck_assert_str_eq(world.k.why.name, "ROGUE");
    keeping_expect_unchanged(&world.k, &before);
    leave(&world);
}
END_TEST

START_TEST(memory_asked_for_in_vain_goes_back_at_once)
{
    struct world world = { .k = { .limit = 0 } };
    struct rogue rogue = { .does = ROGUE_LENDS };
    const struct emel_io_strategy strategy = rogue_strategy(&rogue);

    enter(&world, &strategy);
    ck_assert(emel_storage_load(&world.k.storage, &world.request, NULL));
    ck_assert_uint_eq(emel_storage_get_statistics(&world.k.storage).resident, 2);
    ck_assert_ptr_eq(emel_storage_tensor(&world.k.storage, 1)->data, rogue.lent);
    ck_assert_uint_eq(world.k.tensors.held, 0);
    ck_assert(emel_storage_evict(&world.k.storage, 1, NULL));
    leave(&world);
}
END_TEST

START_TEST(only_what_lies_in_a_region_keeps_it)
{
    struct world world = { .k = { .limit = 0 } };
    struct rogue rogue = { .does = ROGUE_LENDS_ONE };
    const struct emel_io_strategy strategy = rogue_strategy(&rogue);

    enter(&world, &strategy);
    ck_assert(emel_storage_load(&world.k.storage, &world.request, NULL));
    ck_assert_uint_eq(world.k.tensors.held, ROGUE_BYTES);
    ck_assert(emel_storage_evict(&world.k.storage, 1, NULL));
    ck_assert_uint_eq(world.k.tensors.held, 0);
    ck_assert_ptr_eq(emel_storage_tensor(&world.k.storage, 0)->data, rogue.lent);
    leave(&world);
}
END_TEST

/* Against its contract; its io is then busy until it ends, and only its owner can step it. */
START_TEST(a_load_lands_when_it_is_published_though_its_strategy_goes_on)
{
    struct world world = { .k = { .limit = 0 } };
    struct rogue rogue = { .does = ROGUE_ENDS_LATE };
    const struct emel_io_strategy strategy = rogue_strategy(&rogue);

    enter(&world, &strategy);
    ck_assert_int_eq(emel_storage_begin(&world.k.storage, &world.request, NULL), EMEL_IO_AGAIN);
    ck_assert_int_eq(emel_storage_step(&world.k.storage, &world.io, NULL), EMEL_IO_AGAIN);
    ck_assert_int_eq(emel_storage_step(&world.k.storage, &world.io, NULL), EMEL_IO_ENDED);
    ck_assert_uint_eq(emel_storage_get_statistics(&world.k.storage).resident, 2);
    ck_assert_uint_eq(emel_storage_get_statistics(&world.k.storage).loads_in_flight, 0);
    ck_assert(emel_storage_evict(&world.k.storage, 0, NULL));
    ck_assert(emel_storage_evict(&world.k.storage, 1, NULL));
    ck_assert_uint_eq(world.k.tensors.held, 0);
    ck_assert(!emel_storage_load(&world.k.storage, &world.request, &world.k.why));
    keeping_expect_why(&world.k, EMEL_FAILURE_TENSOR, EMEL_TENSOR_BUSY, "");
    ck_assert_int_eq(emel_io_finish(&world.io), EMEL_IO_ENDED);
    ck_assert_uint_eq(rogue.steps, 5);
    leave(&world);
}
END_TEST

START_TEST(a_storage_does_not_end_while_a_strategy_refuses_to_end_its_load)
{
    struct world world = { .k = { .limit = 0 } };
    struct rogue rogue = { .does = ROGUE_STUBBORN };
    const struct emel_io_strategy strategy = rogue_strategy(&rogue);
    struct emel_storage *storage = &world.k.storage;
    struct keeping_moment before;

    enter(&world, &strategy);
    ck_assert_int_eq(emel_storage_begin(storage, &world.request, NULL), EMEL_IO_AGAIN);
    ck_assert_int_eq(emel_storage_step(storage, &world.io, NULL), EMEL_IO_AGAIN);
    before = keeping_look(&world.k);
    for (int i = 0; i < 3; i++) {
        ck_assert(!emel_storage_deinit(storage));
        keeping_expect_unchanged(&world.k, &before);
    }
    rogue.does = ROGUE_KEEPS_MEMORY;
    ck_assert(emel_storage_deinit(storage));
    leave(&world);
}
END_TEST

Suite *storage_strategies_suite(void)
{
    Suite *suite = suite_create("model/tensor: strategies");
    TCase *tcase = tcase_create("strategies");

    tcase_add_test(tcase, a_strategy_that_nobody_registered_fails_the_load_and_nothing_else);
    tcase_add_test(tcase, a_strategy_of_your_own_fills_what_the_storage_owns);
    tcase_add_test(tcase, a_strategy_that_waits_waits_in_the_storage_too);
    tcase_add_test(tcase, a_load_that_waits_can_be_cancelled_and_its_storage_ended);
    tcase_add_test(tcase, a_load_that_on_progress_cancels_is_told_as_cancelled_by_any_strategy);
    tcase_add_test(tcase, a_strategys_own_error_is_told_in_its_own_words);
    tcase_add_test(tcase, a_strategy_that_ends_without_a_word_has_failed);
    tcase_add_test(tcase, memory_that_a_failed_strategy_keeps_is_taken_from_it);
    tcase_add_test(tcase, memory_asked_for_in_vain_goes_back_at_once);
    tcase_add_test(tcase, only_what_lies_in_a_region_keeps_it);
    tcase_add_test(tcase, a_load_lands_when_it_is_published_though_its_strategy_goes_on);
    tcase_add_test(tcase, a_storage_does_not_end_while_a_strategy_refuses_to_end_its_load);
    suite_add_tcase(suite, tcase);
    return suite;
}
