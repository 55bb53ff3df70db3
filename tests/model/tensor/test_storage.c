/* A storage before any load: what it takes, what it refuses, what it tells. */
#include <check.h>
#include <string.h>

#include "support/storage_fixture.h"
#include "model/tensor/suites.h"

/* --- life ----------------------------------------------------------------------------- */

START_TEST(a_storage_of_no_tensors_lives_and_holds_nothing)
{
    struct emel_storage storage;
    struct emel_failure why;

    ck_assert(emel_storage_init(&storage, 0, NULL, &why));
    ck_assert_uint_eq(why.source, EMEL_FAILURE_NONE);
    ck_assert(emel_storage_load(&storage, NULL, &why));
    ck_assert_ptr_null(emel_storage_tensor(&storage, 0));
    ck_assert_uint_eq(emel_storage_get_statistics(&storage).tensors, 0);
    emel_storage_deinit(&storage);
}
END_TEST

static void expect_no_storage(uint32_t count, const struct emel_storage_options *options,
                              enum emel_tensor_error error)
{
    struct emel_storage storage;
    struct emel_failure why;

    ck_assert(!emel_storage_init(&storage, count, options, &why));
    ck_assert_uint_eq(why.source, EMEL_FAILURE_TENSOR);
    ck_assert_uint_eq(why.code, error);
    ck_assert(!emel_storage_init(&storage, count, options, NULL));
    emel_storage_deinit(&storage); /* does no harm */
}

START_TEST(a_storage_that_cannot_be_is_refused)
{
    const struct emel_io_file file = { .path = "a" };
    const struct emel_storage_options no_files = { .file_count = 1 };
    const struct emel_storage_options too_many = { .files = &file, .file_count = 65536 };

    expect_no_storage(EMEL_IO_SPANS_MAX + 1, NULL, EMEL_TENSOR_INVALID_ARGUMENT);
    expect_no_storage(1, &no_files, EMEL_TENSOR_INVALID_ARGUMENT);
    expect_no_storage(1, &too_many, EMEL_TENSOR_INVALID_ARGUMENT);
}
END_TEST

START_TEST(an_allocator_without_a_function_it_needs_is_refused)
{
    struct emel_allocator takes_only = *emel_allocator_records(), gives_only = takes_only;
    const struct emel_storage_options cases[] = {
        { .tensors = &takes_only },
        { .tensors = &gives_only },
        { .records = &takes_only },
        { .records = &gives_only },
    };

    takes_only.allocate = NULL;
    gives_only.release = NULL;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        expect_no_storage(1, &cases[i], EMEL_TENSOR_INVALID_ARGUMENT);
}
END_TEST

START_TEST(a_storage_without_memory_for_its_records_is_none)
{
    struct ledger ledger = { .fail_at = 1, .fail_more = 1 };
    const struct emel_allocator records = ledger_allocator(&ledger);
    const struct emel_storage_options options = { .records = &records };

    expect_no_storage(5, &options, EMEL_TENSOR_OUT_OF_MEMORY);
}
END_TEST

START_TEST(a_storage_may_be_ended_twice)
{
    struct keeping k = { .limit = 0 };

    keeping_enter(&k, 0);
    ck_assert(keeping_load(&k, NULL, 0));
    emel_storage_deinit(&k.storage);
    keeping_leave(&k);
}
END_TEST

/* --- binding ----------------------------------------------------------------------------- */

