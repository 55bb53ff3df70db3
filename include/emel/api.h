/* emel/api.h - what all public headers have in common: C linkage, visibility, and the rule by
 * which structs grow.
 *
 * Layout      from version 1 on, the structs of emel keep their layout for a major version:
 *
 *   structs that you fill       end in `reserved`, which must be 0: begin with = { 0 } or with
 *                               an initialiser that names fields.  emel refuses other values.
 *                               A later version may turn reserved bytes into a field; 0 will
 *                               then mean what happens today.
 *   structs that emel fills     in memory of yours also end in `reserved`.  emel sets it to 0.
 *   structs that emel owns      and passes by pointer, such as struct emel_tensor and the events
 *                               of callbacks, may grow at their end: do not copy them.
 *   small values                struct emel_io_stamp, emel_io_direct, emel_tensor_target,
 *                               emel_slice, emel_select_piece and emel_partition_piece never
 *                               change; what needs more gets a struct of its own.
 *   private state in memory     of yours, such as struct emel_io and struct emel_storage, has
 *                               reserve for later versions.  Do not use its fields. */
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
