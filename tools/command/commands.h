/* What the command does, each in a file of its name. */
#ifndef COMMAND_COMMANDS_H
#define COMMAND_COMMANDS_H

#include "options.h"

/* Which commands take an option: struct option_row. */
enum command_bit {
    ALONE = 1,
    INSPECT = 2,
    LOAD = 4,
    CAT = 8,
    SUMS = 16,
    VERIFY = 32,
    DIFF = 64,
    EXTRACT = 128,
    BENCH = 256,
    READING = SUMS | VERIFY | DIFF, /* tensors through small buffers */
    LOADING = LOAD | READING,
    EVERYWHERE = ALONE | INSPECT | CAT | EXTRACT | BENCH | LOADING
};

enum status command_inspect(const struct settings *settings);
enum status command_load(const struct settings *settings);
enum status command_cat(const struct settings *settings);
enum status command_sums(const struct settings *settings);
enum status command_verify(const struct settings *settings);

enum status command_diff(const struct settings *settings);
enum status command_extract(const struct settings *settings);
enum status command_bench(const struct settings *settings);

#endif
