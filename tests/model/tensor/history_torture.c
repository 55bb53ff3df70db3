#define _POSIX_C_SOURCE 200809L
#include <inttypes.h>
#include <stdio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "support/history.h"

#define SECONDS_MAX 20 /* a history that takes longer hangs */

/* splitmix64 */
static uint64_t next(uint64_t *seed)
{
    uint64_t z = *seed += UINT64_C(0x9e3779b97f4a7c15);

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

struct history history_random(uint64_t seed)
{
    struct history history = { .count = HISTORY_MAX };

    for (uint32_t i = 0; i < history.count; i++)
        history.operations[i] = next(&seed);
    return history;
}

bool history_survives(const struct history *history)
{
    int status = 1;
    uint32_t at;
    pid_t child;

    fflush(NULL);
    child = fork();
    if (child == 0) {
        alarm(SECONDS_MAX);
        _exit(history_play(history, &at) ? 1 : 0);
    }
    return child > 0 && waitpid(child, &status, 0) == child && status == 0;
}

static struct history without(const struct history *history, uint32_t from, uint32_t count)
{
    struct history shorter = { .count = 0 };

    for (uint32_t i = 0; i < history->count; i++)
        if (i < from || i >= from + count)
            shorter.operations[shorter.count++] = history->operations[i];
    return shorter;
}

/* Ever smaller parts, each left out where the rest still goes wrong. */
void history_shrink(struct history *history)
{
    for (uint32_t part = history->count / 2; part > 0; part /= 2)
        for (uint32_t from = 0; from < history->count;) {
            const struct history shorter = without(history, from, part);

            if (history_survives(&shorter))
                from += part;
            else
                *history = shorter;
        }
}

static void tell(const struct history *history, uint64_t seed)
{
    uint32_t at = 0;

    fprintf(stderr, "a history went wrong, seed %" PRIu64 ", shrunk to %u operations:\n", seed,
            history->count);
    for (uint32_t i = 0; i < history->count; i++)
        fprintf(stderr, "    %3u  %-10s %#" PRIx64 "\n", i,
                history_operation_name(history->operations[i]), history->operations[i]);
    fflush(stderr);
    if (fork() == 0) { /* it may crash again */
        const char *mistake = history_play(history, &at);

        fprintf(stderr, "  before %u: %s\n", at, mistake ? mistake : "it went well this time");
        _exit(0);
    }
    wait(NULL);
}

int history_torture(uint64_t seed, unsigned seconds, unsigned most)
{
    const time_t begin = time(NULL);
    unsigned played = 0;

    for (; played < most && (unsigned long)(time(NULL) - begin) < seconds; played++) {
        const uint64_t own_seed = seed + played;
        struct history history = history_random(own_seed);

        if (history_survives(&history))
            continue;
        history_shrink(&history);
        tell(&history, own_seed);
        return -1;
    }
    return (int)played;
}
