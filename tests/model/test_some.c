/* Some tensors of a model, by name and by pattern. */
#include <check.h>
#include <string.h>

#include "model/suites.h"
#include "support/small_model.h"

static struct small_model small;
static struct emel_model *model;

static void enter(void)
{
    small = (struct small_model){ .options = { .system = NULL } };
    small_model_enter(&small, SMALL_MODEL);
    model = small_model_open(&small);
    ck_assert_ptr_nonnull(model);
}

static void leave(void)
{
    ck_assert(emel_model_close(model));
    small_model_released(&small);
}

/* Which tensors are resident, as letters: "b" for blk.0.w, "B" for blk.1.w, "e" for empty. */
static void resident(const char *expected)
{
    static const char letters[] = "bBe";
    char found[4] = "", *at = found;

    for (uint32_t i = 0; i < 3; i++)
        if (emel_model_tensor(model, i)->data)
            *at++ = letters[i];
    ck_assert_str_eq(found, expected);
}

static void refused(bool done, uint32_t source, uint32_t code, uint32_t rule, const char *subject)
{
    char line[1024];

    emel_failure_print(line, sizeof line, &small.why);
    ck_assert(!done);
    ck_assert_msg(small.why.source == source && small.why.code == code, "%s", line);
    ck_assert_msg(small.why.rule == rule, "%s", line);
    ck_assert_msg(strcmp(small.why.subject, subject) == 0, "%s", line);
}

static const char *const both[] = { "blk.1.w", "blk.0.w" };
static const char *const unknown[] = { "blk.0.w", "blk.2.w" };
static const char *const blocks[] = { "blk.*" };
static const char *const none[] = { "blk.*", "output*" };

/* --- loading ------------------------------------------------------------------------------ */

START_TEST(tensors_are_loaded_by_name)
{
    ck_assert(emel_model_load_names(model, both, 1, NULL, &small.why));
    ck_assert_uint_eq(small.why.source, EMEL_FAILURE_NONE);
    resident("B");
    ck_assert(emel_model_load_names(model, both, 2, NULL, &small.why)); /* one is skipped */
    resident("bB");
    small_model_has(model, "blk.0.w", "abcde");
    small_model_has(model, "blk.1.w", "ABCDEF");
    ck_assert(emel_model_load_names(model, both, 0, NULL, &small.why));
    ck_assert(emel_model_load_names(model, NULL, 0, NULL, &small.why));
    resident("bB");
}
END_TEST

START_TEST(a_name_that_no_tensor_has_loads_nothing)
{
    const char *const nameless[] = { NULL };

    refused(emel_model_load_names(model, unknown, 2, NULL, &small.why), EMEL_FAILURE_SELECT,
            EMEL_SELECT_NO_MATCH, 0, "blk.2.w");
    ck_assert_str_eq(small.why.text, "no tensor has this name");
    ck_assert_str_eq(small.why.file, small.path);
    resident("");
    refused(emel_model_load_names(model, nameless, 1, NULL, &small.why), EMEL_FAILURE_SELECT,
            EMEL_SELECT_NO_MATCH, 0, "");
    refused(emel_model_load_names(model, unknown, UINT32_MAX, NULL, &small.why),
            EMEL_FAILURE_TENSOR, EMEL_TENSOR_INVALID_ARGUMENT, EMEL_TENSOR_RULE_COUNT, "");
}
END_TEST

START_TEST(tensors_are_loaded_by_pattern)
{
    ck_assert(emel_model_load_patterns(model, blocks, 1, NULL, &small.why));
    resident("bB");
    ck_assert(emel_model_load_patterns(model, NULL, 0, NULL, &small.why)); /* every name matches */
    small_model_loaded(model);
    ck_assert(emel_model_load_patterns(model, blocks, 1, NULL, &small.why));
}
END_TEST

