#include "emel/model/file.h"

#include <stdalign.h>
#include <string.h>

#include "emel/fail.h"
#include "emel/model/file/directory.h"
#include "emel/model/file/gguf.h"
#include "emel/model/file/safetensors.h"

/* --- errors ------------------------------------------------------------------------ */

static const struct {
    const char *name, *text;
} errors[] = {
#define ERROR_ROW(name_, number, sentence) [number] = {#name_, sentence},
    EMEL_MODEL_FILE_ERRORS(ERROR_ROW)
#undef ERROR_ROW
};

const char *emel_model_file_error_name(uint32_t error)
{
    return error < sizeof errors / sizeof *errors ? errors[error].name : "unknown";
}

const char *emel_model_file_error_text(uint32_t error)
{
    return error < sizeof errors / sizeof *errors ? errors[error].text : "unknown error";
}

/* --- opening ----------------------------------------------------------------------- */

/* The shortest of them all: a version of GGUF, a header's length of safetensors. */
#define HEADER_BYTES_MIN 8

/* Told by content: what a file is called is nobody's promise. */
static bool read_header(struct emel__reading *reading)
{
    uint64_t size = reading->window.file_size;
    const unsigned char *head;

    if (size < HEADER_BYTES_MIN)
        return emel__reading_fail(reading, EMEL_MODEL_FILE_TRUNCATED, size, NULL);
    head = emel__reading_at(reading, 0, HEADER_BYTES_MIN + (size > HEADER_BYTES_MIN));
    if (head == NULL)
        return false;
    if (memcmp(head, EMEL__GGUF_MAGIC, EMEL__GGUF_MAGIC_BYTES) == 0)
        return emel__gguf_read(reading);
    if (emel__safetensors_looks_like(head, size > HEADER_BYTES_MIN ? head[HEADER_BYTES_MIN] : 0))
        return emel__safetensors_read(reading);
    return emel__reading_fail(reading, EMEL_MODEL_FILE_MAGIC, 0, NULL);
}

static bool read_file(struct emel_model_file *file, const char *path, struct emel_failure *why)
{
    struct emel__reading reading;
    bool read;

    if (!emel__directory_expect_files(file, 1, path, why))
        return false;
    read = emel__reading_begin(&reading, file, path, why) && read_header(&reading) &&
           emel__reading_confirm(&reading) && emel__index_tensors(&reading);
    emel__reading_end(&reading);
    return read;
}

static enum emel_model_file_error check_arguments(const char *path,
                                                  const struct emel_io_system *system,
                                                  const struct emel_allocator *allocator)
{
    if (path == NULL || path[0] == '\0' || strlen(path) > EMEL_IO_PATH_MAX ||
        allocator->allocate == NULL || allocator->release == NULL)
        return EMEL_MODEL_FILE_INVALID_ARGUMENT;
    if (system->open == NULL || system->stat == NULL || system->read == NULL ||
        system->close == NULL)
        return EMEL_MODEL_FILE_UNSUPPORTED_PLATFORM;
    return EMEL_MODEL_FILE_NONE;
}

static struct emel_model_file *new_file(const struct emel_io_system *system,
                                        const struct emel_allocator *allocator)
{
    struct emel_model_file *file =
        allocator->allocate(allocator->context, sizeof *file, alignof(max_align_t));

    if (file == NULL)
        return NULL;
    *file = (struct emel_model_file){.system = *system, .allocator = *allocator};
    file->arena.allocator = &file->allocator;
    return file;
}

struct emel_model_file *emel_model_file_open(const char *path,
                                             const struct emel_model_file_options *options,
                                             struct emel_failure *why)
{
    static const struct emel_model_file_options defaults = {.system = NULL};
    const struct emel_model_file_options *chosen = options != NULL ? options : &defaults;
    const struct emel_io_system *system =
        chosen->system != NULL ? chosen->system : emel_io_system_default();
    const struct emel_allocator *allocator =
        chosen->allocator != NULL ? chosen->allocator : emel_allocator_records();
    struct emel__blame blame = {.file_offset = EMEL_FAILURE_NO_OFFSET, .path = path};
    struct emel_model_file *file = NULL;

    blame.error = check_arguments(path, system, allocator);
    if (blame.error == EMEL_MODEL_FILE_NONE) {
        file = new_file(system, allocator);
        if (file == NULL)
            blame.error = EMEL_MODEL_FILE_OUT_OF_MEMORY;
    }
    if (file == NULL) {
        emel__model_file_fail(why, &blame);
        return NULL;
    }
    if (!read_file(file, path, why)) {
        emel_model_file_close(file);
        return NULL;
    }
    emel__succeed(why);
    return file;
}

void emel_model_file_close(struct emel_model_file *file)
{
    struct emel_allocator allocator;

    if (file == NULL)
        return;
    allocator = file->allocator;
    for (uint32_t i = 0; i < file->file_count; i++)
        file->system.close(file->system.context, file->files[i].fd);
    emel__directory_give_back(file, file->places, file->tensor_room, sizeof *file->places);
    emel__arena_free(&file->arena);
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
    uint32_t number = emel__index_find_tensor(file, name);

    return number != EMEL__NOT_FOUND ? &file->tensors[number] : NULL;
}

const struct emel_io_file *emel_model_file_files(const struct emel_model_file *file,
                                                 uint32_t *count)
{
    *count = file->file_count;
    return file->files;
}
