/* A strategy whose bytes come from a slow device, one tensor after the other, while the
 * thread that drives the load does something else.
 *
 * The device is a thread with a queue of one: it fills memory it is told, waits a while,
 * and makes a descriptor readable.  A step that finds it not ready answers WAITING.  A
 * cancel waits too: memory that a device may still write to is not given back.
 * It exists in tests only: nothing in src/ knows of it. */
#ifndef TESTS_SUPPORT_DEVICE_STRATEGY_H
#define TESTS_SUPPORT_DEVICE_STRATEGY_H

#include <pthread.h>

#include "support/simple_plan.h"

#define DEVICE_KIND (EMEL_IO_STRATEGY_USER + 3u)

#define DEVICE_ERRORS(X)                                                                           \
    X(NONE, 0, "no error")                                                                         \
    X(NO_MEMORY, 1, "the owner gave no memory")                                                    \
    X(BROKEN, 2, "the device broke")                                                               \
    X(CANCELLED, 3, "the load was cancelled")

enum device_error {
#define DEVICE_ERROR_VALUE(name, number, sentence) DEVICE_##name = number,
    DEVICE_ERRORS(DEVICE_ERROR_VALUE)
#undef DEVICE_ERROR_VALUE
};

struct device {
    uint64_t seed;       /* file i holds the pattern of seed + i, see support/temp.h */
    unsigned delay_usec; /* of each tensor */
    bool breaks;         /* at the last tensor of a load */
    unsigned steps;      /* made so far */
    /* private: of the strategy */
    int state;
    struct emel__io_plan plan;
    struct emel_io_error_event failure;
    uint32_t next; /* span that was asked for, or is to be */
    enum device_error error;
    /* private: of the device */
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t asked;
    int wake[2]; /* pipe: a byte for each answer */
    bool busy, leaving;
    const struct emel_io_span *span;
    void *memory;
};

/* Starts the device of a struct that the caller has initialised; and ends it, between
 * two loads. */
struct emel_io_strategy device_start(struct device *device);
void device_end(struct device *device);

const char *device_error_name(uint32_t error);
const char *device_error_text(uint32_t error);

#endif
