/* The default system: that each call does, and answers, what emel/io/system.h says. */
#define _GNU_SOURCE /* mkfifo, fstat with nanoseconds, leases */
#define _FILE_OFFSET_BITS 64

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "emel/io/system.h"
#include "io/system/suites.h"
#include "support/temp.h"

#define NO_DESCRIPTOR 1000000

static const struct emel_io_system *s;

static void get_system(void)
{
    temp_enter();
    s = emel_io_system_default();
}

/* A new file of the pattern of seed 1, open. */
static int open_new(uint64_t bytes)
{
    const struct temp_file file = temp_file(1, bytes);
    int fd = -1;

    ck_assert_int_eq(s->open(s->context, file.path, &fd), 0);
    return fd;
}

static void close_it(int fd)
{
    ck_assert_int_eq(s->close(s->context, fd), 0);
}

/* --- files --------------------------------------------------------------------- */

START_TEST(the_default_system_is_whole_and_always_the_same)
{
    ck_assert(s->open && s->stat && s->read && s->close && s->run && s->processors);
    ck_assert(s->random_access && s->list);
    ck_assert_ptr_eq(s, emel_io_system_default());
}
END_TEST

START_TEST(a_file_is_opened_for_reading_and_closed_on_exec)
{
    int fd = open_new(10);

    ck_assert_int_eq(fcntl(fd, F_GETFL) & O_ACCMODE, O_RDONLY);
    ck_assert_int_ne(fcntl(fd, F_GETFD) & FD_CLOEXEC, 0);
    close_it(fd);
}
END_TEST

/* As in a program that closed its standard input. */
START_TEST(descriptor_0_is_a_file_as_any_other)
{
    const struct temp_file file = temp_file(1, 10);
    const int kept = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3);
    int fd = -1, answer;

    close(STDIN_FILENO);
    answer = s->open(s->context, file.path, &fd);
    close(STDIN_FILENO);
    if (kept >= 0) {
        dup2(kept, STDIN_FILENO);
        close(kept);
    }
    ck_assert_int_eq(answer, 0);
    ck_assert_int_eq(fd, STDIN_FILENO);
}
END_TEST

START_TEST(opening_a_fifo_that_nobody_writes_to_does_not_wait)
{
    struct emel_io_stat stat;
    char path[TEMP_PATH_BYTES];
    int fd;

    temp_path(path, "fifo");
    ck_assert_int_eq(mkfifo(path, 0600), 0);
    ck_assert_int_eq(s->open(s->context, path, &fd), 0);
    ck_assert_int_eq(s->stat(s->context, fd, &stat), 0);
    ck_assert(!stat.regular);
    close_it(fd);
}
END_TEST

START_TEST(stat_tells_what_fstat_does)
{
    int fd = open_new(12345);
    struct emel_io_stat stat;
    struct stat expected = { .st_size = 0 };

    ck_assert_int_eq(s->stat(s->context, fd, &stat), 0);
    ck_assert_int_eq(fstat(fd, &expected), 0);
    ck_assert(stat.regular);
    ck_assert_uint_eq(stat.stamp.size, 12345);
    ck_assert_uint_eq(stat.stamp.inode, expected.st_ino);
    ck_assert_uint_eq(stat.stamp.device, expected.st_dev);
    ck_assert_int_eq(stat.stamp.mtime_sec, expected.st_mtim.tv_sec);
    ck_assert_uint_eq(stat.stamp.mtime_nsec, (uint32_t)expected.st_mtim.tv_nsec);
    close_it(fd);
}
END_TEST

START_TEST(reads_fill_their_slices_in_turn)
{
    int fd = open_new(5000);
    unsigned char a[10], b[1], c[3000];
    const struct iovec slices[] = { { a, sizeof a }, { b, sizeof b }, { c, sizeof c } };
    size_t moved = 0;

    ck_assert_int_eq(s->read(s->context, fd, slices, 3, 100, &moved), 0);
    ck_assert_uint_eq(moved, 3011);
    ck_assert_uint_eq(temp_matching(a, 1, 100, 10), 10);
    ck_assert_uint_eq(temp_matching(b, 1, 110, 1), 1);
    ck_assert_uint_eq(temp_matching(c, 1, 111, 3000), 3000);
    close_it(fd);
}
END_TEST

