/* The memory of a region, handed over. */
#include <check.h>
#include <string.h>

#include "model/tensor/suites.h"
#include "support/guarded.h"
#include "support/storage_fixture.h"
#include "support/temp.h"

#define MIB (UINT64_C(1) << 20)

static void give_back(struct keeping *k, const struct emel_detached *detached)
{
    k->detached -= detached->bytes;
    detached->allocator.release(detached->allocator.context, detached->memory, detached->bytes);
}

static struct emel_detached detach(struct keeping *k, uint32_t index)
{
    struct emel_detached detached = { .memory = NULL };

    ck_assert_msg(emel_storage_detach(&k->storage, index, &detached, &k->why), "%s", k->why.text);
    keeping_expect_why(k, EMEL_FAILURE_NONE, 0, "");
    k->detached += detached.bytes;
    return detached;
}

static void expect_refused(struct keeping *k, uint32_t index, enum emel_tensor_error error,
                           enum emel_tensor_rule rule)
{
    const struct keeping_moment before = keeping_look(k);
    struct emel_detached detached;

    ck_assert(!emel_storage_detach(&k->storage, index, &detached, &k->why));
    ck_assert_uint_eq(k->why.source, EMEL_FAILURE_TENSOR);
    ck_assert_uint_eq(k->why.code, error);
    ck_assert_uint_eq(k->why.rule, rule);
    keeping_expect_unchanged(k, &before);
}

START_TEST(a_resident_tensor_has_a_region_that_holds_it)
{
    struct keeping k = { .limit = 0 };
    void *base = NULL;
    size_t bytes = 0;

    keeping_enter(&k, 0);
    ck_assert(!emel_storage_region(&k.storage, 1, &base, &bytes));
    ck_assert(keeping_load(&k, NULL, 0));
    for (uint32_t i = 0; i < KEEPING_TENSORS; i++) {
        const struct emel_tensor *tensor = emel_storage_tensor(&k.storage, i);

        ck_assert(emel_storage_region(&k.storage, i, &base, &bytes));
        ck_assert(emel_storage_region(&k.storage, i, NULL, NULL));
        ck_assert_uint_eq(bytes, k.tensors.held);
        ck_assert((uintptr_t)tensor->data >= (uintptr_t)base);
        ck_assert((uintptr_t)tensor->data + tensor->byte_size <= (uintptr_t)base + bytes);
    }
    ck_assert(emel_storage_evict(&k.storage, 1, NULL));
    ck_assert(emel_storage_region(&k.storage, 1, &base, &bytes));
    keeping_leave(&k);
}
END_TEST

START_TEST(what_is_detached_is_the_callers_with_all_its_bytes)
{
    struct keeping k = { .limit = 0 };
    struct emel_detached detached;
    void *data[2];

    keeping_enter(&k, 0);
    ck_assert(keeping_load(&k, (const uint32_t[]){ 0, 1, 3 }, 3));
    ck_assert(keeping_load(&k, (const uint32_t[]){ 4 }, 1));
    ck_assert(emel_storage_evict(&k.storage, 3, NULL));
    data[0] = emel_storage_tensor(&k.storage, 0)->data;
    data[1] = emel_storage_tensor(&k.storage, 1)->data;
    detached = detach(&k, 1);
    ck_assert_uint_eq(emel_storage_get_statistics(&k.storage).regions, 1);
    ck_assert_uint_eq(emel_storage_get_statistics(&k.storage).held_bytes, 4096);
    for (uint32_t i = 0; i < 2; i++) {
        ck_assert_str_eq(emel_tensor_residency(emel_storage_tensor(&k.storage, i)), "evicted");
        ck_assert_ptr_null(emel_storage_tensor(&k.storage, i)->data);
        ck_assert(keeping_matches(&k.storage, i, data[i]));
    }
    expect_refused(&k, 3, EMEL_TENSOR_REFUSED, EMEL_TENSOR_RULE_NO_REGION);
    ck_assert_str_eq(k.why.subject, "tensor-3");
    give_back(&k, &detached);
    keeping_expect(&k, 4, "resident");
    keeping_leave(&k);
}
END_TEST

START_TEST(the_memory_outlives_the_storage)
{
    struct keeping k = { .limit = 0 };
    struct emel_detached detached;
    const void *data;

    keeping_enter(&k, 0);
    ck_assert(keeping_load(&k, NULL, 0));
    data = emel_storage_tensor(&k.storage, 1)->data;
    detached = detach(&k, 1);
    ck_assert(emel_storage_deinit(&k.storage));
    ck_assert_uint_eq(k.tensors.held, detached.bytes);
    ck_assert_uint_eq(temp_matching(data, 12, 0, 5000), 5000);
    give_back(&k, &detached);
    keeping_leave(&k);
}
END_TEST

START_TEST(tensors_load_again_into_memory_of_their_own)
{
    struct keeping k = { .limit = 8396 };
    struct emel_detached detached;
    const void *data;

    keeping_enter(&k, 0);
    ck_assert(keeping_load(&k, (const uint32_t[]){ 1, 3 }, 2));
    ck_assert(emel_storage_evict(&k.storage, 3, NULL));
    data = emel_storage_tensor(&k.storage, 1)->data;
    detached = detach(&k, 3);
    ck_assert_uint_eq(emel_storage_get_statistics(&k.storage).held_bytes, 0);
    ck_assert(keeping_load(&k, (const uint32_t[]){ 1, 3 }, 2));
    ck_assert_ptr_ne(emel_storage_tensor(&k.storage, 1)->data, data);
    keeping_expect(&k, 1, "resident");
    ck_assert_uint_eq(temp_matching(data, 12, 0, 5000), 5000);
    give_back(&k, &detached);
    keeping_leave(&k);
}
END_TEST

