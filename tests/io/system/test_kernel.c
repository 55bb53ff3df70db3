/* The default system on kernels that are older than this one, or answer otherwise. */
#define _GNU_SOURCE /* O_DIRECT, SYS_ */
#define _FILE_OFFSET_BITS 64

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "emel/io/system.h"
#include "io/system/suites.h"
#include "support/temp.h"

/* Of 32 bits the calls take their offsets in halves. */
#if defined(__linux__) && UINTPTR_MAX > UINT32_MAX
#include <sys/syscall.h>

#if defined(__has_include)
#if __has_include(<linux/stat.h>)
#include <linux/stat.h>
#endif
#endif

#include "support/kernel_calls.h"

#define NO_DESCRIPTOR (-1)

static const struct emel_io_system *s;
static int fd;

static void enter(void)
{
    struct temp_file file;

    temp_enter();
    s = emel_io_system_default();
    file = temp_file(1, 100000);
    ck_assert_int_eq(s->open(s->context, file.path, &fd), 0);
}

static void leave(void)
{
    close(fd);
    temp_leave();
}

/* --- direct reads ------------------------------------------------------------------- */

struct reopening {
    bool direct;
    int answer, again;
    struct emel_io_direct limits;
};

static void reopen(void *argument)
{
    struct reopening *reopening = argument;

    if (reopening->direct)
        reopening->answer = s->reopen_direct(s->context, fd, &reopening->again, &reopening->limits);
    else
        reopening->answer = s->reopen(s->context, fd, &reopening->again);
}

static const struct {
    int64_t statx;
    uint32_t mask, memory, offset; /* what statx tells; 0x2000: STATX_DIOALIGN */
    int answer;
    struct emel_io_direct limits; /* and what becomes of it */
} limits[] = {
    { .statx = -ENOSYS, .limits = { 4096, 4096 } },
    { .memory = 512, .offset = 512, .limits = { 4096, 4096 } }, /* not asked for: not told */
    { .mask = 0x2000, .memory = 4, .offset = 512, .limits = { 4, 512 } },
    { .mask = 0x2000, .memory = 0, .offset = 512, .answer = EOPNOTSUPP },
    { .mask = 0x2000, .memory = 512, .offset = 0, .answer = EOPNOTSUPP },
};

#ifdef STATX_DIOALIGN /* built where the headers are of Linux 6.1 */
#define LIMITS ((int)(sizeof limits / sizeof *limits))
#else
#define LIMITS 1
#endif

/* The file is opened as it always is, for not every file system has direct reads. */
START_TEST(direct_reads_ask_for_what_the_kernel_says_or_else_whole_pages)
{
    struct kernel_calls asked = {
        .statx = limits[_i].statx,
        .mask = limits[_i].mask,
        .memory_alignment = limits[_i].memory,
        .offset_alignment = limits[_i].offset,
        .opens_answered = 1,
        .open = dup(fd),
    };
    const struct kernel kernel = kernel_calls_kernel(&asked);
    struct reopening reopening = { .direct = true, .again = NO_DESCRIPTOR };

    if (s->reopen_direct && kernel_run(&kernel, reopen, &reopening)) {
        ck_assert_int_eq(reopening.answer, limits[_i].answer);
        ck_assert_uint_eq(asked.opened, limits[_i].answer == 0);
        if (reopening.answer == 0) {
            ck_assert_int_eq(reopening.again, (int)asked.open);
            ck_assert_int_ne(asked.flags & O_DIRECT, 0);
            ck_assert_uint_eq(reopening.limits.memory_alignment,
                              limits[_i].limits.memory_alignment);
            ck_assert_uint_eq(reopening.limits.offset_alignment,
                              limits[_i].limits.offset_alignment);
        }
    }
    close((int)asked.open);
}
END_TEST

START_TEST(what_opens_as_another_file_is_refused_and_closed)
{
    const struct temp_file other = temp_file(2, 100);
    struct kernel_calls asked = { .opens_answered = 1,
                                  .open = open(other.path, O_RDONLY | O_CLOEXEC) };
    const struct kernel kernel = kernel_calls_kernel(&asked);
    struct reopening reopening = { .again = NO_DESCRIPTOR };

    if (!kernel_run(&kernel, reopen, &reopening)) {
        close((int)asked.open);
        return;
    }
    ck_assert_int_eq(reopening.answer, ESTALE);
    ck_assert_int_eq(reopening.again, NO_DESCRIPTOR);
    ck_assert_int_eq(fcntl((int)asked.open, F_GETFD), -1);
    ck_assert_int_eq(errno, EBADF);
}
END_TEST

/* One on another device may have the same number there. */
START_TEST(what_opens_as_a_file_of_another_device_is_refused)
{
    struct kernel_calls asked = { .opens_answered = 1,
                                  .open = open("/proc/self/status", O_RDONLY) };
    const struct kernel kernel = kernel_calls_kernel(&asked);
    struct reopening reopening = { .again = NO_DESCRIPTOR };

    if (asked.open >= 0 && kernel_run(&kernel, reopen, &reopening))
        ck_assert_int_eq(reopening.answer, ESTALE);
    else
        close((int)asked.open);
}
END_TEST

struct stating {
    unsigned refused; /* the call that fails */
    unsigned asked;
};

static int64_t refuse_stat(void *context, const struct kernel_call *call)
{
    struct stating *stating = context;

    (void)call;
    return ++stating->asked == stating->refused ? -EIO : KERNEL_PASS;
}

