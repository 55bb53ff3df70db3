/* Every argument that breaks a rule, and everything that residency refuses, by its own sentence
 * and with its numbers. */
#include <check.h>
#include <string.h>

#include "model/tensor/suites.h"
#include "support/storage_fixture.h"

static void expect_said(const struct emel_failure *why, enum emel_tensor_error error,
                        enum emel_tensor_rule rule, const char *sentence)
{
    char text[256];

    ck_assert_uint_eq(why->source, EMEL_FAILURE_TENSOR);
    ck_assert_uint_eq(why->code, error);
    ck_assert_uint_eq(why->rule, rule);
    emel_failure_print_text(text, sizeof text, why);
    ck_assert_str_eq(text, sentence);
}

static void expect_broken(const struct emel_failure *why, enum emel_tensor_rule rule,
                          const char *sentence)
{
    expect_said(why, EMEL_TENSOR_INVALID_ARGUMENT, rule, sentence);
}

/* --- storages and records ---------------------------------------------------------------- */

START_TEST(a_storage_that_cannot_be_says_which_argument_is_wrong)
{
    const struct emel_io_file file = { .path = "a" };
    const struct emel_allocator half = { .allocate = emel_allocator_records()->allocate };
    const struct {
        uint32_t tensors;
        struct emel_storage_options options;
        enum emel_tensor_rule rule;
        const char *sentence;
    } cases[] = {
        { EMEL_IO_SPANS_MAX + 1,
          { .file_count = 0 },
          EMEL_TENSOR_RULE_TENSOR_COUNT,
          "a storage has at most 1,048,576 tensors, not 1,048,577" },
        { 1,
          { .files = &file, .file_count = 65536 },
          EMEL_TENSOR_RULE_FILE_COUNT,
          "a storage has at most 65,535 files, not 65,536" },
        { 1,
          { .file_count = 3 },
          EMEL_TENSOR_RULE_FILES_MISSING,
          "file_count is 3, but `files` is NULL" },
        { 1,
          { .tensors = &half },
          EMEL_TENSOR_RULE_ALLOCATOR,
          "the allocator lacks a function, or a reserved field of it is not 0" },
        { 1,
          { .records = &half },
          EMEL_TENSOR_RULE_ALLOCATOR,
          "the allocator lacks a function, or a reserved field of it is not 0" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct emel_storage storage;
        struct emel_failure why;

        ck_assert(!emel_storage_init(&storage, cases[i].tensors, &cases[i].options, &why));
        expect_broken(&why, cases[i].rule, cases[i].sentence);
    }
}
END_TEST

START_TEST(a_record_that_cannot_be_says_what_is_wrong_with_it)
{
    const struct {
        struct emel_tensor_record record;
        enum emel_tensor_rule rule;
        const char *sentence;
    } cases[] = {
        { { .name = NULL }, EMEL_TENSOR_RULE_RECORD_NAME, "the record's name is NULL" },
        { { .name = "w", .rank = 2 },
          EMEL_TENSOR_RULE_RECORD_SHAPE,
          "the record's rank is 2, but its shape is NULL" },
        { { .name = "w", .file_index = 3 },
          EMEL_TENSOR_RULE_RECORD_FILE,
          "the record is in file 3, but the storage has 3 files" },
    };
    struct keeping k = { .limit = 0 };

    keeping_enter(&k, 1);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ck_assert(!emel_storage_bind(&k.storage, 0, &cases[i].record, &k.why));
        expect_broken(&k.why, cases[i].rule, cases[i].sentence);
    }
    ck_assert(!emel_storage_bind(&k.storage, 0, NULL, &k.why));
    expect_broken(&k.why, EMEL_TENSOR_RULE_RECORD_MISSING, "the record is NULL");
    ck_assert(
        !emel_storage_bind(&k.storage, 1, &(struct emel_tensor_record){ .name = "w" }, &k.why));
    expect_broken(&k.why, EMEL_TENSOR_RULE_INDEX, "there is no tensor 1: the storage has 1");
    keeping_leave(&k);
}
END_TEST

