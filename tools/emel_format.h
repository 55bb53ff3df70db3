/* Numbers and strangers' text, for people. */
#ifndef EMEL_FORMAT_H
#define EMEL_FORMAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define FORMAT_BYTES 32

/* These write into `text` and answer it. */

/* "512 B", "34.0 KiB"; exact: the digits alone. */
char *format_size(char text[FORMAT_BYTES], uint64_t bytes, bool exact);
/* "0.41 ms", "2.05 s", "200.0 s" */
char *format_seconds(char text[FORMAT_BYTES], double seconds);
/* The shortest digits that are read back as the same number. */
char *format_real(char text[FORMAT_BYTES], double number, bool single);

#define FORMAT_GIB ((double)(UINT64_C(1) << 30))

/* "s" for every number but 1. */
const char *format_plural(uint64_t number);

/* Text of a stranger, which could hold what a terminal obeys: control characters and
 * what is no UTF-8 become '?'. */
size_t text_width(const char *text); /* in characters */
void text_print(FILE *out, const char *text);
/* Copies what fits, whole characters only; zero-terminated. */
void text_copy(char *to, size_t room, const char *text, size_t bytes);
/* Keeps the first characters only. */
void text_shorten(char *text, size_t width);

/* Whether `out` is a terminal that obeys escape sequences, and whether bold is welcome
 * there: NO_COLOR is not set. */
bool text_on_terminal(FILE *out);
bool text_styled(FILE *out);

#endif
