/* Tensors that are reloaded to where they were: at the limit, beside neighbours that come and go,
 * and when it does not work out. */
#include <check.h>
#include <stdlib.h>

#include "model/tensor/suites.h"
#include "support/fill_strategy.h"
#include "support/guarded.h"
#include "support/rogue_strategy.h"
#include "support/other_load.h"
#include "support/storage_fixture.h"

#define MIB (UINT64_C(1) << 20)

/* Three tensors end to end, 12 MiB in all; 4 MiB and 8 MiB are borders of blocks, 5 is none. */
#define ALL_BYTES (12 * MIB)

static void enter(struct keeping *k)
{
    k->tensors.least_alignment = LEDGER_RUN_BYTES;
    k->options = (struct emel_io_read_options){ .step_bytes = MIB, .workers = 1 };
    keeping_enter(k, 4);
    ck_assert(keeping_bind(k, 0, 0, 0, 5 * MIB));
    ck_assert(keeping_bind(k, 1, 0, 5 * MIB, 3 * MIB));
    ck_assert(keeping_bind(k, 2, 0, 8 * MIB, 4 * MIB));
    ck_assert(keeping_bind(k, 3, 1, 0, 2 * MIB));
    ck_assert(keeping_load(k, (const uint32_t[]){ 0, 1, 2 }, 3));
    ck_assert_uint_eq(k->tensors.held, ALL_BYTES);
}

static const void *data(const struct keeping *k, uint32_t index)
{
    return emel_storage_tensor(&k->storage, index)->data;
}

static uint64_t held(const struct keeping *k)
{
    return emel_storage_get_statistics(&k->storage).held_bytes;
}

static void evict(struct keeping *k, uint32_t index)
{
    ck_assert(emel_storage_evict(&k->storage, index, NULL));
    keeping_expect(k, index, "evicted");
}

static bool load(struct keeping *k, uint32_t index)
{
    return keeping_load(k, &index, 1);
}

static void begin(struct keeping *k, const uint32_t *tensors, uint32_t count)
{
    const struct emel_storage_request request = keeping_request(k, tensors, count);

    ck_assert_int_eq(emel_storage_begin(&k->storage, &request, &k->why), EMEL_IO_AGAIN);
}

static void expect_limit_exceeded(const struct keeping *k, uint64_t value)
{
    keeping_expect_why(k, EMEL_FAILURE_TENSOR, EMEL_TENSOR_LIMIT_EXCEEDED, "");
    ck_assert_uint_eq(k->why.value, value);
    ck_assert_uint_eq(k->why.limit, k->limit);
}

/* --- where it was -------------------------------------------------------------------------- */

START_TEST(a_tensor_of_a_storage_at_its_limit_is_reloaded_into_its_place)
{
    struct keeping k = { .limit = ALL_BYTES };
    const void *before;

    enter(&k);
    for (uint32_t i = 0; i < 3; i++) {
        before = data(&k, i);
        evict(&k, i);
        ck_assert_uint_lt(held(&k), ALL_BYTES - (i == 1 ? 0 : 1));
        ck_assert_msg(load(&k, i), "%s", k.why.text);
        ck_assert_ptr_eq(data(&k, i), before);
        ck_assert_uint_eq(held(&k), ALL_BYTES);
        keeping_expect(&k, i, "resident");
    }
    ck_assert_uint_eq(k.tensors.allocations, 1);
    keeping_leave(&k);
}
END_TEST

START_TEST(an_arena_of_just_the_models_size_serves_reloads_without_end)
{
    struct keeping k = { .tensors = { .fail_at = 2, .fail_more = 1000000 } };

    enter(&k);
    for (uint32_t round = 0; round < 9; round++) {
        const uint32_t both[] = { round % 3, (round + 1) % 3 };

        evict(&k, both[0]);
        evict(&k, both[1]);
        ck_assert_msg(keeping_load(&k, both, 2), "%s", k.why.text);
    }
    for (uint32_t i = 0; i < 3; i++)
        keeping_expect(&k, i, "resident");
    keeping_leave(&k);
}
END_TEST

