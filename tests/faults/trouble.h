/* Trouble: a system, an owner and allocators that pass every call on, count it, write it
 * down, and answer badly where a fault says so.  Any thread may call them at any time. */
#ifndef TESTS_FAULTS_TROUBLE_H
#define TESTS_FAULTS_TROUBLE_H

#include <pthread.h>

#include "emel/model/tensor.h"
#include "faults/disk.h"
#include "faults/fault.h"
#include "support/threads.h"

#define TROUBLE_FAULTS 2
#define TROUBLE_LOG 4096

/* A byte of a file that no read gets at, while a fault says so. */
struct sector {
    unsigned file;
    uint64_t offset;
};

struct trouble {
    /* what to do */
    struct disk *disk;
    enum threads threads; /* how `run` runs */
    const struct sector *sectors;
    unsigned sector_count;
    struct fault faults[TROUBLE_FAULTS];
    bool armed;
    /* what was seen since it was armed */
    unsigned calls[CALLS];
    unsigned struck[TROUBLE_FAULTS]; /* times; of a fault that struck: */
    int struck_file[TROUBLE_FAULTS]; /* the file it was about, at first; -1: none */
    bool struck_early[TROUBLE_FAULTS];
    bool early;           /* the model's directory is still being read */
    struct trouble_call { /* that went well */
        enum call call;
        unsigned nth;
    } log[TROUBLE_LOG];
    unsigned logged;
    unsigned log_struck; /* of these, before the first fault struck */
    /* private */
    pthread_mutex_t lock;
};

/* The trouble stays where it is as long as what it gave is in use. */
struct emel_io_system trouble_system(struct trouble *trouble, bool mandatory_only);

/* Around memory of another's. */
struct trouble_memory {
    struct trouble *trouble;
    enum call call;
    struct emel_allocator under;
    bool *fails_to_discard; /* what makes the one under it fail; NULL: it never discards */
};

struct emel_allocator trouble_allocator(struct trouble_memory *memory);

/* Counts from 0, and lets the faults strike. */
void trouble_arm(struct trouble *trouble);
void trouble_disarm(struct trouble *trouble);

/* Counts a call, about that file (-1: none); answers the fault that strikes it, or NULL. */
const struct fault *trouble_strikes(struct trouble *trouble, enum call call, int file);

/* To be asked before every step: whether to cancel instead. */
bool trouble_cancels(struct trouble *trouble);

#endif
