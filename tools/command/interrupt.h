/* SIGINT: noticed, so that a load can be ended in order, and then died of, so that the
 * shell knows. */
#ifndef COMMAND_INTERRUPT_H
#define COMMAND_INTERRUPT_H

#include <stdbool.h>

/* From now on the first interrupt is only noticed; a second one kills.  Where whoever
 * started the command ignores interrupts, so does the command. */
void interrupt_watch(void);
bool interrupt_seen(void);
_Noreturn void interrupt_die(void);

#endif
