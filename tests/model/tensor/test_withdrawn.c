/* Tensors that landed and are withdrawn, because their load failed or was cancelled. */
#include <check.h>

#include "model/tensor/landing.h"
#include "model/tensor/suites.h"
#include "support/fill_strategy.h"
#include "support/rogue_strategy.h"

START_TEST(when_a_load_fails_what_landed_is_withdrawn_before_its_memory_goes)
{
    struct landing world = {
        .k = { .system = { .bad = { "file-2", .from = 9, .until = 10, .error = 5 } } }
    };

    keeping_enter(&world.k, 0);
    ck_assert(!landing_load(&world));
    keeping_expect_why(&world.k, EMEL_FAILURE_READ, EMEL_IO_READ_FILE_READ_FAILED, "tensor-4");
    ck_assert_uint_ge(world.landed, 1);
    ck_assert_uint_lt(world.landed, KEEPING_TENSORS);
    ck_assert_uint_eq(world.withdrawn, 1);
    ck_assert_uint_eq(world.releases_then, 0);
    ck_assert_uint_eq(world.k.tensors.releases, 1);
    keeping_leave(&world.k);
}
END_TEST

START_TEST(on_tensor_needs_no_on_withdrawn)
{
    struct landing world = {
        .k = { .system = { .bad = { "file-2", .from = 9, .until = 10, .error = 5 } } }
    };
    struct emel_storage_request request = landing_request(&world, NULL, 0);

    request.on_withdrawn = NULL;
    request.on_end = NULL;
    keeping_enter(&world.k, 0);
    ck_assert(!emel_storage_load(&world.k.storage, &request, &world.k.why));
    ck_assert_uint_ge(world.landed, 1);
    keeping_expect(&world.k, 0, "bound");
    keeping_leave(&world.k);
}
END_TEST

START_TEST(without_a_tensor_that_landed_nothing_is_withdrawn)
{
    struct landing world = { .k = { .system = { .faults = { { SYSTEM_OPEN, 3, 1, 13 } } } } };

    keeping_enter(&world.k, 0);
    ck_assert(!landing_load(&world));
    ck_assert_uint_eq(world.landed + world.withdrawn, 0);
    ck_assert_uint_eq(world.ends, 1);
    keeping_leave(&world.k);
}
END_TEST

START_TEST(a_cancel_or_the_end_of_the_storage_withdraws)
{
    struct landing world = { .landed = 0 };
    struct emel_storage_request request = landing_request(&world, NULL, 0);

    keeping_enter(&world.k, 0);
    ck_assert_int_eq(emel_storage_begin(&world.k.storage, &request, NULL), EMEL_IO_AGAIN);
    while (world.landed < 2)
        ck_assert_int_eq(emel_storage_step(&world.k.storage, NULL, NULL), EMEL_IO_AGAIN);
    if (_i == 0) {
        ck_assert_int_eq(emel_storage_cancel(&world.k.storage, NULL, NULL), EMEL_IO_AGAIN);
        keeping_finish(&world.k, NULL);
    } else {
        ck_assert(emel_storage_deinit(&world.k.storage));
    }
    ck_assert_uint_eq(world.withdrawn, 1);
    ck_assert_uint_eq(world.ends, 1);
    keeping_leave(&world.k);
}
END_TEST

/* The rogue lands what it never read, and then does not withdraw it. */
START_TEST(the_storage_withdraws_what_a_strategy_forgets)
{
    static const struct rogue ways[] = { { .does = ROGUE_SILENT_STEP, .lands = true },
                                         { .does = ROGUE_KEEPS_MEMORY, .lands = true } };
    struct landing world = { .landed = 0 };
    struct rogue rogue = ways[_i];
    const struct emel_io_strategy strategy = rogue_strategy(&rogue);
    struct emel_storage_request request = landing_request(&world, (const uint32_t[]){ 2 }, 1);
    struct emel_io io;

    keeping_enter(&world.k, 0);
    keeping_use(&request, &io, &strategy);
    ck_assert(!emel_storage_load(&world.k.storage, &request, &world.k.why));
    ck_assert_uint_eq(world.landed, 1);
    ck_assert_uint_eq(world.withdrawn, 1);
    ck_assert_uint_eq(world.releases_then, 0);
    keeping_leave(&world.k);
}
END_TEST

