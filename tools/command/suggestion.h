/* What was probably meant by a word that is not a command. */
#ifndef COMMAND_SUGGESTION_H
#define COMMAND_SUGGESTION_H

#include <stdbool.h>

/* Says that there is no such command, and which one may be meant.  Returns false. */
bool suggest_command(const char *word);

#endif
