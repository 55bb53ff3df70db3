#include "emel/model/file/safetensors/index_pairs.h"

#include <string.h>

#include "emel/model/file/name_index.h"
#include "emel/model/file/tables.h"

static bool fail(const struct emel__index_pairs *pairs, enum emel_model_file_error error,
                 uint64_t file_offset)
{
    return emel__reader_fail(pairs->reader, error, file_offset, pairs->name.memory);
}

static bool fail_limit(const struct emel__index_pairs *pairs, const char *text, uint64_t value,
                       uint64_t limit)
{
    return emel__reader_blame(pairs->reader, (struct emel__blame){
                                                 .error = EMEL_MODEL_FILE_LIMIT,
                                                 .text = text,
                                                 .file_offset = pairs->shard_offset,
                                                 .subject = pairs->name.memory,
                                                 .subject_bytes = strlen(pairs->name.memory),
                                                 .has_value = true,
                                                 .value = value,
                                                 .has_limit = true,
                                                 .limit = limit,
                                             });
}

/* --- which files -------------------------------------------------------------------------- */

static bool is_dots(const char *name, size_t bytes)
{
    return bytes <= 2 && memcmp(name, "..", bytes) == 0;
}

/* Whether a name stays in its folder, or in one below it: by its characters alone, because links
 * may lead anywhere. */
static bool stays_inside(const char *name, size_t bytes)
{
    if (memchr(name, '\0', bytes) || memchr(name, '\\', bytes))
        return false;
    for (;;) {
        const char *slash = memchr(name, '/', bytes);
        size_t part = slash ? (size_t)(slash - name) : bytes;

        if (is_dots(name, part)) /* or nothing at all */
            return false;
        if (!slash)
            return true;
        name += part + 1;
        bytes -= part + 1;
    }
}

/* The index of the shard's name, or where it belongs. */
static uint32_t find_shard(const struct emel__index_pairs *pairs, bool *there)
{
    const char *name = pairs->shard.memory;
    uint32_t low = 0, high = pairs->shard_count;

    *there = pairs->last < pairs->shard_count && strcmp(pairs->shards[pairs->last], name) == 0;
    if (*there)
        return pairs->last;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;

        if (strcmp(pairs->shards[middle], name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    *there = low < pairs->shard_count && strcmp(pairs->shards[low], name) == 0;
    return low;
}

static bool keep_shard(struct emel__index_pairs *pairs, uint32_t at)
{
    const struct emel__reader *reader = pairs->reader;
    const char *kept = emel__tables_copy_text(reader, &reader->file->arena, pairs->shard.memory,
                                              pairs->shard.bytes - 1);

    if (!kept)
        return false;
    memmove(&pairs->shards[at + 1], &pairs->shards[at],
            (pairs->shard_count - at) * sizeof *pairs->shards);
    pairs->shards[at] = kept;
    pairs->shard_count++;
    return true;
}

bool emel__index_list_shard(struct emel__index_pairs *pairs)
{
    const size_t bytes = pairs->shard.bytes - 1;
    bool there;
    uint32_t at;

    if (pairs->folder_bytes + bytes > EMEL_IO_PATH_MAX)
        return fail_limit(pairs, "the path of the file has {value} bytes, {limit} are allowed",
                          pairs->folder_bytes + bytes, EMEL_IO_PATH_MAX);
    if (!stays_inside(pairs->shard.memory, bytes))
        return fail(pairs, EMEL_MODEL_FILE_SHARD_PATH, pairs->shard_offset);
    at = find_shard(pairs, &there);
    pairs->last = at;
    if (there)
        return true;
    if (pairs->shard_count == EMEL_MODEL_FILE_SHARDS_MAX)
        return fail_limit(pairs, "the model has at least {value} files, {limit} are allowed",
                          EMEL_MODEL_FILE_SHARDS_MAX + 1, EMEL_MODEL_FILE_SHARDS_MAX);
    return keep_shard(pairs, at);
}

/* --- which tensors ------------------------------------------------------------------------ */

static const struct emel_tensor_record *by_name(const struct emel_model_file *file, uint32_t at)
{
    return &file->tensors[file->by_name[at]];
}

static bool is_named(const struct emel__index_pairs *pairs, uint32_t at)
{
    return at < pairs->file->tensor_count &&
           strcmp(by_name(pairs->file, at)->name, pairs->name.memory) == 0;
}

/* Among the tensors of that name, which are side by side from `at` on, the one in that shard;
 * EMEL__NOT_FOUND: it has none.  *listed says whether any of them has been assigned already. */
static uint32_t find_in_shard(const struct emel__index_pairs *pairs, uint32_t at, uint32_t shard,
                              bool *listed)
{
    uint32_t found = EMEL__NOT_FOUND;

    *listed = false;
    for (; is_named(pairs, at); at++) {
        const uint32_t number = pairs->file->by_name[at];

        *listed |= pairs->listed[number];
        if (pairs->file->tensors[number].file_index == shard)
            found = number;
    }
    return found;
}

bool emel__index_list_tensor(struct emel__index_pairs *pairs)
{
    const struct emel_model_file *file = pairs->file;
    bool there, listed;
    uint32_t shard = find_shard(pairs, &there), number;

    pairs->last = shard;
    if (!there)
        return emel__reader_fail(pairs->reader, EMEL_MODEL_FILE_FILE_CHANGED,
                                 EMEL_FAILURE_NO_OFFSET, NULL);
    number = find_in_shard(pairs, emel__name_index_first(file, pairs->name.memory), shard, &listed);
    if (number == EMEL__NOT_FOUND)
        return emel__catalog_fail(file, shard, EMEL_MODEL_FILE_SHARD_TENSOR, EMEL_FAILURE_NO_OFFSET,
                                  pairs->name.memory, pairs->reader->why);
    if (listed)
        return fail(pairs, EMEL_MODEL_FILE_DUPLICATE_KEY, pairs->name_offset);
    pairs->listed[number] = 1;
    return true;
}

bool emel__index_drop_others(struct emel__index_pairs *pairs)
{
    struct emel_model_file *file = pairs->file;
    struct emel__reader first;
    uint32_t kept = 0;

    for (uint32_t i = 0; i < file->tensor_count; i++) {
        if (!pairs->listed[i])
            continue;
        file->header_offsets[kept] = file->header_offsets[i];
        file->tensors[kept++] = file->tensors[i];
    }
    file->ignored_count = file->tensor_count - kept;
    file->tensor_count = kept;
    if (file->ignored_count == 0)
        return true;
    emel__reader_resume(&first, file, 0, pairs->reader->why);
    return emel__name_index_tensors(&first);
}