START_TEST(tensors_with_places_load_beside_tensors_without)
{
    struct keeping k = { .limit = ALL_BYTES + 2 * MIB };
    const void *before;

    enter(&k);
    before = data(&k, 1);
    evict(&k, 1);
    ck_assert(keeping_load(&k, (const uint32_t[]){ 3, 1 }, 2));
    ck_assert_ptr_eq(data(&k, 1), before);
    ck_assert_uint_eq(emel_storage_get_statistics(&k.storage).regions, 2);
    keeping_expect(&k, 3, "resident");
    evict(&k, 3);
    ck_assert_uint_eq(emel_storage_get_statistics(&k.storage).regions, 1);
    keeping_leave(&k);
}
END_TEST

START_TEST(a_tensor_without_bytes_keeps_its_place_too)
{
    struct keeping k = { .tensors = { .fail_at = 2, .fail_more = 1000000 } };
    const void *before;

    keeping_enter(&k, 0);
    ck_assert(keeping_load(&k, NULL, 0));
    before = data(&k, 2);
    evict(&k, 2);
    ck_assert(load(&k, 2));
    ck_assert_ptr_eq(data(&k, 2), before);
    keeping_leave(&k);
}
END_TEST

START_TEST(when_the_region_is_gone_so_are_the_places)
{
    struct keeping k = { .limit = ALL_BYTES };

    enter(&k);
    for (uint32_t i = 0; i < 3; i++)
        evict(&k, i);
    ck_assert_uint_eq(k.tensors.held, 0);
    for (uint32_t i = 0; i < 3; i++)
        ck_assert(load(&k, i));
    ck_assert_uint_eq(emel_storage_get_statistics(&k.storage).regions, 3);
    keeping_leave(&k);
}
END_TEST

/* --- what it costs ---------------------------------------------------------------------------- */

START_TEST(discarded_blocks_are_charged_when_the_load_begins)
{
    struct keeping k = { .limit = ALL_BYTES };

    enter(&k);
    evict(&k, 0); /* blocks 0 and 1 of 6; it shares block 2 */
    ck_assert_uint_eq(held(&k), 8 * MIB);
    begin(&k, (const uint32_t[]){ 0 }, 1);
    ck_assert_uint_eq(held(&k), ALL_BYTES);
    ck_assert_int_ne(emel_storage_cancel(&k.storage, NULL, NULL), EMEL_IO_REFUSED);
    ck_assert_uint_eq(held(&k), 8 * MIB);
    keeping_expect(&k, 0, "evicted");
    ck_assert(load(&k, 0));
    keeping_leave(&k);
}
END_TEST

START_TEST(a_reload_whose_discarded_blocks_do_not_fit_is_refused_and_nothing_changes)
{
    struct keeping k = { .limit = ALL_BYTES };
    struct keeping_moment before;

    enter(&k);
    evict(&k, 0);
    evict(&k, 2); /* blocks 4 and 5 */
    ck_assert_uint_eq(held(&k), 4 * MIB);
    k.limit = k.storage.held_bytes_max = 8 * MIB - 1;
    before = keeping_look(&k);
    ck_assert(!load(&k, 2));
    expect_limit_exceeded(&k, 8 * MIB);
    ck_assert(!keeping_load(&k, (const uint32_t[]){ 0, 2 }, 2));
    expect_limit_exceeded(&k, ALL_BYTES);
    keeping_expect_unchanged(&k, &before);
    k.limit = k.storage.held_bytes_max = 8 * MIB;
    ck_assert(load(&k, 2));
    keeping_expect(&k, 2, "resident");
    keeping_leave(&k);
}
END_TEST

START_TEST(a_block_that_two_places_share_is_charged_once)
{
    struct keeping k = { .limit = ALL_BYTES };

    enter(&k);
    evict(&k, 0);
    evict(&k, 1); /* both reach into block 2 */
    ck_assert_uint_eq(held(&k), 4 * MIB);
    ck_assert_msg(keeping_load(&k, (const uint32_t[]){ 0, 1 }, 2), "%s", k.why.text);
    ck_assert_uint_eq(held(&k), ALL_BYTES);
    keeping_leave(&k);
}
END_TEST

START_TEST(what_could_not_be_discarded_is_not_charged_again)
{
    struct keeping k = { .limit = ALL_BYTES, .tensors = { .fails_to_discard = true } };

    enter(&k);
    evict(&k, 0);
    ck_assert_uint_eq(held(&k), ALL_BYTES);
    ck_assert(load(&k, 0));
    ck_assert_uint_eq(held(&k), ALL_BYTES);
    keeping_expect(&k, 0, "resident");
    keeping_leave(&k);
}
END_TEST

