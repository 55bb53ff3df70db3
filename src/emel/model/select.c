/* fnmatch */
#define _POSIX_C_SOURCE 200809L

#include "emel/model/select.h"

#include <fnmatch.h>
#include <string.h>

#include "emel/errors.h"
#include "emel/fail.h"
#include "emel/model/dtype.h"

EMEL__DEFINE_ERRORS(emel_select, EMEL_SELECT_ERRORS)

static bool fail(struct emel_failure *why, enum emel_select_error error, const char *path,
                 const char *subject)
{
    emel__fail(why, &(struct emel__cause){
                        .source = EMEL_FAILURE_SELECT,
                        .code = error,
                        .name = emel_select_error_name(error),
                        .text = emel_select_error_text(error),
                        .file_offset = EMEL_FAILURE_NO_OFFSET,
                        .file = path,
                        .subject = subject,
                        .subject_bytes = subject ? strlen(subject) : 0,
                    });
    return false;
}

/* --- by pattern -------------------------------------------------------------------- */

/* A sharded model's own path is none of its files': the first stands for it. */
static const char *path_of(const struct emel_model_file *file)
{
    uint32_t count;
    const struct emel_io_file *files = emel_model_file_files(file, &count);

    return count > 0 ? files[0].path : NULL;
}

bool emel_select_matches(const char *const *patterns, size_t pattern_count, const char *name)
{
    for (size_t i = 0; i < pattern_count; i++)
        if (fnmatch(patterns[i], name, 0) == 0)
            return true;
    return pattern_count == 0;
}

static bool matches_any(const char *pattern, const struct emel_tensor_record *records,
                        uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (fnmatch(pattern, records[i].name, 0) == 0)
            return true;
    return false;
}

bool emel_select_tensors(const struct emel_model_file *file, const char *const *patterns,
                         size_t pattern_count, uint32_t *indices, uint32_t *count,
                         struct emel_failure *why)
{
    const uint32_t room = *count;
    uint32_t all;
    const struct emel_tensor_record *records = emel_model_file_tensors(file, &all);

    *count = 0;
    for (uint32_t i = 0; i < all; i++) {
        if (!emel_select_matches(patterns, pattern_count, records[i].name))
            continue;
        if (*count < room)
            indices[*count] = i;
        ++*count;
    }
    for (size_t i = 0; i < pattern_count; i++)
        if (!matches_any(patterns[i], records, all))
            return fail(why, EMEL_SELECT_NO_MATCH, path_of(file), patterns[i]);
    if (*count > room)
        return fail(why, EMEL_SELECT_NO_CAPACITY, path_of(file), NULL);
    emel__succeed(why);
    return true;
}

/* --- by slice ---------------------------------------------------------------------- */

enum emel_order emel_select_order(const struct emel_model_file *file)
{
    return strcmp(emel_model_file_format(file), "gguf") == 0 ? EMEL_ORDER_FIRST_FASTEST
                                                             : EMEL_ORDER_LAST_FASTEST;
}

/* Of the extents from number `first` up to `end`; false: it does not fit 64 bits. */
static bool multiply(const uint64_t *shape, uint32_t first, uint32_t end, uint64_t *product)
{
    *product = 1;
    for (uint32_t i = first; i < end; i++) {
        if (shape[i] != 0 && *product > UINT64_MAX / shape[i])
            return false;
        *product *= shape[i];
    }
    return true;
}

/* Elements in one step along the dimension, and below that how often the dimension is gone
 * through.  Where the tensor has elements, `check` has seen that neither overflows. */
static uint64_t elements_within(const struct emel_tensor_record *record,
                                const struct emel_slice *slice)
{
    const bool first = slice->order == EMEL_ORDER_FIRST_FASTEST;
    uint64_t product;

    multiply(record->shape, first ? 0 : slice->dimension + 1,
             first ? slice->dimension : record->rank, &product);
    return product;
}

static uint64_t times_through(const struct emel_tensor_record *record,
                              const struct emel_slice *slice)
{
    const bool first = slice->order == EMEL_ORDER_FIRST_FASTEST;
    uint64_t product;

    multiply(record->shape, first ? slice->dimension + 1 : 0,
             first ? record->rank : slice->dimension, &product);
    return product;
}

static enum emel_select_error check(const struct emel_tensor_record *record,
                                    const struct emel_slice *slice, uint32_t room)
{
    uint64_t elements, bytes;

    if (slice->order != EMEL_ORDER_FIRST_FASTEST && slice->order != EMEL_ORDER_LAST_FASTEST)
        return EMEL_SELECT_INVALID_ARGUMENT;
    if (emel_dtype_block_elements(record->dtype) == 0)
        return EMEL_SELECT_UNKNOWN_TYPE;
    if (!multiply(record->shape, 0, record->rank, &elements) ||
        !emel_dtype_bytes(record->dtype, elements, &bytes) || bytes != record->byte_size)
        return EMEL_SELECT_INVALID_ARGUMENT;
    if (slice->dimension >= record->rank)
        return EMEL_SELECT_NO_SUCH_DIMENSION;
    if (slice->from > slice->to || slice->to > record->shape[slice->dimension])
        return EMEL_SELECT_OUT_OF_RANGE;
    return record->rank > room ? EMEL_SELECT_NO_CAPACITY : EMEL_SELECT_NONE;
}

/* Where the slice's bytes begin and end, within the tensor's. */
static enum emel_select_error find_bytes(const struct emel_tensor_record *record,
                                         const struct emel_slice *slice, uint64_t *begin,
                                         uint64_t *end)
{
    const uint64_t within = elements_within(record, slice);

    *begin = *end = 0;
    if (slice->from == slice->to || record->byte_size == 0)
        return EMEL_SELECT_NONE;
    *end = record->byte_size;
    if (slice->from == 0 && slice->to == record->shape[slice->dimension])
        return EMEL_SELECT_NONE;
    if (times_through(record, slice) > 1)
        return EMEL_SELECT_NOT_ONE_RANGE;
    if (!emel_dtype_bytes(record->dtype, slice->from * within, begin) ||
        !emel_dtype_bytes(record->dtype, slice->to * within, end))
        return EMEL_SELECT_CUTS_A_BLOCK;
    return EMEL_SELECT_NONE;
}

bool emel_select_slice(const struct emel_tensor_record *record, const struct emel_slice *slice,
                       uint64_t *shape, uint32_t room, struct emel_tensor_record *part,
                       struct emel_failure *why)
{
    enum emel_select_error error = check(record, slice, room);
    uint64_t begin = 0, end = 0;

    if (error == EMEL_SELECT_NONE)
        error = find_bytes(record, slice, &begin, &end);
    if (error != EMEL_SELECT_NONE)
        return fail(why, error, NULL, record->name);
    memmove(shape, record->shape, record->rank * sizeof *shape); /* it may be that one */
    shape[slice->dimension] = slice->to - slice->from;
    *part = *record;
    part->shape = shape;
    part->file_offset = record->file_offset + begin;
    part->byte_size = end - begin;
    emel__succeed(why);
    return true;
}
