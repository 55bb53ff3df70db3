#include "emel/model/file/safetensors/index_paths.h"

#include <string.h>

#include "emel/model/file/name_index.h"
#include "emel/model/file/shards.h"

static bool fail_changed(const struct emel__index *index)
{
    return emel__reader_fail(&index->reader, EMEL_MODEL_FILE_FILE_CHANGED, EMEL_FAILURE_NO_OFFSET,
                             NULL);
}

/* --- which files -------------------------------------------------------------------------- */

static bool is_dots(const char *name, size_t bytes)
{
    return bytes <= 2 && memcmp(name, "..", bytes) == 0;
}

/* Whether a name stays in its folder, or one below: by its letters alone, for links lead
 * where their owner wants. */
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

/* Where the path at hand is among the shards, or belongs. */
static uint32_t position(const struct emel__index *index, bool *there)
{
    uint32_t low = 0, high = index->path_count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;

        if (strcmp(index->paths[middle], index->path) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    *there = low < index->path_count && strcmp(index->paths[low], index->path) == 0;
    return low;
}

static bool keep_path(struct emel__index *index, uint32_t at)
{
    const char *kept =
        emel__catalog_path(index->file, index->path, index->path_bytes, NULL, index->reader.why);

    if (!kept)
        return false;
    memmove(&index->paths[at + 1], &index->paths[at],
            (index->path_count - at) * sizeof *index->paths);
    index->paths[at] = kept;
    index->path_count++;
    index->paths_bytes += index->path_bytes + 1;
    return true;
}

bool emel__index_list_path(struct emel__index *index, uint64_t path_offset)
{
    bool there;
    uint32_t at;

    if (index->path_bytes > EMEL_IO_PATH_MAX)
        return emel__reader_fail(&index->reader, EMEL_MODEL_FILE_LIMIT, path_offset, index->name);
    if (!stays_inside(index->path + index->folder_bytes, index->path_bytes - index->folder_bytes))
        return emel__reader_fail(&index->reader, EMEL_MODEL_FILE_SHARD_PATH, path_offset,
                                 index->name);
    index->path[index->path_bytes] = '\0';
    at = position(index, &there);
    if (there)
        return true;
    if (!emel__shards_allow(index->path_count + 1, index->paths_bytes + index->path_bytes + 1))
        return emel__reader_fail(&index->reader, EMEL_MODEL_FILE_LIMIT, path_offset, index->name);
    return keep_path(index, at);
}

/* --- which tensors ------------------------------------------------------------------------ */

bool emel__index_check_pair(struct emel__index *index, uint64_t path_offset)
{
    const struct emel_model_file *file = index->file;
    uint32_t number = emel__name_index_find_tensor(file, index->name), shard = 0;
    bool there = false;

    (void)path_offset;
    if (index->path_bytes <= EMEL_IO_PATH_MAX) {
        index->path[index->path_bytes] = '\0';
        shard = position(index, &there);
    }
    if (!there)
        return fail_changed(index);
    if (number == EMEL__NOT_FOUND || file->tensors[number].file_index != shard)
        return emel__catalog_fail(file, shard, EMEL_MODEL_FILE_SHARD_TENSOR, EMEL_FAILURE_NO_OFFSET,
                                  index->name, index->reader.why);
    if (index->listed[number])
        return emel__reader_fail(&index->reader, EMEL_MODEL_FILE_DUPLICATE_KEY, index->name_offset,
                                 index->name);
    index->listed[number] = 1;
    return true;
}

bool emel__index_check_listed(const struct emel__index *index)
{
    const struct emel_model_file *file = index->file;

    for (uint32_t i = 0; i < file->tensor_count; i++) {
        if (!index->listed[i])
            return emel__catalog_fail(file, file->tensors[i].file_index,
                                      EMEL_MODEL_FILE_SHARD_EXTRA, file->header_offsets[i].name,
                                      file->tensors[i].name, index->reader.why);
    }
    return true;
}