START_TEST(what_landed_in_its_place_is_withdrawn_before_its_blocks_are_discarded)
{
    struct landing world = { .k = { .tensors = { .least_alignment = LEDGER_RUN_BYTES } } };
    struct rogue rogue = { .does = ROGUE_KEEPS_MEMORY, .lands = true };
    const struct emel_io_strategy strategy = rogue_strategy(&rogue);
    struct emel_storage_request request = landing_request(&world, (const uint32_t[]){ 0 }, 1);
    struct emel_io io;

    keeping_enter(&world.k, 2);
    ck_assert(keeping_bind(&world.k, 0, 0, 0, UINT64_C(2) << 20));
    ck_assert(keeping_bind(&world.k, 1, 0, UINT64_C(2) << 20, 9));
    ck_assert(keeping_load(&world.k, NULL, 0));
    ck_assert(emel_storage_evict(&world.k.storage, 0, NULL));
    keeping_use(&request, &io, &strategy);
    request.on_tensor = landing_ignore_tensor;
    ck_assert(!emel_storage_load(&world.k.storage, &request, &world.k.why));
    ck_assert_uint_eq(world.withdrawn, 1);
    ck_assert_uint_eq(world.discards_then, 1);
    ck_assert_uint_eq(world.k.tensors.discards, 2);
    keeping_leave(&world.k);
}
END_TEST

START_TEST(a_callback_is_refused_everything_also_when_the_io_is_stepped_by_its_owner)
{
    struct landing world = {
        .k = { .system = { .bad = { "file-2", .from = 9, .until = 10, .error = 5 } } }
    };
    struct emel_storage_request request = landing_request(&world, NULL, 0);

    keeping_enter(&world.k, 0);
    request.io = &world.k.lanes[0].io;
    ck_assert_int_eq(emel_storage_begin(&world.k.storage, &request, NULL), EMEL_IO_AGAIN);
    ck_assert_int_eq(emel_io_finish(request.io), EMEL_IO_ENDED);
    ck_assert_uint_ge(world.landed, 1);
    ck_assert_uint_eq(world.withdrawn, 1);
    keeping_finish(&world.k, request.io);
    keeping_leave(&world.k);
}
END_TEST

START_TEST(a_strategy_that_cannot_report_landed_tensors_is_not_asked_to)
{
    struct landing world = { .landed = 0 };
    struct fill fill = { .byte = 7 };
    struct emel_io_strategy strategy = fill_strategy(&fill);
    struct emel_storage_request request = landing_request(&world, NULL, 0);
    struct emel_io io;

    keeping_enter(&world.k, 0);
    strategy.features = EMEL_IO_FEATURE_TARGETS;
    keeping_use(&request, &io, &strategy);
    ck_assert(!emel_storage_load(&world.k.storage, &request, &world.k.why));
    keeping_expect_why(&world.k, EMEL_FAILURE_IO, EMEL_IO_UNSUPPORTED_FEATURE, "");
    keeping_leave(&world.k);
}
END_TEST

START_TEST(on_withdrawn_without_on_tensor_is_refused)
{
    struct landing world = { .landed = 0 };
    struct emel_storage_request request = landing_request(&world, NULL, 0);

    request.on_tensor = NULL;
    keeping_enter(&world.k, 0);
    ck_assert(!emel_storage_load(&world.k.storage, &request, &world.k.why));
    ck_assert_uint_eq(world.k.why.rule, EMEL_TENSOR_RULE_ON_WITHDRAWN);
    ck_assert(!emel_storage_read(&world.k.storage, &request, &world.k.why));
    ck_assert_uint_eq(world.k.why.rule, EMEL_TENSOR_RULE_ON_WITHDRAWN);
    keeping_leave(&world.k);
}
END_TEST

Suite *tensors_withdrawn_suite(void)
{
    Suite *suite = suite_create("model/tensor: withdrawn");
    TCase *tcase = tcase_create("withdrawn");

    tcase_add_test(tcase, when_a_load_fails_what_landed_is_withdrawn_before_its_memory_goes);
    tcase_add_test(tcase, on_tensor_needs_no_on_withdrawn);
    tcase_add_test(tcase, without_a_tensor_that_landed_nothing_is_withdrawn);
    tcase_add_loop_test(tcase, a_cancel_or_the_end_of_the_storage_withdraws, 0, 2);
    tcase_add_loop_test(tcase, the_storage_withdraws_what_a_strategy_forgets, 0, 2);
    tcase_add_test(tcase, what_landed_in_its_place_is_withdrawn_before_its_blocks_are_discarded);
    tcase_add_test(tcase,
                   a_callback_is_refused_everything_also_when_the_io_is_stepped_by_its_owner);
    tcase_add_test(tcase, a_strategy_that_cannot_report_landed_tensors_is_not_asked_to);
    tcase_add_test(tcase, on_withdrawn_without_on_tensor_is_refused);
    suite_add_tcase(suite, tcase);
    return suite;
}
