/* The limit on resident bytes. */
#include <check.h>

#include "support/storage_fixture.h"
#include "model/tensor/suites.h"

/* Of the usual tensors, these need as many bytes of memory as they have. */
#define TENSOR_1_BYTES 5000
#define TENSOR_4_BYTES 4096

static bool load(struct keeping *k, uint32_t index)
{
    return keeping_load(k, &index, 1);
}

static void expect_too_much(struct keeping *k, uint32_t index)
{
    const struct keeping_moment before = keeping_look(k);
    const unsigned asked = k->tensors.allocations;

    ck_assert(!load(k, index));
    keeping_expect_why(k, EMEL_FAILURE_TENSOR, EMEL_TENSOR_LIMIT_EXCEEDED, "");
    ck_assert_str_eq(k->why.name, "LIMIT_EXCEEDED");
    ck_assert_int_eq(k->why.os_error, 0);
    ck_assert(k->why.has_value && k->why.has_limit);
    ck_assert_uint_eq(k->why.value,
                      before.state.held_bytes + emel_storage_tensor(&k->storage, index)->byte_size);
    ck_assert_uint_eq(k->why.limit, k->limit);
    ck_assert_uint_eq(k->tensors.allocations, asked);
    keeping_expect_unchanged(k, &before);
}

START_TEST(a_load_may_fill_the_limit_to_the_last_byte)
{
    struct keeping fits = { .limit = TENSOR_1_BYTES },
                   short_by_one = { .limit = TENSOR_1_BYTES - 1 };

    keeping_enter(&fits, 0);
    ck_assert(load(&fits, 1));
    ck_assert_uint_eq(emel_storage_get_statistics(&fits.storage).held_bytes, TENSOR_1_BYTES);
    expect_too_much(&fits, 5);
    keeping_leave(&fits);
    keeping_enter(&short_by_one, 0);
    expect_too_much(&short_by_one, 1);
    ck_assert(load(&short_by_one, 4));
    keeping_leave(&short_by_one);
}
END_TEST

START_TEST(what_is_evicted_makes_room)
{
    struct keeping k = { .limit = TENSOR_1_BYTES + TENSOR_4_BYTES - 1 };

    keeping_enter(&k, 0);
    ck_assert(load(&k, 1));
    expect_too_much(&k, 4);
    ck_assert(emel_storage_evict(&k.storage, 1, NULL));
    ck_assert(load(&k, 4));
    expect_too_much(&k, 1);
    keeping_leave(&k);
}
END_TEST

START_TEST(what_is_discarded_makes_room)
{
    struct keeping k = { .limit = UINT64_C(5) << 20,
                         .tensors = { .least_alignment = LEDGER_RUN_BYTES } };

    k.options = (struct emel_io_read_options){ .workers = 1 };
    keeping_enter(&k, 3);
    ck_assert(keeping_bind(&k, 0, 0, 0, UINT64_C(4) << 20));
    ck_assert(keeping_bind(&k, 1, 0, UINT64_C(4) << 20, UINT64_C(1) << 20));
    ck_assert(keeping_bind(&k, 2, 1, 0, UINT64_C(4) << 20));
    ck_assert(keeping_load(&k, (const uint32_t[]){ 0, 1 }, 2));
    expect_too_much(&k, 2);
    ck_assert(emel_storage_evict(&k.storage, 0, NULL));
    ck_assert(load(&k, 2));
    keeping_expect(&k, 1, "resident");
    keeping_expect(&k, 2, "resident");
    keeping_leave(&k);
}
END_TEST

START_TEST(targets_do_not_count)
{
    static char room[TENSOR_1_BYTES];
    struct keeping k = { .limit = 1 };
    const struct emel_tensor_target target = { .memory = room, .bytes = sizeof room };
    struct emel_storage_request request = keeping_request(&k, (const uint32_t[]){ 1 }, 1);

    keeping_enter(&k, 0);
    request.targets = &target;
    ck_assert(emel_storage_load(&k.storage, &request, NULL));
    ck_assert(load(&k, 5));
    expect_too_much(&k, 4);
    keeping_leave(&k);
}
END_TEST

START_TEST(loads_in_flight_count)
{
    struct keeping k = { .limit = TENSOR_1_BYTES + 100 };
    struct emel_storage_request request = keeping_request(&k, (const uint32_t[]){ 1 }, 1);

    keeping_enter(&k, 0);
    request.io = &k.lanes[0].io;
    ck_assert_int_eq(emel_storage_begin(&k.storage, &request, NULL), EMEL_IO_AGAIN);
    while (k.tensors.held == 0)
        ck_assert_int_eq(emel_storage_step(&k.storage, request.io, NULL), EMEL_IO_AGAIN);
    expect_too_much(&k, 4);
    ck_assert_int_eq(emel_storage_cancel(&k.storage, request.io, NULL), EMEL_IO_AGAIN);
    keeping_finish(&k, request.io);
    ck_assert(load(&k, 4));
    keeping_leave(&k);
}
END_TEST

/* The cancel is what ends it, though memory was refused before. */
START_TEST(a_load_cancelled_after_the_limit_stopped_it_is_told_as_cancelled)
{
    struct keeping k = { .limit = 100 };
    struct emel_storage_request request = keeping_request(&k, (const uint32_t[]){ 1 }, 1);
    unsigned steps = 0, cancelled = 0;

    keeping_enter(&k, 0);
    for (bool done = false; !done; steps++) {
        enum emel_io_status answer;

        ck_assert_int_eq(emel_storage_begin(&k.storage, &request, NULL), EMEL_IO_AGAIN);
        for (unsigned i = 0; i < steps; i++)
            ck_assert_int_eq(emel_storage_step(&k.storage, NULL, NULL), EMEL_IO_AGAIN);
        answer = emel_storage_cancel(&k.storage, NULL, &k.why);
        if (answer != EMEL_IO_ENDED)
            keeping_finish(&k, NULL);
        done = answer == EMEL_IO_REFUSED;
        ck_assert_str_eq(k.why.name, done ? "LIMIT_EXCEEDED" : "CANCELLED");
        ck_assert(emel_failure_is_cancelled(&k.why) == !done);
        cancelled += !done;
    }
    ck_assert_uint_ge(cancelled, 4);
    keeping_leave(&k);
}
END_TEST

Suite *limit_suite(void)
{
    Suite *suite = suite_create("model/tensor: limit");
    TCase *tcase = tcase_create("limit");

    tcase_add_test(tcase, a_load_may_fill_the_limit_to_the_last_byte);
    tcase_add_test(tcase, what_is_evicted_makes_room);
    tcase_add_test(tcase, what_is_discarded_makes_room);
    tcase_add_test(tcase, targets_do_not_count);
    tcase_add_test(tcase, loads_in_flight_count);
    tcase_add_test(tcase, a_load_cancelled_after_the_limit_stopped_it_is_told_as_cancelled);
    suite_add_tcase(suite, tcase);
    return suite;
}
