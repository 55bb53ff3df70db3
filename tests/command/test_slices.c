/* Slices along any dimension, and equal shares, in load, sums, verify and cat. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "support/command.h"
#include "support/command_files.h"
#include "support/command_output.h"
#include "command/suites.h"

/* m and n have rows of four, which vary fastest; v is a vector. */
#define MATRICES                                                                                   \
    "'GGUF' 4:3 8:3 8:0 s'm' 4:2 8:4 8:3 4:24 8:0 s'n' 4:2 8:4 8:2 4:24 8:32 "                     \
    "s'v' 4:1 8:4 4:24 8:64 @32 'abcdefghijkl' @32 'ABCDEFGH' @32 'wxyz'"

START_TEST(cat_writes_columns_and_shares)
{
    const char *path = file_of(MATRICES);

    ck_assert_str_eq(emel("cat", "--slice=0:1:3", path, "m").out, "bcfgjk");
    ck_assert_str_eq(emel("cat", "--slice=0:0/2", path, "m").out, "abefij");
    ck_assert_str_eq(emel("cat", "--slice=0:1/2", path, "m").out, "cdghkl");
    ck_assert_str_eq(emel("cat", "--slice=1:2/3", path, "m").out, "ijkl");
    ck_assert_str_eq(emel("cat", "--slice=0:3/4", path, "v").out, "z");
}
END_TEST

START_TEST(a_share_that_does_not_divide_is_refused)
{
    const char *path = file_of(MATRICES);
    struct ran ran = emel("cat", "--slice=1:0/2", path, "m");

    refused_in_one_line(&ran, "NOT_DIVISIBLE: file '", "tensor or key 'm'");
    ran = emel("load", "--slice=[mn]=1:0/2", path);
    refused_in_one_line(&ran, "NOT_DIVISIBLE", "tensor or key 'm'");
    ran = emel("load", "--slice=*=1:0/1", path);
    refused_in_one_line(&ran, "NO_SUCH_DIMENSION", "tensor or key 'v'");
    ran = emel("cat", "--slice=0:0/512", SAMPLE, "blk.0.ffn_up.weight");
    refused_in_one_line(&ran, "NOT_DIVISIBLE", "blk.0.ffn_up.weight");
    ran = emel("cat", "--slice=0:1:32", SAMPLE, "blk.0.ffn_up.weight");
    refused_in_one_line(&ran, "CUTS_A_BLOCK", "blk.0.ffn_up.weight");
}
END_TEST

START_TEST(a_share_of_each_tensor_that_matches_is_loaded)
{
    const char *path = file_of(MATRICES);
    struct ran ran = emel("load", "--json", "-v", "--slice=[mn]=0:0/2", path);
    const json_t *tensors = json_object_get(json_of_one(&ran), "tensors");

    ck_assert_uint_eq(json_array_size(tensors), 2);
    ck_assert_uint_eq(json_number_at(json_element(tensors, "name", "m"), "bytes"), 6);
    ck_assert_uint_eq(json_number_at(json_element(tensors, "name", "n"), "bytes"), 4);
    says(emel("load", "--slice=[mn]=0:0/2", "--tensor=v", path).out,
         ": 3 tensors resident, 14 B in ");
    ran = emel("load", "--slice=m=0:0/2", "--slice=[mn]=0:1/2", path);
    refused_in_one_line(&ran, "SLICED_TWICE", "tensor or key 'm'");
    ran = emel("load", "--slice=x*=0:0/2", path);
    refused_in_one_line(&ran, "NO_MATCH", "tensor or key 'x*'");
    ran = emel("load", "--slice=[mn]=0:0:2", path);
    refused_in_one_line(&ran, "NO_SUCH_TENSOR", "a pattern takes DIM:R/N");
}
END_TEST

/* The same bytes as tensors of their own. */
START_TEST(sums_of_parts_are_those_of_their_bytes)
{
    const struct ran whole =
        emel("sums", file_of("'GGUF' 4:3 8:2 8:0 s'm' 4:1 8:6 4:24 8:0 s'v' 4:1 8:2 4:24 8:32 "
                             "@32 'cdghkl' @32 'xy'"));
    const struct ran parts = emel("sums", "--slice=m=0:1/2", "--slice=v=0:1:3", file_of(MATRICES));

    ck_assert_int_eq(parts.status, 0);
    ck_assert_str_eq(parts.out, whole.out);
}
END_TEST

