/* opening and closing: which files, how often, and what happens when one will not open. */
#define _DEFAULT_SOURCE /* mkfifo, symlink, sockets */

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "support/reading.h"
#include "io/read/suites.h"

/* --- which files --------------------------------------------------------------- */

START_TEST(only_files_that_a_span_names_are_opened)
{
    struct reading r;

    reading_init(&r, _i, READING_VIRTUAL);
    for (int i = 0; i < 3; i++)
        reading_file(&r, 5000);
    r.disk.files[1].path = NULL; /* opening it would fail */
    reading_span(&r, 2, 0, 5000);
    reading_span(&r, 0, 0, 5000);
    reading_succeeds(&r);
    ck_assert_uint_eq(r.system.calls[SYSTEM_OPEN], 2);
    reading_free(&r);
}
END_TEST

START_TEST(a_file_is_opened_once_for_all_of_its_spans)
{
    struct reading r;

    reading_init(&r, _i, READING_VIRTUAL);
    reading_file(&r, 50000);
    for (uint64_t i = 0; i < 50; i++)
        reading_span(&r, 0, i * 1000, 999);
    reading_succeeds(&r);
    ck_assert_uint_eq(r.system.calls[SYSTEM_OPEN], 1);
    reading_free(&r);
}
END_TEST

START_TEST(a_file_that_only_empty_spans_name_is_not_opened)
{
    struct reading r;

    reading_init(&r, _i, READING_VIRTUAL);
    reading_file(&r, 5000);
    reading_file(&r, 0);
    r.disk.files[1].path = NULL;
    reading_span(&r, 1, 0, 0);
    reading_span(&r, 0, 100, 10);
    reading_span(&r, 1, 70, 0);
    reading_succeeds(&r);
    ck_assert_uint_eq(r.system.calls[SYSTEM_OPEN], 1);
    reading_free(&r);
}
END_TEST

START_TEST(a_load_with_nothing_to_read_asks_nothing_of_the_system)
{
    struct reading r;

    reading_init(&r, _i, READING_VIRTUAL);
    reading_file(&r, 5000);
    reading_span(&r, 0, 1000, 0);
    reading_target(&r, 0, 2000, 0, 0);
    reading_succeeds(&r);
    for (int call = 0; call < SYSTEM_CALLS; call++)
        ck_assert_uint_eq(r.system.calls[call], 0);
    reading_free(&r);
}
END_TEST

/* --- files that will not open -------------------------------------------------- */

static void three_files(struct reading *r, int mode)
{
    reading_init(r, mode, READING_VIRTUAL);
    for (int i = 0; i < 3; i++)
        reading_file(r, 5000);
    reading_span(r, 2, 10, 100);
    reading_span(r, 1, 700, 100);
    reading_span(r, 1, 600, 0); /* wants nothing, so it is not to blame */
    reading_span(r, 1, 650, 200);
    reading_span(r, 0, 10, 100);
}

START_TEST(a_file_that_cannot_be_opened_is_named_with_the_reason)
{
    static const int reasons[] = { ENOENT,       EACCES,  EMFILE, ENFILE, ELOOP,
                                   ENAMETOOLONG, ENOTDIR, ENOMEM, EIO };
    struct emel_io_error_event expected;
    struct reading r;

    for (uint32_t file = 0; file < 3; file++) {
        three_files(&r, 0);
        r.system.faults[0] = (struct system_fault){ SYSTEM_OPEN, 1 + file, 1, reasons[_i] };
        expected = reading_file_error(EMEL_IO_READ_FILE_OPEN_FAILED, reasons[_i], file);
        reading_fails(&r, expected);
        ck_assert_uint_eq(r.system.calls[SYSTEM_OPEN], file + 1);
        ck_assert_uint_eq(r.system.calls[SYSTEM_CLOSE], file);
        ck_assert_uint_eq(r.owner.allocations, 0);
        r.system.faults[0].from = 0;
        reading_succeeds(&r);
        reading_free(&r);
    }
}
END_TEST

