/* emel sums, against sums that another program took. */
#define _POSIX_C_SOURCE 200809L /* access */

#include <check.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "support/command.h"
#include "support/command_files.h"
#include "support/plain_gguf.h"
#include "support/command_output.h"
#include "command/suites.h"

/* Not in the order of their names. */
#define LETTERS                                                                                    \
    "'GGUF' 4:3 8:3 8:0 s'y' 4:1 8:3 4:24 8:32 s'x' 4:1 8:5 4:24 8:0 s'none' 4:1 8:0 4:24 8:64 "   \
    "@32 'hello' @32 x00ff0a z29"

/* What xxh128sum says of them. */
#define SUM_NONE "99aa06d3014798d86001c324468d497f"
#define SUM_HELLO "b5e9c1ad071b3e7fc779cfaa5e523818"
#define SUM_BINARY "db4861487dacdb6040d6e599c688d64d"

START_TEST(a_line_is_a_sum_two_blanks_and_a_name_in_order_of_names)
{
    const struct ran ran = emel("sums", file_of(LETTERS));

    ck_assert_int_eq(ran.status, 0);
    ck_assert_str_eq(ran.out, SUM_NONE "  none\n" SUM_HELLO "  x\n" SUM_BINARY "  y\n");
    ck_assert_uint_eq(ran.err_bytes, 0);
    ck_assert_str_eq(emel("sums", "-q", file_of(LETTERS)).out, ran.out);
}
END_TEST

START_TEST(every_way_of_reading_sums_the_same)
{
    const struct ran ran = emel("sums", SAMPLE);

    ck_assert_str_eq(emel("sums", "--caching=direct", SAMPLE).out, ran.out);
    ck_assert_str_eq(emel("sums", "--caching=buffered", "--workers=3", SAMPLE).out, ran.out);
}
END_TEST

START_TEST(a_model_without_tensors_has_no_sums)
{
    const struct ran ran = emel("sums", file_of("'GGUF' 4:3 8:0 8:0"));

    ck_assert_int_eq(ran.status, 0);
    ck_assert_uint_eq(ran.out_bytes, 0);
}
END_TEST

START_TEST(globs_select_tensors)
{
    const struct ran ran = emel("sums", "--tensor", "?", "--tensor=y", file_of(LETTERS));

    ck_assert_str_eq(ran.out, SUM_HELLO "  x\n" SUM_BINARY "  y\n");
}
END_TEST

START_TEST(odd_names_are_escaped)
{
    const struct ran ran = emel(
        "sums", file_of("'GGUF' 4:3 8:3 8:0 L('a\\b' x0a 'c' x7f) 4:1 8:0 4:24 8:0 "
                        "L(' #' xc285 xc3a9 xe280ae) 4:1 8:0 4:24 8:0 s'' 4:1 8:0 4:24 8:0 @32"));

    ck_assert_str_eq(ran.out,
                     SUM_NONE "  \n" SUM_NONE "   #\\xc2\\x85\xc3\xa9\\xe2\\x80\\xae\n" SUM_NONE
                              "  a\\\\b\\x0ac\\x7f\n");
}
END_TEST

START_TEST(of_several_files_each_is_told_before_its_sums)
{
    const char *path = file_of(LETTERS);
    const struct ran ran = emel("sums", "--tensor", "x", path, "no/such\nfile", path);
    char expected[1024];

    snprintf(expected, sizeof expected, "# %s\n%s  x\n# %s\n%s  x\n", path, SUM_HELLO, path,
             SUM_HELLO);
    ck_assert_str_eq(ran.out, expected);
    refused_in_one_line(&ran, "OPEN_FAILED: file 'no/such?file'", "No such file");
}
END_TEST

START_TEST(json_tells_name_bytes_and_sum)
{
    const struct ran ran = emel("sums", "--json", file_of(LETTERS));
    const json_t *file = json_of_one(&ran);
    const json_t *tensors = json_object_get(file, "tensors");
    const json_t *x = json_element(tensors, "name", "x");

    ck_assert_str_eq(json_text_at(file, "format"), "gguf");
    ck_assert_uint_eq(json_array_size(tensors), 3);
    ck_assert_uint_eq(json_number_at(x, "bytes"), 5);
    ck_assert_str_eq(json_text_at(x, "xxh3_128"), SUM_HELLO);
    ck_assert_uint_eq(json_object_size(x), 3);
}
END_TEST

