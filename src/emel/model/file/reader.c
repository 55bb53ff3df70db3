/* Opens one file of a model and reads in it. */
#include <string.h>

#include "emel/io/retry.h"
#include "emel/model/file/catalog.h"
#include "emel/utf8.h"

/* What the system has to say against a file, whatever its contents. */
static bool refuse(const struct emel__reading *reading, enum emel_model_file_error error,
                   int os_error, const char *path)
{
    return emel__model_file_fail(reading->why, &(struct emel__blame){
                                                   .error = error,
                                                   .os_error = os_error,
                                                   .file_offset = EMEL_FAILURE_NO_OFFSET,
                                                   .path = path,
                                               });
}

bool emel__directory_expect_files(struct emel_model_file *file, uint32_t count,
                                  const char *path, struct emel_failure *why)
{
    const struct emel__reading none = {.file = file, .why = why};

    file->files = emel__arena_take(&file->arena, count * sizeof *file->files, sizeof(uint64_t));
    file->stamps = emel__arena_take(&file->arena, count * sizeof *file->stamps, sizeof(uint64_t));
    if (file->files == NULL || file->stamps == NULL)
        return refuse(&none, EMEL_MODEL_FILE_OUT_OF_MEMORY, 0, path);
    return true;
}

static bool stat_file(const struct emel__reading *reading, const char *path, int descriptor,
                      struct emel_io_stat *stat)
{
    int os_error = emel__io_stat(&reading->file->system, descriptor, stat);

    return os_error == 0 || refuse(reading, EMEL_MODEL_FILE_STAT_FAILED, os_error, path);
}

const char *emel__directory_path(struct emel_model_file *file, const char *path, size_t bytes,
                                 const char *tail, struct emel_failure *why)
{
    const struct emel__reading none = {.file = file, .why = why};
    size_t tail_bytes = tail != NULL ? strlen(tail) : 0;
    char *kept = emel__arena_take(&file->arena, bytes + tail_bytes + 1, 1);

    if (kept == NULL) {
        refuse(&none, EMEL_MODEL_FILE_OUT_OF_MEMORY, 0, path);
        return NULL;
    }
    memcpy(kept, path, bytes);
    if (tail_bytes > 0)
        memcpy(kept + bytes, tail, tail_bytes);
    kept[bytes + tail_bytes] = '\0';
    return kept;
}

/* From here on the descriptor is the directory's, which closes it. */
static void add_file(struct emel__reading *reading, const char *path, int descriptor)
{
    struct emel_model_file *file = reading->file;

    file->files[file->file_count] = (struct emel_io_file){
        .path = path,
        .fd = descriptor,
        .borrowed = true,
        .stamp = &file->stamps[file->file_count],
    };
    reading->file_index = file->file_count++;
}

bool emel__reading_open(struct emel__reading *reading, struct emel_model_file *file,
                        const char *path, struct emel_failure *why)
{
    struct emel_io_stat stat = {.regular = false};
    int descriptor = -1;

    emel__reading_resume(reading, file, file->file_count, why);
    reading->open_error = emel__io_open(&file->system, path, &descriptor);
    if (reading->open_error != 0)
        return refuse(reading, EMEL_MODEL_FILE_OPEN_FAILED, reading->open_error, path);
    add_file(reading, path, descriptor);
    if (!stat_file(reading, path, descriptor, &stat))
        return false;
    reading->regular = stat.regular;
    file->stamps[reading->file_index] = stat.stamp;
    return true;
}

void emel__reading_resume(struct emel__reading *reading, struct emel_model_file *file,
                          uint32_t file_index, struct emel_failure *why)
{
    *reading = (struct emel__reading){
        .file = file,
        .file_index = file_index,
        .regular = true,
        .metadata = &file->metadata,
        .why = why,
    };
}

bool emel__reading_begin(struct emel__reading *reading)
{
    const struct emel_io_file *file = &reading->file->files[reading->file_index];

    if (!reading->regular)
        return refuse(reading, EMEL_MODEL_FILE_UNSUPPORTED_RESOURCE, 0, file->path);
    if (file->stamp->size > INT64_MAX)
        return refuse(reading, EMEL_MODEL_FILE_LIMIT, 0, file->path);
    reading->window = (struct emel__window){
        .system = &reading->file->system,
        .descriptor = file->fd,
        .file_size = file->stamp->size,
        .buffer = emel__directory_borrow(reading, 1, EMEL__WINDOW_BYTES),
    };
    return reading->window.buffer != NULL;
}

bool emel__reading_confirm(const struct emel__reading *reading)
{
    const struct emel_io_file *file = &reading->file->files[reading->file_index];
    struct emel_io_stat now;

    if (!stat_file(reading, file->path, file->fd, &now))
        return false;
    if (!emel__io_unchanged(file->stamp, &now.stamp))
        return refuse(reading, EMEL_MODEL_FILE_FILE_CHANGED, 0, file->path);
    return true;
}

void emel__reading_end(struct emel__reading *reading)
{
    emel__directory_give_back(reading->file, reading->window.buffer, 1, EMEL__WINDOW_BYTES);
    reading->window.buffer = NULL;
}

const unsigned char *emel__reading_at(struct emel__reading *reading, uint64_t offset,
                                      size_t bytes)
{
    const unsigned char *there = emel__window_at(&reading->window, offset, bytes);
    const struct emel__read_result *result = &reading->window.result;

    if (there == NULL)
        emel__model_file_fail(reading->why,
                              &(struct emel__blame){
                                  .error = (enum emel_model_file_error)result->error,
                                  .os_error = result->os_error,
                                  .file_offset = result->file_offset,
                                  .path = reading->file->files[reading->file_index].path,
                              });
    return there;
}

bool emel__reading_is_name(const void *text, size_t bytes)
{
    return memchr(text, '\0', bytes) == NULL && emel__utf8_valid(text, bytes);
}
