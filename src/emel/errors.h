/* From a public X list of errors, X(NAME, number, sentence), the functions that give an
 * error's name and sentence.  Lists are append-only and have no holes. */
#ifndef EMEL_ERRORS_H
#define EMEL_ERRORS_H

#include <stdint.h>

#define EMEL__ERROR_NAME(name, number, sentence) [number] = #name,
#define EMEL__ERROR_TEXT(name, number, sentence) [number] = sentence,

#define EMEL__DEFINE_ERRORS(prefix, LIST)                                                          \
    const char *prefix##_error_name(uint32_t error)                                                \
    {                                                                                              \
        static const char *const names[] = { LIST(EMEL__ERROR_NAME) };                             \
        return error < sizeof names / sizeof *names ? names[error] : "unknown";                    \
    }                                                                                              \
    const char *prefix##_error_text(uint32_t error)                                                \
    {                                                                                              \
        static const char *const texts[] = { LIST(EMEL__ERROR_TEXT) };                             \
        return error < sizeof texts / sizeof *texts ? texts[error] : "unknown error";              \
    }

#endif
