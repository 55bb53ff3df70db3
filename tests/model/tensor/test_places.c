/* Tensors that are reloaded to where they were: at the limit, beside neighbours that come and go,
 * and when it does not work out. */
#include <check.h>

#include "model/tensor/places.h"
#include "model/tensor/suites.h"
#include "support/other_load.h"
#include "support/storage_fixture.h"

static uint64_t held(const struct keeping *k)
{
    return emel_storage_get_statistics(&k->storage).held_bytes;
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
    struct keeping k = { .limit = PLACES_BYTES };
    const void *before;

    places_enter(&k);
    for (uint32_t i = 0; i < 3; i++) {
        before = places_data(&k, i);
        places_evict(&k, i);
        ck_assert_uint_lt(held(&k), PLACES_BYTES - (i == 1 ? 0 : 1));
        ck_assert_msg(places_load(&k, i), "%s", k.why.text);
        ck_assert_ptr_eq(places_data(&k, i), before);
        ck_assert_uint_eq(held(&k), PLACES_BYTES);
        keeping_expect(&k, i, "resident");
    }
    ck_assert_uint_eq(k.tensors.allocations, 1);
    keeping_leave(&k);
}
END_TEST

START_TEST(an_arena_of_just_the_models_size_serves_reloads_without_end)
{
    struct keeping k = { .tensors = { .fail_at = 2, .fail_more = 1000000 } };

    places_enter(&k);
    for (uint32_t round = 0; round < 9; round++) {
        const uint32_t both[] = { round % 3, (round + 1) % 3 };

        places_evict(&k, both[0]);
        places_evict(&k, both[1]);
        ck_assert_msg(keeping_load(&k, both, 2), "%s", k.why.text);
    }
    for (uint32_t i = 0; i < 3; i++)
        keeping_expect(&k, i, "resident");
    keeping_leave(&k);
}
END_TEST

START_TEST(tensors_with_places_load_beside_tensors_without)
{
    struct keeping k = { .limit = PLACES_BYTES + 2 * MIB };
    const void *before;

    places_enter(&k);
    before = places_data(&k, 1);
    places_evict(&k, 1);
    ck_assert(keeping_load(&k, (const uint32_t[]){ 3, 1 }, 2));
    ck_assert_ptr_eq(places_data(&k, 1), before);
    ck_assert_uint_eq(emel_storage_get_statistics(&k.storage).regions, 2);
    keeping_expect(&k, 3, "resident");
    places_evict(&k, 3);
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
    before = places_data(&k, 2);
    places_evict(&k, 2);
    ck_assert(places_load(&k, 2));
    ck_assert_ptr_eq(places_data(&k, 2), before);
    keeping_leave(&k);
}
END_TEST

START_TEST(when_the_region_is_gone_so_are_the_places)
{
    struct keeping k = { .limit = PLACES_BYTES };

    places_enter(&k);
    for (uint32_t i = 0; i < 3; i++)
        places_evict(&k, i);
    ck_assert_uint_eq(k.tensors.held, 0);
    for (uint32_t i = 0; i < 3; i++)
        ck_assert(places_load(&k, i));
    ck_assert_uint_eq(emel_storage_get_statistics(&k.storage).regions, 3);
    keeping_leave(&k);
}
END_TEST

/* --- what it costs ---------------------------------------------------------------------------- */

START_TEST(discarded_blocks_are_charged_when_the_load_begins)
{
    struct keeping k = { .limit = PLACES_BYTES };

    places_enter(&k);
    places_evict(&k, 0); /* blocks 0 and 1 of 6; it shares block 2 */
    ck_assert_uint_eq(held(&k), 8 * MIB);
    begin(&k, (const uint32_t[]){ 0 }, 1);
    ck_assert_uint_eq(held(&k), PLACES_BYTES);
    ck_assert_int_ne(emel_storage_cancel(&k.storage, NULL, NULL), EMEL_IO_REFUSED);
    ck_assert_uint_eq(held(&k), 8 * MIB);
    keeping_expect(&k, 0, "evicted");
    ck_assert(places_load(&k, 0));
    keeping_leave(&k);
}
END_TEST

