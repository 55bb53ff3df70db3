/* Tensors that do not return to their places: loaded elsewhere, bound anew, or loaded by a strategy
 * that does not read into places. */
#include <check.h>

#include "model/tensor/places.h"
#include "model/tensor/suites.h"
#include "support/fill_strategy.h"
#include "support/guarded.h"
#include "support/rogue_strategy.h"

/* --- elsewhere -------------------------------------------------------------------------------- */

START_TEST(a_callers_target_takes_precedence_over_the_place)
{
    struct keeping k = { .tensors = { .fail_at = 2, .fail_more = 1000000 } };
    const struct emel_tensor_target target = { .memory = guarded_new(3 * MIB, 64, 0),
                                               .bytes = 3 * MIB };
    struct emel_storage_request request = keeping_request(&k, (const uint32_t[]){ 1 }, 1);
    const void *place;

    places_enter(&k);
    place = places_data(&k, 1);
    places_evict(&k, 1);
    request.targets = &target;
    k.system.bad = (struct system_bad_sector){ .from = 6 * MIB, .until = 7 * MIB, .error = 5 };
    ck_assert(!emel_storage_load(&k.storage, &request, NULL));
    k.system.bad.until = 0;
    ck_assert(places_load(&k, 1)); /* the place outlives a load that failed */
    ck_assert_ptr_eq(places_data(&k, 1), place);
    places_evict(&k, 1);
    ck_assert(emel_storage_load(&k.storage, &request, NULL));
    ck_assert_ptr_eq(places_data(&k, 1), target.memory);
    places_evict(&k, 1);
    ck_assert(!places_load(&k, 1)); /* but not one that was done */
    keeping_expect_why(&k, EMEL_FAILURE_READ, EMEL_IO_READ_ALLOCATION_FAILED, "");
    guarded_free(target.memory);
    keeping_leave(&k);
}
END_TEST

START_TEST(unbinding_gives_up_the_place)
{
    struct keeping k = { .tensors = { .fail_at = 2, .fail_more = 1000000 } };

    places_enter(&k);
    places_evict(&k, 1);
    ck_assert(emel_storage_unbind(&k.storage, 1, NULL));
    ck_assert(keeping_bind(&k, 1, 0, 5 * MIB, 3 * MIB));
    ck_assert(!places_load(&k, 1));
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

    places_enter(&k);
    places_evict(&k, 0);
    places_evict(&k, 1);
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

    places_enter(&k);
    place = places_data(&k, 1);
    places_evict(&k, 1);
    ck_assert(load_by(&k, fill_strategy(&fill), 0));
    ck_assert_ptr_ne(places_data(&k, 1), place);
    ck_assert_uint_eq(emel_storage_get_statistics(&k.storage).regions, 2);
    ck_assert(emel_storage_evict(&k.storage, 1, NULL)); /* and with its region its new place */
    ck_assert_uint_eq(emel_storage_get_statistics(&k.storage).regions, 1);
    ck_assert(places_load(&k, 1));
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

    places_enter(&k);
    place = places_data(&k, 1);
    places_evict(&k, 1);
    table = system_table(&k.system);
    without.features = 0;
    with = emel_io_read_init(&read, &table);
    emel_io_init(&io);
    ck_assert(emel_io_register(&io, &without) && emel_io_register(&io, &with));
    request.io = &io;
    ck_assert(emel_storage_load(&k.storage, &request, NULL));
    ck_assert_ptr_eq(places_data(&k, 1), place);
    keeping_leave(&k);
}
END_TEST

START_TEST(a_strategy_that_is_not_there_is_reported_before_any_place_is_charged)
{
    struct keeping k = { .limit = PLACES_BYTES };
    struct emel_storage_request request = keeping_request(&k, (const uint32_t[]){ 0 }, 1);

    places_enter(&k);
    places_evict(&k, 0);
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

    places_enter(&k);
    places_evict(&k, 1);
    ck_assert(load_by(&k, rogue_strategy(&rogue), EMEL_IO_FEATURE_TARGETS));
    ck_assert_ptr_eq(places_data(&k, 1), rogue.lent);
    ck_assert(!emel_storage_region(&k.storage, 1, NULL, NULL));
    ck_assert(emel_storage_evict(&k.storage, 1, NULL));
    places_evict(&k, 0);
    places_evict(&k, 2);
    ck_assert_uint_eq(k.tensors.held, 0);
    keeping_leave(&k);
}
END_TEST

Suite *places_left_suite(void)
{
    Suite *suite = suite_create("model/tensor: places that are left");
    TCase *tcase = tcase_create("left");

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
