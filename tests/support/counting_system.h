/* A system that reads through the default one, without direct reads or threads of its
 * own, and counts what a step does. */
#ifndef TESTS_SUPPORT_COUNTING_SYSTEM_H
#define TESTS_SUPPORT_COUNTING_SYSTEM_H

#include <stdint.h>

#include "emel/io/system.h"

struct watch {
    uint64_t moved;      /* bytes, since the last watch_step */
    uint64_t longest;    /* bytes, of one step */
    uint64_t all;        /* bytes, of all steps */
    unsigned reads;      /* calls, since the last watch_step */
    unsigned held, peak; /* descriptors open now, and at most; lent ones do not count */
};

struct emel_io_system watch_system(struct watch *watch);

/* A step begins: what was moved until now was moved by the one before. */
void watch_step(struct watch *watch);

#endif
