#define _POSIX_C_SOURCE 200809L /* sigaction */

#include "interrupt.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

static volatile sig_atomic_t seen; /* a signal handler has nowhere else to leave it */

static void notice(int number)
{
    (void)number;
    seen = 1;
}

void interrupt_watch(void)
{
    struct sigaction action = { .sa_handler = notice, .sa_flags = (int)SA_RESETHAND };
    struct sigaction before;

    sigemptyset(&action.sa_mask);
    if (sigaction(SIGINT, NULL, &before) == 0 && before.sa_handler != SIG_IGN)
        sigaction(SIGINT, &action, NULL);
}

bool interrupt_seen(void)
{
    return seen;
}

void interrupt_die(void)
{
    fflush(stdout);
    signal(SIGINT, SIG_DFL);
    raise(SIGINT);
    _Exit(128 + SIGINT); /* SIGINT is blocked: what the shell would have said */
}
