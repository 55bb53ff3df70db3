/* emel verify, and load with sums. */
#define _POSIX_C_SOURCE 200809L /* truncate */
#include <check.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "support/temp.h"
#include "support/command.h"
#include "support/command_files.h"
#include "support/retained.h"
#include "support/command_output.h"
#include "command/suites.h"

/* Four tensors of which each holds its own name. */
#define LETTERS                                                                                    \
    "'GGUF' 4:3 8:4 8:0 s'a' 4:1 8:1 4:24 8:0 s'b' 4:1 8:1 4:24 8:32 s'c' 4:1 8:1 4:24 8:64 "      \
    "s'd' 4:1 8:1 4:24 8:96 @32 'a' @32 'b' @32 'c' @32 'd'"

#define SUM_NONE "99aa06d3014798d86001c324468d497f"

static const char *text_file(const char *text)
{
    return file_with(text, strlen(text));
}

/* The sums of a model. */
static const char *sums_of(const char *path)
{
    const struct ran ran = emel("sums", path);

    ck_assert_int_eq(ran.status, 0);
    return text_file(ran.out);
}

/* Sums of LETTERS where a stands no more, b has another sum, and there is an e. */
static const char *other_sums(const char *path)
{
    const struct ran ran = emel("sums", path);
    const char *b = strchr(ran.out, '\n') + 1, *c = strchr(b, '\n') + 1;
    char text[512];

    snprintf(text, sizeof text, "# edited\n%sffff%.*s%s  e\n", c, (int)(c - b - 4), b + 4,
             SUM_NONE);
    return text_file(text);
}

START_TEST(a_model_is_as_its_own_sums_say)
{
    struct ran ran = emel("verify", SAMPLE, sums_of(SAMPLE));

    ck_assert_int_eq(ran.status, 0);
    ck_assert_str_eq(ran.out, SAMPLE ": 22 tensors as summed\n");
    ck_assert_uint_eq(ran.err_bytes, 0);
    ran = emel("verify", "-q", SAMPLE, sums_of(SAMPLE));
    ck_assert_int_eq(ran.status, 0);
    ck_assert_uint_eq(ran.out_bytes + ran.err_bytes, 0);
}
END_TEST

START_TEST(sums_of_one_format_verify_the_other)
{
    const char *gguf = model_of_others("silero-f32.gguf");
    const char *safetensors = model_of_others("silero.safetensors");
    struct ran ran;

    if (!gguf || !safetensors)
        return;
    ran = emel("verify", "--caching=direct", safetensors, sums_of(gguf));
    ck_assert_int_eq(ran.status, 0);
    says(ran.out, ": 15 tensors as summed\n");
}
END_TEST

START_TEST(each_difference_is_named)
{
    const char *path = file_of(LETTERS);
    const struct ran ran = emel("verify", path, other_sums(path));
    char expected[1024];

    snprintf(expected, sizeof expected,
             "emel: EXTRA: file '%s', tensor or key 'a': the file has it, SUMS does not\n"
             "emel: DIFFERENT: file '%s', tensor or key 'b': its bytes do not have this sum\n"
             "emel: MISSING: file '%s', tensor or key 'e': SUMS has it, the file does not\n"
             "emel: NOT_AS_SUMMED: file '%s': 1 different, 1 missing, 1 extra\n",
             path, path, path, path);
    ck_assert_int_eq(ran.status, 1);
    ck_assert_str_eq(ran.err, expected);
    ck_assert_uint_eq(ran.out_bytes, 0);
    ck_assert_str_eq(emel("verify", "--quiet", path, other_sums(path)).err, expected);
}
END_TEST

static void expect_names(const json_t *file, const char *key, const char *name)
{
    const json_t *names = json_object_get(file, key);

    ck_assert_uint_eq(json_array_size(names), name ? 1 : 0);
    ck_assert(json_is_array(names));
    if (name)
        ck_assert_str_eq(json_string_value(json_array_get(names, 0)), name);
}