START_TEST(a_pattern_that_matches_nothing_loads_nothing)
{
    refused(emel_model_load_patterns(model, none, 2, NULL, &small.why), EMEL_FAILURE_SELECT,
            EMEL_SELECT_NO_MATCH, 0, "output*");
    resident("");
}
END_TEST

START_TEST(each_name_has_its_target)
{
    char memory[2][8] = { "", "" };
    const struct emel_tensor_target targets[] = { { memory[0], 8 }, { memory[1], 8 } };
    const struct emel_storage_request request = { .targets = targets };

    ck_assert(emel_model_load_names(model, both, 2, &request, &small.why));
    ck_assert_ptr_eq(emel_model_find(model, "blk.1.w")->data, memory[0]);
    ck_assert_ptr_eq(emel_model_find(model, "blk.0.w")->data, memory[1]);
    ck_assert_mem_eq(memory[0], "ABCDEF", 6);
    ck_assert_mem_eq(memory[1], "abcde", 5);
}
END_TEST

START_TEST(a_request_without_the_skip_is_refused_for_what_is_resident)
{
    const struct emel_storage_request request = { .count = 0 };

    ck_assert(emel_model_load_names(model, both, 1, &request, &small.why));
    refused(emel_model_load_names(model, both, 2, &request, &small.why), EMEL_FAILURE_TENSOR,
            EMEL_TENSOR_REFUSED, EMEL_TENSOR_RULE_RESIDENT, "blk.1.w");
    resident("B");
}
END_TEST

START_TEST(what_is_skipped_keeps_its_target_out_of_use)
{
    char memory[3][8] = { "", "", "" };
    const uint32_t all[] = { 2, 1, 0 };
    const struct emel_tensor_target targets[] = { { memory[0], 8 },
                                                  { memory[1], 8 },
                                                  { memory[2], 8 } };
    const struct emel_storage_request request = {
        .tensors = all, .count = 3, .targets = targets, .skip_resident = true
    };

    ck_assert(emel_model_load_names(model, both, 1, NULL, &small.why));
    ck_assert(emel_model_load(model, &request, &small.why));
    resident("bBe");
    ck_assert_ptr_eq(emel_model_find(model, "empty")->data, memory[0]);
    ck_assert_ptr_ne(emel_model_find(model, "blk.1.w")->data, memory[1]);
    ck_assert_ptr_eq(emel_model_find(model, "blk.0.w")->data, memory[2]);
    ck_assert_str_eq(memory[1], "");
    ck_assert_mem_eq(memory[2], "abcde", 5);
    ck_assert(emel_model_load(model, &request, &small.why)); /* all of it is skipped */
}
END_TEST

START_TEST(a_skip_does_not_hide_what_else_is_wrong)
{
    const uint32_t wrong[] = { 1, 0, 3 }, twice[] = { 1, 0, 0 };
    struct emel_storage_request request = { .tensors = wrong, .count = 3, .skip_resident = true };

    ck_assert(emel_model_load_names(model, both, 1, NULL, &small.why));
    refused(emel_model_load(model, &request, &small.why), EMEL_FAILURE_TENSOR,
            EMEL_TENSOR_INVALID_ARGUMENT, EMEL_TENSOR_RULE_INDEX, "");
    request.tensors = twice;
    refused(emel_model_load(model, &request, &small.why), EMEL_FAILURE_TENSOR, EMEL_TENSOR_REFUSED,
            EMEL_TENSOR_RULE_LISTED_TWICE, "blk.0.w");
    resident("B");
}
END_TEST

