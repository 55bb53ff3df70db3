/* emel inspect, for people. */
#include <check.h>
#include <stdint.h>
#include <stdio.h>

#include "support/command.h"
#include "support/command_files.h"
#include "support/command_output.h"
#include "command/suites.h"

/* Three tensors, one without dimensions, one without elements. */
#define THREE                                                                                      \
    "'GGUF' 4:3 8:3 8:0 s'wide.weight' 4:2 8:512 8:3 4:0 8:0 s'b' 4:0 4:28 8:6144 "                \
    "s'none' 4:1 8:0 4:24 8:6176 @32 z6144 z8 z24"

START_TEST(tensors_stand_in_columns_and_a_total_below)
{
    const char *path = file_of(THREE);
    const struct ran ran = emel("inspect", path);
    char expected[1024];

    snprintf(expected, sizeof expected,
             "TENSOR       TYPE  SHAPE   OFFSET     SIZE\n"
             "wide.weight  F32   512x3      160  6.0 KiB\n"
             "b            F64   scalar    6304      8 B\n"
             "none         I8    0         6336      0 B\n"
             "%s: gguf version 3, 3 tensors, 6.0 KiB\n",
             path);
    ck_assert_str_eq(ran.out, expected);
    ck_assert_uint_eq(ran.err_bytes, 0);
    ck_assert_int_eq(ran.status, 0);
}
END_TEST

START_TEST(bytes_are_exact_when_asked_for)
{
    const char *path = file_of(THREE);
    const struct ran ran = emel("inspect", "--bytes", path);

    says(ran.out, "TENSOR       TYPE  SHAPE   OFFSET  BYTES\n");
    says(ran.out, "wide.weight  F32   512x3      160   6144\n");
    says(ran.out, ": gguf version 3, 3 tensors, 6152 bytes\n");
}
END_TEST