START_TEST(discarded_blocks_read_as_zero_and_the_others_are_as_they_were)
{
    struct keeping k = { .tensors = { .least_alignment = LEDGER_RUN_BYTES } };
    struct emel_detached detached;
    const unsigned char *memory;

    k.options = (struct emel_io_read_options){ .workers = 1 };
    keeping_enter(&k, 2);
    ck_assert(keeping_bind(&k, 0, 0, 0, 4 * MIB));
    ck_assert(keeping_bind(&k, 1, 0, 4 * MIB, MIB));
    ck_assert(keeping_load(&k, NULL, 0));
    ck_assert(emel_storage_evict(&k.storage, 0, NULL));
    ck_assert_uint_eq(k.tensors.discarded, 4 * MIB);
    detached = detach(&k, 1);
    memory = detached.memory;
    for (size_t at = 0; at < 4 * MIB; at += 4093)
        ck_assert_uint_eq(memory[at], 0);
    ck_assert_uint_eq(temp_matching(memory + 4 * MIB, 11, 4 * MIB, MIB), MIB);
    give_back(&k, &detached);
    keeping_leave(&k);
}
END_TEST

/* --- what is refused -------------------------------------------------------------------------- */

START_TEST(a_tensor_without_memory_of_the_storage_cannot_be_detached)
{
    struct keeping k = { .limit = 0 };
    const struct emel_tensor_target target = { .memory = guarded_new(1, 1, 0), .bytes = 1 };
    struct emel_storage_request request = keeping_request(&k, (const uint32_t[]){ 5 }, 1);

    keeping_enter(&k, 0);
    expect_refused(&k, 0, EMEL_TENSOR_REFUSED, EMEL_TENSOR_RULE_NO_REGION);
    expect_refused(&k, 6, EMEL_TENSOR_INVALID_ARGUMENT, EMEL_TENSOR_RULE_INDEX);
    request.targets = &target;
    ck_assert(emel_storage_load(&k.storage, &request, NULL));
    expect_refused(&k, 5, EMEL_TENSOR_REFUSED, EMEL_TENSOR_RULE_NO_REGION);
    ck_assert(!emel_storage_region(&k.storage, 5, NULL, NULL));
    keeping_leave(&k);
    guarded_free(target.memory);
}
END_TEST

START_TEST(a_region_that_a_load_reads_into_is_busy)
{
    struct keeping k = { .limit = 0 };
    struct emel_storage_request request = keeping_request(&k, (const uint32_t[]){ 3 }, 1);
    struct emel_detached detached;

    keeping_enter(&k, 0);
    ck_assert(keeping_load(&k, (const uint32_t[]){ 1, 3 }, 2));
    ck_assert(emel_storage_evict(&k.storage, 3, NULL));
    ck_assert_int_eq(emel_storage_begin(&k.storage, &request, NULL), EMEL_IO_AGAIN);
    do {
        expect_refused(&k, 1, EMEL_TENSOR_BUSY, EMEL_TENSOR_RULE_REGION_LOADING);
        expect_refused(&k, 3, EMEL_TENSOR_BUSY, EMEL_TENSOR_RULE_REGION_LOADING);
    } while (emel_storage_step(&k.storage, NULL, NULL) != EMEL_IO_ENDED);
    detached = detach(&k, 3);
    give_back(&k, &detached);
    keeping_leave(&k);
}
END_TEST

static bool detach_in_callback(void *context, const struct emel_io_progress_event *progress)
{
    (void)progress;
    expect_refused(context, 1, EMEL_TENSOR_BUSY, EMEL_TENSOR_RULE_CALLBACK);
    return true;
}

START_TEST(a_callback_cannot_detach)
{
    struct keeping k = { .limit = 0 };
    struct emel_storage_request request = keeping_request(&k, (const uint32_t[]){ 3 }, 1);

    request.context = &k;
    request.on_progress = detach_in_callback;
    keeping_enter(&k, 0);
    ck_assert(keeping_load(&k, (const uint32_t[]){ 1 }, 1));
    ck_assert(emel_storage_load(&k.storage, &request, NULL));
    keeping_leave(&k);
}
END_TEST

Suite *detach_suite(void)
{
    Suite *suite = suite_create("model/tensor: detach");
    TCase *tcase = tcase_create("detach");

    tcase_add_test(tcase, a_resident_tensor_has_a_region_that_holds_it);
    tcase_add_test(tcase, what_is_detached_is_the_callers_with_all_its_bytes);
    tcase_add_test(tcase, the_memory_outlives_the_storage);
    tcase_add_test(tcase, tensors_load_again_into_memory_of_their_own);
    tcase_add_test(tcase, discarded_blocks_read_as_zero_and_the_others_are_as_they_were);
    tcase_add_test(tcase, a_tensor_without_memory_of_the_storage_cannot_be_detached);
    tcase_add_test(tcase, a_region_that_a_load_reads_into_is_busy);
    tcase_add_test(tcase, a_callback_cannot_detach);
    suite_add_tcase(suite, tcase);
    return suite;
}
