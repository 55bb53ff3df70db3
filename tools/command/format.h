/* Numbers, for people. */
#ifndef COMMAND_FORMAT_H
#define COMMAND_FORMAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define FORMAT_BYTES 32

/* These write into `text`; those that return a string return `text`. */

/* The decimal digits; returns their number. */
size_t format_number(char text[FORMAT_BYTES], uint64_t number);
/* "512 B", "34.0 KiB"; exact: the digits alone. */
char *format_size(char text[FORMAT_BYTES], uint64_t bytes, bool exact);
/* The same text; returns how many bytes it has. */
size_t format_size_length(char text[FORMAT_BYTES], uint64_t bytes, bool exact);
/* "0.41 ms", "2.05 s", "200.0 s" */
char *format_seconds(char text[FORMAT_BYTES], double seconds);
/* The fewest digits that are read back as the same number: "10000", "0.1", "1e-05", "1e+16". */
char *format_real(char text[FORMAT_BYTES], double number, bool single);

#define FORMAT_GIB ((double)(UINT64_C(1) << 30))

/* "s" for every number but 1. */
const char *format_plural(uint64_t number);

#endif
