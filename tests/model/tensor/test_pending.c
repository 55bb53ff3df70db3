/* Loads in flight: step by step, several at once, and ended with the storage. */
#include <check.h>
#include <string.h>

#include "model/tensor/in_flight.h"
#include "model/tensor/suites.h"
#include "support/storage_fixture.h"

START_TEST(stepping_comes_to_the_same_as_loading)
{
    struct keeping k = { .limit = 0 };
    struct in_flight_end ended = { .told = 0 };
    unsigned steps = 0;

    keeping_enter(&k, 0);
    in_flight_begin(&k, NULL, 0, NULL, &ended);
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
    struct in_flight_end ended = { .told = 0 };

    keeping_enter(&k, 0);
    in_flight_begin(&k, NULL, 0, NULL, &ended);
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

static const int orders[6][IN_FLIGHT_PAIRS] = { { 0, 1, 2 }, { 0, 2, 1 }, { 1, 0, 2 },
                                                { 1, 2, 0 }, { 2, 0, 1 }, { 2, 1, 0 } };

static struct emel_io *lane(struct keeping *k, int part)
{
    return part == 0 ? NULL : &k->lanes[part].io; /* the first is the storage's own */
}

START_TEST(loads_in_flight_may_end_in_any_order)
{
    struct keeping k = { .limit = 0 };
    struct in_flight_end ended[IN_FLIGHT_PAIRS] = { { .told = 0 } };

    keeping_enter(&k, 0);
    for (int i = 0; i < IN_FLIGHT_PAIRS; i++)
        in_flight_begin(&k, in_flight_pairs[i], 2, lane(&k, i), &ended[i]);
    ck_assert_uint_eq(emel_storage_get_statistics(&k.storage).loads_in_flight, IN_FLIGHT_PAIRS);
    for (int step = 0; step < 4; step++)
        for (int i = 0; i < IN_FLIGHT_PAIRS; i++)
            ck_assert_int_eq(emel_storage_step(&k.storage, lane(&k, i), NULL), EMEL_IO_AGAIN);
    for (int i = 0; i < IN_FLIGHT_PAIRS; i++) {
        const int part = orders[_i][i];

        keeping_finish(&k, lane(&k, part));
        keeping_expect(&k, in_flight_pairs[part][0], "resident");
        ck_assert_uint_eq(ended[part].told, 1);
        ck_assert_int_eq(emel_storage_get_statistics(&k.storage).loads_in_flight,
                         IN_FLIGHT_PAIRS - 1 - i);
    }
    for (uint32_t i = 0; i < KEEPING_TENSORS; i++)
        keeping_expect(&k, i, "resident");
    keeping_leave(&k);
}
END_TEST

START_TEST(a_load_that_fails_or_is_cancelled_does_no_harm_to_those_beside_it)
{
    struct keeping k = { .limit = 0 };
    struct in_flight_end ended[IN_FLIGHT_PAIRS] = { { .told = 0 } };

    keeping_enter(&k, 0);
    for (int i = 0; i < IN_FLIGHT_PAIRS; i++)
        in_flight_begin(&k, in_flight_pairs[i], 2, lane(&k, i), &ended[i]);
    k.system.bad =
        (struct system_bad_sector){ .path = "file-2", .from = 9, .until = 10, .error = 5 };
    ck_assert_int_eq(emel_storage_cancel(&k.storage, lane(&k, 2), NULL), EMEL_IO_ENDED);
    for (int i = 0; i < 2; i++)
        keeping_finish(&k, lane(&k, i));
    ck_assert_uint_eq(ended[0].why.source, EMEL_FAILURE_NONE);
    ck_assert_uint_eq(ended[1].why.code, EMEL_IO_READ_FILE_READ_FAILED);
    ck_assert_uint_eq(ended[2].why.code, EMEL_IO_READ_CANCELLED);
    for (int i = 0; i < IN_FLIGHT_PAIRS; i++)
        for (int j = 0; j < 2; j++)
            keeping_expect(&k, in_flight_pairs[i][j], i == 0 ? "resident" : "bound");
    keeping_leave(&k);
}
END_TEST

START_TEST(what_is_loading_is_nobody_elses)
{
    struct keeping k = { .limit = 0 };
    struct in_flight_end ended = { .told = 0 };
    struct keeping_moment before;

    keeping_enter(&k, 0);
    in_flight_begin(&k, in_flight_pairs[0], 2, NULL, &ended);
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

/* --- the end of the storage ------------------------------------------------------------------- */

START_TEST(a_storage_that_ends_cancels_what_is_in_flight_and_tells_so)
{
    struct keeping k = { .limit = 0 };
    struct in_flight_end ended[IN_FLIGHT_PAIRS] = { { .told = 0 } };

    keeping_enter(&k, 0);
    for (int i = 0; i < IN_FLIGHT_PAIRS; i++) {
        in_flight_begin(&k, in_flight_pairs[i], 2, lane(&k, i), &ended[i]);
        for (int step = 0; step < _i * (i + 1); step++)
            ck_assert_int_eq(emel_storage_step(&k.storage, lane(&k, i), NULL), EMEL_IO_AGAIN);
    }
    keeping_leave(&k);
    for (int i = 0; i < IN_FLIGHT_PAIRS; i++) {
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
    tcase_add_loop_test(tcase, a_storage_that_ends_cancels_what_is_in_flight_and_tells_so, 0, 4);
    suite_add_tcase(suite, tcase);
    return suite;
}