/* Two files, as sums writes them with a line before each. */
START_TEST(sums_of_two_files_are_recognised)
{
    const char *path = file_of(LETTERS);
    const char *other = file_of("'GGUF' 4:3 8:1 8:0 s'z' 4:1 8:1 4:24 8:0 @32 'z'");
    struct ran ran = emel("sums", path, other);
    const char *sums = file_with(ran.out, ran.out_bytes);

    ran = emel("verify", other, sums);
    ck_assert_int_eq(ran.status, 1);
    says(ran.err, ": 0 different, 4 missing, 0 extra; SUMS has the sums of 2 files\n");
    ran = emel("sums", path, path);
    ran = emel("verify", path, file_with(ran.out, ran.out_bytes));
    refused_in_one_line(&ran, "MALFORMED_SUMS: file '", "SUMS has the sums of several files");
}
END_TEST

START_TEST(json_lists_the_differences)
{
    const char *path = file_of(LETTERS);
    struct ran ran = emel("verify", "--json", path, other_sums(path));
    const json_t *file = json_of_one(&ran);

    ck_assert_int_eq(ran.status, 1);
    expect_names(file, "different", "b");
    expect_names(file, "missing", "e");
    expect_names(file, "extra", "a");
    ck_assert_uint_eq(json_number_at(file, "tensor_count"), 4);
    ck_assert_str_eq(json_text_at(json_object_get(file, "error"), "name"), "NOT_AS_SUMMED");
    ran = emel("verify", "--json", path, sums_of(path));
    file = json_of_one(&ran);
    ck_assert_int_eq(ran.status, 0);
    expect_names(file, "different", NULL);
    expect_names(file, "missing", NULL);
    expect_names(file, "extra", NULL);
    ck_assert_ptr_null(json_object_get(file, "error"));
}
END_TEST

START_TEST(tensors_left_out_may_be_anything)
{
    const char *path = file_of(LETTERS);
    const char *sums = other_sums(path);

    ck_assert_str_ne(emel("verify", "--tensor=[cd]", path, sums).out, "");
    ck_assert_int_eq(emel("verify", "--tensor=[cd]", path, sums).status, 0);
    ck_assert_int_eq(emel("verify", "--tensor=[bcd]", path, sums).status, 1);
    ck_assert_int_eq(emel("verify", "--tensor=[cde]", path, sums).status, 1);
    ck_assert_int_eq(emel("verify", "--tensor=[acd]", path, sums).status, 1);
}
END_TEST

START_TEST(one_bit_is_noticed)
{
    size_t bytes;
    const unsigned char *whole = file_bytes(SAMPLE, &bytes);
    unsigned char *copy = (unsigned char *)(uintptr_t)whole;
    struct ran ran;

    copy[bytes - 300] ^= 0x10;
    ran = emel("verify", file_with(copy, bytes), sums_of(SAMPLE));
    ck_assert_int_eq(ran.status, 1);
    says(ran.err, "emel: DIFFERENT: ");
    does_not_say(ran.err, "MISSING");
    does_not_say(ran.err, "EXTRA");
}
END_TEST

START_TEST(any_name_is_found_again)
{
    const char *path = file_of(
        "'GGUF' 4:3 8:4 8:0 L('a\\b' x0a 'c' x7f) 4:1 8:0 4:24 8:0 s'\\x41' 4:1 8:0 4:24 8:0 "
        "L('# ' xc285 xc3a9 ' ') 4:1 8:0 4:24 8:0 s'' 4:1 8:0 4:24 8:0 @32");
    const struct ran ran = emel("verify", path, sums_of(path));

    ck_assert_int_eq(ran.status, 0);
    says(ran.out, ": 4 tensors as summed\n");
}
END_TEST

/* --- sums that are none ----------------------------------------------------------------------- */