/* --- beside neighbours ------------------------------------------------------------------------ */

/* Both neighbours go while tensor 1, which shares a block with the first, is on its way. */
START_TEST(neighbours_evicted_during_a_reload_take_nothing_of_it_with_them)
{
    struct keeping k = { .limit = 0 };
    const void *before;

    enter(&k);
    before = data(&k, 1);
    evict(&k, 1);
    begin(&k, (const uint32_t[]){ 1 }, 1);
    for (int step = 0; step < _i; step++)
        ck_assert_int_eq(emel_storage_step(&k.storage, NULL, NULL), EMEL_IO_AGAIN);
    evict(&k, 0);
    evict(&k, 2);
    ck_assert_uint_eq(held(&k), 4 * MIB);
    keeping_finish(&k, NULL);
    keeping_expect(&k, 1, "resident");
    ck_assert_ptr_eq(data(&k, 1), before);
    evict(&k, 1);
    ck_assert_uint_eq(k.tensors.held, 0);
    keeping_leave(&k);
}
END_TEST

START_TEST(a_reload_that_fails_when_its_neighbours_are_gone_frees_the_region)
{
    struct keeping k = { .limit = 0 };

    enter(&k);
    evict(&k, 1);
    begin(&k, (const uint32_t[]){ 1 }, 1);
    evict(&k, 0);
    evict(&k, 2);
    k.system.bad = (struct system_bad_sector){ .from = 6 * MIB, .until = 7 * MIB, .error = 5 };
    keeping_finish(&k, NULL);
    keeping_expect_why(&k, EMEL_FAILURE_READ, EMEL_IO_READ_FILE_READ_FAILED, "tensor-1");
    keeping_expect(&k, 1, "evicted");
    ck_assert_uint_eq(k.tensors.held, 0);
    ck_assert_uint_eq(emel_storage_get_statistics(&k.storage).regions, 0);
    keeping_leave(&k);
}
END_TEST

START_TEST(a_reload_that_fails_leaves_everything_as_it_was)
{
    struct keeping k = { .limit = ALL_BYTES };
    struct keeping_moment before;
    const void *place;

    enter(&k);
    place = data(&k, 0);
    evict(&k, 0);
    before = keeping_look(&k);
    k.system.bad = (struct system_bad_sector){ .from = 3 * MIB, .until = 4 * MIB, .error = 5 };
    ck_assert(!load(&k, 0));
    keeping_expect_unchanged(&k, &before);
    k.system.bad.until = 0;
    ck_assert(load(&k, 0));
    ck_assert_ptr_eq(data(&k, 0), place);
    keeping_leave(&k);
}
END_TEST

START_TEST(a_reload_that_a_busy_io_refuses_leaves_everything_as_it_was)
{
    struct keeping k = { .limit = ALL_BYTES };
    struct other_load other;
    struct emel_storage_request request = keeping_request(&k, (const uint32_t[]){ 0 }, 1);
    struct keeping_moment before;

    enter(&k);
    evict(&k, 0);
    before = keeping_look(&k);
    request.io = &k.lanes[0].io;
    other_load_begin(&other, request.io);
    ck_assert(!emel_storage_load(&k.storage, &request, &k.why));
    keeping_expect_why(&k, EMEL_FAILURE_TENSOR, EMEL_TENSOR_BUSY, "");
    keeping_expect_unchanged(&k, &before);
    other_load_end(&other);
    keeping_leave(&k);
}
END_TEST

/* --- elsewhere -------------------------------------------------------------------------------- */