START_TEST(what_cannot_be_told_to_be_the_same_file_is_refused)
{
    struct stating stating = { .refused = 1 + (unsigned)_i };
    const struct kernel kernel = {
        .calls = { SYS_newfstatat, SYS_fstat },
        .answer = refuse_stat,
        .context = &stating,
    };
    struct reopening reopening = { .again = NO_DESCRIPTOR };

    if (!kernel_run(&kernel, reopen, &reopening))
        return;
    ck_assert_int_eq(reopening.answer, ESTALE);
    ck_assert_int_eq(reopening.again, NO_DESCRIPTOR);
    ck_assert_uint_eq(stating.asked, stating.refused);
}
END_TEST

/* --- opening ------------------------------------------------------------------------ */

struct opening {
    char path[TEMP_PATH_BYTES];
    int answer, descriptor;
};

static void open_it(void *argument)
{
    struct opening *opening = argument;

    opening->answer = s->open(s->context, opening->path, &opening->descriptor);
}

/* Only a lease makes a regular file answer so: waiting for anything else might be for ever. */
START_TEST(what_would_block_is_waited_for_only_if_it_is_a_regular_file)
{
    struct kernel_calls asked = { .opens_answered = 1, .open = -EWOULDBLOCK };
    const struct kernel kernel = kernel_calls_kernel(&asked);
    struct opening opening = { .descriptor = NO_DESCRIPTOR };
    const bool regular = _i == 0;

    (void)snprintf(opening.path, sizeof opening.path, "%s",
                   regular ? temp_file(3, 10).path : temp_folder());
    if (!kernel_run(&kernel, open_it, &opening))
        return;
    ck_assert_int_eq(opening.answer, regular ? 0 : EWOULDBLOCK);
    /* Without waiting, by name alone, and then the file that was found. */
    ck_assert_uint_eq(asked.opened, regular ? 3 : 2);
    ck_assert_int_eq(asked.flags & O_NONBLOCK, 0);
    if (regular)
        close(opening.descriptor);
}
END_TEST

START_TEST(what_would_block_and_then_is_gone_is_gone)
{
    struct kernel_calls asked = { .opens_answered = 1, .open = -EWOULDBLOCK };
    const struct kernel kernel = kernel_calls_kernel(&asked);
    struct opening opening = { .descriptor = NO_DESCRIPTOR };

    temp_path(opening.path, "gone");
    if (!kernel_run(&kernel, open_it, &opening))
        return;
    ck_assert_int_eq(opening.answer, ENOENT);
    ck_assert_uint_eq(asked.opened, 2);
}
END_TEST

/* --- threads --------------------------------------------------------------------------- */

#define WORKERS 5u

struct starting {
    unsigned allowed, asked; /* threads */
    uint32_t ran;
    unsigned calls[WORKERS];
};

static void count_call(void *argument, uint32_t index)
{
    ((struct starting *)argument)->calls[index]++;
}

static void run(void *argument)
{
    struct starting *starting = argument;

    starting->ran = s->run(s->context, WORKERS, count_call, starting);
}

static int64_t refuse_thread(void *context, const struct kernel_call *call)
{
    struct starting *starting = context;

    (void)call;
    return starting->asked++ < starting->allowed ? KERNEL_PASS : -EAGAIN;
}

START_TEST(what_threads_cannot_be_started_for_is_done_by_the_caller)
{
    struct starting starting = { .allowed = (unsigned)_i };
    const struct kernel kernel = {
#ifdef SYS_clone3
        .calls = { SYS_clone3, SYS_clone },
#else
        .calls = { SYS_clone },
#endif
        .answer = refuse_thread,
        .context = &starting,
    };

    if (!kernel_run(&kernel, run, &starting))
        return;
    ck_assert_uint_eq(starting.ran, starting.allowed + 1);
    for (unsigned i = 0; i < WORKERS; i++)
        ck_assert_uint_eq(starting.calls[i], 1);
}
END_TEST

/* Threads that would take the program's signals are not started. */
START_TEST(without_signals_blocked_the_caller_does_everything)
{
    struct starting starting = { .allowed = 0 };
    const struct kernel kernel = {
        .calls = { SYS_rt_sigprocmask },
        .answer = refuse_thread,
        .context = &starting,
    };

    if (!kernel_run(&kernel, run, &starting))
        return;
    ck_assert_uint_gt(starting.asked, 0);
    ck_assert_uint_eq(starting.ran, 1);
    for (unsigned i = 0; i < WORKERS; i++)
        ck_assert_uint_eq(starting.calls[i], 1);
}
END_TEST

static void add_tests(TCase *test)
{
    tcase_add_checked_fixture(test, enter, leave);
    tcase_add_loop_test(test, direct_reads_ask_for_what_the_kernel_says_or_else_whole_pages, 0,
                        LIMITS);
    tcase_add_test(test, what_opens_as_another_file_is_refused_and_closed);
    tcase_add_test(test, what_opens_as_a_file_of_another_device_is_refused);
    tcase_add_loop_test(test, what_cannot_be_told_to_be_the_same_file_is_refused, 0, 2);
    tcase_add_loop_test(test, what_would_block_is_waited_for_only_if_it_is_a_regular_file, 0, 2);
    tcase_add_test(test, what_would_block_and_then_is_gone_is_gone);
    tcase_add_loop_test(test, what_threads_cannot_be_started_for_is_done_by_the_caller, 0, 4);
    tcase_add_test(test, without_signals_blocked_the_caller_does_everything);
}

#else
static void add_tests(TCase *test)
{
    (void)test;
    printf("skipped: this system has no calls that could be answered otherwise\n");
}
#endif

Suite *io_kernel_suite(void)
{
    Suite *suite = suite_create("io/system: other kernels");
    TCase *test = tcase_create("other kernels");

    add_tests(test);
    suite_add_tcase(suite, test);
    return suite;
}
