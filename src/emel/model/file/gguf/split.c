#include "emel/model/file/gguf/split.h"

#include <stdio.h>
#include <string.h>

#include "emel/model/file/name_index.h"
#include "emel/model/file/shards.h"

#define NUMBER_KEY "split.no"
#define COUNT_KEY "split.count"
#define TENSORS_KEY "split.tensors.count"

#define NUMBER_BYTES 6 /* -00001 */
#define COUNT_BYTES 14 /* -of-00003.gguf */
#define TAIL_BYTES (NUMBER_BYTES + COUNT_BYTES)
#define TAIL_CAPACITY 32 /* for any two numbers */

/* --- keys ------------------------------------------------------------------------------ */

static bool fail(const struct emel__reader *reader, enum emel_model_file_error error,
                 const char *key)
{
    uint32_t at = emel__name_index_find_key(reader->metadata, key);
    uint64_t offset =
        at != EMEL__NOT_FOUND ? reader->metadata->entries[at].file_offset : EMEL_FAILURE_NO_OFFSET;

    return emel__reader_fail(reader, error, offset, key);
}

/* What the key says, of the type it is written with; never negative. */
static bool find_key(const struct emel__reader *reader, const char *key, uint8_t type,
                     uint32_t *value)
{
    uint32_t at = emel__name_index_find_key(reader->metadata, key);
    const struct emel__entry *entry;

    if (at == EMEL__NOT_FOUND)
        return fail(reader, EMEL_MODEL_FILE_SHARD_KEY, key);
    entry = &reader->metadata->entries[at];
    if (entry->type != type || entry->bits > INT32_MAX)
        return fail(reader, EMEL_MODEL_FILE_SHARD_KEY, key);
    *value = (uint32_t)entry->bits;
    return true;
}

/* --- names ------------------------------------------------------------------------------ */

static void write_tail(char tail[TAIL_CAPACITY], uint32_t number, uint32_t count)
{
    snprintf(tail, TAIL_CAPACITY, "-%05u-of-%05u.gguf", number + 1, count);
}

bool emel__split_check_name(const struct emel__reader *reader, const struct emel__split *split)
{
    const char *path = reader->file->files[reader->file_index].path;
    size_t bytes = strlen(path);
    char tail[TAIL_CAPACITY];

    write_tail(tail, split->number, split->count);
    if (bytes < TAIL_BYTES || strcmp(path + bytes - COUNT_BYTES, tail + NUMBER_BYTES) != 0)
        return fail(reader, EMEL_MODEL_FILE_SHARD_NAME, COUNT_KEY);
    return memcmp(path + bytes - TAIL_BYTES, tail, NUMBER_BYTES) == 0 ||
           fail(reader, EMEL_MODEL_FILE_SHARD_NAME, NUMBER_KEY);
}

static bool fail_limit(const struct emel__reader *reader, uint32_t count)
{
    const uint32_t at = emel__name_index_find_key(reader->metadata, COUNT_KEY);

    return emel__reader_fail_numbers(reader, EMEL_MODEL_FILE_LIMIT,
                                     reader->metadata->entries[at].file_offset, COUNT_KEY, count,
                                     EMEL_MODEL_FILE_SHARDS_MAX);
}

bool emel__split_look(const struct emel__reader *reader, struct emel__split *split)
{
    *split = (struct emel__split){ .count = 0 };
    if (emel__name_index_find_key(reader->metadata, COUNT_KEY) == EMEL__NOT_FOUND)
        return true;
    if (!find_key(reader, COUNT_KEY, EMEL_METADATA_UINT16, &split->count))
        return false;
    if (split->count <= 1)
        return true;
    if (!find_key(reader, NUMBER_KEY, EMEL_METADATA_UINT16, &split->number))
        return false;
    if (split->number >= split->count)
        return fail(reader, EMEL_MODEL_FILE_SHARD_KEY, NUMBER_KEY);
    return split->count <= EMEL_MODEL_FILE_SHARDS_MAX || fail_limit(reader, split->count);
}

/* --- the set ------------------------------------------------------------------------------ */

bool emel__split_check(void *context, struct emel__reader *reader)
{
    struct emel__split_set *set = context;
    uint32_t number = 0, count = 0, tensors = 0;

    if (!find_key(reader, NUMBER_KEY, EMEL_METADATA_UINT16, &number) ||
        !find_key(reader, COUNT_KEY, EMEL_METADATA_UINT16, &count) ||
        !find_key(reader, TENSORS_KEY, EMEL_METADATA_INT32, &tensors))
        return false;
    if (number != reader->file_index)
        return fail(reader, EMEL_MODEL_FILE_SHARD_KEY, NUMBER_KEY);
    if (count != set->count)
        return fail(reader, EMEL_MODEL_FILE_SHARD_KEY, COUNT_KEY);
    if (reader->file_index == 0)
        set->tensors = tensors;
    return tensors == set->tensors || fail(reader, EMEL_MODEL_FILE_SHARD_KEY, TENSORS_KEY);
}

bool emel__split_check_total(struct emel_model_file *file, const struct emel__split_set *set,
                             struct emel_failure *why)
{
    struct emel__reader first;

    emel__reader_resume(&first, file, 0, why);
    return file->tensor_count == set->tensors ||
           emel__reader_fail_numbers(
               &first, EMEL_MODEL_FILE_SHARD_TENSORS,
               file->metadata.entries[emel__name_index_find_key(&file->metadata, TENSORS_KEY)]
                   .file_offset,
               TENSORS_KEY, file->tensor_count, set->tensors);
}

struct named_set {
    struct emel__split_set set;
    struct emel_model_file *file;
    const char *path; /* of any of them */
};

static bool check_named(void *context, struct emel__reader *reader)
{
    struct named_set *named = context;

    return emel__split_check(&named->set, reader);
}

static bool name_shard(void *context, uint32_t number, struct emel_model_source *source,
                       struct emel_failure *why)
{
    const struct named_set *named = context;
    char tail[TAIL_CAPACITY];

    write_tail(tail, number, named->set.count);
    source->path =
        emel__catalog_path(named->file, named->path, strlen(named->path) - TAIL_BYTES, tail, why);
    return source->path != NULL;
}

bool emel__split_read(struct emel_model_file *file, const char *path,
                      const struct emel__split *split, struct emel_failure *why)
{
    struct named_set named = { .set = { .count = split->count }, .file = file, .path = path };
    struct emel__shards shards = {
        .file = file,
        .count = split->count,
        .path = path,
        .source = name_shard,
        .check = check_named,
        .context = &named,
        .kind = EMEL__KIND_GGUF,
        .why = why,
    };

    return emel__shards_read(&shards) && emel__split_check_total(file, &named.set, why);
}