START_TEST(malformed_sums_are_refused_with_the_line)
{
    static const struct {
        const char *text;
        int line;
    } cases[] = {
        { "x", 1 },
        { "\n", 1 },
        { " # no comment\n", 1 },
        { "# one\n" SUM_NONE " a\n", 2 },
        { SUM_NONE "  a\n" SUM_NONE "\n", 2 },
        { SUM_NONE " *a\n", 1 },
        { "99AA06D3014798D86001C324468D497F  a\n", 1 },
        { "9aa06d3014798d86001c324468d497f  a\n", 1 },
        { "099aa06d3014798d86001c324468d497f  a\n", 1 },
        { SUM_NONE "  a\r\n", 1 },
        { SUM_NONE "  a\tb\n", 1 },
        { SUM_NONE "  a\x7f\n", 1 },
        { SUM_NONE "  a\\n\n", 1 },
        { SUM_NONE "  a\\x0\n", 1 },
        { SUM_NONE "  a\\x00\n", 1 },
        { SUM_NONE "  a\\x4G\n", 1 },
        { SUM_NONE "  a\\", 1 },
        { SUM_NONE "  a\n" SUM_NONE "  b\n#\n" SUM_NONE "  \\x61\n" SUM_NONE "  b\n", 4 },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *sums = text_file(cases[i].text);
        const struct ran ran = emel("verify", SAMPLE, sums);
        char begins[TEMP_PATH_BYTES + 64];

        snprintf(begins, sizeof begins, "MALFORMED_SUMS: file '%s:%d'", sums, cases[i].line);
        refused_in_one_line(&ran, begins, "");
        ck_assert_uint_eq(ran.out_bytes, 0);
    }
}
END_TEST

/* Also one that is larger than any sums. */
START_TEST(a_model_in_place_of_the_sums_is_recognised)
{
    static const char begin[] = "GGUF\3\0\0\0";
    const char *large = file_with(begin, sizeof begin);
    const char *models[] = { SAMPLE, file_of("8:2 '{}'"), large };

    ck_assert_int_eq(truncate(large, 1 << 30), 0);
    for (size_t i = 0; i < sizeof models / sizeof *models; i++) {
        struct ran ran = emel("verify", sums_of(SAMPLE), models[i]);
        char begins[TEMP_PATH_BYTES + 64];

        snprintf(begins, sizeof begins, "MALFORMED_SUMS: file '%s'", models[i]);
        refused_in_one_line(&ran, begins, "a model, not sums: were FILE and SUMS swapped?");
        ran = emel("load", "--sums", models[i], SAMPLE);
        refused_in_one_line(&ran, begins, "a model, not sums: were FILE and SUMS swapped?");
    }
}
END_TEST

START_TEST(a_zero_byte_is_no_end_of_a_line)
{
    static const char text[] = SUM_NONE "  a\0b\n";
    const struct ran ran = emel("verify", SAMPLE, file_with(text, sizeof text - 1));

    refused_in_one_line(&ran, "MALFORMED_SUMS: file '", ":1'");
}
END_TEST

START_TEST(the_last_line_may_lack_its_end)
{
    const char *path = file_of("'GGUF' 4:3 8:1 8:0 s'a' 4:1 8:0 4:24 8:0 @32");

    ck_assert_int_eq(emel("verify", path, text_file(SUM_NONE "  a")).status, 0);
    ck_assert_int_eq(emel("verify", path, text_file("#\n" SUM_NONE "  \\x61\n#")).status, 0);
}
END_TEST

START_TEST(sums_that_cannot_be_read_are_refused)
{
    struct ran ran = emel("verify", SAMPLE, "no/such/sums");

    refused_in_one_line(&ran, "OPEN_FAILED: file 'no/such/sums'", "No such file or directory");
    ran = emel("verify", SAMPLE, temp_folder());
    refused_in_one_line(&ran, "READ_FAILED: file '", "Is a directory");
    ran = emel("verify", "--json", SAMPLE, "no/such/sums");
    ck_assert_str_eq(json_text_at(json_object_get(json_of_one(&ran), "error"), "file"),
                     "no/such/sums");
    ran = emel("verify", "no/such/model", sums_of(SAMPLE));
    refused_in_one_line(&ran, "OPEN_FAILED: file 'no/such/model'", "No such file or directory");
}
END_TEST

START_TEST(sums_are_a_file_with_a_name)
{
    struct ran ran = emel("verify", SAMPLE, "-");

    refused_in_one_line(&ran, "STANDARD_INPUT: file '-': sums are not read from standard input",
                        "");
    ran = emel("load", "--sums=-", SAMPLE);
    refused_in_one_line(&ran, "STANDARD_INPUT: file '-': ", "");
    ran = emel("verify", SAMPLE, "");
    refused_in_one_line(&ran, "EMPTY_PATH", ": '' names no file of sums");
}
END_TEST