START_TEST(calls_that_are_interrupted_are_made_again_but_not_for_ever)
{
    struct reading r;

    three_files(&r, _i);
    r.system.faults[0] = (struct system_fault){ SYSTEM_OPEN, 1, 5, EINTR };
    r.system.faults[1] = (struct system_fault){ SYSTEM_STAT, 2, 5, EINTR };
    reading_succeeds(&r);
    r.system.faults[1].times = SYSTEM_ALWAYS;
    reading_fails(&r, reading_file_error(EMEL_IO_READ_FILE_STAT_FAILED, EINTR, 1));
    r.system.faults[0].times = SYSTEM_ALWAYS;
    reading_fails(&r, reading_file_error(EMEL_IO_READ_FILE_OPEN_FAILED, EINTR, 0));
    reading_free(&r);
}
END_TEST

START_TEST(a_close_that_fails_is_not_repeated_and_spoils_nothing)
{
    struct reading r;

    three_files(&r, _i);
    r.system.faults[0] = (struct system_fault){ SYSTEM_CLOSE, 1, SYSTEM_ALWAYS, EIO };
    reading_succeeds(&r);
    r.system.faults[0].error = EINTR;
    reading_succeeds(&r);
    ck_assert_uint_ge(r.system.calls[SYSTEM_CLOSE], 3);
    reading_free(&r);
}
END_TEST

START_TEST(direct_reads_that_are_refused_become_buffered_ones)
{
    static const int reasons[] = { EINVAL, EMFILE, EACCES, ENOENT, ENOSYS };
    struct reading r;

    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++) {
        three_files(&r, _i);
        r.system.faults[0] =
            (struct system_fault){ SYSTEM_REOPEN_DIRECT, 1, SYSTEM_ALWAYS, reasons[i] };
        r.system.faults[1] = (struct system_fault){ SYSTEM_CACHED, 1, SYSTEM_ALWAYS, reasons[i] };
        reading_succeeds(&r);
        reading_free(&r);
    }
}
END_TEST

START_TEST(the_mandatory_calls_of_a_system_are_enough)
{
    struct reading r;

    three_files(&r, _i);
    r.system.mandatory_only = true;
    reading_succeeds(&r);
    reading_free(&r);
}
END_TEST

/* --- descriptors lent by the caller -------------------------------------------- */

static int lend(struct reading *r, const struct temp_file *file, const char *label)
{
    const uint32_t index = reading_real_file(r, file);
    const int fd = open(file->path, O_RDONLY | O_CLOEXEC);

    ck_assert_int_ge(fd, 0);
    system_lend(&r->system, fd, file->path);
    r->files[index] = (struct emel_io_file){ .path = label, .fd = fd, .borrowed = true };
    return fd;
}

START_TEST(a_lent_descriptor_is_read_and_left_as_it_was)
{
    const struct temp_file file = temp_file(3, 100000);
    const char *labels[] = { NULL, "", "a label and no path" };
    struct reading r;

    for (int i = 0; i < 3; i++) {
        int fd, flags;

        reading_init(&r, _i, READING_REAL);
        fd = lend(&r, &file, labels[i]);
        ck_assert_int_eq(lseek(fd, 77, SEEK_SET), 77);
        flags = fcntl(fd, F_GETFL);
        reading_span(&r, 0, 5, 90000);
        reading_target(&r, 0, 99999, 1, 3);
        reading_succeeds(&r);
        ck_assert_uint_eq(r.system.calls[SYSTEM_OPEN], 0);
        ck_assert_int_eq(lseek(fd, 0, SEEK_CUR), 77);
        ck_assert_int_eq(fcntl(fd, F_GETFL), flags);
        ck_assert_int_eq(close(fd), 0);
        reading_free(&r);
    }
}
END_TEST

START_TEST(a_lent_descriptor_that_is_closed_is_an_error_of_its_file)
{
    const struct temp_file file = temp_file(3, 100);
    struct emel_io_error_event expected;
    struct reading r;

    reading_init(&r, _i, READING_REAL);
    close(lend(&r, &file, "closed"));
    reading_span(&r, 0, 0, 100);
    expected = reading_file_error(EMEL_IO_READ_FILE_STAT_FAILED, EBADF, 0);
    reading_fails(&r, expected);
    reading_free(&r);
}
END_TEST

/* --- what else a path can lead to ---------------------------------------------- */

static void make_nothing(const char *path)
{
    (void)path;
}

static void make_fifo(const char *path)
{
    ck_assert_int_eq(mkfifo(path, 0600), 0);
}

static void make_folder(const char *path)
{
    ck_assert_int_eq(mkdir(path, 0700), 0);
}

static void make_loop(const char *path)
{
    ck_assert_int_eq(symlink(path, path), 0);
}

