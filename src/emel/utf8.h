/* UTF-8 as RFC 3629 has it: no overlong forms, no surrogates, nothing past U+10FFFF. */
#ifndef EMEL_UTF8_H
#define EMEL_UTF8_H

#include <stdbool.h>
#include <stddef.h>

/* Bytes of the character `text` begins with, 1 to 4; 0: there is none. */
size_t emel__utf8_character(const unsigned char *text, size_t bytes);

/* Whether all of `text` is characters. */
bool emel__utf8_valid(const void *text, size_t bytes);

#endif
