/* Tensors of a model that are bound to a part of themselves. */
#include <check.h>
#include <string.h>

#include "model/suites.h"
#include "support/small_model.h"

/* Two matrices of bytes, 4 columns and 2 rows each, a vector, and one of blocks. */
#define MATRICES                                                                                   \
    "'GGUF' 4:3 8:4 8:0 s'blk.0.up' 4:2 8:4 8:2 4:24 8:0 s'blk.1.up' 4:2 8:4 8:2 4:24 8:32 "       \
    "s'bias' 4:1 8:4 4:24 8:64 s'q' 4:2 8:32 8:2 4:2 8:96 "                                        \
    "@32 'abcdefgh' @32 'ABCDEFGH' @32 '0123' @32 z36"

static struct small_model small;
static struct emel_model *model;

static void enter(void)
{
    small = (struct small_model){ .options = { .system = NULL } };
    small_model_enter(&small, MATRICES);
    model = small_model_open(&small);
    ck_assert_ptr_nonnull(model);
}

static void leave(void)
{
    ck_assert(emel_model_close(model));
    small_model_released(&small);
}

static void refused(bool done, uint32_t source, uint32_t code, const char *subject)
{
    char line[1024];

    emel_failure_print(line, sizeof line, &small.why);
    ck_assert(!done);
    ck_assert_msg(small.why.source == source && small.why.code == code, "%s", line);
    ck_assert_msg(strcmp(small.why.subject, subject) == 0, "%s", line);
}

static void has_shape(const char *name, uint64_t columns, uint64_t rows)
{
    const struct emel_tensor *tensor = emel_model_find(model, name);

    ck_assert_uint_eq(tensor->rank, 2);
    ck_assert_uint_eq(tensor->shape[0], columns);
    ck_assert_uint_eq(tensor->shape[1], rows);
}

START_TEST(a_tensor_becomes_a_slice_of_itself)
{
    ck_assert(emel_model_slice_name(model, "blk.0.up", 1, 1, 2, &small.why));
    ck_assert_uint_eq(small.why.source, EMEL_FAILURE_NONE);
    ck_assert(emel_model_slice(model, 1, 0, 1, 3, &small.why)); /* columns: two runs */
    ck_assert(emel_model_load(model, NULL, &small.why));
    small_model_has(model, "blk.0.up", "efgh");
    small_model_has(model, "blk.1.up", "BCFG");
    small_model_has(model, "bias", "0123");
    has_shape("blk.0.up", 4, 1);
    has_shape("blk.1.up", 2, 2);
}
END_TEST

START_TEST(a_slice_is_cut_anew_from_the_whole_tensor)
{
    ck_assert(emel_model_slice_name(model, "blk.0.up", 0, 0, 1, &small.why));
    ck_assert(emel_model_slice_name(model, "blk.0.up", 0, 2, 4, &small.why));
    has_shape("blk.0.up", 2, 2);
    ck_assert(emel_model_load(model, NULL, &small.why));
    small_model_has(model, "blk.0.up", "cdgh");
    refused(emel_model_slice_name(model, "blk.0.up", 0, 0, 4, &small.why), EMEL_FAILURE_TENSOR,
            EMEL_TENSOR_REFUSED, "blk.0.up");
    ck_assert_uint_eq(small.why.rule, EMEL_TENSOR_RULE_EVICT_FIRST);
    ck_assert(emel_model_evict_name(model, "blk.0.up", &small.why));
    ck_assert(emel_model_slice_name(model, "blk.0.up", 0, 0, 4, &small.why)); /* whole again */
    ck_assert(emel_model_load(model, NULL, &small.why));
    small_model_has(model, "blk.0.up", "abcdefgh");
    has_shape("blk.0.up", 4, 2);
}
END_TEST

START_TEST(a_slice_that_cannot_be_is_refused_and_changes_nothing)
{
    refused(emel_model_slice_name(model, "blk.2.up", 0, 0, 1, &small.why), EMEL_FAILURE_SELECT,
            EMEL_SELECT_NO_MATCH, "blk.2.up");
    refused(emel_model_slice_name(model, "blk.0.up", 2, 0, 1, &small.why), EMEL_FAILURE_SELECT,
            EMEL_SELECT_NO_SUCH_DIMENSION, "blk.0.up");
    refused(emel_model_slice_name(model, "blk.0.up", 1, 0, 3, &small.why), EMEL_FAILURE_SELECT,
            EMEL_SELECT_OUT_OF_RANGE, "blk.0.up");
    refused(emel_model_slice_name(model, "q", 0, 0, 16, &small.why), EMEL_FAILURE_SELECT,
            EMEL_SELECT_CUTS_A_BLOCK, "q");
    refused(emel_model_slice(model, 4, 0, 0, 1, &small.why), EMEL_FAILURE_TENSOR,
            EMEL_TENSOR_INVALID_ARGUMENT, "");
    ck_assert_uint_eq(small.why.rule, EMEL_TENSOR_RULE_INDEX);
    has_shape("blk.0.up", 4, 2);
    ck_assert(emel_model_load(model, NULL, &small.why));
    small_model_has(model, "blk.0.up", "abcdefgh");
}
END_TEST

START_TEST(all_that_match_become_equal_shares)
{
    static const char *const ups[] = { "*.up" };

    for (uint32_t share = 0; share < 2; share++) {
        ck_assert(emel_model_share_patterns(model, ups, 1, 0, share, 2, &small.why));
        ck_assert(emel_model_load(model, NULL, &small.why));
        small_model_has(model, "blk.0.up", share ? "cdgh" : "abef");
        small_model_has(model, "blk.1.up", share ? "CDGH" : "ABEF");
        small_model_has(model, "bias", "0123");
        ck_assert(emel_model_evict_patterns(model, NULL, 0, &small.why));
    }
}
END_TEST

