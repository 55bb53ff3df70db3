/* Borrowed descriptors: read, looked at, and otherwise left alone. */
#define _GNU_SOURCE
#include <check.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "io/read/suites.h"
#include "support/reading.h"

#define MIB (UINT64_C(1) << 20)

static void lend(struct reading *r, uint32_t file, int fd)
{
    r->files[file] = (struct emel_io_file){ .path = "lent", .fd = fd, .borrowed = true };
    system_lend(&r->system, fd, "lent");
}

static int open_for(const struct temp_file *file, int flags)
{
    const int fd = open(file->path, flags | O_CLOEXEC);

    ck_assert_int_ge(fd, 0);
    return fd;
}

/* A file's first byte, locked by this process; whether another one sees the lock. */
static void lock(int fd)
{
    struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_len = 1 };

    ck_assert_int_eq(fcntl(fd, F_SETLK, &lock), 0);
}

static bool another_process_sees_a_lock(const struct temp_file *file)
{
    const pid_t child = fork();
    int status = 0;

    ck_assert_int_ge(child, 0);
    if (child == 0) {
        struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_len = 1 };
        const int fd = open(file->path, O_RDWR | O_CLOEXEC);

        /* Not by an exit status: valgrind puts its own in place of it. */
        if (fd >= 0 && fcntl(fd, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK)
            kill(getpid(), SIGKILL);
        _exit(0);
    }
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
}

static void drop_from_cache(int fd)
{
    (void)fsync(fd);
    (void)posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
}

/* With the default system, cached and not. */
START_TEST(a_load_of_a_borrowed_descriptor_leaves_the_locks_of_the_process)
{
    const struct temp_file file = temp_file(5, 9 * MIB);
    const int fd = open_for(&file, O_RDWR);
    struct reading r;

    lock(fd);
    for (int cold = 0; cold < 2; cold++) {
        reading_init(&r, _i, READING_REAL);
        reading_span(&r, reading_real_file(&r, &file), 1, 9 * MIB - 1);
        lend(&r, 0, fd);
        if (cold)
            drop_from_cache(fd);
        reading_succeeds(&r);
        ck_assert_uint_eq(r.system.calls[SYSTEM_REOPEN] + r.system.calls[SYSTEM_REOPEN_DIRECT], 0);
        ck_assert_uint_eq(r.load.done_event.report.direct_bytes, 0);
        ck_assert(another_process_sees_a_lock(&file));
        reading_free(&r);
    }
    close(fd);
}
END_TEST

START_TEST(a_borrowed_descriptor_may_be_opened_again_if_the_caller_says_so)
{
    struct reading r;

    reading_init(&r, 5, READING_VIRTUAL); /* direct, 8 workers */
    reading_span(&r, reading_file(&r, 9 * MIB), 0, 9 * MIB);
    r.files[0].fd = r.system.under->open(r.system.under->context, "file-0", &r.files[0].fd) == 0
                        ? r.files[0].fd
                        : -1;
    r.files[0].borrowed = true;
    r.files[0].reopen = true;
    system_lend(&r.system, r.files[0].fd, "file-0");
    reading_succeeds(&r);
    ck_assert_uint_eq(r.system.calls[SYSTEM_REOPEN_DIRECT], 1);
    ck_assert_uint_gt(r.load.done_event.report.direct_bytes, 0);
    reading_free(&r);
}
END_TEST

START_TEST(a_descriptor_that_cannot_be_read_as_a_file_is_refused_whatever_is_cached)
{
    static const int flags[] = {
        O_WRONLY,
#ifdef __linux__ /* elsewhere, who has them finds out when it reads */
        O_PATH,
        O_RDONLY | O_DIRECT,
#endif
    };
    const struct temp_file file = temp_file(6, MIB);

    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++) {
        const int fd = open(file.path, flags[i] | O_CLOEXEC);

        for (int cold = 0; fd >= 0 && cold < 2; cold++) {
            const int other = open_for(&file, O_RDONLY);
            struct reading r;

            reading_init(&r, _i, READING_REAL);
            reading_span(&r, reading_real_file(&r, &file), 0, MIB);
            lend(&r, 0, fd);
            if (cold)
                drop_from_cache(other);
            reading_fails(&r, reading_file_error(EMEL_IO_READ_UNSUPPORTED_RESOURCE, 0, 0));
            ck_assert_uint_eq(r.system.calls[SYSTEM_READ], 0);
            reading_free(&r);
            close(other);
        }
        if (fd >= 0)
            close(fd);
    }
}
END_TEST

Suite *io_read_borrowed_suite(void)
{
    Suite *suite = suite_create("io/read: borrowed descriptors");
    TCase *tcase = tcase_create("borrowed");
    const int modes = reading_modes();

    tcase_add_unchecked_fixture(tcase, temp_enter, temp_leave);
    tcase_add_loop_test(tcase, a_load_of_a_borrowed_descriptor_leaves_the_locks_of_the_process, 0,
                        modes);
    tcase_add_test(tcase, a_borrowed_descriptor_may_be_opened_again_if_the_caller_says_so);
    tcase_add_loop_test(
        tcase, a_descriptor_that_cannot_be_read_as_a_file_is_refused_whatever_is_cached, 0, modes);
    suite_add_tcase(suite, tcase);
    return suite;
}