START_TEST(a_request_that_names_tensors_itself_is_refused)
{
    const uint32_t first = 0;
    const struct emel_tensor_target target = { &small, sizeof small };
    const struct emel_storage_request listed = { .tensors = &first, .count = 1 };
    const struct emel_storage_request targeted = { .targets = &target };

    refused(emel_model_load_names(model, both, 2, &listed, &small.why), EMEL_FAILURE_TENSOR,
            EMEL_TENSOR_INVALID_ARGUMENT, EMEL_TENSOR_RULE_CHOSEN_TWICE, "");
    refused(emel_model_load_patterns(model, blocks, 1, &listed, &small.why), EMEL_FAILURE_TENSOR,
            EMEL_TENSOR_INVALID_ARGUMENT, EMEL_TENSOR_RULE_CHOSEN_TWICE, "");
    refused(emel_model_load_patterns(model, blocks, 1, &targeted, &small.why), EMEL_FAILURE_TENSOR,
            EMEL_TENSOR_INVALID_ARGUMENT, EMEL_TENSOR_RULE_TARGETS_WITHOUT_TENSORS, "");
    resident("");
}
END_TEST

/* --- reading ------------------------------------------------------------------------------- */

START_TEST(tensors_are_read_by_name_whatever_their_residency)
{
    char memory[2][8] = { "", "" };
    const struct emel_tensor_target targets[] = { { memory[0], 8 }, { memory[1], 8 } };
    struct emel_storage_request request = { .targets = targets };

    ck_assert(emel_model_load_names(model, both, 1, NULL, &small.why));
    ck_assert(emel_model_read_names(model, both, 2, &request, &small.why));
    ck_assert_mem_eq(memory[0], "ABCDEF", 6);
    ck_assert_mem_eq(memory[1], "abcde", 5);
    resident("B");
    refused(emel_model_read_names(model, unknown, 2, &request, &small.why), EMEL_FAILURE_SELECT,
            EMEL_SELECT_NO_MATCH, 0, "blk.2.w");
    refused(emel_model_read_names(model, both, 2, NULL, &small.why), EMEL_FAILURE_TENSOR,
            EMEL_TENSOR_INVALID_ARGUMENT, EMEL_TENSOR_RULE_TARGETS_MISSING, "");
    request.skip_resident = true;
    refused(emel_model_read_names(model, both, 2, &request, &small.why), EMEL_FAILURE_TENSOR,
            EMEL_TENSOR_INVALID_ARGUMENT, EMEL_TENSOR_RULE_SKIP_IN_READ, "");
}
END_TEST

START_TEST(tensors_and_slices_are_read_by_index_and_record)
{
    char memory[8] = "";
    const uint32_t first = 0;
    const struct emel_tensor_target target = { memory, 8 };
    struct emel_storage_request request = { .tensors = &first, .count = 1, .targets = &target };
    const uint64_t shape[] = { 3, 1 };
    struct emel_tensor_record row = *emel_model_file_find(emel_model_get_file(model), "blk.1.w");

    ck_assert(emel_model_read(model, &request, &small.why));
    ck_assert_mem_eq(memory, "abcde", 5);
    row.shape = shape;
    row.file_offset += 3;
    row.byte_size = 3;
    request.tensors = NULL;
    request.records = &row;
    ck_assert(emel_model_read(model, &request, &small.why));
    ck_assert_mem_eq(memory, "DEFde", 5);
    resident("");
}
END_TEST

/* --- evicting ------------------------------------------------------------------------------ */

START_TEST(tensors_are_evicted_by_index_name_and_pattern)
{
    ck_assert(emel_model_load(model, NULL, &small.why));
    ck_assert(emel_model_evict(model, 2, &small.why));
    resident("bB");
    refused(emel_model_evict(model, 2, &small.why), EMEL_FAILURE_TENSOR, EMEL_TENSOR_REFUSED,
            EMEL_TENSOR_RULE_NOT_RESIDENT, "empty");
    ck_assert(emel_model_evict_name(model, "blk.1.w", &small.why));
    resident("b");
    refused(emel_model_evict_name(model, "blk.2.w", &small.why), EMEL_FAILURE_SELECT,
            EMEL_SELECT_NO_MATCH, 0, "blk.2.w");
    ck_assert(emel_model_evict_patterns(model, blocks, 1, &small.why)); /* one of two */
    ck_assert_uint_eq(small.why.source, EMEL_FAILURE_NONE);
    resident("");
    ck_assert_uint_eq(small.tensors.held, 0);
    ck_assert(emel_model_evict_patterns(model, blocks, 1, &small.why)); /* of two none */
    refused(emel_model_evict_patterns(model, none, 2, &small.why), EMEL_FAILURE_SELECT,
            EMEL_SELECT_NO_MATCH, 0, "output*");
}
END_TEST

