/* The command on a terminal: progress, interrupts, bold titles. */
#define _POSIX_C_SOURCE 200809L /* kill, setenv */

#include <check.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "support/command.h"
#include "support/command_files.h"
#include "support/command_output.h"
#include "command/suites.h"

/* Half a second of small steps. */
#define SLOW "--step-bytes=128"
#define SLOW_FILE sparse_file(4, UINT64_C(16) << 20)

static void enter(void)
{
    command_enter();
    setenv("TERM", "xterm", 1);
    unsetenv("NO_COLOR");
}

static struct ran on_terminal(const char *const *arguments, unsigned short columns)
{
    struct terminal terminal = terminal_run(arguments, columns, false);

    return terminal_end(&terminal);
}

static int count(const char *text, const char *part)
{
    int found = 0;

    for (; (text = strstr(text, part)) != NULL; text += strlen(part))
        found++;
    return found;
}

START_TEST(progress_is_drawn_and_cleared)
{
    const char *const arguments[] = { "load", SLOW, SLOW_FILE, NULL };
    const struct ran ran = on_terminal(arguments, 120);

    ck_assert_int_eq(ran.status, 0);
    says(ran.err, "model.gguf ");
    says(ran.err, "% ");
    says(ran.err, " of 64.0 MiB ");
    says(ran.err, " GiB/s ");
    says(ran.err, " left ");
    says(ran.err, " blk.");
    ck_assert_str_eq(ran.err + ran.err_bytes - 4, "\r\033[K");
    does_not_say(ran.err, "\n");
    says(ran.out, ": 4 tensors resident, 64.0 MiB in ");
}
END_TEST

START_TEST(progress_is_drawn_ten_times_a_second_at_most)
{
    const char *const arguments[] = { "load", SLOW, "--json", SLOW_FILE, NULL };
    const struct ran ran = on_terminal(arguments, 120);
    const double seconds = json_number_value(json_object_get(json_of_one(&ran), "seconds"));

    ck_assert_int_ge(count(ran.err, "% "), 1);
    ck_assert_double_le(count(ran.err, "% "), seconds * 10);
}
END_TEST

/* Of every width, and so of none that cuts a field. */
START_TEST(progress_leaves_out_whole_fields_on_a_narrow_terminal)
{
    static const struct {
        unsigned short columns;
        const char *last, *missing;
    } cases[] = {
        { 120, " blk.", "\n" },       { 75, " left\033", "blk." },
        { 60, " left\033", "GiB/s" }, { 40, " left\033", "model.gguf" },
        { 20, " left\033", "MiB" },   { 8, "%\033", "left" },
    };
    const char *path = SLOW_FILE;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *const arguments[] = { "load", SLOW, path, NULL };
        const struct ran ran = on_terminal(arguments, cases[i].columns);

        says(ran.err, "%");
        says(ran.err, cases[i].last);
        does_not_say(ran.err, cases[i].missing);
        for (const char *line = strchr(ran.err, '\r'); line; line = strchr(line + 1, '\r'))
            ck_assert_uint_lt(strcspn(line + 1, "\033\r"), cases[i].columns);
    }
}
END_TEST

START_TEST(progress_is_not_drawn_when_not_wanted)
{
    static const char *const not_wanted[] = { "--no-progress", "-q", "--quiet" };
    const char *path = SLOW_FILE;

    for (size_t i = 0; i < sizeof not_wanted / sizeof *not_wanted; i++) {
        const char *const arguments[] = { "load", SLOW, not_wanted[i], path, NULL };
        const struct ran ran = on_terminal(arguments, 120);

        ck_assert_int_eq(ran.status, 0);
        ck_assert_uint_eq(ran.err_bytes, 0);
    }
}
END_TEST

START_TEST(progress_is_not_drawn_on_a_terminal_that_cannot)
{
    const char *const arguments[] = { "load", SLOW, SLOW_FILE, NULL };

    setenv("TERM", "dumb", 1);
    ck_assert_uint_eq(on_terminal(arguments, 120).err_bytes, 0);
    setenv("TERM", "xterm", 1);
}
END_TEST

START_TEST(a_short_load_draws_nothing)
{
    static const char *const arguments[] = { "load", SAMPLE, NULL };

    ck_assert_uint_eq(on_terminal(arguments, 120).err_bytes, 0);
}
END_TEST