/* Of which no part is too long for a file's name, and no other letter is of one byte. */
static const char *long_path(const char *folder, const char *name)
{
    char *path = retain_memory(1024);
    size_t used = (size_t)snprintf(path, 1024, "%s", folder);

    while (used < 700)
        used += (size_t)snprintf(path + used, 1024 - used, "/\xc3\xa9.");
    snprintf(path + used, 1024 - used, "/%s", name);
    return path;
}

START_TEST(of_a_long_path_the_end_is_told)
{
    struct ran ran = emel("verify", SAMPLE, long_path("no", "sums"));

    refused_in_one_line(&ran, "OPEN_FAILED: file '...", "/\xc3\xa9./sums'");
    does_not_say(ran.err, "?");
    ran = emel("cat", long_path("no", "model"), "w");
    refused_in_one_line(&ran, "OPEN_FAILED: file '...", "/model'");
}
END_TEST

START_TEST(sums_without_an_end_are_refused)
{
    const struct ran ran = emel("verify", SAMPLE, "/dev/zero");

    refused_in_one_line(&ran, "LIMIT: file '/dev/zero'", "512 MiB");
}
END_TEST

/* --- load ------------------------------------------------------------------------------------- */

START_TEST(a_load_can_be_compared_with_sums)
{
    const char *path = file_of(LETTERS);
    struct ran ran = emel("load", "--sums", sums_of(path), path);

    ck_assert_int_eq(ran.status, 0);
    says(ran.out, ": 4 tensors resident, 4 B in ");
    says(ran.out, ": 4 tensors as summed\n");
    ran = emel("load", "--sums", other_sums(path), path);
    ck_assert_int_eq(ran.status, 1);
    says(ran.out, ": 4 tensors resident, 4 B in ");
    says(ran.err, "emel: DIFFERENT: ");
    ran = emel("load", "--json", "--sums", other_sums(path), path);
    expect_names(json_of_one(&ran), "different", "b");
    ck_assert_uint_eq(json_number_at(json_of_one(&ran), "tensor_count"), 4);
    ran = emel("load", "-q", "--sums", sums_of(path), "--tensor=[ab]", path);
    ck_assert_int_eq(ran.status, 0);
    ck_assert_uint_eq(ran.out_bytes + ran.err_bytes, 0);
}
END_TEST

START_TEST(a_load_without_well_formed_sums_is_refused)
{
    const struct ran ran = emel("load", "--sums", text_file("no sums\n"), SAMPLE);

    refused_in_one_line(&ran, "MALFORMED_SUMS: file '", ":1'");
    ck_assert_uint_eq(ran.out_bytes, 0);
}
END_TEST

Suite *command_verify_suite(void)
{
    Suite *suite = suite_create("command: verify");
    TCase *group = tcase_create("verify");

    tcase_add_checked_fixture(group, command_enter, command_leave);
    tcase_set_timeout(group, 120);
    tcase_add_test(group, a_model_is_as_its_own_sums_say);
    tcase_add_test(group, sums_of_one_format_verify_the_other);
    tcase_add_test(group, each_difference_is_named);
    tcase_add_test(group, sums_of_two_files_are_recognised);
    tcase_add_test(group, json_lists_the_differences);
    tcase_add_test(group, tensors_left_out_may_be_anything);
    tcase_add_test(group, one_bit_is_noticed);
    tcase_add_test(group, any_name_is_found_again);
    tcase_add_test(group, malformed_sums_are_refused_with_the_line);
    tcase_add_test(group, a_model_in_place_of_the_sums_is_recognised);
    tcase_add_test(group, a_zero_byte_is_no_end_of_a_line);
    tcase_add_test(group, the_last_line_may_lack_its_end);
    tcase_add_test(group, sums_that_cannot_be_read_are_refused);
    tcase_add_test(group, sums_are_a_file_with_a_name);
    tcase_add_test(group, of_a_long_path_the_end_is_told);
    tcase_add_test(group, sums_without_an_end_are_refused);
    tcase_add_test(group, a_load_can_be_compared_with_sums);
    tcase_add_test(group, a_load_without_well_formed_sums_is_refused);
    suite_add_tcase(suite, group);
    return suite;
}
