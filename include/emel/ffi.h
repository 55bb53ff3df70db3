/* emel/ffi.h - what a binding to another language needs, through functions alone.
 *
 * A binding that copies the layout of a C struct breaks when the struct grows.  With these
 * functions, and those of emel/emel.h that take no struct, a binding copies no layout: failures and
 * iterators are memory whose size a function returns, everything else is an opaque pointer.
 * tools/examples/python/emel.py is such a binding.
 *
 *     why = allocate(emel_ffi_failure_bytes())
 *     model = emel_ffi_open("model.gguf", 0, why)
 *     emel_ffi_load(model, NULL, 0, NULL, NULL, why)
 *     tensor = emel_model_find(model, "output.weight")
 *     emel_ffi_tensor_data(tensor), emel_ffi_tensor_bytes(tensor), emel_ffi_tensor_shape(tensor)
 *
 * Strings     zero-terminated; they belong to the failure, tensor or model that they describe, and
 *             live as long as it does.
 * Threads     the rules of emel/emel.h: one thread at a time per model.
 * Units       offsets and sizes are bytes; shapes are elements.
 * Errors      NULL or false, and *why says what is wrong.  `why` may be NULL. */
#ifndef EMEL_FFI_H
#define EMEL_FFI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "emel/api.h"
#include "emel/emel.h"

EMEL_API_BEGIN

/* --- failures ---------------------------------------------------------------------- */

/* Bytes of a struct emel_failure.  Allocate them as malloc does, and set them to zero. */
size_t emel_ffi_failure_bytes(void);

/* Its fields.  `name` and `text` are constant strings; `text` may contain {value} and {limit}:
 * emel_failure_print_text gives the sentence with its numbers. */
uint32_t emel_ffi_failure_source(const struct emel_failure *why);
uint32_t emel_ffi_failure_code(const struct emel_failure *why);
uint32_t emel_ffi_failure_rule(const struct emel_failure *why);
int32_t emel_ffi_failure_os_error(const struct emel_failure *why);
const char *emel_ffi_failure_name(const struct emel_failure *why);
const char *emel_ffi_failure_text(const struct emel_failure *why);

/* NULL: the failure has none. */
const char *emel_ffi_failure_file(const struct emel_failure *why);
const char *emel_ffi_failure_subject(const struct emel_failure *why);

/* False: the failure has none, and the number is unchanged. */
bool emel_ffi_failure_file_offset(const struct emel_failure *why, uint64_t *offset);
bool emel_ffi_failure_other_offset(const struct emel_failure *why, uint64_t *offset);
bool emel_ffi_failure_value(const struct emel_failure *why, uint64_t *value);
bool emel_ffi_failure_limit(const struct emel_failure *why, uint64_t *limit);

/* --- models ------------------------------------------------------------------------ */

/* emel_model_open with the default system and allocators, and a limit on the bytes held; 0: no
 * limit.  Close with emel_model_close. */
struct emel_model *emel_ffi_open(const char *path, uint64_t held_bytes_max,
                                 struct emel_failure *why);

/* Called between two steps of a load, on the thread that loads.  False cancels the load. */
typedef bool (*emel_ffi_progress)(void *context, uint64_t bytes_done, uint64_t bytes_total,
                                  uint32_t tensors_done, uint32_t tensors_total);

/* emel_model_load: makes `count` tensors resident, by index; `tensors` NULL: every one that is not.
 * `progress` NULL: no progress is reported.  A step copies at most `step_bytes`; 0: the default. */
bool emel_ffi_load(struct emel_model *model, const uint32_t *tensors, uint32_t count,
                   emel_ffi_progress progress, void *context, uint64_t step_bytes,
                   struct emel_failure *why);

/* emel_storage_evict. */
bool emel_ffi_evict(struct emel_model *model, uint32_t index, struct emel_failure *why);

/* --- tensors ----------------------------------------------------------------------- */

/* Fields of a tensor.  Its shape has `rank` extents, in the file's order: the first varies fastest
 * if emel_select_order says so, else the last.  Its data is NULL unless it is resident. */
const char *emel_ffi_tensor_name(const struct emel_tensor *tensor);
const uint64_t *emel_ffi_tensor_shape(const struct emel_tensor *tensor);
uint32_t emel_ffi_tensor_rank(const struct emel_tensor *tensor);
uint32_t emel_ffi_tensor_dtype(const struct emel_tensor *tensor);
uint64_t emel_ffi_tensor_bytes(const struct emel_tensor *tensor);
void *emel_ffi_tensor_data(const struct emel_tensor *tensor);

/* Where the bytes of a tensor begin: the number of its file, and the offset in that file.  False:
 * there is no such tensor, and nothing is written. */
bool emel_ffi_tensor_source(struct emel_model *model, uint32_t index, uint32_t *file_index,
                            uint64_t *file_offset);

/* The path of a file that tensors are in; NULL past the last one. */
const char *emel_ffi_file_path(const struct emel_model *model, uint32_t file_index);

/* Bytes of a slice: elements `from` .. `to` - 1 along a dimension, see emel_select_slice.  A tensor
 * of more than EMEL_FFI_RANK_MAX dimensions is not sliced. */
#define EMEL_FFI_RANK_MAX 64 /* dimensions of a tensor that is sliced */
bool emel_ffi_slice_bytes(const struct emel_model *model, uint32_t index, uint32_t dimension,
                          uint64_t from, uint64_t to, uint64_t *bytes, struct emel_failure *why);

/* Reads a slice into memory of yours, of at least as many bytes.  The tensor's residency does not
 * matter and does not change.  On failure the memory's contents are unspecified. */
bool emel_ffi_slice_read(struct emel_model *model, uint32_t index, uint32_t dimension,
                         uint64_t from, uint64_t to, void *memory, uint64_t bytes,
                         struct emel_failure *why);

/* --- metadata ---------------------------------------------------------------------- */

/* A value.  Numbers and bools are in `bits`: those of an unsigned, a signed integer or a double,
 * as the type is.  Strings are read with emel_metadata_string, arrays with an iterator. */
bool emel_ffi_metadata(const struct emel_model *model, uint32_t index, const char **key,
                       uint32_t *type, uint32_t *element_type, uint64_t *count, uint64_t *bits);

/* Bytes of a struct emel_metadata_iterator, for emel_metadata_array. */
size_t emel_ffi_iterator_bytes(void);

/* emel_metadata_next: `text` and `bytes` are of strings, `count` and `element_type` of arrays,
 * `bits` of everything else. */
bool emel_ffi_metadata_next(struct emel_metadata_iterator *iterator, uint32_t *type,
                            uint32_t *element_type, uint64_t *count, uint64_t *bits,
                            const char **text, uint64_t *bytes, struct emel_failure *why);

EMEL_API_END

#endif
