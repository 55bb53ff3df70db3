/* Fork and join: threads live inside one call.  They use what is on the stack of the calling
 * thread, so that thread is not cancelled meanwhile. */
#ifdef __linux__
#define _GNU_SOURCE /* sched_getaffinity */
#else
#define _DEFAULT_SOURCE
#endif
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <unistd.h>

#include "emel/io/system/system.h"

#define THREADS_MAX 64u /* of one call; more work is done one after the other */

struct worker {
    pthread_t thread;
    uint32_t index;
    void (*work)(void *argument, uint32_t index);
    void *argument;
};

static void *enter(void *argument)
{
    const struct worker *worker = argument;

    worker->work(worker->argument, worker->index);
    return NULL;
}

/* The program's handlers run on the program's own threads.  Signals of a fault in the thread
 * itself stay as they are: blocked, they would kill the program without its handler. */
static void fill_blocked(sigset_t *signals)
{
    static const int faults[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP };

    sigfillset(signals);
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
        sigdelset(signals, faults[i]);
}

static uint32_t start(struct worker *workers, uint32_t count)
{
    sigset_t blocked, before;
    uint32_t started = 0;

    fill_blocked(&blocked);
    if (pthread_sigmask(SIG_BLOCK, &blocked, &before) != 0)
        return 0;
    while (started < count &&
           pthread_create(&workers[started].thread, NULL, enter, &workers[started]) == 0)
        started++;
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    return started;
}

/* Those that the calling thread may run on; online ones where that is unknown. */
static long count_processors(void)
{
#if defined(__linux__) && defined(CPU_COUNT)
    cpu_set_t allowed;

    if (sched_getaffinity(0, sizeof allowed, &allowed) == 0)
        return CPU_COUNT(&allowed);
#endif
    return sysconf(_SC_NPROCESSORS_ONLN);
}

uint32_t emel__threads_processors(void *context)
{
    const long processors = count_processors();

    (void)context;
    return processors > 0 && processors < INT32_MAX ? (uint32_t)processors : 1;
}

static int forbid_cancelling(void)
{
    int before = 0;

#ifdef PTHREAD_CANCEL_DISABLE
    (void)pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &before);
#endif
    return before;
}

static void allow_cancelling(int before)
{
#ifdef PTHREAD_CANCEL_DISABLE
    (void)pthread_setcancelstate(before, &before);
#else
    (void)before;
#endif
}

/* The calling thread is one of them: it does index 0, and those that could not start. */
uint32_t emel__threads_run(void *context, uint32_t count,
                           void (*work)(void *argument, uint32_t index), void *argument)
{
    struct worker workers[THREADS_MAX];
    const uint32_t most = count < THREADS_MAX ? count : THREADS_MAX;
    int cancelling;
    uint32_t started;

    (void)context;
    if (count == 0)
        return 0;
    cancelling = forbid_cancelling();
    for (uint32_t i = 0; i + 1 < most; i++)
        workers[i] = (struct worker){ .index = i + 1, .work = work, .argument = argument };
    started = most > 1 ? start(workers, most - 1) : 0;
    work(argument, 0);
    for (uint32_t i = 0; i < started; i++)
        (void)pthread_join(workers[i].thread, NULL);
    for (uint32_t i = started + 1; i < count; i++)
        work(argument, i);
    allow_cancelling(cancelling);
    return started + 1;
}
