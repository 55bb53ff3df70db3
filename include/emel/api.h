/* emel/api.h - what every public header stands between: C linkage, and visible in a
 * shared library whose other symbols are hidden. */
#ifndef EMEL_API_H
#define EMEL_API_H

#ifdef __GNUC__
#define EMEL_VISIBLE_BEGIN _Pragma("GCC visibility push(default)")
#define EMEL_VISIBLE_END _Pragma("GCC visibility pop")
#else
#define EMEL_VISIBLE_BEGIN
#define EMEL_VISIBLE_END
#endif

/* clang-format off */
#ifdef __cplusplus
#define EMEL_API_BEGIN extern "C" { EMEL_VISIBLE_BEGIN
#define EMEL_API_END EMEL_VISIBLE_END }
#else
#define EMEL_API_BEGIN EMEL_VISIBLE_BEGIN
#define EMEL_API_END EMEL_VISIBLE_END
#endif
/* clang-format on */

#endif
