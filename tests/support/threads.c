#define _POSIX_C_SOURCE 200809L

#include "support/threads.h"

#include <check.h>
#include <pthread.h>

struct worker {
    pthread_t thread;
    void (*work)(void *argument, uint32_t index);
    void *argument;
    uint32_t index;
};

static void *run_worker(void *argument)
{
    const struct worker *worker = argument;

    worker->work(worker->argument, worker->index);
    return NULL;
}

static uint32_t run_real(uint32_t count, void (*work)(void *argument, uint32_t index),
                         void *argument)
{
    struct worker workers[THREADS_MAX];

    ck_assert_uint_le(count, THREADS_MAX);
    for (uint32_t i = 0; i < count; i++) {
        workers[i] = (struct worker){ .work = work, .argument = argument, .index = i };
        ck_assert_int_eq(pthread_create(&workers[i].thread, NULL, run_worker, &workers[i]), 0);
    }
    for (uint32_t i = 0; i < count; i++)
        pthread_join(workers[i].thread, NULL);
    return count;
}

uint32_t threads_run(enum threads how, uint32_t count, void (*work)(void *argument, uint32_t index),
                     void *argument)
{
    switch (how) {
    case THREADS_REAL: return run_real(count, work, argument);
    case THREADS_FEWER: return count ? run_real(count - 1, work, argument) : 0;
    case THREADS_IN_TURN:
        for (uint32_t i = 0; i < count; i++)
            work(argument, i);
        return count;
    case THREADS_NONE:
    case THREADS_NO_RUN: break;
    }
    return 0;
}
