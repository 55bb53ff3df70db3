#include <string.h>

#include "emel/fail.h"
#include "emel/model/file/name_index.h"

static bool is_float(uint32_t type)
{
    return type == EMEL_METADATA_FLOAT32 || type == EMEL_METADATA_FLOAT64;
}

static double to_double(uint32_t type, uint64_t bits)
{
    const uint32_t low = (uint32_t)bits;
    double real;
    float single;

    if (type == EMEL_METADATA_FLOAT32) {
        memcpy(&single, &low, sizeof single);
        return (double)single;
    }
    memcpy(&real, &bits, sizeof real);
    return real;
}

static void describe(const struct emel__entry *from, struct emel_metadata *entry)
{
    *entry = (struct emel_metadata){
        .key = from->key,
        .type = from->type,
        .element_type = from->element_type,
        .count = from->type == EMEL_METADATA_ARRAY ? from->bits : 1,
        .file_index = from->file_index,
        .file_offset = from->file_offset,
        .byte_size = from->byte_size,
    };
    if (is_float(from->type))
        entry->value.f = to_double(from->type, from->bits);
    else if (from->type != EMEL_METADATA_ARRAY && from->type != EMEL_METADATA_STRING)
        entry->value.u = from->bits;
}

uint32_t emel_model_file_metadata_count(const struct emel_model_file *file)
{
    return file->metadata.count;
}

bool emel_model_file_metadata(const struct emel_model_file *file, uint32_t index,
                              struct emel_metadata *entry)
{
    if (index >= file->metadata.count)
        return false;
    describe(&file->metadata.entries[index], entry);
    return true;
}

bool emel_model_file_metadata_find(const struct emel_model_file *file, const char *key,
                                   struct emel_metadata *entry)
{
    uint32_t number = emel__name_index_find_key(&file->metadata, key);

    return number != EMEL__NOT_FOUND && emel_model_file_metadata(file, number, entry);
}

static bool read_from_file(const struct emel_model_file *file, const struct emel__entry *entry,
                           uint64_t offset, void *buffer, size_t bytes, struct emel_failure *why)
{
    const struct emel_io_file *source = &file->files[entry->file_index];
    struct emel__read_result result;

    if (file->sealed)
        return emel__catalog_fail(file, entry->file_index, EMEL_MODEL_FILE_SEALED,
                                  EMEL_FAILURE_NO_OFFSET, entry->key, why);
    result = emel__read_at(&file->system, source->fd, buffer, bytes, entry->file_offset + offset);
    /* A file that was cut short has changed too. */
    if (result.error != EMEL_MODEL_FILE_READ_FAILED &&
        !emel__catalog_confirm(file, entry->file_index, why))
        return false;
    return result.error == EMEL_MODEL_FILE_NONE ||
           emel__model_file_fail(why, &(struct emel__blame){
                                          .error = (enum emel_model_file_error)result.error,
                                          .os_error = result.os_error,
                                          .file_offset = result.file_offset,
                                          .path = source->path,
                                          .subject = entry->key,
                                          .subject_bytes = strlen(entry->key),
                                      });
}

bool emel_model_file_metadata_read(const struct emel_model_file *file,
                                   const struct emel_metadata *entry, uint64_t offset, void *buffer,
                                   size_t bytes, struct emel_failure *why)
{
    uint32_t number = emel__name_index_find_key(&file->metadata, entry->key);
    const struct emel__entry *kept =
        number != EMEL__NOT_FOUND ? &file->metadata.entries[number] : NULL;

    if (!kept || offset > kept->byte_size || bytes > kept->byte_size - offset)
        return emel__catalog_fail(file, 0, EMEL_MODEL_FILE_INVALID_ARGUMENT, EMEL_FAILURE_NO_OFFSET,
                                  entry->key, why);
    if (kept->type == EMEL_METADATA_STRING && kept->text)
        memcpy(buffer, kept->text + offset, bytes);
    else if (!read_from_file(file, kept, offset, buffer, bytes, why))
        return false;
    emel__succeed(why);
    return true;
}
