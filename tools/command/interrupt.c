#define _POSIX_C_SOURCE 200809L /* sigaction */

#include "interrupt.h"

#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

static atomic_bool seen;        /* a signal handler cannot be passed an object */
static unsigned holds;          /* without a release */
static struct sigaction before; /* as the first hold found it; the last release restores it */

static void record(int number)
{
    (void)number;
    atomic_store(&seen, true);
}

void interrupt_hold(void)
{
    struct sigaction action = { .sa_handler = record, .sa_flags = (int)SA_RESETHAND | SA_RESTART };

    if (holds++ > 0)
        return;
    sigemptyset(&action.sa_mask);
    if (sigaction(SIGINT, NULL, &before) == 0 && before.sa_handler != SIG_IGN)
        sigaction(SIGINT, &action, NULL);
}

void interrupt_release(void)
{
    if (--holds == 0)
        sigaction(SIGINT, &before, NULL);
}

bool interrupt_seen(void)
{
    return atomic_load(&seen);
}

void interrupt_die_if_seen(void)
{
    if (!interrupt_seen())
        return;
    fflush(stdout);
    signal(SIGINT, SIG_DFL);
    raise(SIGINT);
    _Exit(128 + SIGINT); /* SIGINT is blocked: exit as a shell reports it */
}
