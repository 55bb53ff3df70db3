/* What the command does, each in its own file: emel_inspect.c, emel_load.c, emel_cat.c. */
#ifndef EMEL_COMMANDS_H
#define EMEL_COMMANDS_H

#include "emel_options.h"

enum status command_inspect(const struct settings *settings);
enum status command_load(const struct settings *settings);
enum status command_cat(const struct settings *settings);

#endif
