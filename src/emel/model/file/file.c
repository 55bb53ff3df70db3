#include "emel/model/file.h"

#include <stdalign.h>
#include <string.h>

#include "emel/fail.h"
#include "emel/memory.h"
#include "emel/model/file/name_index.h"
#include "emel/model/file/open.h"

/* --- opening ----------------------------------------------------------------------- */

static enum emel_model_file_error check_arguments(const char *path,
                                                  const struct emel_io_system *system,
                                                  const struct emel_allocator *allocator)
{
    if (!path || path[0] == '\0' || strlen(path) > EMEL_IO_PATH_MAX ||
        !emel__allocator_is_whole(allocator))
        return EMEL_MODEL_FILE_INVALID_ARGUMENT;
    if (!system->open || !system->stat || !system->read || !system->close)
        return EMEL_MODEL_FILE_UNSUPPORTED_PLATFORM;
    return EMEL_MODEL_FILE_NONE;
}

static struct emel_model_file *new_file(const struct emel_io_system *system,
                                        const struct emel_allocator *allocator)
{
    struct emel_model_file *file =
        allocator->allocate(allocator->context, sizeof *file, alignof(max_align_t));

    if (file)
        emel__catalog_init(file, system, allocator);
    return file;
}

struct emel_model_file *emel_model_file_open(const char *path,
                                             const struct emel_model_file_options *options,
                                             struct emel_failure *why)
{
    static const struct emel_model_file_options defaults = { .system = NULL };
    const struct emel_model_file_options *chosen = options ? options : &defaults;
    const struct emel_io_system *system =
        chosen->system ? chosen->system : emel_io_system_default();
    const struct emel_allocator *allocator =
        chosen->allocator ? chosen->allocator : emel_allocator_records();
    struct emel__blame blame = { .file_offset = EMEL_FAILURE_NO_OFFSET, .path = path };
    struct emel_model_file *file = NULL;
    struct emel_failure ignored;

    if (!why)
        why = &ignored;
    blame.error = check_arguments(path, system, allocator);
    if (blame.error == EMEL_MODEL_FILE_NONE) {
        file = new_file(system, allocator);
        if (!file)
            blame.error = EMEL_MODEL_FILE_OUT_OF_MEMORY;
    }
    if (!file) {
        emel__model_file_fail(why, &blame);
        return NULL;
    }
    if (!emel__open_path(file, path, why)) {
        emel_model_file_close(file);
        return NULL;
    }
    emel__succeed(why);
    return file;
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