static bool evict_in_progress(void *context, const struct emel_io_progress_event *progress)
{
    (void)context;
    (void)progress;
    refused(emel_model_evict_patterns(model, blocks, 1, &small.why), EMEL_FAILURE_TENSOR,
            EMEL_TENSOR_BUSY, EMEL_TENSOR_RULE_CALLBACK, "");
    return true;
}

START_TEST(nothing_is_evicted_inside_a_callback)
{
    static const char *const last[] = { "empty" };
    const struct emel_storage_request request = { .on_progress = evict_in_progress };

    ck_assert(emel_model_load_patterns(model, blocks, 1, NULL, &small.why));
    ck_assert(emel_model_load_names(model, last, 1, &request, &small.why));
    resident("bBe");
}
END_TEST

static void close_at_end(void *context, const struct emel_failure *why)
{
    (void)why;
    *(bool *)context = emel_model_close(model);
}

START_TEST(a_load_by_name_may_close_its_model_at_its_end)
{
    bool closed = false;
    const struct emel_storage_request request = { .context = &closed, .on_end = close_at_end };

    ck_assert(emel_model_load_names(model, both, 2, &request, &small.why));
    ck_assert(closed);
    small_model_released(&small);
    model = small_model_open(&small);
}
END_TEST

START_TEST(without_memory_for_the_choice_nothing_happens)
{
    small.records.fail_at = small.records.allocations + 1;
    refused(emel_model_load_names(model, both, 2, NULL, &small.why), EMEL_FAILURE_TENSOR,
            EMEL_TENSOR_OUT_OF_MEMORY, 0, "");
    small.records.fail_at = small.records.allocations + 1;
    refused(emel_model_evict_patterns(model, blocks, 1, &small.why), EMEL_FAILURE_TENSOR,
            EMEL_TENSOR_OUT_OF_MEMORY, 0, "");
    resident("");
}
END_TEST

Suite *some_suite(void)
{
    Suite *suite = suite_create("model: some tensors");
    TCase *group = tcase_create("some");

    tcase_add_checked_fixture(group, enter, leave);
    tcase_add_test(group, tensors_are_loaded_by_name);
    tcase_add_test(group, a_name_that_no_tensor_has_loads_nothing);
    tcase_add_test(group, tensors_are_loaded_by_pattern);
    tcase_add_test(group, a_pattern_that_matches_nothing_loads_nothing);
    tcase_add_test(group, each_name_has_its_target);
    tcase_add_test(group, a_request_without_the_skip_is_refused_for_what_is_resident);
    tcase_add_test(group, what_is_skipped_keeps_its_target_out_of_use);
    tcase_add_test(group, a_skip_does_not_hide_what_else_is_wrong);
    tcase_add_test(group, a_request_that_names_tensors_itself_is_refused);
    tcase_add_test(group, tensors_are_read_by_name_whatever_their_residency);
    tcase_add_test(group, tensors_and_slices_are_read_by_index_and_record);
    tcase_add_test(group, tensors_are_evicted_by_index_name_and_pattern);
    tcase_add_test(group, nothing_is_evicted_inside_a_callback);
    tcase_add_test(group, a_load_by_name_may_close_its_model_at_its_end);
    tcase_add_test(group, without_memory_for_the_choice_nothing_happens);
    suite_add_tcase(suite, group);
    return suite;
}
