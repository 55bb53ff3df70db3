/* Fork and join: threads live inside one call, with all signals blocked, so that the
 * program's handlers run on the program's own threads.  They use what is on the stack of
 * the calling thread, so that is not to be cancelled meanwhile. */
#define _DEFAULT_SOURCE
#include <pthread.h>
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

static uint32_t start(struct worker *workers, uint32_t count)
{
    sigset_t all, before;
    uint32_t started = 0;

    sigfillset(&all);
    if (pthread_sigmask(SIG_BLOCK, &all, &before) != 0)
        return 0;
    while (started < count &&
           pthread_create(&workers[started].thread, NULL, enter, &workers[started]) == 0)
        started++;
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    return started;
}

uint32_t emel__threads_processors(void *context)
{
    const long processors = sysconf(_SC_NPROCESSORS_ONLN);

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
    const int cancelling = forbid_cancelling();
    uint32_t started;

    (void)context;
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
