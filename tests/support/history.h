/* Histories of one storage: random operations, one after the other, and after each of
 * them a look at whether the storage is where a simple model of it says it must be.
 *
 * A history is a list of numbers, and any list is a history; so of one that fails,
 * operations can be left out until it is as short as can be. */
#ifndef TESTS_SUPPORT_HISTORY_H
#define TESTS_SUPPORT_HISTORY_H

#include <stdbool.h>
#include <stdint.h>

#define HISTORY_MAX 400

struct history {
    uint32_t count;
    uint64_t operations[HISTORY_MAX];
};

struct history history_random(uint64_t seed);

/* Plays it.  NULL: all went as it must.  Else what did not, in words, and *at is the
 * operation that it happened in. */
const char *history_play(const struct history *history, uint32_t *at);

/* What an operation does, in words, for reports. */
const char *history_operation_name(uint64_t operation);

/* Plays it in a process of its own: false if it went wrong, crashed or hung. */
bool history_survives(const struct history *history);

/* Leaves out what is not needed for it to go wrong. */
void history_shrink(struct history *history);

/* Plays random histories for so many seconds, or so many of them, whichever is over
 * first; one that goes wrong is shrunk and told on standard error.  Answers how many
 * survived, or -1. */
int history_torture(uint64_t seed, unsigned seconds, unsigned most);

#endif