START_TEST(all_that_match_become_shares_or_none_does)
{
    static const char *const all[] = { "*" }, *const ups[] = { "*.up" }, *const none[] = { "x" };
    static const char *const last[] = { "blk.1.up" };

    /* a block is cut in the last of them */
    refused(emel_model_share_patterns(model, all, 1, 0, 0, 2, &small.why), EMEL_FAILURE_SELECT,
            EMEL_SELECT_NOT_DIVISIBLE, "q");
    has_shape("blk.0.up", 4, 2);
    refused(emel_model_share_patterns(model, ups, 1, 0, 2, 2, &small.why), EMEL_FAILURE_SELECT,
            EMEL_SELECT_NO_SUCH_SHARE, "blk.0.up");
    refused(emel_model_share_patterns(model, ups, 1, 0, 0, 0, &small.why), EMEL_FAILURE_SELECT,
            EMEL_SELECT_NO_SUCH_SHARE, "blk.0.up");
    refused(emel_model_share_patterns(model, none, 1, 0, 0, 2, &small.why), EMEL_FAILURE_SELECT,
            EMEL_SELECT_NO_MATCH, "x");
    ck_assert(emel_model_load_names(model, last, 1, NULL, &small.why));
    refused(emel_model_share_patterns(model, ups, 1, 0, 0, 2, &small.why), EMEL_FAILURE_TENSOR,
            EMEL_TENSOR_REFUSED, "blk.1.up");
    has_shape("blk.0.up", 4, 2);
    ck_assert(emel_model_load(model, NULL, &small.why));
    small_model_has(model, "blk.0.up", "abcdefgh");
}
END_TEST

START_TEST(a_slice_is_read_like_the_tensor_it_is_of)
{
    static const char *const name[] = { "blk.1.up" };
    char memory[4] = "";
    const struct emel_tensor_target target = { memory, sizeof memory };
    const struct emel_storage_request request = { .targets = &target };

    ck_assert(emel_model_slice_name(model, "blk.1.up", 0, 2, 4, &small.why));
    ck_assert(emel_model_read_names(model, name, 1, &request, &small.why));
    ck_assert_mem_eq(memory, "CDGH", 4);
}
END_TEST

static bool slice_in_progress(void *context, const struct emel_io_progress_event *progress)
{
    (void)context;
    (void)progress;
    refused(emel_model_slice(model, 0, 0, 0, 1, &small.why), EMEL_FAILURE_TENSOR, EMEL_TENSOR_BUSY,
            "");
    return true;
}

START_TEST(nothing_is_sliced_inside_a_callback)
{
    static const char *const last[] = { "bias" };
    const struct emel_storage_request request = { .on_progress = slice_in_progress };

    ck_assert(emel_model_load_names(model, last, 1, &request, &small.why));
    has_shape("blk.0.up", 4, 2);
}
END_TEST

START_TEST(any_allocation_of_slicing_may_fail)
{
    static const char *const ups[] = { "*.up" };
    unsigned failed = 0;

    small.records.fail_at = small.records.allocations + 1; /* the table of slices */
    refused(emel_model_slice(model, 2, 0, 0, 4, &small.why), EMEL_FAILURE_TENSOR,
            EMEL_TENSOR_OUT_OF_MEMORY, "");
    ck_assert(emel_model_slice(model, 2, 0, 0, 4, &small.why));
    do {
        ledger_forget(&small.records);
        small.records.fail_at = ++failed;
        if (emel_model_share_patterns(model, ups, 1, 0, 1, 2, &small.why))
            break;
        ck_assert_str_eq(small.why.name, "OUT_OF_MEMORY");
        has_shape("blk.0.up", 4, 2);
        has_shape("blk.1.up", 4, 2);
    } while (failed < 10);
    ck_assert_uint_eq(failed, 4); /* the choice and two slices; then it works */
    small.records.fail_at = 0;
    ck_assert(emel_model_load(model, NULL, &small.why));
    small_model_has(model, "blk.1.up", "CDGH");
}
END_TEST

START_TEST(shapes_of_safetensors_are_sliced_in_their_own_order)
{
    emel_model_close(model);
    small_model_enter(&small,
                      "L('{\"w\":{\"dtype\":\"U8\",\"shape\":[2,4],\"data_offsets\":[0,8]}}')"
                      "'abcdefgh'");
    model = small_model_open(&small);
    ck_assert_ptr_nonnull(model);
    ck_assert(emel_model_slice_name(model, "w", 1, 1, 3, &small.why));
    ck_assert(emel_model_load(model, NULL, &small.why));
    small_model_has(model, "w", "bcfg");
    has_shape("w", 2, 2);
}
END_TEST

Suite *parts_suite(void)
{
    Suite *suite = suite_create("model: parts");
    TCase *group = tcase_create("parts");

    tcase_add_checked_fixture(group, enter, leave);
    tcase_add_test(group, a_tensor_becomes_a_slice_of_itself);
    tcase_add_test(group, a_slice_is_cut_anew_from_the_whole_tensor);
    tcase_add_test(group, a_slice_that_cannot_be_is_refused_and_changes_nothing);
    tcase_add_test(group, all_that_match_become_equal_shares);
    tcase_add_test(group, all_that_match_become_shares_or_none_does);
    tcase_add_test(group, a_slice_is_read_like_the_tensor_it_is_of);
    tcase_add_test(group, nothing_is_sliced_inside_a_callback);
    tcase_add_test(group, any_allocation_of_slicing_may_fail);
    tcase_add_test(group, shapes_of_safetensors_are_sliced_in_their_own_order);
    suite_add_tcase(suite, group);
    return suite;
}
