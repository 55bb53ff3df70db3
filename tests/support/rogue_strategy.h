/* A strategy that breaks its promises, or keeps them in ways nobody thought of. */
#ifndef TESTS_SUPPORT_ROGUE_STRATEGY_H
#define TESTS_SUPPORT_ROGUE_STRATEGY_H

#include "emel/io/io.h"

#define ROGUE_KIND EMEL_IO_STRATEGY_USER
#define ROGUE_ERROR 1u
#define ROGUE_BYTES 700 /* that it asks of the owner, whatever the load is of */

struct rogue {
    enum {
        ROGUE_SILENT_BEGIN, /* ends without a word, at once */
        ROGUE_SILENT_STEP,  /* or with memory in hand */
        ROGUE_KEEPS_MEMORY, /* fails, and does not give it back */
        ROGUE_LENDS,        /* gives memory of its own, though it asked for some */
        ROGUE_LENDS_ONE,    /* the first tensor only */
        ROGUE_ENDS_LATE,    /* publishes, and goes on for some steps */
        ROGUE_STUBBORN      /* refuses every step and cancel after the first step */
    } does;
    bool lands; /* the first span as soon as there is memory, and never withdraws it */
    /* private */
    struct emel_io_load *load;
    unsigned char *memory; /* of the owner */
    unsigned steps;
    unsigned char lent[1000];
};

struct emel_io_strategy rogue_strategy(struct rogue *rogue);

#endif
