/* Reads the values of options.  False: the text is not such a value. */
#ifndef COMMAND_ARGUMENT_H
#define COMMAND_ARGUMENT_H

#include <stdbool.h>
#include <stdint.h>

#include "options.h"

/* A number with or without a unit: "512", "64M", "64MiB", "1GB". */
bool argument_number(const char *text, uint64_t *number);
/* DIM:FROM:TO, or DIM:R/N: share R, from 0, of N */
bool argument_slice(const char *text, struct slice *slice);
/* NAME=DIM:FROM:TO or GLOB=DIM:R/N; ends the name in place. */
bool argument_named_slice(char *text, struct slice *slice);
/* The place of a word among "this|that". */
bool argument_choice(const char *text, const char *choices, uint64_t *place);

#endif
