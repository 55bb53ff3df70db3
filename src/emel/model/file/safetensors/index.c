#include "emel/model/file/safetensors/index.h"

#include <string.h>

#include "emel/model/file/name_index.h"
#include "emel/model/file/safetensors/index_paths.h"
#include "emel/model/file/shards.h"

#define INDEX_BYTES_MAX 100000000 /* as of a header */

static bool fail_at(const struct emel__index *index, enum emel_model_file_error error,
                    const struct emel__json_token *token, const char *subject)
{
    return emel__reader_fail(&index->reader, error, token->offset, subject);
}

/* --- the JSON ------------------------------------------------------------------------------ */

static bool take_start(struct emel__index *index, const struct emel__json_token *token)
{
    index->state = EMEL__INDEX_TOP;
    return token->kind == EMEL__JSON_OBJECT ||
           fail_at(index, EMEL_MODEL_FILE_SHARD_INDEX, token, NULL);
}

static bool take_top(struct emel__index *index, const struct emel__json_token *token)
{
    bool is_map;

    if (token->kind == EMEL__JSON_KEY_PART || token->kind == EMEL__JSON_KEY)
        emel__keyword_add(&index->keyword, token);
    if (token->kind != EMEL__JSON_KEY)
        return true;
    is_map = emel__keyword_is(&index->keyword, EMEL__INDEX_MAP_KEY);
    if (is_map && index->had_map)
        return fail_at(index, EMEL_MODEL_FILE_DUPLICATE_KEY, token, EMEL__INDEX_MAP_KEY);
    index->had_map |= is_map;
    index->state = is_map ? EMEL__INDEX_BEFORE_MAP : EMEL__INDEX_SKIPPED;
    index->depth = 0;
    index->keyword.bytes = 0;
    return true;
}

static bool take_skipped(struct emel__index *index, const struct emel__json_token *token)
{
    switch (token->kind) {
    case EMEL__JSON_OBJECT:
    case EMEL__JSON_ARRAY: index->depth++; return true;
    case EMEL__JSON_KEY_PART:
    case EMEL__JSON_KEY:
    case EMEL__JSON_STRING_PART: return true;
    case EMEL__JSON_OBJECT_END:
    case EMEL__JSON_ARRAY_END: index->depth--; break;
    default: break;
    }
    if (index->depth == 0)
        index->state = EMEL__INDEX_TOP;
    return true;
}

static bool take_before_map(struct emel__index *index, const struct emel__json_token *token)
{
    index->state = EMEL__INDEX_MAP;
    index->name_bytes = 0;
    return token->kind == EMEL__JSON_OBJECT ||
           fail_at(index, EMEL_MODEL_FILE_SHARD_INDEX, token, EMEL__INDEX_MAP_KEY);
}

static void add_name(struct emel__index *index, const struct emel__json_token *part)
{
    memcpy(index->name + index->name_bytes, part->text, part->bytes);
    index->name_bytes += part->bytes;
}

static bool end_name(struct emel__index *index, const struct emel__json_token *token)
{
    index->state = EMEL__INDEX_SHARD;
    index->name_offset = token->offset;
    index->path_bytes = index->folder_bytes;
    index->name[index->name_bytes] = '\0';
    return !memchr(index->name, '\0', index->name_bytes) ||
           emel__reader_fail_over(&index->reader, EMEL_MODEL_FILE_NAME, token->offset, index->name,
                                  index->name_bytes);
}

static bool take_map(struct emel__index *index, const struct emel__json_token *token)
{
    switch (token->kind) {
    case EMEL__JSON_KEY_PART: add_name(index, token); return true;
    case EMEL__JSON_KEY: add_name(index, token); return end_name(index, token);
    default: index->state = EMEL__INDEX_TOP; return true;
    }
}

static void add_path(struct emel__index *index, const struct emel__json_token *part)
{
    if (index->path_bytes <= EMEL_IO_PATH_MAX &&
        part->bytes <= EMEL_IO_PATH_MAX - index->path_bytes)
        memcpy(index->path + index->path_bytes, part->text, part->bytes);
    index->path_bytes += part->bytes;
}

