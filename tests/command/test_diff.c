/* emel diff. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "support/command.h"
#include "support/command_files.h"
#include "support/command_output.h"
#include "support/file_sets.h"
#include "command/suites.h"

/* a, same and bytes, and three that the other has otherwise. */
#define ONE                                                                                        \
    "'GGUF' 4:3 8:5 8:0 s'a' 4:1 8:1 4:24 8:0 s'same' 4:1 8:4 4:24 8:32 "                          \
    "s'bytes' 4:1 8:8 4:24 8:64 s'dtype' 4:1 8:4 4:24 8:96 s'shape' 4:2 8:2 8:2 4:24 8:128 "       \
    "@32 'a' @32 'same' @32 'abcdefgh' @32 'quad' @32 'four'"
#define OTHER                                                                                      \
    "'GGUF' 4:3 8:5 8:0 s'shape' 4:2 8:4 8:1 4:24 8:0 s'same' 4:1 8:4 4:24 8:32 "                  \
    "s'bytes' 4:1 8:8 4:24 8:64 s'dtype' 4:1 8:1 4:0 8:96 s'b' 4:1 8:1 4:24 8:128 "                \
    "@32 'four' @32 'same' @32 'abcdeFgh' @32 'quad' @32 'b'"

#define COUNTS "1 only in A, 1 only in B, 1 other type, 1 other shape, 1 other bytes, 1 the same"

START_TEST(each_difference_is_shown_and_all_are_counted)
{
    const char *one = file_of(ONE);
    const struct ran ran = emel("diff", one, file_of(OTHER));

    ck_assert_str_eq(ran.out, "DIFFERENCE   TENSOR  A       B\n"
                              "only in A    a       I8 1    -\n"
                              "only in B    b       -       I8 1\n"
                              "other bytes  bytes   I8 8    from byte 5 on\n"
                              "other type   dtype   I8 4    F32 1\n"
                              "other shape  shape   I8 2x2  I8 4x1\n");
    refused_in_one_line(&ran, "DIFFERENT: file '", COUNTS);
    says(ran.err, one);
}
END_TEST

START_TEST(models_that_are_the_same_are_said_to_be)
{
    const char *path = file_of(ONE), *copy = file_of(ONE);
    struct ran ran = emel("diff", path, copy);
    char expected[1024];

    snprintf(expected, sizeof expected, "%s and %s: 5 tensors, all the same\n", path, copy);
    ck_assert_int_eq(ran.status, 0);
    ck_assert_str_eq(ran.out, expected);
    ran = emel("diff", "-q", path, copy);
    ck_assert_int_eq(ran.status, 0);
    ck_assert_uint_eq(ran.out_bytes + ran.err_bytes, 0);
    ran = emel("diff", "-q", path, file_of(OTHER));
    ck_assert_uint_eq(ran.out_bytes, 0);
    refused_in_one_line(&ran, "DIFFERENT", COUNTS);
}
END_TEST

START_TEST(json_lists_each_kind)
{
    const char *other = file_of(OTHER);
    const struct ran ran = emel("diff", "--json", file_of(ONE), other);
    const json_t *file = json_of_one(&ran);
    const json_t *dtype = json_array_get(json_object_get(file, "other_dtype"), 0);
    const json_t *shape = json_array_get(json_object_get(file, "other_shape"), 0);

    ck_assert_str_eq(json_text_at(file, "other"), other);
    ck_assert_str_eq(json_text_at(json_array_get(json_object_get(file, "only_in_a"), 0), "name"),
                     "a");
    ck_assert_str_eq(json_text_at(json_array_get(json_object_get(file, "only_in_b"), 0), "name"),
                     "b");
    ck_assert_str_eq(json_text_at(dtype, "b"), "F32");
    ck_assert_uint_eq(json_array_size(json_object_get(shape, "a")), 2);
    ck_assert_uint_eq(
        json_number_at(json_array_get(json_object_get(file, "other_bytes"), 0), "offset"), 5);
    ck_assert_uint_eq(json_number_at(file, "same"), 1);
    ck_assert_str_eq(json_text_at(json_object_get(file, "error"), "name"), "DIFFERENT");
}
END_TEST

