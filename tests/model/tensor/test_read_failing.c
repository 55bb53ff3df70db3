/* Reads into memory of the caller's that are refused or fail: what is reported, and that nothing
 * changes. */
#include <check.h>

#include "model/tensor/reads.h"
#include "model/tensor/suites.h"

START_TEST(a_read_that_fails_names_the_tensor_and_changes_nothing)
{
    struct reads r = { .count = 0 };
    struct emel_storage_request request, load;
    struct keeping_moment before;

    reads_enter(&r);
    ck_assert(keeping_load(&r.k, (const uint32_t[]){ 1, 4 }, 2));
    load = keeping_request(&r.k, (const uint32_t[]){ 0 }, 1);
    load.io = &r.k.lanes[0].io;
    ck_assert_int_eq(emel_storage_begin(&r.k.storage, &load, NULL), EMEL_IO_AGAIN);
    before = keeping_look(&r.k);
    r.k.system.bad =
        (struct system_bad_sector){ "file-2", .from = 1009, .until = 1010, .error = 5 };
    request = reads_request(&r, (const uint32_t[]){ 1, 4, 0 }, 3);
    ck_assert(!emel_storage_read(&r.k.storage, &request, &r.k.why));
    keeping_expect_why(&r.k, EMEL_FAILURE_READ, EMEL_IO_READ_FILE_READ_FAILED, "tensor-4");
    ck_assert_str_eq(r.k.why.file, "file-2");
    ck_assert_uint_eq(r.k.why.file_offset, 1009);
    keeping_expect_unchanged(&r.k, &before);
    keeping_finish(&r.k, load.io);
    keeping_expect(&r.k, 0, "resident");
    reads_leave(&r);
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

    reads_enter(&r);
    reads_aim(&r, 11);
    request.targets = r.targets;
    ck_assert(!emel_storage_read(&r.k.storage, &request, &r.k.why));
    keeping_expect_why(&r.k, EMEL_FAILURE_READ, EMEL_IO_READ_SPAN_OUT_OF_RANGE, "columns of w");
    reads_leave(&r);
}
END_TEST

START_TEST(a_read_without_memory_for_its_record_is_refused)
{
    struct reads r = { .count = 0 };
    struct emel_storage_request request;
    struct keeping_moment before;

    reads_enter(&r);
    before = keeping_look(&r.k);
    request = reads_request(&r, (const uint32_t[]){ 1 }, 1);
    r.k.records.fail_at = r.k.records.allocations + 1;
    ck_assert_int_eq(emel_storage_begin_read(&r.k.storage, &request, &r.k.why), EMEL_IO_REFUSED);
    keeping_expect_why(&r.k, EMEL_FAILURE_TENSOR, EMEL_TENSOR_OUT_OF_MEMORY, "");
    keeping_expect_unchanged(&r.k, &before);
    reads_leave(&r);
}
END_TEST

START_TEST(a_target_that_is_too_small_is_reported_with_both_sizes)
{
    struct reads r = { .count = 0 };
    struct emel_storage_request request;

    reads_enter(&r);
    request = reads_request(&r, (const uint32_t[]){ 1 }, 1);
    r.targets[0].bytes = 4999;
    ck_assert(!emel_storage_read(&r.k.storage, &request, &r.k.why));
    keeping_expect_why(&r.k, EMEL_FAILURE_IO, EMEL_IO_INVALID_REQUEST, "tensor-1");
    ck_assert_uint_eq(r.k.why.rule, EMEL_IO_RULE_TARGET_BYTES);
    ck_assert_uint_eq(r.k.why.value, 5000);
    ck_assert_uint_eq(r.k.why.limit, 4999);
    reads_leave(&r);
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

    reads_enter(&r);
    reads_aim(&r, 5000);
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
    reads_leave(&r);
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

Suite *reads_failing_suite(void)
{
    Suite *suite = suite_create("model/tensor: reads that fail");
    TCase *tcase = tcase_create("failing");

    tcase_add_test(tcase, a_read_that_fails_names_the_tensor_and_changes_nothing);
    tcase_add_test(tcase, a_record_that_cannot_be_read_is_named);
    tcase_add_test(tcase, a_read_without_memory_for_its_record_is_refused);
    tcase_add_test(tcase, a_target_that_is_too_small_is_reported_with_both_sizes);
    tcase_add_test(tcase, a_read_with_a_wrong_argument_says_which);
    tcase_add_test(tcase, records_are_not_for_loads);
    suite_add_tcase(suite, tcase);
    return suite;
}
