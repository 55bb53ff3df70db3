/* Reads into memory of the caller's: what is read, what is refused, and what does not change. */
#include <check.h>
#include <string.h>

#include "model/tensor/suites.h"
#include "support/fill_strategy.h"
#include "support/guarded.h"
#include "support/rogue_strategy.h"
#include "support/storage_fixture.h"
#include "support/temp.h"

#define READS_MAX 8

/* A storage and the memory that is read into, each target as big as it must be. */
struct reads {
    struct keeping k;
    struct emel_tensor_target targets[READS_MAX];
    uint32_t count;
};

static void enter(struct reads *r)
{
    keeping_enter(&r->k, 0);
}

static void aim(struct reads *r, uint64_t bytes)
{
    r->targets[r->count++] =
        (struct emel_tensor_target){ .memory = guarded_new((size_t)bytes, 1, 0), .bytes = bytes };
}

static struct emel_storage_request request_of(struct reads *r, const uint32_t *tensors,
                                              uint32_t count)
{
    struct emel_storage_request request = keeping_request(&r->k, tensors, count);

    for (uint32_t i = 0; i < count; i++)
        aim(r, emel_storage_tensor(&r->k.storage, tensors[i])->byte_size);
    request.targets = r->targets;
    return request;
}

static void leave(struct reads *r)
{
    for (uint32_t i = 0; i < r->count; i++) {
        ck_assert(guarded_alive(r->targets[i].memory));
        guarded_free(r->targets[i].memory);
    }
    keeping_leave(&r->k);
}

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

    enter(&r);
    ck_assert(keeping_load(&r.k, (const uint32_t[]){ 0, 1 }, 2));
    ck_assert(emel_storage_evict(&r.k.storage, 0, NULL));
    load = keeping_request(&r.k, (const uint32_t[]){ 4 }, 1);
    load.io = &r.k.lanes[0].io;
    ck_assert_int_eq(emel_storage_begin(&r.k.storage, &load, NULL), EMEL_IO_AGAIN);
    before = keeping_look(&r.k);
    request = request_of(&r, tensors, 6);
    ck_assert_msg(emel_storage_read(&r.k.storage, &request, &r.k.why), "%s", r.k.why.text);
    keeping_expect_why(&r.k, EMEL_FAILURE_NONE, 0, "");
    for (uint32_t i = 0; i < 6; i++)
        expect_tensor(&r, i, tensors[i]);
    keeping_expect_unchanged(&r.k, &before);
    keeping_finish(&r.k, load.io);
    leave(&r);
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
        aim(&r, records[i].byte_size);
    request.targets = r.targets;
    ck_assert_msg(emel_storage_read(&r.k.storage, &request, &r.k.why), "%s", r.k.why.text);
    for (uint32_t i = 0; i < 3; i++)
        expect_bytes(&r, i, records[i].file_index, records[i].file_offset);
    keeping_expect_unchanged(&r.k, &before);
    leave(&r);
}
END_TEST

START_TEST(a_read_of_nothing_succeeds)
{
    struct reads r = { .count = 0 };

    enter(&r);
    ck_assert(emel_storage_read(&r.k.storage, &(struct emel_storage_request){ .count = 0 }, NULL));
    leave(&r);
}
END_TEST

START_TEST(a_read_asks_for_no_memory_of_tensors_and_knows_no_limit)
{
    struct reads r = { .k = { .limit = 1, .tensors = { .fail_at = 1, .fail_more = 1000 } } };
    struct emel_storage_request request;

    enter(&r);
    request = request_of(&r, (const uint32_t[]){ 1, 4 }, 2);
    ck_assert(emel_storage_read(&r.k.storage, &request, NULL));
    ck_assert_uint_eq(r.k.tensors.allocations, 0);
    leave(&r);
}
END_TEST

/* --- in steps ------------------------------------------------------------------------------- */

