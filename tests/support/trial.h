/* One strategy under test, in a boundary of its own, with a load and an owner. */
#ifndef TESTS_SUPPORT_TRIAL_H
#define TESTS_SUPPORT_TRIAL_H

#include "io/strategy_conformance.h"
#include "support/load.h"
#include "support/owner.h"

struct trial {
    const struct conformance_subject *subject;
    void *world;
    struct emel_io io;
    struct emel_io_strategy strategy;
    struct owner owner;
    struct load load;
};

/* Adds to the list that subjects are numbers in; answers the number of the first. */
int trial_add(const struct conformance_subject *const *subjects, int count);

/* A fresh strategy at rest.  Stays where it is until trial_leave. */
void trial_enter(struct trial *trial, int subject);
void trial_leave(struct trial *trial);

/* Makes the subject's load ready to begin, again if need be. */
void trial_prepare(struct trial *trial);

/* One step, with whatever it waited for brought first. */
enum emel_io_status trial_step(struct trial *trial);

/* Steps to the end of what was begun; answers how many steps that took. */
unsigned trial_finish(struct trial *trial);

/* Prepare, begin, finish. */
void trial_run(struct trial *trial);

/* That the load was published once, as it must be, and that nothing is left behind. */
void trial_expect_done(const struct trial *trial);
void trial_expect_failed(const struct trial *trial);

/* That it failed for want of the owner's memory, unless it never asks for any. */
void trial_expect_without_memory(const struct trial *trial);

/* The tests, in their parts, over the subjects from `first` up to `end`. */
void conformance_of_ends(TCase *tcase, int first, int end);
void conformance_of_manners(TCase *tcase, int first, int end);
void conformance_of_features(TCase *tcase, int first, int end);

#endif