/* --- interrupts ------------------------------------------------------------------------- */

static double now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

/* Eight GiB in steps of 4 KiB take many seconds; the first line is drawn after 0.1. */
START_TEST(an_interrupt_ends_a_load_in_order_and_kills)
{
    const char *const arguments[] = {
        "load", "--step-bytes=4K", "--workers=1", SAMPLE, sparse_file(8, UINT64_C(1) << 30), SAMPLE,
        NULL
    };
    struct terminal terminal = terminal_run(arguments, 120, false);
    struct ran ran;
    double began;

    terminal_wait(&terminal, " left ");
    began = now();
    kill(terminal.process, SIGINT);
    ran = terminal_end(&terminal);
    ck_assert_int_eq(ran.signal, SIGINT);
    ck_assert_double_lt(now() - began, 5);
    ck_assert_str_eq(ran.err + ran.err_bytes - 4, "\r\033[K");
    ck_assert_int_eq(count(ran.out, " tensors resident"), 1); /* what was before, nothing after */
}
END_TEST

START_TEST(an_interrupt_from_the_keyboard_does_the_same)
{
    const char *const arguments[] = { "load", "--step-bytes=4K", "--workers=1",
                                      sparse_file(8, UINT64_C(1) << 30), NULL };
    struct terminal terminal = terminal_run(arguments, 120, false);
    struct ran ran;

    terminal_wait(&terminal, " left ");
    terminal_type(&terminal, "\003");
    ran = terminal_end(&terminal);
    ck_assert_int_eq(ran.signal, SIGINT);
    ck_assert_uint_eq(ran.out_bytes, 0);
}
END_TEST

/* Waits until the command has opened a file, and then lets it go on with an interrupt pending. */
static void interrupt_once_open(int process, const char *path)
{
    while (!process_has_open(process, path))
        ck_assert_int_eq(kill(process, 0), 0);
    kill(process, SIGSTOP);
    kill(process, SIGINT);
    kill(process, SIGCONT);
}

static struct ran run_interrupted(const char *const *arguments, const char *path)
{
    struct terminal terminal = terminal_run(arguments, 120, false);

    interrupt_once_open(terminal.process, path);
    return terminal_end(&terminal);
}

/* The header takes a while: an array of 20 million empty strings.  On a busy machine the interrupt
 * may come too late, so there are several attempts. */
START_TEST(an_interrupt_while_a_file_is_opened_kills_at_once)
{
    enum { ATTEMPTS = 5 };
    static const char *const commands[] = { "inspect", "load", "sums" };
    const char *path =
        file_and_zeros("'GGUF' 4:3 8:0 8:1 s'a' 4:9 4:8 8:20000000", UINT64_C(160000000));
    const char *const arguments[] = { commands[_i], path, NULL };
    double whole = on_terminal(arguments, 120).cpu_seconds; /* fills the page cache */
    struct ran ran = { .cpu_seconds = 1e9 };

    whole = on_terminal(arguments, 120).cpu_seconds;
    for (int i = 0; i < ATTEMPTS && ran.cpu_seconds > whole / 2; i++) {
        ran = run_interrupted(arguments, path);
        ck_assert_int_eq(ran.signal, SIGINT);
    }
    ck_assert_double_lt(ran.cpu_seconds, whole / 2);
    ck_assert_uint_eq(ran.out_bytes + ran.err_bytes, 0);
}
END_TEST

START_TEST(an_interrupted_command_keeps_the_results_before_and_leaves_no_part_of_json)
{
    const char *path = sparse_file(8, UINT64_C(1) << 30);
    const char *const text[] = { "load", "--step-bytes=4K", "--workers=1", SAMPLE, path, NULL };
    const char *const json[] = { "load", "--json", "--step-bytes=4K", "--workers=1", SAMPLE,
                                 path,   NULL };
    struct terminal terminal = terminal_run(text, 120, false);
    struct ran ran;

    terminal_wait(&terminal, " left ");
    kill(terminal.process, SIGINT);
    says(terminal_end(&terminal).out, "tensors resident");
    terminal = terminal_run(json, 120, false);
    terminal_wait(&terminal, " left ");
    kill(terminal.process, SIGINT);
    ran = terminal_end(&terminal);
    ck_assert_int_eq(ran.signal, SIGINT);
    ck_assert_uint_eq(ran.out_bytes, 0);
}
END_TEST