START_TEST(a_read_goes_in_steps_beside_loads)
{
    struct reads r = { .count = 0 };
    struct emel_storage_request request, load;
    unsigned steps = 0;

    enter(&r);
    load = keeping_request(&r.k, NULL, 0);
    ck_assert_int_eq(emel_storage_begin(&r.k.storage, &load, NULL), EMEL_IO_AGAIN);
    request = request_of(&r, (const uint32_t[]){ 1 }, 1);
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
    leave(&r);
}
END_TEST

START_TEST(a_read_that_is_cancelled_or_abandoned_changes_nothing)
{
    struct reads r = { .count = 0 };
    struct emel_storage_request request;
    struct keeping_moment before;

    enter(&r);
    ck_assert(keeping_load(&r.k, (const uint32_t[]){ 1 }, 1));
    before = keeping_look(&r.k);
    request = request_of(&r, (const uint32_t[]){ 1, 4 }, 2);
    ck_assert_int_eq(emel_storage_begin_read(&r.k.storage, &request, NULL), EMEL_IO_AGAIN);
    for (int step = 0; step < _i; step++)
        ck_assert_int_eq(emel_storage_step(&r.k.storage, NULL, NULL), EMEL_IO_AGAIN);
    if (emel_storage_cancel(&r.k.storage, NULL, &r.k.why) != EMEL_IO_ENDED)
        keeping_finish(&r.k, NULL);
    ck_assert(emel_failure_is_cancelled(&r.k.why));
    keeping_expect_unchanged(&r.k, &before);
    ck_assert_int_eq(emel_storage_begin_read(&r.k.storage, &request, NULL), EMEL_IO_AGAIN);
    ck_assert(emel_storage_deinit(&r.k.storage));
    leave(&r);
}
END_TEST

/* --- what fails ----------------------------------------------------------------------------- */

START_TEST(a_read_that_fails_names_the_tensor_and_changes_nothing)
{
    struct reads r = { .count = 0 };
    struct emel_storage_request request, load;
    struct keeping_moment before;

    enter(&r);
    ck_assert(keeping_load(&r.k, (const uint32_t[]){ 1, 4 }, 2));
    load = keeping_request(&r.k, (const uint32_t[]){ 0 }, 1);
    load.io = &r.k.lanes[0].io;
    ck_assert_int_eq(emel_storage_begin(&r.k.storage, &load, NULL), EMEL_IO_AGAIN);
    before = keeping_look(&r.k);
    r.k.system.bad =
        (struct system_bad_sector){ "file-2", .from = 1009, .until = 1010, .error = 5 };
    request = request_of(&r, (const uint32_t[]){ 1, 4, 0 }, 3);
    ck_assert(!emel_storage_read(&r.k.storage, &request, &r.k.why));
    keeping_expect_why(&r.k, EMEL_FAILURE_READ, EMEL_IO_READ_FILE_READ_FAILED, "tensor-4");
    ck_assert_str_eq(r.k.why.file, "file-2");
    ck_assert_uint_eq(r.k.why.file_offset, 1009);
    keeping_expect_unchanged(&r.k, &before);
    keeping_finish(&r.k, load.io);
    keeping_expect(&r.k, 0, "resident");
    leave(&r);
}
END_TEST

START_TEST(a_record_that_cannot_be_read_is_named)
{
    const struct emel_tensor_record record = {
        .name = "columns of w",
        .file_index = 2,
        .file_offset = KEEPING_FILE_BYTES - 10,
        .byte_size = 11,
    };
    struct reads r = { .count = 0 };
    struct emel_storage_request request = { .records = &record, .count = 1 };

    enter(&r);
    aim(&r, 11);
    request.targets = r.targets;
    ck_assert(!emel_storage_read(&r.k.storage, &request, &r.k.why));
    keeping_expect_why(&r.k, EMEL_FAILURE_READ, EMEL_IO_READ_SPAN_OUT_OF_RANGE, "columns of w");
    leave(&r);
}
END_TEST

