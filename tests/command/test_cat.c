/* emel cat. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "support/command.h"
#include "support/command_files.h"
#include "support/plain_gguf.h"
#include "support/command_output.h"
#include "command/suites.h"

/* 'x' and 'y', after one another, and 'none' that is empty. */
#define LETTERS                                                                                    \
    "'GGUF' 4:3 8:3 8:0 s'x' 4:1 8:5 4:24 8:0 s'y' 4:1 8:3 4:24 8:32 s'none' 4:1 8:0 4:24 8:64 "   \
    "@32 'hello' @32 x00ff0a z29"

START_TEST(the_bytes_of_one_tensor_come_and_nothing_else)
{
    const char *path = file_of(LETTERS);
    struct ran ran = emel("cat", path, "x");

    ck_assert_int_eq(ran.status, 0);
    ck_assert_str_eq(ran.out, "hello");
    ck_assert_uint_eq(ran.err_bytes, 0);
    ran = emel("cat", path, "y");
    ck_assert_uint_eq(ran.out_bytes, 3);
    ck_assert_mem_eq(ran.out, "\x00\xff\x0a", 3);
}
END_TEST

START_TEST(an_empty_tensor_has_no_bytes)
{
    const struct ran ran = emel("cat", file_of(LETTERS), "none");

    ck_assert_int_eq(ran.status, 0);
    ck_assert_uint_eq(ran.out_bytes, 0);
}
END_TEST

START_TEST(a_slice_is_that_part_of_the_bytes)
{
    const char *path = file_of(LETTERS);
    struct ran ran = emel("cat", path, "x", "--slice", "0:1:4");

    ck_assert_int_eq(ran.status, 0);
    ck_assert_str_eq(ran.out, "ell");
    ck_assert_str_eq(emel("cat", "--slice=0:0:5", path, "x").out, "hello");
    ck_assert_uint_eq(emel("cat", "--slice=0:5:5", path, "x").out_bytes, 0);
    ck_assert_str_eq(emel("cat", "--slice=0:9:9", "--slice=0:0:1", path, "x").out, "h");
    ran = emel("cat", "--slice=0:5:6", path, "x");
    refused_in_one_line(&ran, "OUT_OF_RANGE: file '", "'x'");
}
END_TEST

/* Rows of the matrix of 128 x 256 in Q5_0, against the bytes of all of it. */
START_TEST(slices_joined_are_the_tensor)
{
    static const char *const parts[] = { "--slice=1:0:1", "--slice=1:1:100", "--slice=1:100:256" };
    const struct ran whole = emel("cat", SAMPLE, "blk.1.attn_output.weight");
    size_t at = 0;

    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        const struct ran part = emel("cat", SAMPLE, "blk.1.attn_output.weight", parts[i]);

        ck_assert_int_eq(part.status, 0);
        ck_assert_uint_le(at + part.out_bytes, whole.out_bytes);
        ck_assert_mem_eq(part.out, whole.out + at, part.out_bytes);
        at += part.out_bytes;
    }
    ck_assert_uint_eq(at, whole.out_bytes);
    ck_assert_uint_eq(at, 22528);
}
END_TEST

/* The same rows are along the last extent there, and along the first here. */
START_TEST(a_slice_is_the_same_in_both_formats)
{
    const char *gguf = model_of_others("silero-f32.gguf");
    const char *safetensors = model_of_others("silero.safetensors");
    struct ran one, other;

    if (!gguf || !safetensors)
        return;
    one = emel("cat", gguf, "lstm_cell.weight_ih", "--slice=1:7:300");
    other = emel("cat", safetensors, "lstm_cell.weight_ih", "--slice=0:7:300");
    ck_assert_int_eq(one.status, 0);
    ck_assert_uint_eq(one.out_bytes, other.out_bytes);
    ck_assert_mem_eq(one.out, other.out, one.out_bytes);
    one = emel("cat", gguf, "lstm_cell.weight_ih", "--slice=0:7:100");
    other = emel("cat", safetensors, "lstm_cell.weight_ih", "--slice=1:7:100");
    ck_assert_int_eq(one.status, 0);
    ck_assert_uint_gt(one.out_bytes, 0);
    ck_assert_uint_eq(one.out_bytes, other.out_bytes);
    ck_assert_mem_eq(one.out, other.out, one.out_bytes);
}
END_TEST