START_TEST(a_callers_target_takes_precedence_over_the_place)
{
    struct keeping k = { .tensors = { .fail_at = 2, .fail_more = 1000000 } };
    const struct emel_tensor_target target = { .memory = guarded_new(3 * MIB, 64, 0),
                                               .bytes = 3 * MIB };
    struct emel_storage_request request = keeping_request(&k, (const uint32_t[]){ 1 }, 1);
    const void *place;

    enter(&k);
    place = data(&k, 1);
    evict(&k, 1);
    request.targets = &target;
    k.system.bad = (struct system_bad_sector){ .from = 6 * MIB, .until = 7 * MIB, .error = 5 };
    ck_assert(!emel_storage_load(&k.storage, &request, NULL));
    k.system.bad.until = 0;
    ck_assert(load(&k, 1)); /* the place outlives a load that failed */
    ck_assert_ptr_eq(data(&k, 1), place);
    evict(&k, 1);
    ck_assert(emel_storage_load(&k.storage, &request, NULL));
    ck_assert_ptr_eq(data(&k, 1), target.memory);
    evict(&k, 1);
    ck_assert(!load(&k, 1)); /* but not one that was done */
    keeping_expect_why(&k, EMEL_FAILURE_READ, EMEL_IO_READ_ALLOCATION_FAILED, "");
    guarded_free(target.memory);
    keeping_leave(&k);
}
END_TEST

START_TEST(unbinding_gives_up_the_place)
{
    struct keeping k = { .tensors = { .fail_at = 2, .fail_more = 1000000 } };

    enter(&k);
    evict(&k, 1);
    ck_assert(emel_storage_unbind(&k.storage, 1, NULL));
    ck_assert(keeping_bind(&k, 1, 0, 5 * MIB, 3 * MIB));
    ck_assert(!load(&k, 1));
    keeping_expect_why(&k, EMEL_FAILURE_READ, EMEL_IO_READ_ALLOCATION_FAILED, "");
    keeping_expect(&k, 1, "bound");
    keeping_leave(&k);
}
END_TEST

START_TEST(an_alignment_that_the_place_has_not_is_refused_with_both)
{
    struct keeping k = { .limit = 0 };
    struct emel_storage_request request = keeping_request(&k, (const uint32_t[]){ 0, 1 }, 2);
    struct keeping_moment before;

    enter(&k);
    evict(&k, 0);
    evict(&k, 1);
    before = keeping_look(&k);
    request.policy.alignment = 2 << 20; /* tensor 0 has it, and 1 is at 5 MiB */
    ck_assert(!emel_storage_load(&k.storage, &request, &k.why));
    keeping_expect_why(&k, EMEL_FAILURE_TENSOR, EMEL_TENSOR_INVALID_ARGUMENT, "tensor-1");
    ck_assert_uint_eq(k.why.rule, EMEL_TENSOR_RULE_PLACE_ALIGNMENT);
    ck_assert_uint_eq(k.why.value, 2 << 20);
    ck_assert_uint_eq(k.why.limit, 1 << 20);
    keeping_expect_unchanged(&k, &before);
    request.policy.alignment = 1 << 20;
    ck_assert(emel_storage_load(&k.storage, &request, &k.why));
    keeping_leave(&k);
}
END_TEST

/* --- by other strategies ---------------------------------------------------------------------- */

static bool load_by(struct keeping *k, struct emel_io_strategy strategy, uint32_t features)
{
    struct emel_storage_request request = keeping_request(k, (const uint32_t[]){ 1 }, 1);
    struct emel_io io;

    strategy.features = features;
    keeping_use(&request, &io, &strategy);
    return emel_storage_load(&k->storage, &request, &k->why);
}

START_TEST(a_strategy_that_does_not_read_into_targets_gets_new_memory)
{
    struct keeping k = { .limit = 0 };
    struct fill fill = { .byte = 7 };
    const void *place;

    enter(&k);
    place = data(&k, 1);
    evict(&k, 1);
    ck_assert(load_by(&k, fill_strategy(&fill), 0));
    ck_assert_ptr_ne(data(&k, 1), place);
    ck_assert_uint_eq(emel_storage_get_statistics(&k.storage).regions, 2);
    ck_assert(emel_storage_evict(&k.storage, 1, NULL)); /* and with its region its new place */
    ck_assert_uint_eq(emel_storage_get_statistics(&k.storage).regions, 1);
    ck_assert(load(&k, 1));
    keeping_expect(&k, 1, "resident");
    keeping_leave(&k);
}
END_TEST

