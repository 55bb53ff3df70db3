#include "emel/model/file/reader.h"

#include <string.h>

#include "emel/io/retry.h"
#include "emel/utf8.h"

/* --- failing ---------------------------------------------------------------------------- */

bool emel__reader_fail(const struct emel__reader *reader, enum emel_model_file_error error,
                       uint64_t file_offset, const char *subject)
{
    return emel__catalog_fail(reader->file, reader->file_index, error, file_offset, subject,
                              reader->why);
}

bool emel__reader_blame(const struct emel__reader *reader, struct emel__blame blame)
{
    blame.path = reader->file->files[reader->file_index].path;
    return emel__model_file_fail(reader->why, &blame);
}

bool emel__reader_fail_over(const struct emel__reader *reader, enum emel_model_file_error error,
                            uint64_t file_offset, const void *subject, size_t bytes)
{
    return emel__reader_blame(reader, (struct emel__blame){
                                          .error = error,
                                          .file_offset = file_offset,
                                          .subject = subject,
                                          .subject_bytes = bytes,
                                      });
}

bool emel__reader_fail_numbers(const struct emel__reader *reader, enum emel_model_file_error error,
                               uint64_t file_offset, const char *subject, uint64_t value,
                               uint64_t limit)
{
    return emel__reader_blame(reader, (struct emel__blame){
                                          .error = error,
                                          .file_offset = file_offset,
                                          .subject = subject,
                                          .subject_bytes = subject ? strlen(subject) : 0,
                                          .has_value = true,
                                          .value = value,
                                          .has_limit = true,
                                          .limit = limit,
                                      });
}

bool emel__reader_out_of_memory(const struct emel__reader *reader)
{
    return emel__reader_fail(reader, EMEL_MODEL_FILE_OUT_OF_MEMORY, EMEL_FAILURE_NO_OFFSET, NULL);
}

/* The whole file is refused. */
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

/* --- opening ---------------------------------------------------------------------------- */

static bool stat_file(const struct emel__reader *reader, const char *path, int descriptor,
                      struct emel_io_stat *stat)
{
    int os_error = emel__io_stat(&reader->file->system, descriptor, stat);

    return os_error == 0 || refuse(reader, EMEL_MODEL_FILE_STAT_FAILED, os_error, path);
}

/* From here on the catalog closes the descriptor, if it is its own. */
static void add_file(struct emel__reader *reader, const struct emel_model_source *source,
                     int descriptor)
{
    struct emel_model_file *file = reader->file;

    file->files[file->file_count] = (struct emel_io_file){
        .path = source->path,
        .fd = descriptor,
        .borrowed = true,
        .reopen = !source->borrowed || source->reopen,
        .stamp = &file->stamps[file->file_count],
    };
    file->parts[file->file_count] = (struct emel__part){
        .begin = source->offset,
        .length = source->length,
        .owned = !source->borrowed,
    };
    reader->file_index = (uint16_t)file->file_count++;
}

bool emel__reader_open(struct emel__reader *reader, struct emel_model_file *file,
                       const struct emel_model_source *source, struct emel_failure *why)
{
    const struct emel_io_system *system = &file->system;
    struct emel_io_stat stat = { .regular = false };
    int descriptor = source->fd;

    emel__reader_resume(reader, file, file->file_count, why);
    if (!source->borrowed)
        reader->open_error = emel__io_open(system, source->path, &descriptor);
    if (reader->open_error != 0)
        return refuse(reader, EMEL_MODEL_FILE_OPEN_FAILED, reader->open_error, source->path);
    add_file(reader, source, descriptor);
    if (!stat_file(reader, source->path, descriptor, &stat))
        return false;
    if (stat.regular && !source->borrowed && system->random_access)
        system->random_access(system->context, descriptor);
    reader->readable = stat.regular && !stat.unreadable && !stat.direct;
    file->stamps[reader->file_index] = stat.stamp;
    return true;
}