/* Every tensor, against a reader that shares nothing with the library. */
static void as_read_by_another(const char *name)
{
    const char *path = model_of_others(name);
    struct plain_gguf gguf;

    if (!path)
        return;
    plain_gguf_read(&gguf, path);
    ck_assert_uint_gt(gguf.count, 0);
    for (size_t i = 0; i < gguf.count; i++) {
        const struct plain_tensor *tensor = &gguf.tensors[i];
        const struct ran ran = emel("cat", path, tensor->name);

        ck_assert_int_eq(ran.status, 0);
        ck_assert_uint_eq(ran.out_bytes, tensor->bytes);
        ck_assert_msg(memcmp(ran.out, tensor->data, tensor->bytes) == 0, "%s", tensor->name);
    }
}

START_TEST(models_of_others_come_byte_for_byte)
{
    as_read_by_another("silero-f32.gguf");
    as_read_by_another("hyllama_dummy.gguf");
}
END_TEST

START_TEST(a_tensor_that_is_not_there_is_refused)
{
    struct ran ran = emel("cat", SAMPLE, "blk.9.attn_q.weight");

    refused_in_one_line(&ran, "NO_SUCH_TENSOR: file '" SAMPLE "'", "'blk.9.attn_q.weight'");
    ran = emel("cat", SAMPLE, "blk.0.*"); /* a name, no pattern */
    refused_in_one_line(&ran, "NO_SUCH_TENSOR", "'blk.0.*'");
}
END_TEST

START_TEST(a_file_that_is_not_there_is_refused)
{
    struct ran ran = emel("cat", "no/such/file", "x");

    refused_in_one_line(&ran, "OPEN_FAILED: file 'no/such/file'", "No such file or directory");
    ran = emel("cat", "-", "x");
    refused_in_one_line(&ran, "NOT_SEEKABLE: file '-'", "name a file");
}
END_TEST

START_TEST(a_full_disk_is_noticed)
{
    const struct ran ran = emel_to("/dev/full", "cat", SAMPLE, "output.weight");

    refused_in_one_line(&ran, "WRITE_FAILED: file '" SAMPLE "'", "No space left on device");
}
END_TEST

START_TEST(a_reader_who_left_kills_as_usual_or_is_told_of)
{
    static const char *const arguments[] = { "cat", SAMPLE, "output.weight", NULL };

    notices_a_broken_pipe(arguments);
}
END_TEST

START_TEST(a_terminal_is_spared_unless_forced)
{
    const char *const path = file_of(LETTERS);
    const char *const refused[] = { "cat", path, "x", NULL };
    const char *const forced[] = { "cat", "--force", path, "x", NULL };
    struct terminal terminal = terminal_run(refused, 200, true);
    struct ran ran = terminal_end(&terminal);

    ck_assert_int_eq(ran.status, 1);
    says(ran.err, "emel: TERMINAL: ");
    does_not_say(ran.err, "hello");
    terminal = terminal_run(forced, 200, true);
    ran = terminal_end(&terminal);
    ck_assert_int_eq(ran.status, 0);
    ck_assert_str_eq(ran.err, "hello");
}
END_TEST

Suite *command_cat_suite(void)
{
    Suite *suite = suite_create("command: cat");
    TCase *group = tcase_create("cat");

    tcase_add_checked_fixture(group, command_enter, command_leave);
    tcase_set_timeout(group, 120);
    tcase_add_test(group, the_bytes_of_one_tensor_come_and_nothing_else);
    tcase_add_test(group, an_empty_tensor_has_no_bytes);
    tcase_add_test(group, a_slice_is_that_part_of_the_bytes);
    tcase_add_test(group, slices_joined_are_the_tensor);
    tcase_add_test(group, a_slice_is_the_same_in_both_formats);
    tcase_add_test(group, models_of_others_come_byte_for_byte);
    tcase_add_test(group, a_tensor_that_is_not_there_is_refused);
    tcase_add_test(group, a_file_that_is_not_there_is_refused);
    tcase_add_test(group, a_full_disk_is_noticed);
    tcase_add_test(group, a_reader_who_left_kills_as_usual_or_is_told_of);
    tcase_add_test(group, a_terminal_is_spared_unless_forced);
    suite_add_tcase(suite, group);
    return suite;
}
