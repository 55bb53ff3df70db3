/* A system that exists only in tests: it passes every call on to another one, writes
 * down what was asked, answers as badly as it was told to, and notices calls that
 * nobody should make.
 *
 *     struct test_system system = { .cap = 7, .faults = { { SYSTEM_READ, 3, 1, EIO } } };
 *     struct emel_io_system table = system_table(&system);
 *
 * system_check says whether the caller kept the rules of emel/io/system.h: each
 * descriptor closed once and not used after, no lent one closed, no read that the
 * kernel would refuse. */
#ifndef TESTS_SUPPORT_SYSTEM_H
#define TESTS_SUPPORT_SYSTEM_H

#include <limits.h>
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "emel/io/system.h"
#include "support/descriptors.h"
#include "support/threads.h"

enum system_call {
    SYSTEM_OPEN,
    SYSTEM_STAT,
    SYSTEM_READ,
    SYSTEM_CLOSE,
    SYSTEM_REOPEN,
    SYSTEM_REOPEN_DIRECT,
    SYSTEM_CACHED,
    SYSTEM_RUN,
    SYSTEM_RANDOM_ACCESS,
    SYSTEM_LIST,
    SYSTEM_CALLS
};

#define SYSTEM_FAULTS 4
#define SYSTEM_ALWAYS UINT_MAX

/* Calls from the `from`th on, counted from 1, fail `times` times in a row. */
struct system_fault {
    enum system_call call;
    unsigned from; /* 0: no fault */
    unsigned times;
    int error; /* errno value; 0 of a read: it moves nothing, as at the end of a file */
};

/* No read gets at these bytes of a file. */
struct system_bad_sector {
    const char *path; /* NULL: of any file */
    uint64_t from, until;
    int error;   /* 0: there is none */
    bool greedy; /* the bytes before it are lost too, as in a direct read */
};

struct test_system {
    /* what to do */
    const struct emel_io_system *under; /* NULL: the default one */
    bool mandatory_only;                /* leave the optional calls out of the table */
    size_t cap;                         /* most bytes that a read moves; 0: no cap */
    bool boasts;                        /* reads say that they moved a byte more than was asked */
    unsigned interruptions; /* EINTR so many times before each read that is let through */
    struct system_fault faults[SYSTEM_FAULTS];
    struct system_bad_sector bad;
    enum threads threads; /* how `run` runs */
    void (*before)(struct test_system *system, enum system_call call, unsigned nth);
    void (*on_stat)(struct test_system *system, unsigned nth, struct emel_io_stat *stat);

    /* what was seen */
    unsigned calls[SYSTEM_CALLS];
    uint64_t moved;             /* bytes, by reads */
    uint64_t kernel_calls_most; /* bytes, by one read */
    const char *mistake;        /* the first breach of the rules, in words; NULL: none */

    /* private */
    pthread_mutex_t lock;
    unsigned interrupted;
    struct descriptors descriptors;
};

/* The table of a system, which stays where it is as long as that is in use. */
struct emel_io_system system_table(struct test_system *system);

/* Says that a descriptor is the test's own: to be read, never to be closed. */
void system_lend(struct test_system *system, int fd, const char *path);

/* Forgets what was counted, so that a fault strikes again. */
void system_forget(struct test_system *system);

/* NULL: every rule was kept and nothing is held.  Else what is wrong. */
const char *system_check(const struct test_system *system);

#endif
