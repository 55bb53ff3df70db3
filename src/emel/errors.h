/* From a public X list, X(NAME, number, sentence), the functions that give an entry's name and
 * sentence.  Lists are append-only and have no holes. */
#ifndef EMEL_ERRORS_H
#define EMEL_ERRORS_H

#include <stdint.h>

#define EMEL__ERROR_NAME(name, number, sentence) [number] = #name,
#define EMEL__ERROR_TEXT(name, number, sentence) [number] = sentence,

#define EMEL__DEFINE_NAMES(prefix, LIST, unknown)                                                  \
    const char *prefix##_name(uint32_t number)                                                     \
    {                                                                                              \
        static const char *const names[] = { LIST(EMEL__ERROR_NAME) };                             \
        return number < sizeof names / sizeof *names ? names[number] : "unknown";                  \
    }                                                                                              \
    const char *prefix##_text(uint32_t number)                                                     \
    {                                                                                              \
        static const char *const texts[] = { LIST(EMEL__ERROR_TEXT) };                             \
        return number < sizeof texts / sizeof *texts ? texts[number] : unknown;                    \
    }

#define EMEL__DEFINE_ERRORS(prefix, LIST) EMEL__DEFINE_NAMES(prefix##_error, LIST, "unknown error")

#endif