void emel__reader_resume(struct emel__reader *reader, struct emel_model_file *file,
                         uint32_t file_index, struct emel_failure *why)
{
    *reader = (struct emel__reader){
        .file = file,
        .file_index = (uint16_t)file_index,
        .readable = true,
        .metadata = &file->metadata,
        .why = why,
    };
}

/* --- reading ---------------------------------------------------------------------------- */

/* What the headers of the files before leave of the model's limit. */
static uint64_t header_bytes_max(const struct emel_model_file *file)
{
    const uint64_t rest = EMEL__HEADERS_BYTES_MAX - file->header_bytes;

    return rest < EMEL__HEADER_BYTES_MAX ? rest : EMEL__HEADER_BYTES_MAX;
}

/* The part of the file that is the model's. */
static bool set_part(struct emel__reader *reader, uint64_t size)
{
    const struct emel__part *part = &reader->file->parts[reader->file_index];

    if (size > INT64_MAX)
        return emel__reader_fail_numbers(reader, EMEL_MODEL_FILE_LIMIT, EMEL_FAILURE_NO_OFFSET,
                                         NULL, size, INT64_MAX);
    if (part->begin > size || part->length > size - part->begin)
        return emel__reader_blame(
            reader,
            (struct emel__blame){
                .error = EMEL_MODEL_FILE_RANGE,
                .text = "the source ends at byte {value}, the file has {limit}: "
                        "incomplete download?",
                .file_offset = part->begin,
                .has_value = true,
                .value = part->length > UINT64_MAX - part->begin ? UINT64_MAX
                                                                 : part->begin + part->length,
                .has_limit = true,
                .limit = size,
            });
    reader->begin = part->begin;
    reader->end = part->length > 0 ? part->begin + part->length : size;
    reader->header_end = reader->begin + header_bytes_max(reader->file);
    return true;
}

bool emel__reader_begin(struct emel__reader *reader)
{
    const struct emel_io_file *file = &reader->file->files[reader->file_index];

    if (!reader->readable)
        return refuse(reader, EMEL_MODEL_FILE_UNSUPPORTED_RESOURCE, 0, file->path);
    if (!set_part(reader, file->stamp->size))
        return false;
    reader->buffer = (struct emel__read_buffer){
        .system = &reader->file->system,
        .descriptor = file->fd,
        .file_size = reader->end,
        .memory = emel__reader_allocate_temporary(reader, 1, EMEL__READ_BUFFER_BYTES),
    };
    return reader->buffer.memory != NULL;
}

void emel__reader_end(struct emel__reader *reader)
{
    emel__catalog_free_temporary(reader->file, reader->buffer.memory, 1, EMEL__READ_BUFFER_BYTES);
    reader->buffer.memory = NULL;
}

bool emel__reader_confirm(const struct emel__reader *reader)
{
    return emel__catalog_confirm(reader->file, reader->file_index, reader->why);
}

bool emel__reader_allow_header(const struct emel__reader *reader, uint64_t end,
                               uint64_t file_offset, const char *subject)
{
    const uint64_t before = reader->file->header_bytes, bytes = end - reader->begin;
    const bool of_file = bytes > EMEL__HEADER_BYTES_MAX;

    if (end <= reader->header_end)
        return true;
    return emel__reader_blame(
        reader, (struct emel__blame){
                    .error = EMEL_MODEL_FILE_LIMIT,
                    .text = of_file ? "the header has at least {value} bytes, {limit} are allowed"
                                    : "the headers of the model's files have at least {value} "
                                      "bytes, {limit} are allowed",
                    .file_offset = file_offset,
                    .subject = subject,
                    .subject_bytes = subject ? strlen(subject) : 0,
                    .has_value = true,
                    .value = of_file ? bytes : before + bytes,
                    .has_limit = true,
                    .limit = of_file ? EMEL__HEADER_BYTES_MAX : EMEL__HEADERS_BYTES_MAX,
                });
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

void *emel__reader_allocate_temporary(const struct emel__reader *reader, size_t count, size_t bytes)
{
    void *memory = emel__catalog_allocate_temporary(reader->file, count, bytes);

    if (!memory)
        emel__reader_out_of_memory(reader);
    return memory;
}