/* The shapes are reversed, and GGUF lacks the slowest extent, which is 1. */
START_TEST(formats_may_differ)
{
    const char *gguf =
        file_of("'GGUF' 4:3 8:2 8:0 s'x' 4:2 8:3 8:2 4:24 8:0 s'y' 4:1 8:2 4:24 8:32 "
                "@32 'abcdef' @32 'gh'");
    const char *safetensors =
        file_of("L('{\"y\":{\"dtype\":\"I8\",\"shape\":[1,2],\"data_offsets\":[6,8]},"
                "\"x\":{\"dtype\":\"I8\",\"shape\":[2,3],\"data_offsets\":[0,6]}}') 'abcdefgh'");
    const char *turned =
        file_of("L('{\"y\":{\"dtype\":\"I8\",\"shape\":[2,1],\"data_offsets\":[6,8]},"
                "\"x\":{\"dtype\":\"I8\",\"shape\":[3,2],\"data_offsets\":[0,6]}}') 'abcdefgh'");
    struct ran ran = emel("diff", gguf, safetensors);

    ck_assert_msg(ran.status == 0, "%s%s", ran.out, ran.err);
    ran = emel("diff", gguf, turned);
    refused_in_one_line(&ran, "DIFFERENT", ", 2 other shape, 0 other bytes, 0 the same");
    ran = emel("diff", safetensors, turned);
    refused_in_one_line(&ran, "DIFFERENT", ", 2 other shape, 0 other bytes, 0 the same");
}
END_TEST

START_TEST(globs_select_what_is_compared)
{
    const char *one = file_of(ONE), *other = file_of(OTHER);
    struct ran ran = emel("diff", "--tensor=same", one, other);

    ck_assert_int_eq(ran.status, 0);
    ran = emel("diff", "--tensor=[ab]", one, other);
    refused_in_one_line(&ran, "DIFFERENT", "1 only in A, 1 only in B, 0 other type");
    ran = emel("diff", "--tensor=nothing", one, other);
    refused_in_one_line(&ran, "NO_MATCH", "tensor or key 'nothing'");
}
END_TEST

START_TEST(sets_of_files_are_compared_with_one_file)
{
    const char *whole = file_of("'GGUF' 4:3 8:3 8:0 s'a' 4:1 8:2 4:24 8:0 s'b' 4:1 8:3 4:24 8:32 "
                                "s'c' 4:1 8:4 4:24 8:64 @32 'aa' @32 'bbb' @32 'cccc'");
    const char *path = model_in(write_set(SET_GGUF), SET_GGUF);
    struct ran ran = emel("diff", path, whole);

    ck_assert_msg(ran.status == 0, "%s%s", ran.out, ran.err);
}
END_TEST

/* Of many MiB, so that pieces of both sides end at different places; 7 bytes before the end. */
START_TEST(any_number_of_workers_finds_the_first_byte)
{
    static const char *const ways[] = { "--workers=1", "--workers=5", "--caching=direct" };
    char longer[64], text[256];
    const char *one, *other;

    snprintf(longer, sizeof longer, "s'w' 4:1 8:5000000 4:24 8:0 @32 z4999993");
    snprintf(text, sizeof text, "'GGUF' 4:3 8:1 8:0 %s 'abcdefg'", longer);
    one = file_of(text);
    snprintf(text, sizeof text, "'GGUF' 4:3 8:1 8:1 s'k' 4:0 1:1 %s 'aXcdefg'", longer);
    other = file_of(text);
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        const struct ran ran = emel("diff", ways[i], one, other);

        says(ran.out, "from byte 4999994 on\n");
    }
}
END_TEST

START_TEST(a_file_that_cannot_be_read_is_named)
{
    struct ran ran = emel("diff", SAMPLE, "no/such/file");

    refused_in_one_line(&ran, "OPEN_FAILED: file 'no/such/file'", "");
    ran = emel("diff", "no/such/file", SAMPLE);
    refused_in_one_line(&ran, "OPEN_FAILED: file 'no/such/file'", "");
    ran = emel("diff", SAMPLE, "-");
    refused_in_one_line(&ran, "NOT_SEEKABLE: file '-'", "");
}
END_TEST

Suite *command_diff_suite(void)
{
    Suite *suite = suite_create("command: diff");
    TCase *group = tcase_create("diff");

    tcase_add_checked_fixture(group, command_enter, command_leave);
    tcase_set_timeout(group, 120);
    tcase_add_test(group, each_difference_is_shown_and_all_are_counted);
    tcase_add_test(group, models_that_are_the_same_are_said_to_be);
    tcase_add_test(group, json_lists_each_kind);
    tcase_add_test(group, formats_may_differ);
    tcase_add_test(group, globs_select_what_is_compared);
    tcase_add_test(group, sets_of_files_are_compared_with_one_file);
    tcase_add_test(group, any_number_of_workers_finds_the_first_byte);
    tcase_add_test(group, a_file_that_cannot_be_read_is_named);
    suite_add_tcase(suite, group);
    return suite;
}
