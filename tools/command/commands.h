/* What the command does, each in a file of its name: emel_inspect.c and so on. */
#ifndef COMMAND_COMMANDS_H
#define COMMAND_COMMANDS_H

#include "options.h"

enum status command_inspect(const struct settings *settings);
enum status command_load(const struct settings *settings);
enum status command_cat(const struct settings *settings);
enum status command_sums(const struct settings *settings);
enum status command_verify(const struct settings *settings);

#endif
