/* Reads into memory of the caller's: what is read, in steps and by other strategies. */
#include <check.h>

#include "model/tensor/reads.h"
#include "model/tensor/suites.h"
#include "support/fill_strategy.h"
#include "support/rogue_strategy.h"
#include "support/storage_fixture.h"
#include "support/temp.h"

static void expect_bytes(const struct reads *r, uint32_t nth, uint32_t file, uint64_t offset)
{
    const size_t bytes = (size_t)r->targets[nth].bytes;

    ck_assert_uint_eq(temp_matching(r->targets[nth].memory, KEEPING_SEED(file), offset, bytes),
                      bytes);
}

static void expect_tensor(const struct reads *r, uint32_t nth, uint32_t index)
{
    ck_assert(keeping_matches(&r->k.storage, index, r->targets[nth].memory));
}

/* --- what is read --------------------------------------------------------------------------- */

/* Of the usual tensors 0 is evicted, 1 resident, 4 loading, and the others bound. */
START_TEST(a_read_takes_tensors_wherever_they_stand_and_leaves_them_there)
{
    static const uint32_t tensors[] = { 0, 1, 3, 4, 2, 1 };
    struct reads r = { .count = 0 };
    struct emel_storage_request load, request;
    struct keeping_moment before;

    reads_enter(&r);
    ck_assert(keeping_load(&r.k, (const uint32_t[]){ 0, 1 }, 2));
    ck_assert(emel_storage_evict(&r.k.storage, 0, NULL));
    load = keeping_request(&r.k, (const uint32_t[]){ 4 }, 1);
    load.io = &r.k.lanes[0].io;
    ck_assert_int_eq(emel_storage_begin(&r.k.storage, &load, NULL), EMEL_IO_AGAIN);
    before = keeping_look(&r.k);
    request = reads_request(&r, tensors, 6);
    ck_assert_msg(emel_storage_read(&r.k.storage, &request, &r.k.why), "%s", r.k.why.text);
    keeping_expect_why(&r.k, EMEL_FAILURE_NONE, 0, "");
    for (uint32_t i = 0; i < 6; i++)
        expect_tensor(&r, i, tensors[i]);
    keeping_expect_unchanged(&r.k, &before);
    keeping_finish(&r.k, load.io);
    reads_leave(&r);
}
END_TEST

START_TEST(a_read_takes_records_that_no_tensor_is_bound_to)
{
    const struct emel_tensor_record records[] = {
        { .name = "a slice", .file_index = 1, .file_offset = 1000, .byte_size = 2500 },
        { .name = "", .file_index = 2, .file_offset = 77, .byte_size = 1 },
        { .name = "nothing", .file_index = 2, .file_offset = 5, .byte_size = 0 },
    };
    struct reads r = { .count = 0 };
    struct emel_storage_request request = { .records = records, .count = 3 };
    struct keeping_moment before;

    keeping_enter(&r.k, 1);
    before = keeping_look(&r.k);
    for (uint32_t i = 0; i < 3; i++)
        reads_aim(&r, records[i].byte_size);
    request.targets = r.targets;
    ck_assert_msg(emel_storage_read(&r.k.storage, &request, &r.k.why), "%s", r.k.why.text);
    for (uint32_t i = 0; i < 3; i++)
        expect_bytes(&r, i, records[i].file_index, records[i].file_offset);
    keeping_expect_unchanged(&r.k, &before);
    reads_leave(&r);
}
END_TEST

START_TEST(a_read_of_nothing_succeeds)
{
    struct reads r = { .count = 0 };

    reads_enter(&r);
    ck_assert(emel_storage_read(&r.k.storage, &(struct emel_storage_request){ .count = 0 }, NULL));
    reads_leave(&r);
}
END_TEST

START_TEST(a_read_asks_for_no_memory_of_tensors_and_knows_no_limit)
{
    struct reads r = { .k = { .limit = 1, .tensors = { .fail_at = 1, .fail_more = 1000 } } };
    struct emel_storage_request request;

    reads_enter(&r);
    request = reads_request(&r, (const uint32_t[]){ 1, 4 }, 2);
    ck_assert(emel_storage_read(&r.k.storage, &request, NULL));
    ck_assert_uint_eq(r.k.tensors.allocations, 0);
    reads_leave(&r);
}
END_TEST

/* --- in steps ------------------------------------------------------------------------------- */