START_TEST(a_read_without_memory_for_its_record_is_refused)
{
    struct reads r = { .count = 0 };
    struct emel_storage_request request;
    struct keeping_moment before;

    enter(&r);
    before = keeping_look(&r.k);
    request = request_of(&r, (const uint32_t[]){ 1 }, 1);
    r.k.records.fail_at = r.k.records.allocations + 1;
    ck_assert_int_eq(emel_storage_begin_read(&r.k.storage, &request, &r.k.why), EMEL_IO_REFUSED);
    keeping_expect_why(&r.k, EMEL_FAILURE_TENSOR, EMEL_TENSOR_OUT_OF_MEMORY, "");
    keeping_expect_unchanged(&r.k, &before);
    leave(&r);
}
END_TEST

START_TEST(a_target_that_is_too_small_is_reported_with_both_sizes)
{
    struct reads r = { .count = 0 };
    struct emel_storage_request request;

    enter(&r);
    request = request_of(&r, (const uint32_t[]){ 1 }, 1);
    r.targets[0].bytes = 4999;
    ck_assert(!emel_storage_read(&r.k.storage, &request, &r.k.why));
    keeping_expect_why(&r.k, EMEL_FAILURE_IO, EMEL_IO_INVALID_REQUEST, "tensor-1");
    ck_assert_uint_eq(r.k.why.rule, EMEL_IO_RULE_TARGET_BYTES);
    ck_assert_uint_eq(r.k.why.value, 5000);
    ck_assert_uint_eq(r.k.why.limit, 4999);
    leave(&r);
}
END_TEST

static void expect_rule(struct reads *r, const struct emel_storage_request *request,
                        enum emel_tensor_rule rule, const char *sentence)
{
    const struct keeping_moment before = keeping_look(&r->k);
    char text[256];

    ck_assert(!emel_storage_read(&r->k.storage, request, &r->k.why));
    ck_assert_uint_eq(r->k.why.source, EMEL_FAILURE_TENSOR);
    ck_assert_uint_eq(r->k.why.rule, rule);
    emel_failure_print_text(text, sizeof text, &r->k.why);
    ck_assert_str_eq(text, sentence);
    keeping_expect_unchanged(&r->k, &before);
}

START_TEST(a_read_with_a_wrong_argument_says_which)
{
    static const uint32_t one[] = { 1 }, far[] = { 9 };
    const struct emel_tensor_target nowhere = { .memory = NULL };
    const struct emel_tensor_record record = { .name = "w", .file_index = 3 };
    struct reads r = { .count = 0 };

    enter(&r);
    aim(&r, 5000);
    expect_rule(&r, NULL, EMEL_TENSOR_RULE_REQUEST_MISSING, "the request is NULL");
    expect_rule(&r, &(struct emel_storage_request){ .count = 2, .targets = r.targets },
                EMEL_TENSOR_RULE_NOTHING_TO_READ,
                "count is 2, but `tensors` and `records` are NULL");
    expect_rule(&r,
                &(struct emel_storage_request){
                    .tensors = one, .records = &record, .count = 1, .targets = r.targets },
                EMEL_TENSOR_RULE_TENSORS_AND_RECORDS, "both `tensors` and `records` are given");
    expect_rule(&r, &(struct emel_storage_request){ .tensors = one, .count = 1 },
                EMEL_TENSOR_RULE_TARGETS_MISSING, "count is 1, but `targets` is NULL");
    expect_rule(&r,
                &(struct emel_storage_request){ .tensors = one, .count = 1, .targets = &nowhere },
                EMEL_TENSOR_RULE_TARGET_MISSING, "the target at index 0 has no memory");
    expect_rule(&r,
                &(struct emel_storage_request){ .tensors = far, .count = 1, .targets = r.targets },
                EMEL_TENSOR_RULE_INDEX, "there is no tensor 9: the storage has 6");
    expect_rule(
        &r, &(struct emel_storage_request){ .records = &record, .count = 1, .targets = r.targets },
        EMEL_TENSOR_RULE_RECORD_FILE, "the record is in file 3, but the storage has 3 files");
    expect_rule(&r,
                &(struct emel_storage_request){
                    .tensors = one, .count = EMEL_IO_SPANS_MAX + 1, .targets = r.targets },
                EMEL_TENSOR_RULE_COUNT, "a load has at most 1,048,576 tensors, not 1,048,577");
    ck_assert(emel_storage_unbind(&r.k.storage, 1, NULL));
    expect_rule(&r,
                &(struct emel_storage_request){ .tensors = one, .count = 1, .targets = r.targets },
                EMEL_TENSOR_RULE_NOT_BOUND, "tensor 1 is not bound to a record");
    leave(&r);
}
END_TEST