static bool take_shard(struct emel__index *index, const struct emel__json_token *token)
{
    switch (token->kind) {
    case EMEL__JSON_STRING_PART: add_path(index, token); return true;
    case EMEL__JSON_STRING:
        add_path(index, token);
        index->state = EMEL__INDEX_MAP;
        index->name_bytes = 0;
        return index->take_pair(index, token->offset);
    default: return fail_at(index, EMEL_MODEL_FILE_SHARD_INDEX, token, index->name);
    }
}

static bool take(void *context, const struct emel__json_token *token)
{
    static bool (*const takers[EMEL__INDEX_STATES])(struct emel__index *,
                                                    const struct emel__json_token *) = {
        [EMEL__INDEX_START] = take_start,     [EMEL__INDEX_TOP] = take_top,
        [EMEL__INDEX_SKIPPED] = take_skipped, [EMEL__INDEX_BEFORE_MAP] = take_before_map,
        [EMEL__INDEX_MAP] = take_map,         [EMEL__INDEX_SHARD] = take_shard,
    };
    struct emel__index *index = context;

    return takers[index->state](index, token);
}

/* --- the walks ------------------------------------------------------------------------------ */

static bool walk(struct emel__index *index,
                 bool (*take_pair)(struct emel__index *index, uint64_t path_offset))
{
    struct emel__reader *reader = &index->reader;
    uint64_t bytes = reader->file->stamps[0].size;
    bool walked;

    index->state = EMEL__INDEX_START;
    index->had_map = false;
    index->take_pair = take_pair;
    walked = emel__reader_begin(reader) && emel__json_walk(reader, 0, bytes, take, index);
    emel__reader_end(reader); /* no buffer is kept while shards are read */
    return walked;
}

static bool open_index(struct emel__index *index, const char *path, struct emel_failure *why)
{
    struct emel_model_file *own = &index->own;
    const char *slash = strrchr(path, '/');
    const char *kept = emel__catalog_path(own, path, strlen(path), NULL, why);

    index->folder_bytes = slash ? (size_t)(slash - path) + 1 : 0;
    memcpy(index->path, path, index->folder_bytes);
    return kept && emel__catalog_reserve_files(own, 1, kept, why) &&
           emel__reader_open(&index->reader, own, kept, why);
}

static bool list_shards(struct emel__index *index)
{
    uint64_t bytes = index->own.stamps[0].size;

    if (bytes > INDEX_BYTES_MAX)
        return emel__reader_fail(&index->reader, EMEL_MODEL_FILE_LIMIT, EMEL_FAILURE_NO_OFFSET,
                                 NULL);
    index->name = emel__reader_allocate_temporary(&index->reader, (size_t)bytes, 1);
    if (!index->name || !walk(index, emel__index_list_path))
        return false;
    return index->path_count > 0 || emel__reader_fail(&index->reader, EMEL_MODEL_FILE_SHARD_INDEX,
                                                      EMEL_FAILURE_NO_OFFSET, EMEL__INDEX_MAP_KEY);
}

static bool read_shards(struct emel__index *index)
{
    const struct emel__shards shards = {
        .file = index->file,
        .paths = index->paths,
        .count = index->path_count,
        .kind = EMEL__KIND_SAFETENSORS,
        .why = index->reader.why,
    };
    struct emel__reader first;

    emel__reader_resume(&first, index->file, 0, index->reader.why);
    return emel__shards_read(&shards) && emel__name_index_tensors(&first);
}

static bool check_tensors(struct emel__index *index)
{
    uint32_t count = index->file->tensor_count;
    bool checked;

    index->listed = emel__reader_allocate_temporary(&index->reader, count, 1);
    if (!index->listed)
        return false;
    memset(index->listed, 0, count);
    checked = walk(index, emel__index_check_pair) && emel__index_check_listed(index) &&
              emel__reader_confirm(&index->reader);
    emel__catalog_free_temporary(&index->own, index->listed, count, 1);
    return checked;
}

bool emel__index_read(struct emel_model_file *file, const char *path, struct emel_failure *why)
{
    struct emel__index index = { .file = file };
    bool read;

    emel__catalog_init(&index.own, &file->system, &file->allocator);
    read = open_index(&index, path, why) && list_shards(&index) && read_shards(&index) &&
           check_tensors(&index);
    if (index.name)
        emel__catalog_free_temporary(&index.own, index.name, (size_t)index.own.stamps[0].size, 1);
    emel__catalog_empty(&index.own);
    return read;
}