START_TEST(the_strategy_that_the_policy_names_decides_whether_places_are_used)
{
    struct keeping k = { .limit = 0 };
    struct fill fill = { .byte = 7 };
    struct emel_io_strategy without = fill_strategy(&fill), with;
    struct emel_storage_request request = keeping_request(&k, (const uint32_t[]){ 1 }, 1);
    struct emel_io_system table;
    struct emel_io_read read;
    struct emel_io io;
    const void *place;

    enter(&k);
    place = data(&k, 1);
    evict(&k, 1);
    table = system_table(&k.system);
    without.features = 0;
    with = emel_io_read_init(&read, &table);
    emel_io_init(&io);
    ck_assert(emel_io_register(&io, &without) && emel_io_register(&io, &with));
    request.io = &io;
    ck_assert(emel_storage_load(&k.storage, &request, NULL));
    ck_assert_ptr_eq(data(&k, 1), place);
    keeping_leave(&k);
}
END_TEST

START_TEST(a_strategy_that_is_not_there_is_reported_before_any_place_is_charged)
{
    struct keeping k = { .limit = ALL_BYTES };
    struct emel_storage_request request = keeping_request(&k, (const uint32_t[]){ 0 }, 1);

    enter(&k);
    evict(&k, 0);
    k.limit = k.storage.held_bytes_max = 8 * MIB;
    request.policy.strategy = EMEL_IO_STRATEGY_MAPPED_FILE;
    ck_assert(!emel_storage_load(&k.storage, &request, &k.why));
    keeping_expect_why(&k, EMEL_FAILURE_IO, EMEL_IO_UNSUPPORTED_STRATEGY, "");
    keeping_expect(&k, 0, "evicted");
    keeping_leave(&k);
}
END_TEST

START_TEST(a_strategy_that_puts_a_tensor_elsewhere_though_it_has_a_place_unpins_it)
{
    struct keeping k = { .limit = 0 };
    struct rogue rogue = { .does = ROGUE_LENDS };

    enter(&k);
    evict(&k, 1);
    ck_assert(load_by(&k, rogue_strategy(&rogue), EMEL_IO_FEATURE_TARGETS));
    ck_assert_ptr_eq(data(&k, 1), rogue.lent);
    ck_assert(!emel_storage_region(&k.storage, 1, NULL, NULL));
    ck_assert(emel_storage_evict(&k.storage, 1, NULL));
    evict(&k, 0);
    evict(&k, 2);
    ck_assert_uint_eq(k.tensors.held, 0);
    keeping_leave(&k);
}
END_TEST

Suite *places_suite(void)
{
    Suite *suite = suite_create("model/tensor: places");
    TCase *tcase = tcase_create("places");

    tcase_add_test(tcase, a_tensor_of_a_storage_at_its_limit_is_reloaded_into_its_place);
    tcase_add_test(tcase, an_arena_of_just_the_models_size_serves_reloads_without_end);
    tcase_add_test(tcase, tensors_with_places_load_beside_tensors_without);
    tcase_add_test(tcase, a_tensor_without_bytes_keeps_its_place_too);
    tcase_add_test(tcase, when_the_region_is_gone_so_are_the_places);
    tcase_add_test(tcase, discarded_blocks_are_charged_when_the_load_begins);
    tcase_add_test(tcase,
                   a_reload_whose_discarded_blocks_do_not_fit_is_refused_and_nothing_changes);
    tcase_add_test(tcase, a_block_that_two_places_share_is_charged_once);
    tcase_add_test(tcase, what_could_not_be_discarded_is_not_charged_again);
    tcase_add_loop_test(tcase, neighbours_evicted_during_a_reload_take_nothing_of_it_with_them, 0,
                        7);
    tcase_add_test(tcase, a_reload_that_fails_when_its_neighbours_are_gone_frees_the_region);
    tcase_add_test(tcase, a_reload_that_fails_leaves_everything_as_it_was);
    tcase_add_test(tcase, a_reload_that_a_busy_io_refuses_leaves_everything_as_it_was);
    tcase_add_test(tcase, a_callers_target_takes_precedence_over_the_place);
    tcase_add_test(tcase, unbinding_gives_up_the_place);
    tcase_add_test(tcase, an_alignment_that_the_place_has_not_is_refused_with_both);
    tcase_add_test(tcase, a_strategy_that_does_not_read_into_targets_gets_new_memory);
    tcase_add_test(tcase, the_strategy_that_the_policy_names_decides_whether_places_are_used);
    tcase_add_test(tcase, a_strategy_that_is_not_there_is_reported_before_any_place_is_charged);
    tcase_add_test(tcase, a_strategy_that_puts_a_tensor_elsewhere_though_it_has_a_place_unpins_it);
    suite_add_tcase(suite, tcase);
    return suite;
}
