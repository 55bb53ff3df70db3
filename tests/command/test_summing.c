/* emel sums and verify while they read: memory, failures, files that change. */
#define _XOPEN_SOURCE 700 /* kill, setenv, truncate */

#include <check.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/command.h"
#include "support/command_files.h"
#include "support/command_output.h"
#include "command/suites.h"

/* Eight tensors; through the page cache they take a second. */
#define TENSOR_BYTES (UINT64_C(384) << 20)
#define BUFFERED "--caching=buffered"
#define SLOW_FILE sparse_file(8, TENSOR_BYTES)

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define OWN_MEMORY false /* a sanitizer keeps memory of its own */
#else
#define OWN_MEMORY true
#endif

static void enter(void)
{
    command_enter();
    setenv("TERM", "xterm", 1);
}

static struct terminal begin(const char *const *arguments)
{
    struct terminal terminal = terminal_run(arguments, 120, false);

    terminal_wait(&terminal, " left ");
    return terminal;
}

static const char *last_line(const struct ran *ran)
{
    const char *line = strstr(ran->err, "emel: ");

    ck_assert_msg(line != NULL, "%s", ran->err);
    return line;
}

START_TEST(a_model_is_summed_in_forty_megabytes)
{
    const char *path = sparse_file(4, UINT64_C(256) << 20);
    const struct ran ran = emel("sums", "--workers=8", path);

    ck_assert_int_eq(ran.status, 0);
    if (OWN_MEMORY &&
        !getenv("EMEL_TEST_PATIENCE")) /* set under valgrind, whose memory counts too */
        ck_assert_uint_le(ran.peak_bytes, 40000000);
    ck_assert_int_eq(emel("verify", path, file_with(ran.out, ran.out_bytes)).status, 0);
}
END_TEST

START_TEST(any_number_of_workers_sums_the_same)
{
    static const char *const workers[] = { "--workers=1", "--workers=2", "--workers=7",
                                           "--workers=64" };
    const char *path = sparse_file(40, 100000);
    const struct ran ran = emel("sums", path);

    for (size_t i = 0; i < sizeof workers / sizeof *workers; i++) {
        ck_assert_str_eq(emel("sums", workers[i], path).out, ran.out);
        ck_assert_str_eq(emel("sums", "--caching=direct", workers[i], path).out, ran.out);
    }
}
END_TEST

/* On a busy machine a change may come too late, so there are several attempts. */
enum { ATTEMPTS = 5 };

/* Runs sums, and changes the file while it is read. */
static struct ran run_changed(const char *const *arguments, const char *path,
                              void (*change)(const char *path))
{
    struct terminal terminal = terminal_run(arguments, 120, false);

    terminal_wait(&terminal, " left ");
    kill(terminal.process, SIGSTOP);
    change(path);
    kill(terminal.process, SIGCONT);
    return terminal_end(&terminal);
}

static void touch(const char *path)
{
    static const struct timespec then[2] = { { .tv_sec = 1 }, { .tv_sec = 1 } };

    ck_assert_int_eq(utimensat(AT_FDCWD, path, then, 0), 0);
}

START_TEST(a_file_that_changes_while_it_is_summed_is_refused)
{
    struct ran ran = { .status = 0 };

    for (int i = 0; i < ATTEMPTS && ran.status == 0; i++) {
        const char *path = SLOW_FILE;
        const char *const arguments[] = { "sums", BUFFERED, "--workers=1", path, NULL };

        ran = run_changed(arguments, path, touch);
        remove(path);
    }
    ck_assert_int_eq(ran.status, 1);
    says(last_line(&ran), "emel: FILE_CHANGED: file '");
    does_not_say(last_line(&ran), "tensor or key");
    ck_assert_uint_eq(ran.out_bytes, 0);
}
END_TEST

/* So many bytes of the last three tensors stay. */
static uint64_t cut_at(uint64_t bytes)
{
    return bytes - 2 * TENSOR_BYTES - 12345;
}

static void cut(const char *path)
{
    struct stat before;

    ck_assert_int_eq(stat(path, &before), 0);
    ck_assert_int_eq(truncate(path, (off_t)cut_at((uint64_t)before.st_size)), 0);
}

/* The tensors 5, 6 and 7 all end too early; whichever worker notices first, it is 5. */
START_TEST(a_file_that_is_cut_is_refused_at_the_first_byte_that_is_missing)
{
    static const char *const workers[] = { "--workers=1", "--workers=4" };
    struct ran ran = { .err = "" };
    char place[64] = "";

    for (int i = 0; i < ATTEMPTS && (i == 0 || !strstr(ran.err, place)); i++) {
        const char *path = SLOW_FILE;
        const char *const arguments[] = { "sums", BUFFERED, workers[_i], path, NULL };
        struct stat whole;

        ck_assert_int_eq(stat(path, &whole), 0);
        snprintf(place, sizeof place, "tensor or key 'blk.5.weight', at byte %llu: ",
                 (unsigned long long)cut_at((uint64_t)whole.st_size));
        ran = run_changed(arguments, path, cut);
        remove(path);
    }
    ck_assert_int_eq(ran.status, 1);
    says(last_line(&ran), "emel: SHORT_READ: file '");
    says(last_line(&ran), place);
    ck_assert_uint_eq(ran.out_bytes, 0);
}
END_TEST

START_TEST(progress_goes_on_through_all_tensors)
{
    const char *const arguments[] = { "sums", BUFFERED, "--workers=1", SLOW_FILE, NULL };
    struct terminal terminal = begin(arguments);
    const struct ran ran = terminal_end(&terminal);
    const char *last = NULL;

    ck_assert_int_eq(ran.status, 0);
    says(ran.err, " of 3.0 GiB ");
    for (const char *at = ran.err; (at = strstr(at, " blk.")) != NULL; at++)
        last = at;
    ck_assert_ptr_nonnull(last);
    ck_assert_int_ge(atoi(last + strlen(" blk.")), 2);
    does_not_say(ran.err, "\n");
    ck_assert_str_eq(ran.err + ran.err_bytes - 4, "\r\033[K");
}
END_TEST

START_TEST(an_interrupt_ends_sums_and_kills)
{
    const char *const arguments[] = { "sums", BUFFERED, SLOW_FILE, NULL };
    struct ran ran = { .signal = 0 };

    for (int i = 0; i < ATTEMPTS && ran.signal == 0; i++) {
        struct terminal terminal = begin(arguments);

        kill(terminal.process, SIGINT);
        ran = terminal_end(&terminal);
    }
    ck_assert_int_eq(ran.signal, SIGINT);
    ck_assert_uint_eq(ran.out_bytes, 0);
    ck_assert_str_eq(ran.err + ran.err_bytes - 4, "\r\033[K");
}
END_TEST

Suite *command_summing_suite(void)
{
    Suite *suite = suite_create("command: summing");
    TCase *group = tcase_create("summing");

    tcase_add_checked_fixture(group, enter, command_leave);
    tcase_set_timeout(group, 120);
    tcase_add_test(group, a_model_is_summed_in_forty_megabytes);
    tcase_add_test(group, any_number_of_workers_sums_the_same);
    tcase_add_test(group, a_file_that_changes_while_it_is_summed_is_refused);
    tcase_add_loop_test(group, a_file_that_is_cut_is_refused_at_the_first_byte_that_is_missing, 0,
                        2);
    tcase_add_test(group, progress_goes_on_through_all_tensors);
    tcase_add_test(group, an_interrupt_ends_sums_and_kills);
    suite_add_tcase(suite, group);
    return suite;
}