START_TEST(a_read_at_the_end_moves_what_there_is)
{
    int fd = open_new(5000);
    unsigned char memory[100];
    const struct iovec slice = { memory, sizeof memory };
    size_t moved = 99;

    ck_assert_int_eq(s->read(s->context, fd, &slice, 1, 4990, &moved), 0);
    ck_assert_uint_eq(moved, 10);
    ck_assert_int_eq(s->read(s->context, fd, &slice, 1, 5000, &moved), 0);
    ck_assert_uint_eq(moved, 0);
    close_it(fd);
}
END_TEST

START_TEST(calls_that_fail_answer_with_the_reason)
{
    unsigned char memory[1];
    const struct iovec slice = { memory, 1 };
    struct emel_io_stat stat;
    size_t moved;
    int fd;

    ck_assert_int_eq(s->open(s->context, "/nowhere/at/all", &fd), ENOENT);
    ck_assert_int_eq(s->stat(s->context, NO_DESCRIPTOR, &stat), EBADF);
    ck_assert_int_eq(s->read(s->context, NO_DESCRIPTOR, &slice, 1, 0, &moved), EBADF);
    ck_assert_int_eq(s->close(s->context, NO_DESCRIPTOR), EBADF);
}
END_TEST

#ifdef __linux__ /* elsewhere, opening fails at once */
static volatile sig_atomic_t leased;

static void let_go(int number)
{
    (void)number;
    (void)fcntl(leased, F_SETLEASE, F_UNLCK);
}

/* To be asked for a lease, the kernel sends its holder SIGIO. */
START_TEST(a_leased_file_is_opened_when_its_holder_lets_go)
{
    const struct temp_file file = temp_file(1, 100);
    const struct sigaction action = { .sa_handler = let_go, .sa_flags = SA_RESTART };
    int fd;

    leased = open(file.path, O_RDWR);
    ck_assert_int_eq(sigaction(SIGIO, &action, NULL), 0);
    if (fcntl(leased, F_SETLEASE, F_WRLCK) != 0) {
        printf("skipped: no leases in %s\n", temp_folder());
        return;
    }
    ck_assert_int_eq(s->open(s->context, file.path, &fd), 0);
    close_it(fd);
    close(leased);
}
END_TEST
#endif

/* --- opening again ------------------------------------------------------------- */

static bool same_file(int a, int b)
{
    struct stat first = { .st_size = 0 }, second = { .st_size = 0 };

    return fstat(a, &first) == 0 && fstat(b, &second) == 0 && first.st_dev == second.st_dev &&
           first.st_ino == second.st_ino;
}

START_TEST(a_file_is_opened_again_even_when_its_name_is_another_file_by_now)
{
    const struct temp_file file = temp_file(1, 5000), other = temp_file(2, 5000);
    int fd, again = -1;

    if (!s->reopen) {
        printf("skipped: this system does not open files again\n");
        return;
    }
    ck_assert_int_eq(s->open(s->context, file.path, &fd), 0);
    ck_assert_int_eq(rename(other.path, file.path), 0);
    ck_assert_int_eq(s->reopen(s->context, fd, &again), 0);
    ck_assert_int_ne(again, fd);
    ck_assert(same_file(again, fd));
    close_it(again);
    close_it(fd);
    ck_assert_int_eq(s->reopen(s->context, NO_DESCRIPTOR, &again), ENOENT);
}
END_TEST