START_TEST(a_reload_whose_discarded_blocks_do_not_fit_is_refused_and_nothing_changes)
{
    struct keeping k = { .limit = PLACES_BYTES };
    struct keeping_moment before;

    places_enter(&k);
    places_evict(&k, 0);
    places_evict(&k, 2); /* blocks 4 and 5 */
    ck_assert_uint_eq(held(&k), 4 * MIB);
    k.limit = k.storage.held_bytes_max = 8 * MIB - 1;
    before = keeping_look(&k);
    ck_assert(!places_load(&k, 2));
    expect_limit_exceeded(&k, 8 * MIB);
    ck_assert(!keeping_load(&k, (const uint32_t[]){ 0, 2 }, 2));
    expect_limit_exceeded(&k, PLACES_BYTES);
    keeping_expect_unchanged(&k, &before);
    k.limit = k.storage.held_bytes_max = 8 * MIB;
    ck_assert(places_load(&k, 2));
    keeping_expect(&k, 2, "resident");
    keeping_leave(&k);
}
END_TEST

START_TEST(a_block_that_two_places_share_is_charged_once)
{
    struct keeping k = { .limit = PLACES_BYTES };

    places_enter(&k);
    places_evict(&k, 0);
    places_evict(&k, 1); /* both reach into block 2 */
    ck_assert_uint_eq(held(&k), 4 * MIB);
    ck_assert_msg(keeping_load(&k, (const uint32_t[]){ 0, 1 }, 2), "%s", k.why.text);
    ck_assert_uint_eq(held(&k), PLACES_BYTES);
    keeping_leave(&k);
}
END_TEST

START_TEST(what_could_not_be_discarded_is_not_charged_again)
{
    struct keeping k = { .limit = PLACES_BYTES, .tensors = { .fails_to_discard = true } };

    places_enter(&k);
    places_evict(&k, 0);
    ck_assert_uint_eq(held(&k), PLACES_BYTES);
    ck_assert(places_load(&k, 0));
    ck_assert_uint_eq(held(&k), PLACES_BYTES);
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

    places_enter(&k);
    before = places_data(&k, 1);
    places_evict(&k, 1);
    begin(&k, (const uint32_t[]){ 1 }, 1);
    for (int step = 0; step < _i; step++)
        ck_assert_int_eq(emel_storage_step(&k.storage, NULL, NULL), EMEL_IO_AGAIN);
    places_evict(&k, 0);
    places_evict(&k, 2);
    ck_assert_uint_eq(held(&k), 4 * MIB);
    keeping_finish(&k, NULL);
    keeping_expect(&k, 1, "resident");
    ck_assert_ptr_eq(places_data(&k, 1), before);
    places_evict(&k, 1);
    ck_assert_uint_eq(k.tensors.held, 0);
    keeping_leave(&k);
}
END_TEST

START_TEST(a_reload_that_fails_when_its_neighbours_are_gone_frees_the_region)
{
    struct keeping k = { .limit = 0 };

    places_enter(&k);
    places_evict(&k, 1);
    begin(&k, (const uint32_t[]){ 1 }, 1);
    places_evict(&k, 0);
    places_evict(&k, 2);
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
    struct keeping k = { .limit = PLACES_BYTES };
    struct keeping_moment before;
    const void *place;

    places_enter(&k);
    place = places_data(&k, 0);
    places_evict(&k, 0);
    before = keeping_look(&k);
    k.system.bad = (struct system_bad_sector){ .from = 3 * MIB, .until = 4 * MIB, .error = 5 };
    ck_assert(!places_load(&k, 0));
    keeping_expect_unchanged(&k, &before);
    k.system.bad.until = 0;
    ck_assert(places_load(&k, 0));
    ck_assert_ptr_eq(places_data(&k, 0), place);
    keeping_leave(&k);
}
END_TEST

START_TEST(a_reload_that_a_busy_io_refuses_leaves_everything_as_it_was)
{
    struct keeping k = { .limit = PLACES_BYTES };
    struct other_load other;
    struct emel_storage_request request = keeping_request(&k, (const uint32_t[]){ 0 }, 1);
    struct keeping_moment before;

    places_enter(&k);
    places_evict(&k, 0);
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
    suite_add_tcase(suite, tcase);
    return suite;
}