START_TEST(sizes_are_rounded_to_tenths_of_their_unit)
{
    static const struct {
        uint64_t bytes;
        const char *shown;
    } cases[] = {
        { 0, " 0 B\n" },
        { 1023, " 1023 B\n" },
        { 1024, " 1.0 KiB\n" },
        { 1280, " 1.2 KiB\n" },
        { 1281, " 1.3 KiB\n" },
        { 1048524, " 1023.9 KiB\n" },
        { 1048525, " 1.0 MiB\n" },
        { UINT64_C(1) << 30, " 1.0 GiB\n" },
        { (UINT64_C(1) << 40) - 1, " 1.0 TiB\n" },
        { UINT64_C(3) << 38, " 768.0 GiB\n" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        says(emel("inspect", sparse_file(1, cases[i].bytes)).out, cases[i].shown);
}
END_TEST

START_TEST(a_model_without_tensors_has_a_total_of_none)
{
    const struct ran ran = emel("inspect", file_of("'GGUF' 4:3 8:0 8:0"));

    ck_assert_int_eq(ran.status, 0);
    says(ran.out, ": gguf version 3, 0 tensors, 0 B\n");
}
END_TEST

START_TEST(the_sample_shows_all_its_tensors)
{
    const struct ran ran = emel("inspect", SAMPLE);
    int lines = 0;

    for (const char *at = ran.out; *at; at++)
        lines += *at == '\n';
    ck_assert_int_eq(lines, 1 + SAMPLE_TENSORS + 1);
    says(ran.out, SAMPLE ": gguf version 3, 22 tensors, 272.9 KiB\n");
}
END_TEST

START_TEST(columns_count_characters_not_bytes)
{
    const struct ran ran = emel(
        "inspect", file_of("'GGUF' 4:3 8:2 8:0 s'\xce\xb1\xce\xb2' 4:0 4:24 8:0 s'abcdefgh' 4:0 "
                           "4:24 8:32 @32 z33"));

    says(ran.out, "\xce\xb1\xce\xb2        I8 ");
    says(ran.out, "abcdefgh  I8 ");
}
END_TEST

START_TEST(a_shape_of_a_thousand_extents_is_cut_and_says_so)
{
    const struct ran ran =
        emel("inspect", file_of("L('{\"w\":{\"dtype\":\"U8\",\"shape\":[1' 999*(',1') '],'"
                                " '\"data_offsets\":[0,1]}}') z1"));

    ck_assert_int_eq(ran.status, 0);
    says(ran.out, "x1x1x...  ");
}
END_TEST

START_TEST(a_name_cannot_steer_the_terminal)
{
    const struct ran ran =
        emel("inspect", file_of("'GGUF' 4:3 8:1 8:1 L('k' x0a 'k') 4:8 L(x1b '[2J' xff) "
                                "L('a' x1b '[31m' x0a x7f xc285 'z') 4:0 4:24 8:0 @32 z1"));

    ck_assert_int_eq(ran.status, 0);
    says(ran.out, "\na?[31m???z  I8 ");
    does_not_say(ran.out, "\x1b");
}
END_TEST

enum { NAME_BYTES = 20 };

/* A file with a tensor for each place in a name of NAME_BYTES characters: that one is `byte`. */
static const char *file_with_everywhere(const char *byte)
{
    static const char letters[] = "aaaaaaaaaaaaaaaaaaaa";
    static char notation[4096];
    size_t used = (size_t)sprintf(notation, "'GGUF' 4:3 8:%d 8:0 ", NAME_BYTES);

    for (int i = 0; i < NAME_BYTES; i++)
        used += (size_t)snprintf(notation + used, sizeof notation - used,
                                 "L('%.*s' %s '%.*s') 4:0 4:24 8:%d ", i, letters, byte,
                                 NAME_BYTES - 1 - i, letters, 32 * i);
    (void)snprintf(notation + used, sizeof notation - used, "@32 z%d", 32 * NAME_BYTES);
    return file_of(notation);
}

START_TEST(a_control_character_is_seen_wherever_it_is_in_a_name)
{
    static const char *const bytes[] = { "x01", "x1f", "x7f", "xc280", "xc29f" };

    for (size_t i = 0; i < sizeof bytes / sizeof *bytes; i++) {
        const struct ran ran = emel("inspect", file_with_everywhere(bytes[i]));

        ck_assert_int_eq(ran.status, 0);
        for (int place = 0; place < NAME_BYTES; place++) {
            char name[] = "\naaaaaaaaaaaaaaaaaaaa  I8 ";

            name[1 + place] = '?';
            says(ran.out, name);
        }
    }
}
END_TEST

START_TEST(all_of_ascii_that_can_be_shown_is)
{
    const struct ran ran =
        emel("inspect", file_of("'GGUF' 4:3 8:1 8:0 L(' !~}09AZaz_^`[]{|~ ~ ') 4:0 4:24 8:0 "
                                "@32 z1"));

    says(ran.out, "\n !~}09AZaz_^`[]{|~ ~   I8 ");
}
END_TEST

/* What turns the direction of text, and what ends lines in some readers. */
START_TEST(a_name_cannot_change_the_order_or_the_lines_of_other_text)
{
    const struct ran ran =
        emel("inspect",
             file_of("'GGUF' 4:3 8:2 8:0 L(xe280a8e280a9e280aae280abe280ace280ade280ae 'a') "
                     "4:0 4:24 8:0 L(xe281a6e281a7e281a8e281a9 'b' xe280a7e280afe281a5e281aa) "
                     "4:0 4:24 8:32 @32 z33"));

    says(ran.out, "\n???????a  ");
    says(ran.out, "\n????b\xe2\x80\xa7\xe2\x80\xaf\xe2\x81\xa5\xe2\x81\xaa  ");
}
END_TEST

START_TEST(an_empty_name_is_shown_and_can_be_named)
{
    const char *path = file_of("'GGUF' 4:3 8:2 8:0 s'' 4:1 8:2 4:24 8:0 s'x' 4:1 8:1 4:24 8:32 "
                               "@32 'no' @32 'x'");

    says(emel("inspect", path).out, "\n''      I8    2          96   2 B\n");
    says(emel("inspect", "--tensor", "", path).out, ": gguf version 3, 1 of 2 tensors, 2 B\n");
    says(emel("load", "-v", "--slice", "=0:0:1", path).out, "\n''  ");
    ck_assert_str_eq(emel("cat", path, "").out, "no");
    ck_assert_str_eq(emel("cat", "--slice=0:1:2", path, "").out, "o");
    says(emel("cat", "--slice=1:1:2", path, "").err, "tensor or key ''");
}
END_TEST

/* --- which tensors ------------------------------------------------------------------------ */

START_TEST(globs_select_tensors)
{
    const struct ran ran =
        emel("inspect", "--tensor", "blk.1.ffn_*", "--tensor", "output.weight", SAMPLE);

    says(ran.out, "\nblk.1.ffn_up.weight ");
    says(ran.out, "\noutput.weight ");
    does_not_say(ran.out, "blk.0.");
    does_not_say(ran.out, "attn");
    says(ran.out, ": gguf version 3, 5 of 22 tensors, 84.0 KiB\n");
}
END_TEST

START_TEST(a_glob_that_matches_nothing_is_refused)
{
    const struct ran ran = emel("inspect", "--tensor", "blk.*", "--tensor", "blk.9.*", SAMPLE);

    refused_in_one_line(&ran, "NO_MATCH: file '" SAMPLE "'", "'blk.9.*'");
    ck_assert_uint_eq(ran.out_bytes, 0);
}
END_TEST

/* --- several files, and none ---------------------------------------------------------------- */

START_TEST(a_file_that_fails_does_not_stop_the_others)
{
    const struct ran ran = emel("inspect", SAMPLE, "no/such/file", file_of(THREE));

    refused_in_one_line(&ran, "OPEN_FAILED: file 'no/such/file'", "No such file or directory");
    says(ran.out, SAMPLE ": gguf version 3, 22 tensors");
    says(ran.out, ": gguf version 3, 3 tensors");
}
END_TEST

START_TEST(standard_input_is_refused)
{
    const struct ran ran = emel("inspect", "-");

    refused_in_one_line(&ran, "NOT_SEEKABLE: file '-'", "name a file");
    ck_assert_uint_eq(ran.out_bytes, 0);
}
END_TEST

START_TEST(what_is_no_model_is_refused_with_its_place)
{
    struct ran ran = emel("inspect", file_of("'<html>no model, sorry</html>'"));

    refused_in_one_line(&ran, "MAGIC: file '", "at byte 0");
    ran = emel("inspect", file_of("'GGUF' 4:3 8:1 8:0 s'w' 4:9 z64"));
    refused_in_one_line(&ran, "DIMENSIONS: file '", "tensor or key 'w', at byte 33: ");
    ck_assert_uint_eq(ran.out_bytes, 0);
}
END_TEST

Suite *command_inspect_suite(void)
{
    Suite *suite = suite_create("command: inspect");
    TCase *group = tcase_create("inspect");

    tcase_add_checked_fixture(group, command_enter, command_leave);
    tcase_set_timeout(group, 120);
    tcase_add_test(group, tensors_stand_in_columns_and_a_total_below);
    tcase_add_test(group, bytes_are_exact_when_asked_for);
    tcase_add_test(group, sizes_are_rounded_to_tenths_of_their_unit);
    tcase_add_test(group, a_model_without_tensors_has_a_total_of_none);
    tcase_add_test(group, the_sample_shows_all_its_tensors);
    tcase_add_test(group, columns_count_characters_not_bytes);
    tcase_add_test(group, a_shape_of_a_thousand_extents_is_cut_and_says_so);
    tcase_add_test(group, a_name_cannot_steer_the_terminal);
    tcase_add_test(group, a_control_character_is_seen_wherever_it_is_in_a_name);
    tcase_add_test(group, all_of_ascii_that_can_be_shown_is);
    tcase_add_test(group, a_name_cannot_change_the_order_or_the_lines_of_other_text);
    tcase_add_test(group, an_empty_name_is_shown_and_can_be_named);
    tcase_add_test(group, globs_select_tensors);
    tcase_add_test(group, a_glob_that_matches_nothing_is_refused);
    tcase_add_test(group, a_file_that_fails_does_not_stop_the_others);
    tcase_add_test(group, standard_input_is_refused);
    tcase_add_test(group, what_is_no_model_is_refused_with_its_place);
    suite_add_tcase(suite, group);
    return suite;
}
