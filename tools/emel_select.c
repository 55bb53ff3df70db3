#define _POSIX_C_SOURCE 200809L /* fnmatch */

#include <fnmatch.h>
#include <stdlib.h>

#include "emel_files.h"

static bool matches_any(const struct settings *settings, const char *name)
{
    for (size_t i = 0; i < settings->pattern_count; i++)
        if (fnmatch(settings->patterns[i], name, 0) == 0)
            return true;
    return settings->pattern_count == 0;
}

static bool matches_one(const struct selection *selection, const char *pattern)
{
    for (uint32_t i = 0; i < selection->count; i++)
        if (fnmatch(pattern, selection->records[i]->name, 0) == 0)
            return true;
    return false;
}

static bool check_patterns(const struct selection *selection, const struct settings *settings,
                           const char *path, struct emel_failure *why)
{
    for (size_t i = 0; i < settings->pattern_count; i++)
        if (!matches_one(selection, settings->patterns[i]))
            return refuse(why, &(struct refusal){
                                   .name = "NO_SUCH_TENSOR",
                                   .text = "no tensor's name matches",
                                   .file = path,
                                   .tensor = settings->patterns[i],
                               });
    return true;
}

bool selection_make(struct selection *selection, const struct settings *settings,
                    const struct emel_model_file *file, const char *path,
                    struct emel_failure *why)
{
    uint32_t count;
    const struct emel_tensor_record *records = emel_model_file_tensors(file, &count);

    *selection = (struct selection){ .count = 0 };
    selection->records = calloc((size_t)count + 1, sizeof(void *));
    if (!selection->records)
        return refuse(why, &(struct refusal){
                               .name = "OUT_OF_MEMORY",
                               .text = "no memory for the list of tensors",
                               .file = path,
                           });
    for (uint32_t i = 0; i < count; i++)
        if (matches_any(settings, records[i].name)) {
            selection->records[selection->count++] = &records[i];
            selection->bytes += records[i].byte_size;
        }
    if (check_patterns(selection, settings, path, why))
        return true;
    selection_free(selection);
    return false;
}

void selection_free(struct selection *selection)
{
    free(selection->records);
    *selection = (struct selection){ .count = 0 };
}

static int compare_places(const void *left, const void *right)
{
    const struct emel_tensor_record *a = *(const struct emel_tensor_record *const *)left;
    const struct emel_tensor_record *b = *(const struct emel_tensor_record *const *)right;

    if (a->file_index != b->file_index)
        return a->file_index < b->file_index ? -1 : 1;
    return (a->file_offset > b->file_offset) - (a->file_offset < b->file_offset);
}

void selection_sort(struct selection *selection)
{
    qsort(selection->records, selection->count, sizeof(void *), compare_places);
}