START_TEST(records_are_not_for_loads)
{
    const struct emel_tensor_record record = { .name = "w", .byte_size = 1 };
    struct keeping k = { .limit = 0 };

    keeping_enter(&k, 0);
    ck_assert(!emel_storage_load(&k.storage, &(struct emel_storage_request){ .records = &record },
                                 &k.why));
    keeping_expect_why(&k, EMEL_FAILURE_TENSOR, EMEL_TENSOR_INVALID_ARGUMENT, "");
    ck_assert_uint_eq(k.why.rule, EMEL_TENSOR_RULE_RECORDS_IN_LOAD);
    keeping_leave(&k);
}
END_TEST

/* --- other strategies ------------------------------------------------------------------------- */

static bool read_by(struct reads *r, struct emel_io_strategy strategy, uint32_t features)
{
    struct emel_storage_request request = request_of(r, (const uint32_t[]){ 1 }, 1);
    struct emel_io io;

    strategy.features = features;
    keeping_use(&request, &io, &strategy);
    return emel_storage_read(&r->k.storage, &request, &r->k.why);
}

START_TEST(a_strategy_that_cannot_read_into_targets_is_not_asked_to)
{
    struct reads r = { .count = 0 };
    struct fill fill = { .byte = 7 };

    enter(&r);
    ck_assert(!read_by(&r, fill_strategy(&fill), 0));
    keeping_expect_why(&r.k, EMEL_FAILURE_IO, EMEL_IO_UNSUPPORTED_FEATURE, "tensor-1");
    leave(&r);
}
END_TEST

START_TEST(a_strategy_that_does_not_read_into_the_target_has_failed)
{
    struct reads r = { .count = 0 };
    struct rogue rogue = { .does = ROGUE_LENDS };
    struct keeping_moment before;

    enter(&r);
    before = keeping_look(&r.k);
    ck_assert(!read_by(&r, rogue_strategy(&rogue), EMEL_IO_FEATURE_TARGETS));
    keeping_expect_why(&r.k, EMEL_FAILURE_IO, EMEL_IO_STRATEGY_FAILED, "");
    keeping_expect_unchanged(&r.k, &before);
    leave(&r);
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
    tcase_add_test(tcase, a_read_that_fails_names_the_tensor_and_changes_nothing);
    tcase_add_test(tcase, a_record_that_cannot_be_read_is_named);
    tcase_add_test(tcase, a_read_without_memory_for_its_record_is_refused);
    tcase_add_test(tcase, a_target_that_is_too_small_is_reported_with_both_sizes);
    tcase_add_test(tcase, a_read_with_a_wrong_argument_says_which);
    tcase_add_test(tcase, records_are_not_for_loads);
    tcase_add_test(tcase, a_strategy_that_cannot_read_into_targets_is_not_asked_to);
    tcase_add_test(tcase, a_strategy_that_does_not_read_into_the_target_has_failed);
    suite_add_tcase(suite, tcase);
    return suite;
}