/* --- requests ------------------------------------------------------------------------------ */

START_TEST(a_request_with_a_field_that_would_be_ignored_is_refused)
{
    static char room[5000];
    static const uint32_t indices[] = { 0, 1 };
    const struct emel_tensor_target targets[] = { { .memory = room, .bytes = sizeof room },
                                                  { .bytes = 1234 } };
    const struct {
        struct emel_storage_request request;
        enum emel_tensor_rule rule;
        const char *sentence;
    } cases[] = {
        { { .targets = targets },
          EMEL_TENSOR_RULE_TARGETS_WITHOUT_TENSORS,
          "`targets` is given, but `tensors` is NULL" },
        { { .count = 2 }, EMEL_TENSOR_RULE_TENSORS_MISSING, "count is 2, but `tensors` is NULL" },
        { { .tensors = indices, .count = 2, .targets = targets },
          EMEL_TENSOR_RULE_TARGET_MEMORY,
          "the target has 1,234 bytes, but its memory is NULL" },
        { { .tensors = indices, .count = EMEL_IO_SPANS_MAX + 1 },
          EMEL_TENSOR_RULE_COUNT,
          "a load has at most 1,048,576 tensors, not 1,048,577" },
    };
    struct keeping k = { .limit = 0 };
    struct keeping_moment before;

    keeping_enter(&k, 0);
    before = keeping_look(&k);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ck_assert_int_eq(emel_storage_begin(&k.storage, &cases[i].request, &k.why),
                         EMEL_IO_REFUSED);
        expect_broken(&k.why, cases[i].rule, cases[i].sentence);
        ck_assert(!emel_storage_load(&k.storage, &cases[i].request, &k.why));
        expect_broken(&k.why, cases[i].rule, cases[i].sentence);
        keeping_expect_unchanged(&k, &before);
    }
    ck_assert_uint_eq(k.system.calls[SYSTEM_OPEN], 0);
    keeping_leave(&k);
}
END_TEST

START_TEST(an_index_past_the_end_is_reported_with_both_numbers)
{
    struct keeping k = { .limit = 0 };

    keeping_enter(&k, 0);
    ck_assert(!keeping_load(&k, (const uint32_t[]){ 0, 77 }, 2));
    expect_broken(&k.why, EMEL_TENSOR_RULE_INDEX, "there is no tensor 77: the storage has 6");
    ck_assert(!emel_storage_evict(&k.storage, 6, &k.why));
    expect_broken(&k.why, EMEL_TENSOR_RULE_INDEX, "there is no tensor 6: the storage has 6");
    keeping_leave(&k);
}
END_TEST

START_TEST(a_step_or_cancel_without_a_load_says_so)
{
    struct keeping k = { .limit = 0 };

    keeping_enter(&k, 0);
    ck_assert_int_eq(emel_storage_step(&k.storage, NULL, &k.why), EMEL_IO_REFUSED);
    expect_broken(&k.why, EMEL_TENSOR_RULE_NO_LOAD, "no load is in flight on this emel_io");
    ck_assert_int_eq(emel_storage_cancel(&k.storage, NULL, &k.why), EMEL_IO_REFUSED);
    expect_broken(&k.why, EMEL_TENSOR_RULE_NO_LOAD, "no load is in flight on this emel_io");
    keeping_leave(&k);
}
END_TEST

/* --- what the tensor is ---------------------------------------------------------------------- */

static void expect_refused(const struct keeping *k, enum emel_tensor_rule rule,
                           const char *sentence)
{
    expect_said(&k->why, EMEL_TENSOR_REFUSED, rule, sentence);
    ck_assert_str_eq(k->why.subject, rule == EMEL_TENSOR_RULE_NOT_BOUND ? "" : "tensor-0");
    ck_assert(k->why.has_subject == (rule != EMEL_TENSOR_RULE_NOT_BOUND));
}

