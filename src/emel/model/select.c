/* fnmatch */
#define _POSIX_C_SOURCE 200809L

#include "emel/model/slice.h"

#include <fnmatch.h>
#include <string.h>

#include "emel/errors.h"
#include "emel/fail.h"
#include "emel/model/dtype.h"

EMEL__DEFINE_ERRORS(emel_select, EMEL_SELECT_ERRORS)

bool emel__select_fail(struct emel_failure *why, const struct emel__select_fault *fault)
{
    emel__fail(why, &(struct emel__cause){
                        .source = EMEL_FAILURE_SELECT,
                        .code = fault->error,
                        .name = emel_select_error_name(fault->error),
                        .text = emel_select_error_text(fault->error),
                        .file_offset = EMEL_FAILURE_NO_OFFSET,
                        .has_value = fault->has_numbers,
                        .has_limit = fault->has_numbers,
                        .value = fault->value,
                        .limit = fault->limit,
                        .file = fault->path,
                        .subject = fault->subject,
                        .subject_bytes = fault->subject ? strlen(fault->subject) : 0,
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
    const uint32_t capacity = *count;
    uint32_t all;
    const struct emel_tensor_record *records = emel_model_file_tensors(file, &all);

    *count = 0;
    for (uint32_t i = 0; i < all; i++) {
        if (!emel_select_matches(patterns, pattern_count, records[i].name))
            continue;
        if (*count < capacity)
            indices[*count] = i;
        ++*count;
    }
    for (size_t i = 0; i < pattern_count; i++)
        if (!matches_any(patterns[i], records, all))
            return emel__select_fail(why, &(struct emel__select_fault){
                                              .error = EMEL_SELECT_NO_MATCH,
                                              .path = path_of(file),
                                              .subject = patterns[i],
                                          });
    if (*count > capacity)
        return emel__select_fail(why, &(struct emel__select_fault){
                                          .error = EMEL_SELECT_NO_CAPACITY,
                                          .has_numbers = true,
                                          .value = *count,
                                          .limit = capacity,
                                          .path = path_of(file),
                                      });
    emel__succeed(why);
    return true;
}

enum emel_order emel_select_order(const struct emel_model_file *file)
{
    return strcmp(emel_model_file_format(file), "gguf") == 0 ? EMEL_ORDER_FIRST_FASTEST
                                                             : EMEL_ORDER_LAST_FASTEST;
}
