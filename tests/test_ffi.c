/* What bindings use: a model without a struct of its own. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "emel/ffi.h"
#include "suites.h"
#include "support/small_model.h"

#define KEYS_MODEL                                                                                 \
    "'GGUF' 4:3 8:0 8:4 s'a' 4:1 1:253 s'b' 4:6 4:0x3fc00000 s'c' 4:8 s'text' "                    \
    "s'd' 4:9 4:8 8:2 s'x' s'yz'"

static struct emel_failure why;

static void enter(struct small_model *small, const char *text)
{
    why = (struct emel_failure){ .source = 99 };
    *small = (struct small_model){ .options = { .system = NULL } };
    small_model_enter(small, text);
}

START_TEST(a_failure_gives_each_of_its_fields)
{
    struct emel_failure failure = {
        .source = 3,
        .code = 4,
        .os_error = 5,
        .rule = 6,
        .file_offset = 7,
        .other_offset = 8,
        .value = 9,
        .limit = 10,
        .name = "NAME",
        .text = "text",
        .has_value = true,
        .has_limit = true,
        .has_file = true,
        .has_subject = true,
        .file = "file",
        .subject = "subject",
    };
    uint64_t number;

    ck_assert_uint_eq(emel_ffi_failure_bytes(), sizeof failure);
    ck_assert_uint_eq(emel_ffi_failure_source(&failure), 3);
    ck_assert_uint_eq(emel_ffi_failure_code(&failure), 4);
    ck_assert_int_eq(emel_ffi_failure_os_error(&failure), 5);
    ck_assert_uint_eq(emel_ffi_failure_rule(&failure), 6);
    ck_assert_str_eq(emel_ffi_failure_name(&failure), "NAME");
    ck_assert_str_eq(emel_ffi_failure_text(&failure), "text");
    ck_assert_str_eq(emel_ffi_failure_file(&failure), "file");
    ck_assert_str_eq(emel_ffi_failure_subject(&failure), "subject");
    ck_assert(emel_ffi_failure_file_offset(&failure, &number) && number == 7);
    ck_assert(emel_ffi_failure_other_offset(&failure, &number) && number == 8);
    ck_assert(emel_ffi_failure_value(&failure, &number) && number == 9);
    ck_assert(emel_ffi_failure_limit(&failure, &number) && number == 10);
}
END_TEST

START_TEST(a_failure_without_a_place_has_none)
{
    const struct emel_failure failure = {
        .file_offset = EMEL_FAILURE_NO_OFFSET,
        .other_offset = EMEL_FAILURE_NO_OFFSET,
    };
    uint64_t number = 77;

    ck_assert_ptr_null(emel_ffi_failure_file(&failure));
    ck_assert_ptr_null(emel_ffi_failure_subject(&failure));
    ck_assert(!emel_ffi_failure_file_offset(&failure, &number));
    ck_assert(!emel_ffi_failure_other_offset(&failure, &number));
    ck_assert(!emel_ffi_failure_value(&failure, &number));
    ck_assert(!emel_ffi_failure_limit(&failure, &number));
    ck_assert_uint_eq(number, 77);
}
END_TEST

START_TEST(a_model_is_loaded_and_evicted_through_functions_alone)
{
    const uint32_t second = 1;
    const struct emel_tensor *tensor;
    uint32_t count, file_index;
    uint64_t file_offset;
    struct small_model small;
    struct emel_model *model;

    enter(&small, SMALL_MODEL);
    model = emel_ffi_open(small.path, 0, &why);
    ck_assert_ptr_nonnull(model);
    ck_assert_str_eq(emel_ffi_file_path(model, 0), small.path);
    ck_assert_ptr_null(emel_ffi_file_path(model, 1));
    tensor = emel_model_tensor(model, second);
    ck_assert_str_eq(emel_ffi_tensor_name(tensor), "blk.1.w");
    ck_assert_uint_eq(emel_ffi_tensor_rank(tensor), 2);
    ck_assert_uint_eq(emel_ffi_tensor_shape(tensor)[0], 3);
    ck_assert_uint_eq(emel_ffi_tensor_dtype(tensor), EMEL_DTYPE_I8);
    ck_assert_uint_eq(emel_ffi_tensor_bytes(tensor), 6);
    ck_assert(emel_ffi_tensor_source(model, second, &file_index, &file_offset));
    ck_assert_uint_eq(file_index, 0);
    ck_assert_uint_eq(
        file_offset,
        emel_model_file_tensors(emel_model_get_file(model), &count)[second].file_offset);
    ck_assert(!emel_ffi_tensor_source(model, count, &file_index, &file_offset));
    ck_assert_ptr_null(emel_ffi_tensor_data(tensor));

    ck_assert(emel_ffi_load(model, &second, 1, NULL, NULL, 0, &why));
    ck_assert_mem_eq(emel_ffi_tensor_data(tensor), "ABCDEF", 6);
    ck_assert_ptr_null(emel_ffi_tensor_data(emel_model_tensor(model, 0)));
    ck_assert(emel_ffi_evict(model, second, &why));
    ck_assert(!emel_ffi_evict(model, second, &why));
    ck_assert_uint_eq(emel_ffi_failure_source(&why), EMEL_FAILURE_TENSOR);
    ck_assert(emel_ffi_load(model, NULL, 0, NULL, NULL, 0, &why));
    small_model_loaded(model);
    ck_assert(emel_model_close(model));
}
END_TEST

START_TEST(a_limit_bounds_the_bytes_held)
{
    struct small_model small;
    struct emel_model *model;

    enter(&small, SMALL_MODEL);
    model = emel_ffi_open(small.path, 1, &why);
    ck_assert(!emel_ffi_load(model, NULL, 0, NULL, NULL, 0, &why));
    ck_assert_uint_eq(why.code, EMEL_TENSOR_LIMIT_EXCEEDED);
    ck_assert(emel_model_close(model));
    ck_assert_ptr_null(emel_ffi_open("/nowhere/at/all", 0, &why));
    ck_assert_str_eq(emel_ffi_failure_file(&why), "/nowhere/at/all");
}
END_TEST

struct seen {
    unsigned calls;
    uint64_t done, total;
    uint32_t tensors;
};

static bool see_once(void *context, uint64_t done, uint64_t total, uint32_t tensors_done,
                     uint32_t tensors_total)
{
    struct seen *seen = context;

    ck_assert(done <= total && tensors_done <= tensors_total);
    *seen = (struct seen){ seen->calls + 1, done, total, tensors_total };
    return false;
}

START_TEST(progress_is_passed_on_and_false_cancels)
{
    struct seen seen = { .calls = 0 };
    struct small_model small;
    struct emel_model *model;

    enter(&small, SMALL_MODEL);
    model = emel_ffi_open(small.path, 0, &why);
    ck_assert(!emel_ffi_load(model, NULL, 0, see_once, &seen, 1, &why));
    ck_assert(emel_failure_is_cancelled(&why));
    ck_assert_uint_eq(seen.calls, 1);
    ck_assert_uint_eq(seen.total, 11);
    ck_assert_uint_eq(seen.tensors, 3);
    ck_assert_ptr_null(emel_ffi_tensor_data(emel_model_tensor(model, 0)));
    ck_assert(emel_model_close(model));
}
END_TEST

START_TEST(a_slice_is_read_and_no_residency_changes)
{
    struct small_model small;
    struct emel_model *model;
    char memory[4] = "????";
    uint64_t bytes = 0;

    enter(&small, SMALL_MODEL);
    model = small_model_open(&small);
    ck_assert(emel_ffi_slice_bytes(model, 1, 1, 1, 2, &bytes, &why));
    ck_assert_uint_eq(bytes, 3);
    ck_assert(emel_ffi_slice_read(model, 1, 1, 1, 2, memory, bytes, &why));
    ck_assert_mem_eq(memory, "DEF?", 4);
    ck_assert_str_eq(emel_tensor_residency(emel_model_tensor(model, 1)), "bound");
    ck_assert(emel_model_load(model, NULL, NULL));
    ck_assert(emel_ffi_slice_read(model, 0, 0, 2, 4, memory, 4, &why));
    ck_assert_mem_eq(memory, "cdF?", 4);
    small_model_loaded(model);
    ck_assert(emel_model_close(model));
    small_model_released(&small);
}
END_TEST

START_TEST(a_slice_that_cannot_be_is_refused)
{
    struct small_model small;
    struct emel_model *model;
    char memory[4] = "????";
    uint64_t bytes = 77;

    enter(&small, SMALL_MODEL);
    model = small_model_open(&small);
    ck_assert(!emel_ffi_slice_bytes(model, 3, 0, 0, 1, &bytes, &why));
    ck_assert_uint_eq(why.code, EMEL_SELECT_INVALID_ARGUMENT);
    ck_assert(!emel_ffi_slice_bytes(model, 1, 1, 1, 3, &bytes, &why));
    ck_assert_uint_eq(why.code, EMEL_SELECT_OUT_OF_RANGE);
    ck_assert_uint_eq(bytes, 77);
    ck_assert(!emel_ffi_slice_read(model, 1, 1, 1, 2, memory, 2, &why));
    ck_assert(!emel_ffi_slice_read(model, 1, 1, 1, 2, NULL, 3, &why));
    ck_assert_uint_eq(why.code, EMEL_SELECT_INVALID_ARGUMENT);
    ck_assert_str_eq(emel_ffi_failure_subject(&why), "blk.1.w");
    ck_assert(!emel_ffi_slice_read(model, 3, 0, 0, 1, memory, 2, NULL));
    ck_assert_mem_eq(memory, "????", 4);
    ck_assert(emel_model_close(model));
    small_model_released(&small);
}
END_TEST

START_TEST(metadata_is_given_as_keys_types_and_bits)
{
    static const uint32_t types[] = { EMEL_METADATA_INT8, EMEL_METADATA_FLOAT32,
                                      EMEL_METADATA_STRING, EMEL_METADATA_ARRAY };
    struct small_model small;
    struct emel_model *model;
    uint32_t type, element_type;
    uint64_t count, bits;
    const char *key;
    double number;

    enter(&small, KEYS_MODEL);
    model = small_model_open(&small);
    ck_assert_ptr_nonnull(model);
    for (uint32_t i = 0; i < 4; i++) {
        ck_assert(emel_ffi_metadata(model, i, &key, &type, &element_type, &count, &bits));
        ck_assert_int_eq(key[0], "abcd"[i]);
        ck_assert_uint_eq(type, types[i]);
        ck_assert_uint_eq(count, i == 3 ? 2 : 1);
        if (i == 0)
            ck_assert_uint_eq(bits, (uint64_t)-3);
        if (i == 1) {
            memcpy(&number, &bits, sizeof number);
            ck_assert(number > 1.49 && number < 1.51);
        }
    }
    ck_assert_uint_eq(element_type, EMEL_METADATA_STRING);
    ck_assert(!emel_ffi_metadata(model, 4, &key, &type, &element_type, &count, &bits));
    ck_assert(emel_model_close(model));
}
END_TEST

START_TEST(elements_of_an_array_come_one_by_one)
{
    struct emel_metadata_iterator *iterator = calloc(1, emel_ffi_iterator_bytes());
    struct small_model small;
    struct emel_model *model;
    uint32_t type, element_type;
    uint64_t count, bits, bytes;
    const char *text;
    char buffer[64];

    enter(&small, KEYS_MODEL);
    model = small_model_open(&small);
    ck_assert(emel_metadata_array(emel_model_get_file(model), "d", iterator, buffer, sizeof buffer,
                                  &why));
    for (uint64_t i = 1; i <= 2; i++) {
        ck_assert(emel_ffi_metadata_next(iterator, &type, &element_type, &count, &bits, &text,
                                         &bytes, &why));
        ck_assert_uint_eq(type, EMEL_METADATA_STRING);
        ck_assert_uint_eq(bytes, i);
        ck_assert_mem_eq(text, i == 1 ? "x" : "yz", i);
    }
    ck_assert(!emel_ffi_metadata_next(iterator, &type, &element_type, &count, &bits, &text, &bytes,
                                      &why));
    ck_assert_uint_eq(why.source, EMEL_FAILURE_NONE);
    free(iterator);
    ck_assert(emel_model_close(model));
}
END_TEST

Suite *ffi_suite(void)
{
    Suite *suite = suite_create("ffi");
    TCase *tests = tcase_create("ffi");

    suite_add_tcase(suite, tests);
    tcase_add_test(tests, a_failure_gives_each_of_its_fields);
    tcase_add_test(tests, a_failure_without_a_place_has_none);
    tcase_add_test(tests, a_model_is_loaded_and_evicted_through_functions_alone);
    tcase_add_test(tests, a_limit_bounds_the_bytes_held);
    tcase_add_test(tests, progress_is_passed_on_and_false_cancels);
    tcase_add_test(tests, a_slice_is_read_and_no_residency_changes);
    tcase_add_test(tests, a_slice_that_cannot_be_is_refused);
    tcase_add_test(tests, metadata_is_given_as_keys_types_and_bits);
    tcase_add_test(tests, elements_of_an_array_come_one_by_one);
    return suite;
}