static bool load(struct keeping *k, uint32_t index)
{
    struct emel_storage_request request = keeping_request(k, &index, 1);

    request.io = &k->lanes[0].io;
    return emel_storage_load(&k->storage, &request, &k->why);
}

START_TEST(what_an_unbound_tensor_refuses_is_reported_with_its_index)
{
    struct keeping k = { .limit = 0 };

    keeping_enter(&k, 3);
    ck_assert(!load(&k, 2));
    expect_refused(&k, EMEL_TENSOR_RULE_NOT_BOUND, "tensor 2 is not bound to a record");
    ck_assert(!emel_storage_unbind(&k.storage, 1, &k.why));
    expect_refused(&k, EMEL_TENSOR_RULE_NOT_BOUND, "tensor 1 is not bound to a record");
    ck_assert(!emel_storage_evict(&k.storage, 0, &k.why));
    expect_refused(&k, EMEL_TENSOR_RULE_NOT_BOUND, "tensor 0 is not bound to a record");
    keeping_leave(&k);
}
END_TEST

START_TEST(what_a_bound_or_evicted_tensor_refuses_says_what_it_is)
{
    struct keeping k = { .limit = 0 };

    keeping_enter(&k, 0);
    for (int evicted = 0; evicted < 2; evicted++) {
        ck_assert(!keeping_bind(&k, 0, 0, 0, 1));
        expect_refused(&k, EMEL_TENSOR_RULE_BOUND, "the tensor is already bound");
        ck_assert(!emel_storage_evict(&k.storage, 0, &k.why));
        expect_refused(&k, EMEL_TENSOR_RULE_NOT_RESIDENT, "the tensor is not resident");
        ck_assert(!keeping_load(&k, (const uint32_t[]){ 0, 1, 3, 0 }, 4));
        expect_refused(&k, EMEL_TENSOR_RULE_LISTED_TWICE, "the tensor is listed twice");
        ck_assert(load(&k, 0));
        ck_assert(emel_storage_evict(&k.storage, 0, NULL));
    }
    keeping_leave(&k);
}
END_TEST

START_TEST(what_a_resident_tensor_refuses_says_that_it_is_resident)
{
    struct keeping k = { .limit = 0 };

    keeping_enter(&k, 0);
    ck_assert(load(&k, 0));
    ck_assert(!load(&k, 0));
    expect_refused(&k, EMEL_TENSOR_RULE_RESIDENT, "the tensor is already resident");
    ck_assert(!emel_storage_unbind(&k.storage, 0, &k.why));
    expect_refused(&k, EMEL_TENSOR_RULE_EVICT_FIRST, "the tensor is resident: evict it first");
    ck_assert(!keeping_bind(&k, 0, 0, 0, 1));
    expect_refused(&k, EMEL_TENSOR_RULE_BOUND, "the tensor is already bound");
    keeping_leave(&k);
}
END_TEST

START_TEST(what_a_tensor_in_a_load_refuses_says_that_it_is_loading)
{
    struct keeping k = { .limit = 0 };
    const struct emel_storage_request request = keeping_request(&k, (const uint32_t[]){ 0 }, 1);

    keeping_enter(&k, 0);
    for (int again = 0; again < 2; again++) {
        ck_assert_int_eq(emel_storage_begin(&k.storage, &request, NULL), EMEL_IO_AGAIN);
        ck_assert(!load(&k, 0));
        expect_refused(&k, EMEL_TENSOR_RULE_LOADING, "the tensor is being loaded");
        ck_assert(!emel_storage_evict(&k.storage, 0, &k.why));
        expect_refused(&k, EMEL_TENSOR_RULE_LOADING, "the tensor is being loaded");
        ck_assert(!emel_storage_unbind(&k.storage, 0, &k.why));
        expect_refused(&k, EMEL_TENSOR_RULE_LOADING, "the tensor is being loaded");
        ck_assert(!keeping_load(&k, (const uint32_t[]){ 1 }, 1));
        expect_said(&k.why, EMEL_TENSOR_BUSY, EMEL_TENSOR_RULE_IO_BUSY,
                    "another load is in flight on the same emel_io");
        keeping_finish(&k, NULL);
        ck_assert(emel_storage_evict(&k.storage, 0, NULL));
    }
    keeping_leave(&k);
}
END_TEST

