/* Opens one file of a model and reads in it. */
#include <string.h>

#include "emel/io/retry.h"
#include "emel/model/file/catalog.h"
#include "emel/utf8.h"

/* What the system has to say against a file, whatever its contents. */
static bool refuse(const struct emel__reader *reader, enum emel_model_file_error error,
                   int os_error, const char *path)
{
    return emel__model_file_fail(reader->why, &(struct emel__blame){
                                                  .error = error,
                                                  .os_error = os_error,
                                                  .file_offset = EMEL_FAILURE_NO_OFFSET,
                                                  .path = path,
                                              });
}

bool emel__catalog_expect_files(struct emel_model_file *file, uint32_t count, const char *path,
                                struct emel_failure *why)
{
    const struct emel__reader none = { .file = file, .why = why };

    file->files = emel__arena_allocate(&file->arena, count * sizeof *file->files, sizeof(uint64_t));
    file->stamps =
        emel__arena_allocate(&file->arena, count * sizeof *file->stamps, sizeof(uint64_t));
    if (!file->files || !file->stamps)
        return refuse(&none, EMEL_MODEL_FILE_OUT_OF_MEMORY, 0, path);
    return true;
}

static bool stat_file(const struct emel__reader *reader, const char *path, int descriptor,
                      struct emel_io_stat *stat)
{
    int os_error = emel__io_stat(&reader->file->system, descriptor, stat);

    return os_error == 0 || refuse(reader, EMEL_MODEL_FILE_STAT_FAILED, os_error, path);
}

const char *emel__catalog_path(struct emel_model_file *file, const char *path, size_t bytes,
                               const char *tail, struct emel_failure *why)
{
    const struct emel__reader none = { .file = file, .why = why };
    size_t tail_bytes = tail ? strlen(tail) : 0;
    char *kept = emel__arena_allocate(&file->arena, bytes + tail_bytes + 1, 1);

    if (!kept) {
        refuse(&none, EMEL_MODEL_FILE_OUT_OF_MEMORY, 0, path);
        return NULL;
    }
    memcpy(kept, path, bytes);
    if (tail_bytes > 0)
        memcpy(kept + bytes, tail, tail_bytes);
    kept[bytes + tail_bytes] = '\0';
    return kept;
}

/* From here on the descriptor is the catalog's, which closes it. */
static void add_file(struct emel__reader *reader, const char *path, int descriptor)
{
    struct emel_model_file *file = reader->file;

    file->files[file->file_count] = (struct emel_io_file){
        .path = path,
        .fd = descriptor,
        .borrowed = true,
        .stamp = &file->stamps[file->file_count],
    };
    reader->file_index = file->file_count++;
}

bool emel__reader_open(struct emel__reader *reader, struct emel_model_file *file, const char *path,
                       struct emel_failure *why)
{
    struct emel_io_stat stat = { .regular = false };
    int descriptor = -1;

    emel__reader_resume(reader, file, file->file_count, why);
    reader->open_error = emel__io_open(&file->system, path, &descriptor);
    if (reader->open_error != 0)
        return refuse(reader, EMEL_MODEL_FILE_OPEN_FAILED, reader->open_error, path);
    add_file(reader, path, descriptor);
    if (!stat_file(reader, path, descriptor, &stat))
        return false;
    reader->regular = stat.regular;
    file->stamps[reader->file_index] = stat.stamp;
    return true;
}

void emel__reader_resume(struct emel__reader *reader, struct emel_model_file *file,
                         uint32_t file_index, struct emel_failure *why)
{
    *reader = (struct emel__reader){
        .file = file,
        .file_index = file_index,
        .regular = true,
        .metadata = &file->metadata,
        .why = why,
    };
}

bool emel__reader_begin(struct emel__reader *reader)
{
    const struct emel_io_file *file = &reader->file->files[reader->file_index];

    if (!reader->regular)
        return refuse(reader, EMEL_MODEL_FILE_UNSUPPORTED_RESOURCE, 0, file->path);
    if (file->stamp->size > INT64_MAX)
        return refuse(reader, EMEL_MODEL_FILE_LIMIT, 0, file->path);
    reader->buffer = (struct emel__read_buffer){
        .system = &reader->file->system,
        .descriptor = file->fd,
        .file_size = file->stamp->size,
        .memory = emel__catalog_allocate_temporary(reader, 1, EMEL__READ_BUFFER_BYTES),
    };
    return reader->buffer.memory != NULL;
}

bool emel__reader_confirm(const struct emel__reader *reader)
{
    const struct emel_io_file *file = &reader->file->files[reader->file_index];
    struct emel_io_stat now;

    if (!stat_file(reader, file->path, file->fd, &now))
        return false;
    if (!emel__io_unchanged(file->stamp, &now.stamp))
        return refuse(reader, EMEL_MODEL_FILE_FILE_CHANGED, 0, file->path);
    return true;
}

void emel__reader_end(struct emel__reader *reader)
{
    emel__catalog_free_temporary(reader->file, reader->buffer.memory, 1, EMEL__READ_BUFFER_BYTES);
    reader->buffer.memory = NULL;
}

const unsigned char *emel__reader_at(struct emel__reader *reader, uint64_t offset, size_t bytes)
{
    const unsigned char *there = emel__read_buffer_at(&reader->buffer, offset, bytes);
    const struct emel__read_result *result = &reader->buffer.result;

    if (!there)
        emel__model_file_fail(reader->why, &(struct emel__blame){
                                               .error = (enum emel_model_file_error)result->error,
                                               .os_error = result->os_error,
                                               .file_offset = result->file_offset,
                                               .path = reader->file->files[reader->file_index].path,
                                           });
    return there;
}

bool emel__reader_is_name(const void *text, size_t bytes)
{
    return !memchr(text, '\0', bytes) && emel__utf8_valid(text, bytes);
}
