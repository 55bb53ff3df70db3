#include "emel/model/file/shards.h"

#include <errno.h>

#include "emel/model/file/gguf/header.h"
#include "emel/model/file/safetensors/safetensors.h"
#include "emel/model/file/tables.h"

/* --- opening ------------------------------------------------------------------------- */

/* Why a file could not be opened, as far as it is one of several. */
static bool fail_open(const struct emel__shards *shards, int os_error, const char *path)
{
    struct emel__blame blame = {
        .error = EMEL_MODEL_FILE_SHARD_MISSING,
        .os_error = os_error,
        .file_offset = EMEL_FAILURE_NO_OFFSET,
        .path = path,
    };

    if (os_error == EMFILE || os_error == ENFILE) {
        blame.error = EMEL_MODEL_FILE_OPEN_FAILED;
        blame.text = "the model has {value} files, and each needs a descriptor (ulimit -n)";
        blame.has_value = true;
        blame.value = shards->count;
    }
    return emel__model_file_fail(shards->why, &blame);
}

static bool open_shard(const struct emel__shards *shards, uint32_t number,
                       struct emel__reader *reader)
{
    struct emel_model_source source = { .path = NULL };

    if (!shards->source(shards->context, number, &source, shards->why))
        return false;
    if (emel__reader_open(reader, shards->file, &source, shards->why))
        return true;
    switch (reader->open_error) {
    case ENOENT:
    case ENOTDIR:
    case EMFILE:
    case ENFILE: return fail_open(shards, reader->open_error, source.path);
    default: return false;
    }
}

static bool check_kind(struct emel__shards *shards, struct emel__reader *reader)
{
    enum emel__kind kind;

    if (!emel__kind_of(reader, &kind))
        return false;
    if (shards->any_kind && kind == EMEL__KIND_INDEX)
        return emel__reader_fail(reader, EMEL_MODEL_FILE_SOURCE, reader->begin, NULL);
    if (shards->any_kind)
        shards->kind = kind;
    shards->any_kind = false;
    return kind == shards->kind ||
           emel__reader_blame(reader,
                              (struct emel__blame){
                                  .error = EMEL_MODEL_FILE_MAGIC,
                                  .text = "the file is not of the format of the model's others",
                                  .file_offset = reader->begin,
                              });
}

/* Only GGUF files say how many tensors they have. */
static bool count_tensors(const struct emel__shards *shards, struct emel__reader *reader,
                          uint32_t *tensors)
{
    return shards->kind != EMEL__KIND_GGUF || emel__gguf_count(reader, tensors);
}

static bool open_and_count(struct emel__shards *shards, uint32_t number, uint32_t *total)
{
    struct emel__reader reader;
    uint32_t tensors = 0;
    bool counted;

    if (!open_shard(shards, number, &reader))
        return false;
    counted = emel__reader_begin(&reader) && check_kind(shards, &reader) &&
              count_tensors(shards, &reader, &tensors);
    emel__reader_end(&reader);
    if (!counted)
        return false;
    if (tensors > EMEL_MODEL_FILE_TENSORS_MAX - *total)
        return emel__reader_fail_numbers(&reader, EMEL_MODEL_FILE_LIMIT, EMEL_FAILURE_NO_OFFSET,
                                         NULL, (uint64_t)*total + tensors,
                                         EMEL_MODEL_FILE_TENSORS_MAX);
    *total += tensors;
    return true;
}

static bool open_all(struct emel__shards *shards)
{
    struct emel__reader reader;
    uint32_t total = 0;

    if (!emel__catalog_reserve_files(shards->file, shards->count, shards->path, shards->why))
        return false;
    for (uint32_t i = 0; i < shards->count; i++) {
        if (!open_and_count(shards, i, &total))
            return false;
    }
    emel__reader_resume(&reader, shards->file, 0, shards->why);
    return shards->kind != EMEL__KIND_GGUF || emel__tables_reserve_tensors(&reader, total);
}

/* --- reading ------------------------------------------------------------------------- */

static bool read_header(const struct emel__shards *shards, struct emel__reader *reader)
{
    if (shards->kind == EMEL__KIND_GGUF)
        return emel__gguf_read(reader);
    return emel__safetensors_read(reader);
}

static bool read_shard(const struct emel__shards *shards, uint32_t number)
{
    struct emel__arena arena = { .allocator = &shards->file->allocator };
    struct emel__metadata dropped = { .arena = &arena };
    struct emel__reader reader;
    bool read;

    emel__reader_resume(&reader, shards->file, number, shards->why);
    if (number > 0)
        reader.metadata = &dropped;
    read = emel__reader_begin(&reader) && read_header(shards, &reader) &&
           (!shards->check || shards->check(shards->context, &reader)) &&
           emel__reader_confirm(&reader);
    emel__reader_end(&reader);
    emel__catalog_free_entries(shards->file, &dropped);
    emel__arena_free(&arena);
    return read;
}

bool emel__shards_read(struct emel__shards *shards)
{
    if (!open_all(shards))
        return false;
    for (uint32_t i = 0; i < shards->count; i++) {
        if (!read_shard(shards, i))
            return false;
    }
    return true;
}
