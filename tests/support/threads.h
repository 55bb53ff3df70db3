/* The ways in which a system may run the workers of a transfer. */
#ifndef TESTS_SUPPORT_THREADS_H
#define TESTS_SUPPORT_THREADS_H

#include <stdint.h>

enum threads {
    THREADS_REAL,    /* as many as asked */
    THREADS_FEWER,   /* one less than asked */
    THREADS_NONE,    /* none at all */
    THREADS_IN_TURN, /* the calling thread, index after index */
    THREADS_NO_RUN   /* the table has no run */
};

#define THREADS_MAX 64

/* As `run` of struct emel_io_system. */
uint32_t threads_run(enum threads how, uint32_t count, void (*work)(void *argument, uint32_t index),
                     void *argument);

#endif
