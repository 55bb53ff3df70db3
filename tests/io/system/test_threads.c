/* The default system's threads: what runs on them, how many there are, and how they end. */
#define _GNU_SOURCE /* CPU_SET, usleep */

#include <check.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <unistd.h>

#include "emel/io/system.h"
#include "io/system/suites.h"

static const struct emel_io_system *s;

static void get_system(void)
{
    s = emel_io_system_default();
}

#define WORKERS 100

struct tally {
    atomic_uint calls[WORKERS];
    atomic_uint interruptible; /* threads, other than the caller's, that take signals */
    atomic_uint deaf;          /* threads that block the signals of their own faults */
    pthread_t caller;
};

static void count_call(void *argument, uint32_t index)
{
    struct tally *tally = argument;
    sigset_t blocked;

    atomic_fetch_add(&tally->calls[index], 1);
    ck_assert_int_eq(pthread_sigmask(SIG_BLOCK, NULL, &blocked), 0);
    if (!pthread_equal(pthread_self(), tally->caller) &&
        (!sigismember(&blocked, SIGINT) || !sigismember(&blocked, SIGALRM)))
        atomic_fetch_add(&tally->interruptible, 1);
    if (sigismember(&blocked, SIGSEGV) || sigismember(&blocked, SIGBUS) ||
        sigismember(&blocked, SIGFPE) || sigismember(&blocked, SIGILL) ||
        sigismember(&blocked, SIGTRAP))
        atomic_fetch_add(&tally->deaf, 1);
}

START_TEST(work_is_run_once_for_each_index_with_signals_left_to_the_caller)
{
    static const uint32_t counts[] = { 1, 2, 8, 64, WORKERS, 0 };
    struct tally tally = { .caller = pthread_self() };
    sigset_t before, after;

    pthread_sigmask(SIG_BLOCK, NULL, &before);
    ck_assert_uint_le(s->run(s->context, counts[_i], count_call, &tally), counts[_i]);
    for (uint32_t i = 0; i < WORKERS; i++)
        ck_assert_uint_eq(tally.calls[i], i < counts[_i]);
    ck_assert_uint_eq(tally.interruptible, 0);
    ck_assert_uint_eq(tally.deaf, 0);
    pthread_sigmask(SIG_BLOCK, NULL, &after);
    for (int number = 1; number < 32; number++)
        ck_assert_int_eq(sigismember(&before, number), sigismember(&after, number));
}
END_TEST

struct cancelled {
    atomic_uint calls;
    atomic_bool returned;
};

static void cancel_the_caller(void *argument, uint32_t index)
{
    struct cancelled *cancelled = argument;

    if (index == 0) {
        (void)pthread_cancel(pthread_self());
        (void)usleep(1000); /* where a thread that may be cancelled ends */
    }
    atomic_fetch_add(&cancelled->calls, 1);
}

static void *run_and_return(void *argument)
{
    struct cancelled *cancelled = argument;

    (void)s->run(s->context, 3, cancel_the_caller, cancelled);
    atomic_store(&cancelled->returned, true);
    pthread_testcancel();
    return NULL;
}

START_TEST(a_thread_that_is_cancelled_ends_when_its_workers_have)
{
    struct cancelled cancelled = { 0 };
    pthread_t thread;
    void *answer;

    ck_assert_int_eq(pthread_create(&thread, NULL, run_and_return, &cancelled), 0);
    ck_assert_int_eq(pthread_join(thread, &answer), 0);
    ck_assert_uint_eq(cancelled.calls, 3);
    ck_assert(cancelled.returned);
    ck_assert_ptr_eq(answer, PTHREAD_CANCELED);
}
END_TEST

START_TEST(there_are_as_many_processors_as_work_and_at_least_one)
{
    const long working = sysconf(_SC_NPROCESSORS_ONLN);

    ck_assert_uint_ge(s->processors(s->context), 1);
    ck_assert_uint_le(s->processors(s->context), working > 0 ? (uint32_t)working : 1);
}
END_TEST

#ifdef __linux__ /* elsewhere, all that are online count */
START_TEST(only_processors_that_the_thread_may_use_count)
{
    cpu_set_t before, one;
    size_t first = 0;

    if (sched_getaffinity(0, sizeof before, &before) != 0)
        return;
    while (!CPU_ISSET(first, &before))
        first++;
    CPU_ZERO(&one);
    CPU_SET(first, &one);
    ck_assert_int_eq(sched_setaffinity(0, sizeof one, &one), 0);
    ck_assert_uint_eq(s->processors(s->context), 1);
    ck_assert_int_eq(sched_setaffinity(0, sizeof before, &before), 0);
}
END_TEST
#endif

Suite *io_threads_suite(void)
{
    Suite *suite = suite_create("io/system: threads");
    TCase *tcase = tcase_create("threads");

    tcase_add_unchecked_fixture(tcase, get_system, NULL);
    tcase_add_loop_test(tcase, work_is_run_once_for_each_index_with_signals_left_to_the_caller, 0,
                        6);
#ifdef __linux__
    tcase_add_test(tcase, only_processors_that_the_thread_may_use_count);
#endif
    tcase_add_test(tcase, a_thread_that_is_cancelled_ends_when_its_workers_have);
    tcase_add_test(tcase, there_are_as_many_processors_as_work_and_at_least_one);
    suite_add_tcase(suite, tcase);
    return suite;
}