/* --- models of others --------------------------------------------------------------------- */

#define XXH128SUM "/usr/bin/xxh128sum"

/* The bytes by a reader of our own, the sum by another program. */
static void expect_sum(const struct plain_tensor *tensor, const char *sums)
{
    const char *const arguments[] = { file_with(tensor->data, tensor->bytes), NULL };
    const struct ran ran = program_run("XXH128SUM", XXH128SUM, arguments);
    char line[256];

    snprintf(line, sizeof line, "%.32s  %s\n", ran.out, tensor->name);
    says(sums, line);
}

static void as_summed_by_another(const char *name)
{
    const char *path = model_of_others(name);
    struct plain_gguf gguf;
    struct ran ran;

    if (!path)
        return;
    plain_gguf_read(&gguf, path);
    ran = emel("sums", path);
    ck_assert_uint_gt(gguf.count, 0);
    for (size_t i = 0; i < gguf.count; i++)
        expect_sum(&gguf.tensors[i], ran.out);
}

START_TEST(models_of_others_have_the_sums_that_another_program_takes)
{
    if (access(XXH128SUM, X_OK) != 0) {
        printf("skipped: %s is not there\n", XXH128SUM);
        return;
    }
    as_summed_by_another("silero-f32.gguf");
    as_summed_by_another("hyllama_dummy.gguf");
}
END_TEST

START_TEST(the_same_tensors_have_the_same_lines_in_either_format)
{
    const char *gguf = model_of_others("silero-f32.gguf");
    const char *safetensors = model_of_others("silero.safetensors");
    struct ran ran;

    if (!gguf || !safetensors)
        return;
    ran = emel("sums", gguf);
    ck_assert_int_eq(ran.status, 0);
    ck_assert_uint_gt(ran.out_bytes, 15 * 35);
    ck_assert_str_eq(emel("sums", safetensors).out, ran.out);
}
END_TEST

START_TEST(sums_of_a_model_are_those_of_what_is_loaded)
{
    const char *path = sparse_file(3, UINT64_C(100) << 20);
    const struct ran ran = emel("sums", path);
    const char *second = strchr(ran.out, '\n') + 1, *third = strchr(second, '\n') + 1;

    ck_assert_int_eq(ran.status, 0);
    says(ran.out, "  blk.2.weight\n");
    ck_assert_mem_eq(ran.out, second, 32);
    ck_assert_mem_eq(ran.out, third, 32);
    ck_assert_int_eq(emel("load", "--sums", file_with(ran.out, ran.out_bytes), path).status, 0);
}
END_TEST

START_TEST(what_cannot_be_written_is_a_failure)
{
    const struct ran ran = emel_to("/dev/full", "sums", SAMPLE);

    refused_in_one_line(&ran, "WRITE_FAILED", "No space left on device");
}
END_TEST

Suite *command_sums_suite(void)
{
    Suite *suite = suite_create("command: sums");
    TCase *group = tcase_create("sums");

    tcase_add_checked_fixture(group, command_enter, command_leave);
    tcase_set_timeout(group, 120);
    tcase_add_test(group, a_line_is_a_sum_two_blanks_and_a_name_in_order_of_names);
    tcase_add_test(group, every_way_of_reading_sums_the_same);
    tcase_add_test(group, a_model_without_tensors_has_no_sums);
    tcase_add_test(group, globs_select_tensors);
    tcase_add_test(group, odd_names_are_escaped);
    tcase_add_test(group, of_several_files_each_is_told_before_its_sums);
    tcase_add_test(group, json_tells_name_bytes_and_sum);
    tcase_add_test(group, models_of_others_have_the_sums_that_another_program_takes);
    tcase_add_test(group, the_same_tensors_have_the_same_lines_in_either_format);
    tcase_add_test(group, sums_of_a_model_are_those_of_what_is_loaded);
    tcase_add_test(group, what_cannot_be_written_is_a_failure);
    suite_add_tcase(suite, group);
    return suite;
}