static void make_link_to_zeros(const char *path)
{
    ck_assert_int_eq(symlink("/dev/zero", path), 0);
}

static void make_socket(const char *path)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);

    ck_assert_int_ge(fd, 0);
    ck_assert_uint_lt(strlen(path), sizeof address.sun_path);
    strcpy(address.sun_path, path);
    ck_assert_int_eq(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
    close(fd);
}

START_TEST(what_is_no_regular_file_is_refused_by_name_and_never_waited_for)
{
    static const struct {
        void (*make)(const char *path);
        enum emel_io_read_error error;
        int os_error;
    } things[] = {
        { make_fifo, EMEL_IO_READ_UNSUPPORTED_RESOURCE, 0 },
        { make_folder, EMEL_IO_READ_UNSUPPORTED_RESOURCE, 0 },
        { make_link_to_zeros, EMEL_IO_READ_UNSUPPORTED_RESOURCE, 0 },
        { make_socket, EMEL_IO_READ_FILE_OPEN_FAILED, ENXIO },
        { make_loop, EMEL_IO_READ_FILE_OPEN_FAILED, ELOOP },
        { make_nothing, EMEL_IO_READ_FILE_OPEN_FAILED, ENOENT },
    };
    struct temp_file thing = { .bytes = 0 };
    struct emel_io_error_event expected;
    struct reading r;

    temp_path(thing.path, "thing");
    things[_i].make(thing.path);
    reading_init(&r, 0, READING_REAL);
    reading_span(&r, reading_real_file(&r, &thing), 0, 100);
    expected = reading_file_error(things[_i].error, things[_i].os_error, 0);
    reading_fails(&r, expected);
    ck_assert_uint_eq(r.owner.allocations, 0);
    reading_free(&r);
}
END_TEST

START_TEST(a_path_through_a_file_is_refused)
{
    const struct temp_file file = temp_file(1, 10);
    struct temp_file below = file;
    struct emel_io_error_event expected;
    struct reading r;

    ck_assert_uint_lt(strlen(file.path) + 2, sizeof below.path);
    strcat(below.path, "/x");
    reading_init(&r, 0, READING_REAL);
    reading_span(&r, reading_real_file(&r, &below), 0, 10);
    expected = reading_file_error(EMEL_IO_READ_FILE_OPEN_FAILED, ENOTDIR, 0);
    reading_fails(&r, expected);
    reading_free(&r);
}
END_TEST

static TCase *real_tcase(void)
{
    TCase *tcase = tcase_create("real files");

    tcase_add_unchecked_fixture(tcase, temp_enter, temp_leave);
    tcase_add_loop_test(tcase, a_lent_descriptor_is_read_and_left_as_it_was, 0, reading_modes());
    tcase_add_loop_test(tcase, a_lent_descriptor_that_is_closed_is_an_error_of_its_file, 0,
                        reading_modes());
    tcase_add_loop_test(tcase, what_is_no_regular_file_is_refused_by_name_and_never_waited_for, 0,
                        6);
    tcase_add_test(tcase, a_path_through_a_file_is_refused);
    return tcase;
}

Suite *io_read_open_suite(void)
{
    Suite *suite = suite_create("io/read: opening");
    TCase *tcase = tcase_create("virtual files");
    const int modes = reading_modes();

    tcase_add_loop_test(tcase, only_files_that_a_span_names_are_opened, 0, modes);
    tcase_add_loop_test(tcase, a_file_is_opened_once_for_all_of_its_spans, 0, modes);
    tcase_add_loop_test(tcase, a_file_that_only_empty_spans_name_is_not_opened, 0, modes);
    tcase_add_loop_test(tcase, a_load_with_nothing_to_read_asks_nothing_of_the_system, 0, modes);
    tcase_add_loop_test(tcase, a_file_that_cannot_be_opened_is_named_with_the_reason, 0, 9);
    tcase_add_loop_test(tcase, calls_that_are_interrupted_are_made_again_but_not_for_ever, 0,
                        modes);
    tcase_add_loop_test(tcase, a_close_that_fails_is_not_repeated_and_spoils_nothing, 0, modes);
    tcase_add_loop_test(tcase, direct_reads_that_are_refused_become_buffered_ones, 0, modes);
    tcase_add_loop_test(tcase, the_mandatory_calls_of_a_system_are_enough, 0, modes);
    suite_add_tcase(suite, tcase);
    suite_add_tcase(suite, real_tcase());
    return suite;
}
