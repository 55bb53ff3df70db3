/* A model that does not open, or whose file is another when it is loaded. */
#define _POSIX_C_SOURCE 200809L /* utimensat */

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "model/suites.h"
#include "support/small_model.h"

/* --- failures ------------------------------------------------------------------------------ */

START_TEST(a_model_that_does_not_open_leaves_nothing_held)
{
    static const char *const broken[] = { "", "'GGUF' 4:9 8:0 8:0", "'GGUF' 4:3 8:1 8:0" };
    struct small_model small = { .options = { .system = NULL } };

    for (int i = 0; i < 3; i++) {
        small_model_enter(&small, broken[i]);
        ck_assert_ptr_null(small_model_open(&small));
        ck_assert_uint_eq(small.why.source, EMEL_FAILURE_MODEL_FILE);
        ck_assert_str_eq(small.why.file, small.path);
        small_model_released(&small);
    }
    remove(small.path);
    ck_assert_ptr_null(small_model_open(&small));
    ck_assert_uint_eq(small.why.code, EMEL_MODEL_FILE_OPEN_FAILED);
    ck_assert_int_eq(small.why.os_error, ENOENT);
    small_model_released(&small);
}
END_TEST

START_TEST(an_allocator_without_a_function_it_needs_is_refused)
{
    struct small_model small = { .path = "" };

    small_model_enter(&small, SMALL_MODEL);
    small.record_memory.allocate = NULL;
    ck_assert_ptr_null(small_model_open(&small));
    ck_assert_uint_eq(small.why.source, EMEL_FAILURE_TENSOR);
    ck_assert_uint_eq(small.why.code, EMEL_TENSOR_INVALID_ARGUMENT);
    small.record_memory = ledger_allocator(&small.records);
    small.tensor_memory.release = NULL;
    ck_assert_ptr_null(small_model_open(&small));
    ck_assert_uint_eq(small.why.code, EMEL_TENSOR_INVALID_ARGUMENT);
    small_model_released(&small);
}
END_TEST

START_TEST(any_allocation_of_opening_may_fail)
{
    struct small_model small = { .options = { .system = NULL } };
    struct emel_model *model;
    unsigned nth = 0;

    small_model_enter(&small, SMALL_MODEL);
    do {
        ledger_forget(&small.records);
        small.records.fail_at = ++nth;
        model = small_model_open(&small);
        ck_assert_int_eq(model != NULL, small.why.source == EMEL_FAILURE_NONE);
        if (!model) {
            ck_assert_str_eq(small.why.name, "OUT_OF_MEMORY");
            small_model_released(&small);
        }
    } while (!model);
    small.records.fail_at = 0;
    ck_assert_uint_ge(nth, 4); /* the handle, the directory, the tensors */
    ck_assert(emel_model_load(model, NULL, NULL));
    small_model_loaded(model);
    emel_model_close(model);
    small_model_released(&small);
}
END_TEST

START_TEST(any_call_of_the_system_may_fail)
{
    static const enum system_call calls[] = { SYSTEM_OPEN, SYSTEM_STAT, SYSTEM_READ };
    struct small_model small = { .options = { .system = NULL } };
    struct emel_model *model;
    unsigned nth = 0;
    bool loaded = false;

    small_model_enter(&small, SMALL_MODEL);
    while (!loaded) {
        system_forget(&small.system);
        small.system.faults[0] = (struct system_fault){ calls[_i], ++nth, SYSTEM_ALWAYS, EIO };
        model = small_model_open(&small);
        loaded = model && emel_model_load(model, NULL, &small.why);
        if (!loaded)
            ck_assert_int_eq(small.why.os_error, EIO);
        if (model && !loaded)
            ck_assert_ptr_null(emel_model_find(model, "blk.0.w")->data);
        emel_model_close(model);
        small_model_released(&small);
    }
    ck_assert_uint_ge(nth, 2);
}
END_TEST

/* --- the file changes between opening and loading --------------------------------------------- */

static void expect_changed(struct small_model *small, struct emel_model *model)
{
    ck_assert(!emel_model_load(model, NULL, &small->why));
    ck_assert_uint_eq(small->why.source, EMEL_FAILURE_READ);
    ck_assert_uint_eq(small->why.code, EMEL_IO_READ_FILE_CHANGED);
    ck_assert_str_eq(small->why.file, small->path);
    for (uint32_t i = 0; i < emel_model_tensor_count(model); i++)
        ck_assert_str_eq(emel_tensor_residency(emel_model_tensor(model, i)), "bound");
    ck_assert_uint_eq(small->tensors.held, 0);
    emel_model_close(model);
    small_model_released(small);
}

START_TEST(a_file_cut_short_is_told_as_changed)
{
    struct small_model small = { .options = { .system = NULL } };
    struct temp_file file = { .bytes = 0 };
    struct emel_model *model;

    small_model_enter(&small, SMALL_MODEL);
    model = small_model_open(&small);
    memcpy(file.path, small.path, sizeof file.path);
    temp_truncate(&file, 100);
    expect_changed(&small, model);
}
END_TEST

START_TEST(a_file_written_over_is_told_as_changed)
{
    const struct timespec then[2] = { { .tv_sec = 1 }, { .tv_sec = 1 } };
    struct small_model small = { .options = { .system = NULL } };
    struct emel_model *model;

    small_model_enter(&small, SMALL_MODEL);
    model = small_model_open(&small);
    small_model_write(small.path, SMALL_MODEL);
    ck_assert_int_eq(utimensat(AT_FDCWD, small.path, then, 0), 0); /* clocks are coarse */
    expect_changed(&small, model);
}
END_TEST

START_TEST(a_file_renamed_over_keeps_giving_the_old_one)
{
    struct small_model small = { .options = { .system = NULL } };
    char other[TEMP_PATH_BYTES];
    struct emel_model *model;

    small_model_enter(&small, SMALL_MODEL);
    model = small_model_open(&small);
    temp_path(other, "other.gguf");
    small_model_write(other, "'GGUF' 4:3 8:0 8:0");
    ck_assert_int_eq(rename(other, small.path), 0);
    ck_assert(emel_model_load(model, NULL, NULL));
    small_model_loaded(model);
    emel_model_close(model);
    small_model_released(&small);
}
END_TEST

Suite *model_failing_suite(void)
{
    Suite *suite = suite_create("model: failing");
    TCase *tcase = tcase_create("model: failing");

    tcase_add_unchecked_fixture(tcase, temp_enter, temp_leave);
    tcase_add_test(tcase, a_model_that_does_not_open_leaves_nothing_held);
    tcase_add_test(tcase, an_allocator_without_a_function_it_needs_is_refused);
    tcase_add_test(tcase, any_allocation_of_opening_may_fail);
    tcase_add_loop_test(tcase, any_call_of_the_system_may_fail, 0, 3);
    tcase_add_test(tcase, a_file_cut_short_is_told_as_changed);
    tcase_add_test(tcase, a_file_written_over_is_told_as_changed);
    tcase_add_test(tcase, a_file_renamed_over_keeps_giving_the_old_one);
    suite_add_tcase(suite, tcase);
    return suite;
}
