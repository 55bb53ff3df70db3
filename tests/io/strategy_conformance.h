/* What every strategy owes to emel/io/io.h, whatever it does: one suite for all. */
#ifndef TESTS_IO_STRATEGY_CONFORMANCE_H
#define TESTS_IO_STRATEGY_CONFORMANCE_H

#include <check.h>
#include <stdbool.h>

#include "emel/io/io.h"

/* A strategy under test, and the world it lives in. */
struct conformance_subject {
    const char *name;
    void *(*make)(struct emel_io_strategy *strategy);
    void (*unmake)(void *world);
    /* Fills in policy, files and spans of a valid load: some spans with a target, some
     * without, one of no bytes, and enough of them for a progress event or two. */
    void (*request)(void *world, struct emel_io_load *request);
    /* The same with a span that has parts; only for strategies with EMEL_IO_FEATURE_PARTS. */
    void (*request_parts)(void *world, struct emel_io_load *request);
    /* Whether the tensors are what they should be. */
    bool (*right)(void *world, const struct emel_io_load *request);
    /* From now on loads fail late, with memory already asked for; or they work again. */
    void (*spoil)(void *world, bool spoilt);
    /* What it holds of the system: NULL, or what it still has, in words, between loads. */
    const char *(*held)(const void *world);
    /* It never asks the owner for memory: what it gives is its own. */
    bool lends;
    /* Brings what a step that answered WAITING waits for.  NULL: it never waits. */
    void (*wake)(void *world);
};

/* The tests, each run over every subject; what is listed stays where it is. */
TCase *strategy_conformance_tcase(const struct conformance_subject *const *subjects, int count);

#endif
