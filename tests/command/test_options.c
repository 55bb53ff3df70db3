/* What the command understands, and how it says what it does not. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "emel/emel.h"
#include "support/command.h"
#include "support/command_output.h"
#include "command/suites.h"

static const char *const commands[] = { "inspect", "load", "cat",     "sums",
                                        "verify",  "diff", "extract", "bench" };
enum { COMMANDS = sizeof commands / sizeof *commands };

static void misused(const struct ran *ran, const char *says_what)
{
    ck_assert_int_eq(ran->status, 2);
    ck_assert_uint_eq(ran->out_bytes, 0);
    ck_assert_msg(strncmp(ran->err, "emel: ", 6) == 0, "%s", ran->err);
    says(ran->err, says_what);
    says(ran->err, "--help'");
}

START_TEST(help_tells_every_command)
{
    const struct ran ran = emel("--help");

    ck_assert_int_eq(ran.status, 0);
    ck_assert_uint_eq(ran.err_bytes, 0);
    for (int i = 0; i < COMMANDS; i++)
        says(ran.out, commands[i]);
    says(ran.out, "--version");
    says(ran.out, "the folder that it is in");
    says(ran.out, "Exit status: 0 done, 1 refused or failed, 2 wrong usage");
}
END_TEST

START_TEST(each_command_has_a_help_of_its_own)
{
    for (int i = 0; i < COMMANDS; i++) {
        const struct ran ran = emel(commands[i], "--help");
        char usage[64];

        snprintf(usage, sizeof usage, "Usage: emel %s ", commands[i]);
        ck_assert_int_eq(ran.status, 0);
        ck_assert_uint_eq(ran.err_bytes, 0);
        ck_assert_msg(strncmp(ran.out, usage, strlen(usage)) == 0, "%s", ran.out);
        ck_assert_str_eq(emel(commands[i], "-h").out, ran.out);
    }
}
END_TEST

START_TEST(help_is_wider_than_no_terminal)
{
    static const char *const all[] = { "--help", "inspect", "load", "cat", "sums", "verify" };

    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        const struct ran ran = i == 0 ? emel(all[i]) : emel(all[i], "--help");

        for (const char *line = ran.out; *line; line += strcspn(line, "\n") + 1)
            ck_assert_uint_le(strcspn(line, "\n"), 100);
    }
}
END_TEST

/* The words that stand for an argument in the help, and one that serves. */
static const char *argument_for(const char *command, const char *word)
{
    static const char *const words[][2] = { { "GLOB", "*" },     { "HOW ", "direct" },
                                            { "N ", "2" },       { "SIZE", "1M" },
                                            { "SUMS", "x" },     { "DIR", "." },
                                            { "WHAT", "layer" }, { "ORDER", "size" } };

    if (strncmp(word, "PART", 4) == 0)
        return strcmp(command, "cat") == 0 ? "0:0:1" : "rope_freqs.weight=0:0:1";

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strncmp(word, words[i][0], strlen(words[i][0])) == 0)
            return words[i][1];
    return NULL;
}

/* `line` is of the help: "  -q, --quiet   only ..." */
static void takes_the_option_of(const char *command, const char *line)
{
    const char *name = strstr(line, "--");
    const size_t length = strcspn(name, " ");
    const char *argument = argument_for(command, name + length + 1);
    char option[64];
    struct ran ran;

    snprintf(option, sizeof option, "%.*s%s%s", (int)length, name, argument ? "=" : "",
             argument ? argument : "");
    ran = emel(command, option, SAMPLE, "rope_freqs.weight");
    ck_assert_msg(ran.status != 2 || strncmp(ran.err, "emel: one operand too many", 26) == 0,
                  "%s %s: %s", command, option, ran.err);
}

START_TEST(every_option_the_help_tells_is_taken)
{
    int options = 0;

    for (int i = 0; i < COMMANDS; i++) {
        const struct ran help = emel(commands[i], "--help");
        const char *line = strstr(help.out, "Options:\n") + strlen("Options:\n");

        for (; *line != '\n'; line += strcspn(line, "\n") + 1, options++)
            takes_the_option_of(commands[i], line);
    }
    ck_assert_int_eq(options, 12 + 16 + 5 + 10 + 10 + 9 + 9 + 6);
}
END_TEST

