#include "emel/model/file/shards.h"

#include <errno.h>

#include "emel/model/file/gguf/gguf.h"
#include "emel/model/file/safetensors/safetensors.h"

bool emel__shards_allow(uint64_t count, uint64_t path_bytes)
{
    return count <= EMEL_MODEL_FILE_SHARDS_MAX && path_bytes <= EMEL_MODEL_FILE_PATHS_MAX;
}

/* --- opening ------------------------------------------------------------------------- */

static bool open_shard(const struct emel__shards *shards, uint32_t number,
                       struct emel__reading *reading)
{
    const char *path = shards->paths[number];

    if (emel__reading_open(reading, shards->file, path, shards->why))
        return true;
    if (reading->open_error != ENOENT && reading->open_error != ENOTDIR)
        return false;
    return emel__model_file_fail(shards->why, &(struct emel__blame){
                                                  .error = EMEL_MODEL_FILE_SHARD_MISSING,
                                                  .os_error = reading->open_error,
                                                  .file_offset = EMEL_FAILURE_NO_OFFSET,
                                                  .path = path,
                                              });
}

static bool is_of_kind(const struct emel__shards *shards, struct emel__reading *reading)
{
    enum emel__kind kind;

    if (!emel__kind_of(reading, &kind))
        return false;
    return kind == shards->kind || emel__reading_fail(reading, EMEL_MODEL_FILE_MAGIC, 0, NULL);
}

static bool count_tensors(const struct emel__shards *shards, struct emel__reading *reading,
                          uint32_t *tensors)
{
    struct emel__safetensors_measure measure;

    if (shards->kind == EMEL__KIND_GGUF)
        return emel__gguf_count(reading, tensors);
    if (!emel__safetensors_measure(reading, &measure))
        return false;
    *tensors = measure.tensors;
    return true;
}

static bool open_and_count(const struct emel__shards *shards, uint32_t number, uint32_t *total)
{
    struct emel__reading reading;
    uint32_t tensors = 0;
    bool counted;

    if (!open_shard(shards, number, &reading))
        return false;
    counted = emel__reading_begin(&reading) && is_of_kind(shards, &reading) &&
              count_tensors(shards, &reading, &tensors);
    emel__reading_end(&reading);
    if (!counted)
        return false;
    if (tensors > EMEL_MODEL_FILE_TENSORS_MAX - *total)
        return emel__reading_fail(&reading, EMEL_MODEL_FILE_LIMIT, EMEL_FAILURE_NO_OFFSET, NULL);
    *total += tensors;
    return true;
}

static bool open_all(const struct emel__shards *shards)
{
    struct emel__reading reading;
    uint32_t total = 0;

    if (!emel__directory_expect_files(shards->file, shards->count, shards->paths[0], shards->why))
        return false;
    for (uint32_t i = 0; i < shards->count; i++) {
        if (!open_and_count(shards, i, &total))
            return false;
    }
    emel__reading_resume(&reading, shards->file, 0, shards->why);
    return emel__directory_expect_tensors(&reading, total);
}

/* --- reading ------------------------------------------------------------------------- */

static bool read_header(const struct emel__shards *shards, struct emel__reading *reading)
{
    if (shards->kind == EMEL__KIND_GGUF)
        return emel__gguf_read(reading);
    return emel__safetensors_read(reading);
}

static bool read_shard(const struct emel__shards *shards, uint32_t number)
{
    struct emel__arena arena = {.allocator = &shards->file->allocator};
    struct emel__metadata forgotten = {.arena = &arena};
    struct emel__reading reading;
    bool read;

    emel__reading_resume(&reading, shards->file, number, shards->why);
    if (number > 0)
        reading.metadata = &forgotten;
    read = emel__reading_begin(&reading) && read_header(shards, &reading) &&
           (shards->check == NULL || shards->check(shards->context, &reading)) &&
           emel__reading_confirm(&reading);
    emel__reading_end(&reading);
    emel__arena_free(&arena);
    return read;
}

bool emel__shards_read(const struct emel__shards *shards)
{
    if (!open_all(shards))
        return false;
    for (uint32_t i = 0; i < shards->count; i++) {
        if (!read_shard(shards, i))
            return false;
    }
    return true;
}