static bool call_back(void *context, const struct emel_io_progress_event *progress)
{
    struct keeping *k = context;

    (void)progress;
    ck_assert(!emel_storage_evict(&k->storage, 1, &k->why));
    return true;
}

START_TEST(a_call_from_a_callback_is_refused_as_that)
{
    struct keeping k = { .limit = 0 };
    struct emel_storage_request request = keeping_request(&k, (const uint32_t[]){ 0 }, 1);

    request.context = &k;
    request.on_progress = call_back;
    keeping_enter(&k, 0);
    ck_assert(emel_storage_load(&k.storage, &request, NULL));
    expect_said(&k.why, EMEL_TENSOR_BUSY, EMEL_TENSOR_RULE_CALLBACK,
                "the call comes from a callback of the same storage");
    keeping_leave(&k);
}
END_TEST

/* --- names ------------------------------------------------------------------------------------ */

START_TEST(a_tensor_whose_name_is_empty_is_named_all_the_same)
{
    struct keeping k = { .limit = 0 };
    const struct emel_tensor_record record = { .name = "", .byte_size = 8 };
    char line[256];

    keeping_enter(&k, 1);
    ck_assert(emel_storage_bind(&k.storage, 0, &record, NULL));
    ck_assert(!emel_storage_evict(&k.storage, 0, &k.why));
    emel_failure_print(line, sizeof line, &k.why);
    ck_assert_str_eq(line, "REFUSED: tensor or key '': the tensor is not resident");
    k.system.bad = (struct system_bad_sector){ .until = 8, .error = 5 };
    ck_assert(!load(&k, 0));
    emel_failure_print(line, sizeof line, &k.why);
    ck_assert_ptr_nonnull(strstr(line, "file 'file-0', tensor or key '', at byte 0"));
    keeping_leave(&k);
}
END_TEST

START_TEST(rules_have_names_and_sentences)
{
#define EXPECT_RULE(name, number, sentence)                                                        \
    ck_assert_str_eq(emel_tensor_rule_name(number), #name);                                        \
    ck_assert_str_eq(emel_tensor_rule_text(number), sentence);
    EMEL_TENSOR_RULES(EXPECT_RULE)
#undef EXPECT_RULE
    ck_assert_str_eq(emel_tensor_rule_name(UINT32_MAX), "unknown");
    ck_assert_str_eq(emel_tensor_rule_text(UINT32_MAX), "unknown rule");
}
END_TEST

Suite *tensor_rules_suite(void)
{
    Suite *suite = suite_create("model/tensor: rules");
    TCase *tcase = tcase_create("rules");

    tcase_add_test(tcase, a_storage_that_cannot_be_says_which_argument_is_wrong);
    tcase_add_test(tcase, a_record_that_cannot_be_says_what_is_wrong_with_it);
    tcase_add_test(tcase, a_request_with_a_field_that_would_be_ignored_is_refused);
    tcase_add_test(tcase, an_index_past_the_end_is_reported_with_both_numbers);
    tcase_add_test(tcase, a_step_or_cancel_without_a_load_says_so);
    tcase_add_test(tcase, what_an_unbound_tensor_refuses_is_reported_with_its_index);
    tcase_add_test(tcase, what_a_bound_or_evicted_tensor_refuses_says_what_it_is);
    tcase_add_test(tcase, what_a_resident_tensor_refuses_says_that_it_is_resident);
    tcase_add_test(tcase, what_a_tensor_in_a_load_refuses_says_that_it_is_loading);
    tcase_add_test(tcase, a_call_from_a_callback_is_refused_as_that);
    tcase_add_test(tcase, a_tensor_whose_name_is_empty_is_named_all_the_same);
    tcase_add_test(tcase, rules_have_names_and_sentences);
    suite_add_tcase(suite, tcase);
    return suite;
}
