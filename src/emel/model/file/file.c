#include "emel/model/file.h"

#include <stdalign.h>
#include <string.h>

#include "emel/fail.h"
#include "emel/memory.h"
#include "emel/model/file/name_index.h"
#include "emel/model/file/open.h"
#include "emel/reserved.h"

/* --- opening ----------------------------------------------------------------------- */

static bool is_path(const char *path)
{
    return path && path[0] != '\0' && strlen(path) <= EMEL_IO_PATH_MAX;
}

static bool are_sources(const struct emel_model_source *sources, uint32_t count)
{
    if (!sources || count == 0 || count > EMEL_MODEL_FILE_SHARDS_MAX)
        return false;
    for (uint32_t i = 0; i < count; i++) {
        if (!EMEL__RESERVED_IS_ZERO(&sources[i]))
            return false;
        if (sources[i].borrowed ? sources[i].fd < 0 : !is_path(sources[i].path))
            return false;
    }
    return true;
}

static enum emel_model_file_error check_arguments(const struct emel_model_source *sources,
                                                  uint32_t count,
                                                  const struct emel_io_system *system,
                                                  const struct emel_allocator *allocator)
{
    if (!are_sources(sources, count) || !emel__allocator_is_whole(allocator) ||
        !EMEL__RESERVED_IS_ZERO(system))
        return EMEL_MODEL_FILE_INVALID_ARGUMENT;
    if (!system->open || !system->stat || !system->read || !system->close)
        return EMEL_MODEL_FILE_UNSUPPORTED_PLATFORM;
    return EMEL_MODEL_FILE_NONE;
}

/* NULL: *error says why. */
static struct emel_model_file *new_file(const struct emel_model_source *sources, uint32_t count,
                                        const struct emel_model_file_options *options,
                                        enum emel_model_file_error *error)
{
    const struct emel_io_system *system =
        options->system ? options->system : emel_io_system_default();
    const struct emel_allocator *allocator =
        options->allocator ? options->allocator : emel_allocator_records();
    struct emel_model_file *file;

    *error = EMEL__RESERVED_IS_ZERO(options) ? check_arguments(sources, count, system, allocator)
                                             : EMEL_MODEL_FILE_INVALID_ARGUMENT;
    if (*error != EMEL_MODEL_FILE_NONE)
        return NULL;
    file = allocator->allocate(allocator->context, sizeof *file, alignof(max_align_t));
    if (file)
        emel__catalog_init(file, system, allocator);
    else
        *error = EMEL_MODEL_FILE_OUT_OF_MEMORY;
    return file;
}

struct emel_model_file *emel_model_file_open_sources(const struct emel_model_source *sources,
                                                     uint32_t count,
                                                     const struct emel_model_file_options *options,
                                                     struct emel_failure *why)
{
    static const struct emel_model_file_options defaults = { .system = NULL };
    struct emel__blame blame = { .file_offset = EMEL_FAILURE_NO_OFFSET };
    struct emel_model_file *file;
    struct emel_failure ignored;

    if (!why)
        why = &ignored;
    if (!options)
        options = &defaults;
    file = new_file(sources, count, options, &blame.error);
    if (!file) {
        blame.path = sources && count > 0 ? sources->path : NULL;
        emel__model_file_fail(why, &blame);
        return NULL;
    }
    if (!emel__open_sources(file, sources, count, options->alone, why)) {
        emel_model_file_close(file);
        return NULL;
    }
    emel__succeed(why);
    return file;
}

struct emel_model_file *emel_model_file_open(const char *path,
                                             const struct emel_model_file_options *options,
                                             struct emel_failure *why)
{
    return emel_model_file_open_sources(&(struct emel_model_source){ .path = path }, 1, options,
                                        why);
}

void emel_model_file_seal(struct emel_model_file *file)
{
    emel__catalog_close_files(file);
    file->sealed = true;
}

void emel_model_file_close(struct emel_model_file *file)
{
    struct emel_allocator allocator;

    if (!file)
        return;
    allocator = file->allocator;
    emel__catalog_empty(file);
    allocator.release(allocator.context, file, sizeof *file);
}

/* --- what is in it ----------------------------------------------------------------- */

const char *emel_model_file_format(const struct emel_model_file *file)
{
    return file->format;
}

uint32_t emel_model_file_version(const struct emel_model_file *file)
{
    return file->version;
}

const struct emel_tensor_record *emel_model_file_tensors(const struct emel_model_file *file,
                                                         uint32_t *count)
{
    *count = file->tensor_count;
    return file->tensors;
}

uint32_t emel_model_file_ignored_count(const struct emel_model_file *file)
{
    return file->ignored_count;
}

const struct emel_tensor_record *emel_model_file_find(const struct emel_model_file *file,
                                                      const char *name)
{
    uint32_t number = emel__name_index_find_tensor(file, name);

    return number != EMEL__NOT_FOUND ? &file->tensors[number] : NULL;
}

const struct emel_io_file *emel_model_file_files(const struct emel_model_file *file,
                                                 uint32_t *count)
{
    *count = file->file_count;
    return file->files;
}