START_TEST(a_bound_tensor_is_its_record)
{
    const uint64_t shape[] = { 4, 3 };
    const struct emel_tensor_record record = {
        .name = "output.weight",
        .shape = shape,
        .rank = 2,
        .dtype = 9,
        .file_index = 2,
        .file_offset = 640,
        .byte_size = 48,
    };
    struct keeping k = { .limit = 0 };
    const struct emel_tensor *tensor;
    struct emel_tensor_record bound;

    keeping_enter(&k, 3);
    ck_assert(emel_storage_bind(&k.storage, 1, &record, NULL));
    tensor = emel_storage_tensor(&k.storage, 1);
    ck_assert_ptr_eq(tensor->name, record.name);
    ck_assert_ptr_eq(tensor->shape, shape);
    ck_assert_uint_eq(tensor->rank, 2);
    ck_assert_uint_eq(tensor->dtype, 9);
    ck_assert_uint_eq(tensor->byte_size, 48);
    ck_assert(emel_storage_record(&k.storage, 1, &bound));
    ck_assert_uint_eq(bound.file_index, 2);
    ck_assert_uint_eq(bound.file_offset, 640);
    ck_assert_uint_eq(bound.byte_size, 48);
    ck_assert_ptr_eq(bound.name, record.name);
    ck_assert_ptr_null(tensor->data);
    ck_assert(emel_storage_unbind(&k.storage, 1, NULL));
    ck_assert(!emel_storage_record(&k.storage, 1, &bound));
    ck_assert(!emel_storage_record(&k.storage, 3, &bound));
    ck_assert_ptr_null(tensor->name);
    ck_assert_uint_eq(tensor->byte_size, 0);
    keeping_leave(&k);
}
END_TEST

static void expect_not_bound(struct keeping *k, uint32_t index,
                             const struct emel_tensor_record *record)
{
    ck_assert(!emel_storage_bind(&k->storage, index, record, &k->why));
    keeping_expect_why(k, EMEL_FAILURE_TENSOR, EMEL_TENSOR_INVALID_ARGUMENT, "");
}

START_TEST(a_record_that_cannot_be_is_refused)
{
    const uint64_t shape[] = { 4 };
    const struct emel_tensor_record good = { .name = "w", .shape = shape, .rank = 1 };
    struct emel_tensor_record bad;
    struct keeping k = { .limit = 0 };

    keeping_enter(&k, 1);
    expect_not_bound(&k, 0, NULL);
    bad = good, bad.name = NULL;
    expect_not_bound(&k, 0, &bad);
    bad = good, bad.shape = NULL;
    expect_not_bound(&k, 0, &bad);
    bad = good, bad.file_index = KEEPING_FILES;
    expect_not_bound(&k, 0, &bad);
    expect_not_bound(&k, 1, &good);
    keeping_expect(&k, 0, "unbound");
    bad = good, bad.shape = NULL, bad.rank = 0; /* a scalar has none */
    ck_assert(emel_storage_bind(&k.storage, 0, &bad, NULL));
    keeping_leave(&k);
}
END_TEST

START_TEST(an_index_past_the_end_is_no_tensor)
{
    struct keeping k = { .limit = 0 };

    keeping_enter(&k, 0);
    ck_assert_ptr_null(emel_storage_tensor(&k.storage, KEEPING_TENSORS));
    ck_assert(!emel_storage_evict(&k.storage, KEEPING_TENSORS, &k.why));
    keeping_expect_why(&k, EMEL_FAILURE_TENSOR, EMEL_TENSOR_INVALID_ARGUMENT, "");
    ck_assert(!emel_storage_unbind(&k.storage, UINT32_MAX, &k.why));
    keeping_expect_why(&k, EMEL_FAILURE_TENSOR, EMEL_TENSOR_INVALID_ARGUMENT, "");
    keeping_leave(&k);
}
END_TEST

START_TEST(a_tensor_bound_anew_is_the_new_one)
{
    struct keeping k = { .limit = 0 };
    const uint32_t index = 1;

    keeping_enter(&k, 0);
    ck_assert(keeping_load(&k, &index, 1));
    ck_assert(emel_storage_evict(&k.storage, index, NULL));
    ck_assert(emel_storage_unbind(&k.storage, index, NULL));
    ck_assert(keeping_bind(&k, index, 2, 777, 2222));
    keeping_expect(&k, index, "bound");
    ck_assert(keeping_load(&k, &index, 1));
    keeping_expect(&k, index, "resident");
    keeping_leave(&k);
}
END_TEST

