/* SIGINT (Ctrl-C).  It has its usual effect, except between interrupt_hold and
 * interrupt_release: there the first one is only recorded, so that work can end in order, and a
 * second one kills.  If the command was started with SIGINT ignored, it stays ignored.  Holds
 * nest. */
#ifndef COMMAND_INTERRUPT_H
#define COMMAND_INTERRUPT_H

#include <stdbool.h>

void interrupt_hold(void);
void interrupt_release(void);
/* Whether an interrupt was recorded. */
bool interrupt_seen(void);
/* If so, writes what standard output has buffered and dies of SIGINT, so that the shell knows. */
void interrupt_die_if_seen(void);

#endif