/* Gaps within a page and gaps of many pages, each run at an odd offset. */
START_TEST(sums_of_runs_near_and_far_are_those_of_their_bytes)
{
    static const struct {
        const char *rows, *slice;
        unsigned extent;
    } cases[] = {
        { "500*(z100 'ab' z298)", "m=0:100:102", 400 },
        { "50*(z30000 'ab' z35534)", "m=0:30000:30002", 65536 },
    };
    static const unsigned counts[] = { 500, 50 };
    static const char *const workers[] = { "--workers=1", "--caching=direct" };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (size_t j = 0; j < 2; j++) {
            char text[512], slice[64];
            struct ran whole, part;

            snprintf(text, sizeof text, "'GGUF' 4:3 8:1 8:0 s'm' 4:2 8:%u 8:%u 4:24 8:0 @32 %s",
                     cases[i].extent, counts[i], cases[i].rows);
            snprintf(slice, sizeof slice, "--slice=%s", cases[i].slice);
            part = emel("sums", slice, workers[j], file_of(text));
            snprintf(text, sizeof text,
                     "'GGUF' 4:3 8:1 8:0 s'm' 4:2 8:2 8:%u 4:24 8:0 @32 "
                     "%u*('ab')",
                     counts[i], counts[i]);
            whole = emel("sums", file_of(text));
            ck_assert_msg(part.status == 0, "%s", part.err);
            ck_assert_str_eq(part.out, whole.out);
        }
}
END_TEST

/* --- sums that are compared ------------------------------------------------------------------- */

static const char *sums_with(const char *slice, const char *path)
{
    const struct ran ran = emel("sums", slice, path);

    ck_assert_msg(ran.status == 0, "%s", ran.err);
    return file_with(ran.out, ran.out_bytes);
}

/* By both commands that compare. */
static void same_as(const char *sums, const char *slice, const char *path, unsigned tensors)
{
    struct ran ran = emel("verify", slice, path, sums);
    char line[64];

    snprintf(line, sizeof line, ": %u tensor%s as summed\n", tensors, tensors == 1 ? "" : "s");
    ck_assert_msg(ran.status == 0, "%s: %s", slice, ran.err);
    says(ran.out, line);
    ran = emel("load", slice, "--sums", sums, path);
    ck_assert_msg(ran.status == 0, "%s: %s", slice, ran.err);
    says(ran.out, line);
}

static void differs_from(const char *sums, const char *slice, const char *path, const char *counts)
{
    struct ran ran = emel("verify", slice, path, sums);

    ck_assert_int_eq(ran.status, 1);
    says(ran.err, counts);
    ran = emel("load", slice, "--sums", sums, path);
    ck_assert_int_eq(ran.status, 1);
    says(ran.err, counts);
}

START_TEST(parts_are_compared_with_sums_of_the_same_parts)
{
    static const char *const slices[] = { "--slice=[mn]=0:0/2", "--slice=[mn]=0:1/2",
                                          "--slice=*=0:3/4" };
    static const unsigned tensors[] = { 2, 2, 3 };
    const char *path = file_of(MATRICES);

    for (size_t i = 0; i < sizeof slices / sizeof *slices; i++)
        same_as(sums_with(slices[i], path), slices[i], path, tensors[i]);
    same_as(sums_with("--slice=blk.?.ffn_up.weight=1:1/4", SAMPLE),
            "--slice=blk.?.ffn_up.weight=1:1/4", SAMPLE, 2);
    differs_from(sums_with(slices[0], path), slices[1], path,
                 ": 2 different, 0 missing, 0 extra; does SUMS have the same slices?\n");
    differs_from(sums_with("--tensor=*", path), slices[0], path,
                 ": 2 different, 0 missing, 0 extra; does SUMS have the same slices?\n");
}
END_TEST

START_TEST(only_tensors_with_a_part_are_compared)
{
    const char *path = file_of(MATRICES);
    const char *sums = sums_with("--slice=*=0:0/2", path);

    same_as(sums, "--slice=[mn]=0:0/2", path, 2);
    differs_from(sums_with("--slice=m=0:0:2", path), "--slice=[mn]=0:0/2", path,
                 ": 0 different, 0 missing, 1 extra\n");
    ck_assert_int_eq(emel("verify", "--slice=m=0:0/2", "--tensor=[xn]", path, sums).status, 1);
    ck_assert_int_eq(emel("verify", "--slice=m=0:0/2", "--slice=n=0:0/2", path, sums).status, 0);
}
END_TEST