START_TEST(a_read_goes_in_steps_beside_loads)
{
    struct reads r = { .count = 0 };
    struct emel_storage_request request, load;
    unsigned steps = 0;

    reads_enter(&r);
    load = keeping_request(&r.k, NULL, 0);
    ck_assert_int_eq(emel_storage_begin(&r.k.storage, &load, NULL), EMEL_IO_AGAIN);
    request = reads_request(&r, (const uint32_t[]){ 1 }, 1);
    request.io = &r.k.lanes[0].io;
    ck_assert_int_eq(emel_storage_begin_read(&r.k.storage, &request, NULL), EMEL_IO_AGAIN);
    ck_assert_uint_eq(emel_storage_get_statistics(&r.k.storage).loads_in_flight, 2);
    while (emel_storage_step(&r.k.storage, request.io, &r.k.why) == EMEL_IO_AGAIN)
        ck_assert_uint_lt(++steps, 100);
    ck_assert_uint_gt(steps, 5);
    expect_tensor(&r, 0, 1);
    keeping_expect(&r.k, 1, "loading");
    keeping_finish(&r.k, NULL);
    keeping_expect(&r.k, 1, "resident");
    reads_leave(&r);
}
END_TEST

START_TEST(a_read_that_is_cancelled_or_abandoned_changes_nothing)
{
    struct reads r = { .count = 0 };
    struct emel_storage_request request;
    struct keeping_moment before;

    reads_enter(&r);
    ck_assert(keeping_load(&r.k, (const uint32_t[]){ 1 }, 1));
    before = keeping_look(&r.k);
    request = reads_request(&r, (const uint32_t[]){ 1, 4 }, 2);
    ck_assert_int_eq(emel_storage_begin_read(&r.k.storage, &request, NULL), EMEL_IO_AGAIN);
    for (int step = 0; step < _i; step++)
        ck_assert_int_eq(emel_storage_step(&r.k.storage, NULL, NULL), EMEL_IO_AGAIN);
    if (emel_storage_cancel(&r.k.storage, NULL, &r.k.why) != EMEL_IO_ENDED)
        keeping_finish(&r.k, NULL);
    ck_assert(emel_failure_is_cancelled(&r.k.why));
    keeping_expect_unchanged(&r.k, &before);
    ck_assert_int_eq(emel_storage_begin_read(&r.k.storage, &request, NULL), EMEL_IO_AGAIN);
    ck_assert(emel_storage_deinit(&r.k.storage));
    reads_leave(&r);
}
END_TEST

/* --- other strategies ------------------------------------------------------------------------- */

static bool read_by(struct reads *r, struct emel_io_strategy strategy, uint32_t features)
{
    struct emel_storage_request request = reads_request(r, (const uint32_t[]){ 1 }, 1);
    struct emel_io io;

    strategy.features = features;
    keeping_use(&request, &io, &strategy);
    return emel_storage_read(&r->k.storage, &request, &r->k.why);
}

START_TEST(a_strategy_that_cannot_read_into_targets_is_not_asked_to)
{
    struct reads r = { .count = 0 };
    struct fill fill = { .byte = 7 };

    reads_enter(&r);
    ck_assert(!read_by(&r, fill_strategy(&fill), 0));
    keeping_expect_why(&r.k, EMEL_FAILURE_IO, EMEL_IO_UNSUPPORTED_FEATURE, "tensor-1");
    reads_leave(&r);
}
END_TEST

START_TEST(a_strategy_that_does_not_read_into_the_target_has_failed)
{
    struct reads r = { .count = 0 };
    struct rogue rogue = { .does = ROGUE_LENDS };
    struct keeping_moment before;

    reads_enter(&r);
    before = keeping_look(&r.k);
    ck_assert(!read_by(&r, rogue_strategy(&rogue), EMEL_IO_FEATURE_TARGETS));
    keeping_expect_why(&r.k, EMEL_FAILURE_IO, EMEL_IO_STRATEGY_FAILED, "");
    keeping_expect_unchanged(&r.k, &before);
    reads_leave(&r);
}
END_TEST

Suite *reads_suite(void)
{
    Suite *suite = suite_create("model/tensor: reads");
    TCase *tcase = tcase_create("reads");

    tcase_add_test(tcase, a_read_takes_tensors_wherever_they_stand_and_leaves_them_there);
    tcase_add_test(tcase, a_read_takes_records_that_no_tensor_is_bound_to);
    tcase_add_test(tcase, a_read_of_nothing_succeeds);
    tcase_add_test(tcase, a_read_asks_for_no_memory_of_tensors_and_knows_no_limit);
    tcase_add_test(tcase, a_read_goes_in_steps_beside_loads);
    tcase_add_loop_test(tcase, a_read_that_is_cancelled_or_abandoned_changes_nothing, 0, 9);
    tcase_add_test(tcase, a_strategy_that_cannot_read_into_targets_is_not_asked_to);
    tcase_add_test(tcase, a_strategy_that_does_not_read_into_the_target_has_failed);
    suite_add_tcase(suite, tcase);
    return suite;
}