START_TEST(version_is_that_of_the_library)
{
    char expected[64];

    snprintf(expected, sizeof expected, "emel %s\n", emel_version());
    ck_assert_str_eq(emel("--version").out, expected);
    ck_assert_str_eq(emel("-V").out, expected);
    ck_assert_str_eq(emel("load", "--version").out, expected);
    ck_assert_int_eq(emel("--version").status, 0);
}
END_TEST

START_TEST(what_is_not_understood_is_told_and_does_nothing)
{
    static const struct {
        const char *arguments[5];
        const char *says;
    } cases[] = {
        { { NULL }, "missing operand" },
        { { "frobnicate" }, "no such command: 'frobnicate'" },
        { { "" }, "no such command: ''" },
        { { "--json", "inspect", SAMPLE }, "unrecognized or ambiguous option '--json'" },
        { { "inspect" }, "missing operand, wanted: FILE..." },
        { { "load", "-q" }, "missing operand, wanted: FILE..." },
        { { "cat", SAMPLE }, "missing operand, wanted: FILE TENSOR" },
        { { "cat", SAMPLE, "a", "b" }, "one operand too many: 'b'" },
        { { "inspect", "--frob", SAMPLE }, "unrecognized or ambiguous option '--frob'" },
        { { "inspect", "--workers", "1", SAMPLE }, "unrecognized or ambiguous option '--workers'" },
        { { "load", "-x", SAMPLE }, "invalid option -- 'x'" },
        { { "load", "-qx", SAMPLE }, "invalid option -- 'x'" },
        { { "load", "--s=1", SAMPLE }, "unrecognized or ambiguous option '--s=1'" },
        { { "load", SAMPLE, "--lim" }, "option '--lim' requires an argument" },
        { { "load", "--force", SAMPLE }, "unrecognized or ambiguous option '--force'" },
        { { "load", SAMPLE, "--limit" }, "option '--limit' requires an argument" },
        { { "load", SAMPLE, "--json=1" }, "doesn't allow an argument" },
        { { "verify", SAMPLE }, "missing operand, wanted: FILE SUMS" },
        { { "verify", SAMPLE, "--slice=x=0:0:1" }, "missing operand, wanted: FILE SUMS" },
        { { "inspect", SAMPLE, "--slice", "x=0:0:1" },
          "unrecognized or ambiguous option '--slice'" },
        { { "load", SAMPLE, "--slice", "0:0:1" },
          "--slice takes NAME=DIM:FROM:TO or GLOB=DIM:R/N with R < N, not '0:0:1'" },
        { { "load", SAMPLE, "--slice", "x=0:2/2" }, "with R < N, not 'x=0:2/2'" },
        { { "cat", SAMPLE, "x", "--slice=x=0:0:1" },
          "--slice takes DIM:FROM:TO or DIM:R/N with R < N, not 'x=0:0:1'" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct ran ran = command_run(cases[i].arguments, NULL);

        misused(&ran, cases[i].says);
    }
}
END_TEST

START_TEST(what_was_probably_meant_is_suggested)
{
    static const struct {
        const char *argument, *says;
    } cases[] = {
        { SAMPLE, "'" SAMPLE "' is a file, not a command; did you mean 'emel inspect " SAMPLE
                  "' or 'emel load " SAMPLE "'?" },
        { "inspct", "no such command: 'inspct'; did you mean 'emel inspect'?" },
        { "lod", "no such command: 'lod'; did you mean 'emel load'?" },
        { "verify2", "no such command: 'verify2'; did you mean 'emel verify'?" },
        { "help", "no such command: 'help'; did you mean 'emel --help'?" },
        { "version", "no such command: 'version'; did you mean 'emel --version'?" },
        { "quantise", "no such command: 'quantise'\n" },
        { "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "no such command: 'a" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct ran ran = emel(cases[i].argument);

        misused(&ran, cases[i].says);
    }
}
END_TEST

START_TEST(a_decimal_unit_is_a_power_of_ten)
{
    struct ran ran = emel("load", "--limit=100KB", SAMPLE);

    refused_in_one_line(&ran, "LIMIT_EXCEEDED", "limit is 100,000");
    ran = emel("load", "--limit=100KiB", SAMPLE);
    refused_in_one_line(&ran, "LIMIT_EXCEEDED", "limit is 102,400");
}
END_TEST

START_TEST(options_that_contradict_each_other_are_refused)
{
    static const struct {
        const char *arguments[2];
        const char *says;
    } cases[] = {
        { { "--map", "--json" }, "--map draws text" },
        { { "--metadata=general.name", "--summary" }, "--metadata KEY writes one value" },
        { { "--metadata=general.name", "--by=layer" }, "--metadata KEY writes one value" },
        { { "--metadata=general.name", "--map" }, "--metadata KEY writes one value" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct ran ran =
            emel("inspect", cases[i].arguments[0], cases[i].arguments[1], SAMPLE);

        misused(&ran, cases[i].says);
    }
}
END_TEST

START_TEST(an_argument_cannot_steer_the_terminal)
{
    static const struct {
        const char *arguments[4];
        const char *says;
    } cases[] = {
        { { "a\x1b[31m" }, "no such command: 'a?[31m'" },
        { { "cat", "x", "y", "z\xc2\x9b" }, "one operand too many: 'z?'" },
        { { "load", "--a\x1b", "x" }, "option '--a?'" },
        { { "load", "-\x1b", "x" }, "invalid option -- '?'" },
        { { "load", "--workers=\x1b", "x" }, "not '?'" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *const arguments[] = { cases[i].arguments[0], cases[i].arguments[1],
                                          cases[i].arguments[2], cases[i].arguments[3], NULL };
        const struct ran ran = command_run(arguments, NULL);

        misused(&ran, cases[i].says);
        does_not_say(ran.err, "\x1b");
        does_not_say(ran.err, "\xc2");
    }
}
END_TEST

START_TEST(a_value_out_of_its_range_is_told_with_the_option)
{
    static const char *const cases[] = { "--workers=0",
                                         "--workers=65",
                                         "--workers=-1",
                                         "--workers=x",
                                         "--workers=",
                                         "--workers= 1",
                                         "--alignment=0",
                                         "--alignment=3",
                                         "--alignment=4M",
                                         "--alignment=-32",
                                         "--step-bytes=0",
                                         "--step-bytes=1X",
                                         "--step-bytes=5KBi",
                                         "--step-bytes=5iB",
                                         "--limit=18446744073710TB",
                                         "--step-bytes=1.5M",
                                         "--step-bytes=1KiBs",
                                         "--limit=0",
                                         "--limit=-1",
                                         "--limit=16777216T",
                                         "--limit=99999999999999999999",
                                         "--slice=x=0:1",
                                         "--slice=x=0:1/",
                                         "--slice=x=0:/2",
                                         "--slice=x=0:2/2",
                                         "--slice=x=0:0/0",
                                         "--slice=x=0:0:1/2",
                                         "--slice=x=0:1/2/3",
                                         "--slice=x=0:0/4294967296",
                                         "--slice=x=0:1:",
                                         "--slice=x=0:1:2:3",
                                         "--slice=x=-1:0:1",
                                         "--slice=x=0:0:1K",
                                         "--slice=x=0::1",
                                         "--slice=x=:0:1",
                                         "--slice=x",
                                         "--slice=x=4294967296:0:1",
                                         "--slice=x=0:0:18446744073709551616",
                                         "--caching=never",
                                         "--caching=",
                                         "--caching=direc",
                                         "--caching=direct|" };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct ran ran = emel("load", cases[i], SAMPLE);
        char option[32];

        snprintf(option, sizeof option, "%.*s takes ", (int)strcspn(cases[i], "="), cases[i]);
        misused(&ran, option);
    }
}
END_TEST

START_TEST(a_value_in_its_range_is_taken)
{
    static const char *const cases[] = {
        "--workers=1",         "--workers=64",        "--alignment=1",     "--alignment=2097152",
        "--alignment=2M",      "--alignment=4KiB",    "--step-bytes=4096", "--step-bytes=4k",
        "--step-bytes=512B",   "--step-bytes=4KB",    "--limit=1GB",       "--limit=16MiB",
        "--limit=18446744TB",  "--step-bytes=16383T", "--limit=279424M",   "--limit=1g",
        "--caching=automatic", "--caching=buffered",  "--caching=direct",  "--caching=shared"
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct ran ran = emel("load", cases[i], SAMPLE);

        ck_assert_msg(ran.status == 0, "%s: %s", cases[i], ran.err);
        ck_assert_uint_eq(ran.err_bytes, 0);
    }
}
END_TEST

START_TEST(options_may_stand_behind_files_until_two_dashes)
{
    struct ran ran = emel("inspect", SAMPLE, "--json");

    ck_assert_int_eq(ran.status, 0);
    json_of_one(&ran);
    ran = emel("inspect", "--", "--json");
    refused_in_one_line(&ran, "OPEN_FAILED", "file '--json'");
}
END_TEST

START_TEST(what_cannot_be_written_is_a_failure)
{
    static const char *const cases[][3] = {
        { "--help" },          { "--version" },
        { "inspect", SAMPLE }, { "inspect", "--json", SAMPLE },
        { "load", SAMPLE },    { "load", "--json", SAMPLE },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *const arguments[] = { cases[i][0], cases[i][1], cases[i][2], NULL };
        const struct ran ran = command_run(arguments, "/dev/full");

        refused_in_one_line(&ran, "WRITE_FAILED", "No space left on device");
    }
}
END_TEST

START_TEST(a_reader_who_left_kills_as_usual_or_is_told_of)
{
    static const char *const arguments[] = { "inspect", SAMPLE, NULL };

    notices_a_broken_pipe(arguments);
}
END_TEST

START_TEST(closed_output_fails_what_writes_and_nothing_else)
{
    static const char *const loud[] = { "load", SAMPLE, NULL };
    static const char *const quiet[] = { "load", "-q", SAMPLE, NULL };
    struct ran ran = command_run_closed(loud);

    refused_in_one_line(&ran, "WRITE_FAILED", "Bad file descriptor");
    ran = command_run_closed(quiet);
    ck_assert_int_eq(ran.status, 0);
    ck_assert_uint_eq(ran.err_bytes, 0);
}
END_TEST

Suite *command_options_suite(void)
{
    Suite *suite = suite_create("command: options");
    TCase *group = tcase_create("options");

    tcase_add_checked_fixture(group, command_enter, command_leave);
    tcase_set_timeout(group, 120);
    tcase_add_test(group, help_tells_every_command);
    tcase_add_test(group, each_command_has_a_help_of_its_own);
    tcase_add_test(group, help_is_wider_than_no_terminal);
    tcase_add_test(group, every_option_the_help_tells_is_taken);
    tcase_add_test(group, version_is_that_of_the_library);
    tcase_add_test(group, what_is_not_understood_is_told_and_does_nothing);
    tcase_add_test(group, what_was_probably_meant_is_suggested);
    tcase_add_test(group, a_decimal_unit_is_a_power_of_ten);
    tcase_add_test(group, options_that_contradict_each_other_are_refused);
    tcase_add_test(group, an_argument_cannot_steer_the_terminal);
    tcase_add_test(group, a_value_out_of_its_range_is_told_with_the_option);
    tcase_add_test(group, a_value_in_its_range_is_taken);
    tcase_add_test(group, options_may_stand_behind_files_until_two_dashes);
    tcase_add_test(group, what_cannot_be_written_is_a_failure);
    tcase_add_test(group, a_reader_who_left_kills_as_usual_or_is_told_of);
    tcase_add_test(group, closed_output_fails_what_writes_and_nothing_else);
    suite_add_tcase(suite, group);
    return suite;
}