/* A tensor that is named by a pattern's own characters is that tensor, and no pattern. */
START_TEST(sums_of_a_tensor_that_is_missing_count_if_a_part_matches)
{
    const char *two = file_of("'GGUF' 4:3 8:2 8:0 s'a' 4:1 8:2 4:24 8:0 s'aa' 4:1 8:2 4:24 8:32 "
                              "@32 'ab' @32 'cd'");
    const char *one = file_of("'GGUF' 4:3 8:1 8:0 s'a' 4:1 8:2 4:24 8:0 @32 'ab'");
    const char *star = file_of("'GGUF' 4:3 8:1 8:0 s'a*' 4:1 8:2 4:24 8:0 @32 'ab'");

    differs_from(sums_with("--slice=a*=0:0/2", two), "--slice=a*=0:0/2", one,
                 ": 0 different, 1 missing, 0 extra\n");
    differs_from(sums_with("--slice=a*=0:0/2", two), "--slice=a*=0:0/2", star,
                 ": 0 different, 0 missing, 1 extra\n");
    same_as(sums_with("--slice=a*=0:0/2", two), "--slice=a=0:0:1", one, 1);
}
END_TEST

START_TEST(parts_that_cannot_be_compared_are_refused)
{
    static const struct {
        const char *slice, *error;
    } cases[] = {
        { "--slice=x*=0:0/2", "NO_MATCH" },
        { "--slice=x=0:0:1", "NO_SUCH_TENSOR" },
        { "--slice=m=1:0/2", "NOT_DIVISIBLE" },
        { "--slice=m=0:0:5", "OUT_OF_RANGE" },
    };
    const char *path = file_of(MATRICES), *sums = sums_with("--tensor=*", path);

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct ran ran = emel("verify", cases[i].slice, path, sums);

        refused_in_one_line(&ran, cases[i].error, "tensor or key '");
        ran = emel("load", cases[i].slice, "--sums", sums, path);
        refused_in_one_line(&ran, cases[i].error, "tensor or key '");
        ran = emel("sums", cases[i].slice, path);
        refused_in_one_line(&ran, cases[i].error, "tensor or key '");
    }
}
END_TEST

START_TEST(two_parts_of_a_tensor_are_not_compared)
{
    const char *path = file_of(MATRICES), *sums = sums_with("--tensor=*", path);
    struct ran ran = emel("verify", "--slice=m=0:0/2", "--slice=[mn]=0:1/2", path, sums);

    refused_in_one_line(&ran, "SLICED_TWICE", "tensor or key 'm'");
    ran = emel("load", "--slice=m=0:0/2", "--slice=[mn]=0:1/2", "--sums", sums, path);
    refused_in_one_line(&ran, "SLICED_TWICE", "tensor or key 'm'");
    ran = emel("sums", "--slice=m=0:0/2", "--slice=[mn]=0:1/2", path);
    refused_in_one_line(&ran, "SLICED_TWICE", "tensor or key 'm'");
    ran = emel("verify", "--slice=m", path, sums);
    ck_assert_int_eq(ran.status, 2);
    says(ran.err, "--slice takes NAME=DIM:FROM:TO or GLOB=DIM:R/N with R < N, not 'm'");
}
END_TEST

Suite *command_slices_suite(void)
{
    Suite *suite = suite_create("command: slices");
    TCase *group = tcase_create("slices");

    tcase_add_checked_fixture(group, command_enter, command_leave);
    tcase_set_timeout(group, 120);
    tcase_add_test(group, cat_writes_columns_and_shares);
    tcase_add_test(group, a_share_that_does_not_divide_is_refused);
    tcase_add_test(group, a_share_of_each_tensor_that_matches_is_loaded);
    tcase_add_test(group, sums_of_parts_are_those_of_their_bytes);
    tcase_add_test(group, sums_of_runs_near_and_far_are_those_of_their_bytes);
    tcase_add_test(group, parts_are_compared_with_sums_of_the_same_parts);
    tcase_add_test(group, only_tensors_with_a_part_are_compared);
    tcase_add_test(group, sums_of_a_tensor_that_is_missing_count_if_a_part_matches);
    tcase_add_test(group, parts_that_cannot_be_compared_are_refused);
    tcase_add_test(group, two_parts_of_a_tensor_are_not_compared);
    suite_add_tcase(suite, group);
    return suite;
}
