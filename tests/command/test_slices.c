/* Slices along any dimension, and equal shares, in load, sums and cat. */
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
    suite_add_tcase(suite, group);
    return suite;
}
