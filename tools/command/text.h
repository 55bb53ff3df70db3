/* Text from files, which may contain anything, for people and their terminals. */
#ifndef COMMAND_TEXT_H
#define COMMAND_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Bytes of the UTF-8 character that `text`, at least one byte, begins with: no overlong
 * forms, no surrogates, nothing past U+10FFFF.  0: it begins with none. */
size_t text_character(const char *text, size_t bytes);
/* Whether a character of `bytes` bytes can change how other text is shown: control
 * characters, line separators, bidirectional controls. */
bool text_controls(const char *character, size_t bytes);
/* Like text_character, but 1 if `text` does not begin with a character.  *fit: it is a
 * character and does not control anything, so it can be shown. */
size_t text_next(const char *text, size_t bytes, bool *fit);
/* How many bytes are left without the part of a character that a cut left at the end. */
size_t text_whole_characters(const char *text, size_t bytes);

/* Text from a file, which may contain anything: each character that text_controls and each
 * byte that is not UTF-8 becomes '?'. */
size_t text_width(const char *text); /* in characters */
void text_print(FILE *out, const char *text);
/* Copies what fits, whole characters only; zero-terminated. */
void text_copy(char *to, size_t room, const char *text, size_t bytes);
/* The same, but keeps the end, after "...": the end of a path says more. */
void text_copy_end(char *to, size_t room, const char *text);
/* Keeps the first characters only. */
void text_shorten(char *text, size_t width);

/* A tensor's name in columns: an empty one is shown as ''. */
const char *text_name(const char *name);

/* The part of a path after its last slash. */
const char *text_base_name(const char *path);

/* The terminal's width; 80 if it is unknown, or `out` is not a terminal. */
size_t text_columns(FILE *out);
/* Whether `out` is a terminal that obeys escape sequences, and whether bold is welcome
 * there: NO_COLOR is not set. */
bool text_on_terminal(FILE *out);
bool text_styled(FILE *out);

#endif
