/* Metadata in emel inspect, for people. */
#include <check.h>

#include "support/command.h"
#include "support/command_files.h"
#include "support/command_output.h"
#include "command/suites.h"

static struct ran metadata_of(const char *notation)
{
    return emel("inspect", "--metadata", file_of(notation));
}

START_TEST(metadata_shows_keys_types_and_shortened_values)
{
    const struct ran ran = emel("inspect", "--metadata", SAMPLE);

    ck_assert_int_eq(ran.status, 0);
    says(ran.out, "\ngeneral.name                            string       \"emel sample\"\n");
    says(ran.out, "\nsample.uint8                            uint8        255\n");
    says(ran.out, "\nsample.int64                            int64        -9223372036854775808\n");
    says(ran.out, " float32      1e-05\n");
    says(ran.out, " float64      0.1\n");
    says(ran.out, " bool         true\n");
    says(ran.out,
         " string[96]   [\"<unk>\", \" \", \"!\", \"\\\"\", \"#\", \"$\", \"%\", \"&\", ...]\n");
    says(ran.out, " float32[96]  [0, -0.25, -0.5, -0.75, -1, -1.25, -1.5, -1.75, ...]\n");
    does_not_say(ran.out, "token_embd");
}
END_TEST

START_TEST(metadata_of_safetensors_are_shown)
{
    const struct ran ran = metadata_of("L('{\"__metadata__\":{\"format\":\"pt\"}}')");

    ck_assert_int_eq(ran.status, 0);
    says(ran.out, "KEY     TYPE    VALUE\n"
                  "format  string  \"pt\"\n");
    says(ran.out, ": safetensors, 0 tensors, 0 B\n");
}
END_TEST

START_TEST(one_long_key_does_not_widen_every_row)
{
    const struct ran ran = metadata_of("'GGUF' 4:3 8:0 8:2 L(a5000) 4:0 1:1 s'short' 4:0 1:2");

    says(ran.out, "\nshort  uint8  2\n");
    says(ran.out, "aaaa  uint8  1\n");
}
END_TEST

START_TEST(long_strings_and_nested_arrays_are_shortened)
{
    const struct ran ran = metadata_of(
        "'GGUF' 4:3 8:0 8:3 s'a' 4:8 L(a65) s'b' 4:9 4:9 8:1 4:4 8:1 4:7 s'c' 4:9 4:4 8:0");

    says(ran.out, "\na    string     \"aaaaaaaa");
    says(ran.out, "aaaaaaaa\"...\n"
                  "b    array[1]   [...]\n"
                  "c    uint32[0]  []\n");
}
END_TEST

START_TEST(an_element_behind_a_very_long_string_is_shown)
{
    const struct ran ran = metadata_of("'GGUF' 4:3 8:0 8:1 s'a' 4:9 4:8 8:3 L(a2000) s'c' L(a9)");

    says(ran.out, "\na    string[3]  [\"aaaaaaaaaaaaaaaa\"..., \"c\", \"aaaaaaaaa\"]\n");
}
END_TEST

START_TEST(a_string_is_not_shortened_inside_a_character)
{
    const struct ran ran = metadata_of("'GGUF' 4:3 8:0 8:1 s'a' 4:8 L(a62 xe282ac xe282ac)");

    says(ran.out, "aaaa\"...\n");
    does_not_say(ran.out, "?");
}
END_TEST

START_TEST(metadata_cannot_steer_the_terminal_either)
{
    const struct ran ran =
        metadata_of("'GGUF' 4:3 8:0 8:1 L('k' x0a 'k') 4:8 L(x1b '[2J' xff x0a x00 '\"')");

    ck_assert_int_eq(ran.status, 0);
    says(ran.out, "\nk?k  string  \"?[2J?\\n?\\\"\"\n");
    does_not_say(ran.out, "\x1b");
}
END_TEST

START_TEST(the_value_of_a_key_is_written_whole)
{
    const char *path = file_of("'GGUF' 4:3 8:0 8:3 s'template' 4:8 L(a70000 x0a1bff 'end') "
                               "s'tokens' 4:9 4:8 8:4 s'a' L(x0a22) L(a70000) L(xff1b) "
                               "s'lists' 4:9 4:9 8:2 4:0 8:2 1:1 1:2 4:6 8:1 4:0x461c4000");
    struct ran ran = emel("inspect", "--metadata", "template", path);

    ck_assert_int_eq(ran.status, 0);
    ck_assert_uint_eq(ran.out_bytes, 70000 + 3 + 3 + 1);
    says(ran.out, "aa\n\x1b\xff"
                  "end\n"); /* as it is */
    ran = emel("inspect", path, "--metadata=tokens");
    says(ran.out, "\"a\"\n\"\\n\\\"\"\n\"aaaa");
    says(ran.out, "aaaa\"\n\"\\xff\\x1b\"\n");
    ran = emel("inspect", path, "--metadata", "lists");
    ck_assert_str_eq(ran.out, "uint8[2]\n  1\n  2\nfloat32[1]\n  10000\n");
}
END_TEST

START_TEST(a_key_that_is_missing_is_refused)
{
    struct ran ran = emel("inspect", "--metadata", "no.such.key", SAMPLE);

    refused_in_one_line(&ran, "KEY_MISSING: file '" SAMPLE "'", "'no.such.key'");
    ck_assert_uint_eq(ran.out_bytes, 0);
    ran = emel("inspect", "--json", "--metadata", "no.such.key", SAMPLE);
    refused_in_one_line(&ran, "KEY_MISSING: file '" SAMPLE "'", "'no.such.key'");
}
END_TEST

START_TEST(what_follows_metadata_is_a_key_unless_it_is_a_file)
{
    struct ran ran = emel("inspect", "--metadata", SAMPLE);

    says(ran.out, "\ngeneral.name ");
    ran = emel("inspect", "--metadata=" SAMPLE, SAMPLE);
    refused_in_one_line(&ran, "KEY_MISSING", "'" SAMPLE "'");
    ran = emel("inspect", "--metadata", "no/such/file");
    refused_in_one_line(&ran, "OPEN_FAILED: file 'no/such/file'", "");
    ran = emel("inspect", "--metadata", "--bytes", SAMPLE);
    says(ran.out, "\ngeneral.name ");
    ran = emel("inspect", "--metadata=general.name");
    ck_assert_int_eq(ran.status, 2);
    says(ran.err, "missing operand");
}
END_TEST

Suite *command_metadata_suite(void)
{
    Suite *suite = suite_create("command: metadata");
    TCase *group = tcase_create("metadata");

    tcase_add_checked_fixture(group, command_enter, command_leave);
    tcase_set_timeout(group, 120);
    tcase_add_test(group, metadata_shows_keys_types_and_shortened_values);
    tcase_add_test(group, metadata_of_safetensors_are_shown);
    tcase_add_test(group, one_long_key_does_not_widen_every_row);
    tcase_add_test(group, long_strings_and_nested_arrays_are_shortened);
    tcase_add_test(group, an_element_behind_a_very_long_string_is_shown);
    tcase_add_test(group, a_string_is_not_shortened_inside_a_character);
    tcase_add_test(group, metadata_cannot_steer_the_terminal_either);
    tcase_add_test(group, the_value_of_a_key_is_written_whole);
    tcase_add_test(group, a_key_that_is_missing_is_refused);
    tcase_add_test(group, what_follows_metadata_is_a_key_unless_it_is_a_file);
    suite_add_tcase(suite, group);
    return suite;
}
