/* Says what is wrong with the arguments. */
#ifndef COMMAND_COMPLAINT_H
#define COMMAND_COMPLAINT_H

#include <stdbool.h>

#include "options.h"

/* "emel: ..." on standard error, and how to get help.  Arguments may contain anything, like names
 * of files that a shell inserted, so the line is escaped.  Returns false, for
 * `return complain(...)`. */
__attribute__((format(printf, 2, 3))) bool complain(const struct command *command,
                                                    const char *format, ...);

#endif