/* --- telling ------------------------------------------------------------------------------ */

static void expect_counts(const struct keeping *k, uint32_t bound, uint32_t loading,
                          uint32_t resident, uint32_t flights, uint32_t regions, uint64_t bytes)
{
    const struct emel_storage_statistics state = emel_storage_get_statistics(&k->storage);

    ck_assert_uint_eq(state.tensors, KEEPING_TENSORS);
    ck_assert_uint_eq(state.bound, bound);
    ck_assert_uint_eq(state.loading, loading);
    ck_assert_uint_eq(state.resident, resident);
    ck_assert_uint_eq(state.loads_in_flight, flights);
    ck_assert_uint_eq(state.regions, regions);
    ck_assert_uint_eq(state.resident_bytes, bytes);
}

START_TEST(a_capture_counts_what_there_is)
{
    struct keeping k = { .limit = 0 };
    const uint32_t first[] = { 0, 2 }, second[] = { 3, 1, 5 };
    struct emel_storage_request request;

    keeping_enter(&k, 0);
    expect_counts(&k, 6, 0, 0, 0, 0, 0);
    ck_assert(emel_storage_unbind(&k.storage, 4, NULL));
    ck_assert(keeping_load(&k, first, 2));
    expect_counts(&k, 5, 0, 2, 0, 1, 3000);
    request = keeping_request(&k, second, 3);
    ck_assert_int_eq(emel_storage_begin(&k.storage, &request, NULL), EMEL_IO_AGAIN);
    expect_counts(&k, 5, 3, 2, 1, 1, 3000);
    keeping_finish(&k, NULL);
    expect_counts(&k, 5, 0, 5, 0, 2, 3000 + 300 + 5000 + 1);
    ck_assert(emel_storage_evict(&k.storage, 1, NULL));
    expect_counts(&k, 5, 0, 4, 0, 2, 3000 + 300 + 1);
    keeping_leave(&k);
}
END_TEST

START_TEST(errors_have_names_and_sentences)
{
    for (uint32_t error = EMEL_TENSOR_NONE; error <= EMEL_TENSOR_LIMIT_EXCEEDED; error++) {
        ck_assert_str_ne(emel_tensor_error_name(error), "unknown");
        ck_assert_str_ne(emel_tensor_error_text(error), "unknown error");
    }
    ck_assert_str_eq(emel_tensor_error_name(EMEL_TENSOR_LIMIT_EXCEEDED), "LIMIT_EXCEEDED");
    ck_assert_str_eq(emel_tensor_error_name(EMEL_TENSOR_LIMIT_EXCEEDED + 1), "unknown");
    ck_assert_ptr_nonnull(emel_tensor_error_text(UINT32_MAX));
}
END_TEST

Suite *storage_suite(void)
{
    Suite *suite = suite_create("model/tensor: storage");
    TCase *tcase = tcase_create("storage");

    tcase_add_test(tcase, a_storage_of_no_tensors_lives_and_holds_nothing);
    tcase_add_test(tcase, a_storage_that_cannot_be_is_refused);
    tcase_add_test(tcase, an_allocator_without_a_function_it_needs_is_refused);
    tcase_add_test(tcase, a_storage_without_memory_for_its_records_is_none);
    tcase_add_test(tcase, a_storage_may_be_ended_twice);
    tcase_add_test(tcase, a_bound_tensor_is_its_record);
    tcase_add_test(tcase, a_record_that_cannot_be_is_refused);
    tcase_add_test(tcase, an_index_past_the_end_is_no_tensor);
    tcase_add_test(tcase, a_tensor_bound_anew_is_the_new_one);
    tcase_add_test(tcase, a_capture_counts_what_there_is);
    tcase_add_test(tcase, errors_have_names_and_sentences);
    suite_add_tcase(suite, tcase);
    return suite;
}