/* A terminal whose output nobody reads accepts some KiB only: the command waits in the middle of
 * its output. */
START_TEST(json_that_is_being_written_is_written_whole)
{
    const char *const arguments[] = {
        "load", "--json", "-v", "--no-progress", sparse_file(3000, 32), NULL
    };
    struct terminal terminal = terminal_run(arguments, 120, true);
    struct ran ran;

    terminal_wait(&terminal, "\"tensors\": [");
    kill(terminal.process, SIGINT);
    ran = terminal_end(&terminal);
    ck_assert_int_eq(ran.signal, SIGINT);
    ran.out = ran.err;
    ran.out_bytes = ran.err_bytes;
    ck_assert_uint_eq(json_array_size(json_object_get(json_of_one(&ran), "tensors")), 3000);
}
END_TEST

/* --- titles ------------------------------------------------------------------------------- */

static const char *bold_title(const char *const *arguments)
{
    struct terminal terminal = terminal_run(arguments, 120, true);

    return strstr(terminal_end(&terminal).err, "\033[1mTENSOR");
}

START_TEST(titles_are_bold_on_a_terminal_unless_colour_is_not_wanted)
{
    static const char *const arguments[] = { "inspect", SAMPLE, NULL };

    ck_assert_ptr_nonnull(bold_title(arguments));
    setenv("NO_COLOR", "1", 1);
    ck_assert_ptr_null(bold_title(arguments));
    unsetenv("NO_COLOR");
    does_not_say(emel("inspect", SAMPLE).out, "\033");
}
END_TEST

START_TEST(json_has_no_colour_even_on_a_terminal)
{
    static const char *const arguments[] = { "inspect", "--json", SAMPLE, NULL };
    struct terminal terminal = terminal_run(arguments, 120, true);

    does_not_say(terminal_end(&terminal).err, "\033");
}
END_TEST

START_TEST(a_metadata_string_cannot_steer_the_terminal)
{
    const char *path = file_of("'GGUF' 4:3 8:0 8:1 s'k' 4:8 L('a' x1b '[2Jb' x0a 'c')");
    const char *const arguments[] = { "inspect", "--metadata", "k", path, NULL };
    struct terminal terminal = terminal_run(arguments, 120, true);
    const struct ran ran = terminal_end(&terminal);

    does_not_say(ran.err, "\033");
    says(ran.err, "a?[2Jb\r\nc");
}
END_TEST

Suite *command_terminal_suite(void)
{
    Suite *suite = suite_create("command: terminal");
    TCase *group = tcase_create("terminal");

    tcase_add_checked_fixture(group, enter, command_leave);
    tcase_set_timeout(group, 120);
    tcase_add_test(group, progress_is_drawn_and_cleared);
    tcase_add_test(group, progress_is_drawn_ten_times_a_second_at_most);
    tcase_add_test(group, progress_leaves_out_whole_fields_on_a_narrow_terminal);
    tcase_add_test(group, progress_is_not_drawn_when_not_wanted);
    tcase_add_test(group, progress_is_not_drawn_on_a_terminal_that_cannot);
    tcase_add_test(group, a_short_load_draws_nothing);
    tcase_add_test(group, an_interrupt_ends_a_load_in_order_and_kills);
    tcase_add_test(group, an_interrupt_from_the_keyboard_does_the_same);
    tcase_add_loop_test(group, an_interrupt_while_a_file_is_opened_kills_at_once, 0, 3);
    tcase_add_test(group,
                   an_interrupted_command_keeps_the_results_before_and_leaves_no_part_of_json);
    tcase_add_test(group, json_that_is_being_written_is_written_whole);
    tcase_add_test(group, titles_are_bold_on_a_terminal_unless_colour_is_not_wanted);
    tcase_add_test(group, json_has_no_colour_even_on_a_terminal);
    tcase_add_test(group, a_metadata_string_cannot_steer_the_terminal);
    suite_add_tcase(suite, group);
    return suite;
}