START_TEST(direct_reads_are_offered_with_their_demands_or_refused)
{
    struct emel_io_direct limits = { 0, 0 };
    int fd = open_new(1 << 20), direct = -1, flags;

    if (!s->reopen_direct) {
        printf("skipped: this system has no direct reads\n");
        return;
    }
    flags = fcntl(fd, F_GETFL);
    if (s->reopen_direct(s->context, fd, &direct, &limits) == 0) {
        ck_assert(same_file(direct, fd));
        ck_assert_uint_gt(limits.memory_alignment, 0);
        ck_assert_uint_eq(limits.memory_alignment & (limits.memory_alignment - 1), 0);
        ck_assert_uint_gt(limits.offset_alignment, 0);
        ck_assert_uint_eq(limits.offset_alignment & (limits.offset_alignment - 1), 0);
        close_it(direct);
    }
    ck_assert_int_eq(fcntl(fd, F_GETFL), flags);
    close_it(fd);
}
END_TEST

START_TEST(what_was_just_written_and_read_is_cached_as_far_as_can_be_told)
{
    int fd = open_new(100000);
    bool all = false;

    if (!s->cached) {
        printf("skipped: this system cannot tell what is cached\n");
        return;
    }
    if (s->cached(s->context, fd, 0, 100000, &all) == 0)
        ck_assert(all);
    if (s->cached(s->context, fd, 4095, 2, &all) == 0)
        ck_assert(all);
    ck_assert_int_ne(s->cached(s->context, NO_DESCRIPTOR, 0, 1, &all), 0);
    close_it(fd);
}
END_TEST

/* --- folders ------------------------------------------------------------------- */

struct names {
    unsigned count, until;
    char last[64];
};

static bool note_name(void *argument, const char *name)
{
    struct names *names = argument;

    snprintf(names->last, sizeof names->last, "%s", name);
    return ++names->count < names->until;
}

START_TEST(the_names_in_a_folder_are_listed_until_the_caller_has_enough)
{
    const struct temp_file file = temp_file(1, 10);
    struct names all = { .until = 1000 }, first = { .until = 1 };

    ck_assert_int_eq(s->list(s->context, temp_folder(), note_name, &all), 0);
    ck_assert_uint_ge(all.count, 3); /* the file, . and .. */
    ck_assert_int_eq(s->list(s->context, temp_folder(), note_name, &first), 0);
    ck_assert_uint_eq(first.count, 1);
    ck_assert_int_eq(s->list(s->context, file.path, note_name, &all), ENOTDIR);
    ck_assert_int_eq(s->list(s->context, "", note_name, &all), ENOENT);
}
END_TEST

Suite *io_system_suite(void)
{
    Suite *suite = suite_create("io/system");
    TCase *tcase = tcase_create("default");

    tcase_add_unchecked_fixture(tcase, get_system, temp_leave);
    tcase_add_test(tcase, the_default_system_is_whole_and_always_the_same);
    tcase_add_test(tcase, a_file_is_opened_for_reading_and_closed_on_exec);
    tcase_add_test(tcase, descriptor_0_is_a_file_as_any_other);
    tcase_add_test(tcase, opening_a_fifo_that_nobody_writes_to_does_not_wait);
#ifdef __linux__
    tcase_add_test(tcase, a_leased_file_is_opened_when_its_holder_lets_go);
#endif
    tcase_add_test(tcase, stat_tells_what_fstat_does);
    tcase_add_test(tcase, reads_fill_their_slices_in_turn);
    tcase_add_test(tcase, a_read_at_the_end_moves_what_there_is);
    tcase_add_test(tcase, calls_that_fail_answer_with_the_reason);
    tcase_add_test(tcase, a_file_is_opened_again_even_when_its_name_is_another_file_by_now);
    tcase_add_test(tcase, direct_reads_are_offered_with_their_demands_or_refused);
    tcase_add_test(tcase, what_was_just_written_and_read_is_cached_as_far_as_can_be_told);
    tcase_add_test(tcase, the_names_in_a_folder_are_listed_until_the_caller_has_enough);
    suite_add_tcase(suite, tcase);
    return suite;
}
