#include "emel/model/file/safetensors/index.h"

#include <string.h>

#include "emel/model/file/json/walk.h"
#include "emel/model/file/name_index.h"
#include "emel/model/file/safetensors/index_pairs.h"
#include "emel/model/file/shards.h"

#define INDEX_BYTES_MAX 100000000 /* like a header */
#define MAP_KEY "weight_map"

/* What the next token belongs to. */
enum state { START, TOP, SKIPPED, BEFORE_MAP, MAP, SHARD, STATES };

struct index {
    struct emel_model_file own; /* the index by itself: it is not a file of the model */
    struct emel__reader reader;
    struct emel__index_pairs pairs;

    enum state state;
    unsigned depth; /* in what is skipped */
    struct emel__keyword keyword;
    bool had_map;
    bool (*take_pair)(struct emel__index_pairs *pairs);
};

static bool fail(const struct index *index, enum emel_model_file_error error, uint64_t file_offset,
                 const char *subject)
{
    return emel__reader_fail(&index->reader, error, file_offset, subject);
}

/* --- the JSON ------------------------------------------------------------------------------ */

static bool take_start(struct index *index, const struct emel__json_token *token)
{
    index->state = TOP;
    return token->kind == EMEL__JSON_OBJECT ||
           fail(index, EMEL_MODEL_FILE_SHARD_INDEX, token->offset, NULL);
}

static bool take_top(struct index *index, const struct emel__json_token *token)
{
    bool is_map;

    if (token->kind == EMEL__JSON_KEY_PART || token->kind == EMEL__JSON_KEY)
        emel__keyword_add(&index->keyword, token);
    if (token->kind != EMEL__JSON_KEY)
        return true;
    is_map = emel__keyword_is(&index->keyword, MAP_KEY);
    if (is_map && index->had_map)
        return fail(index, EMEL_MODEL_FILE_DUPLICATE_KEY, token->offset, MAP_KEY);
    index->had_map |= is_map;
    index->state = is_map ? BEFORE_MAP : SKIPPED;
    index->depth = 0;
    index->keyword.bytes = 0;
    return true;
}

static bool take_skipped(struct index *index, const struct emel__json_token *token)
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
        index->state = TOP;
    return true;
}

static bool take_before_map(struct index *index, const struct emel__json_token *token)
{
    index->state = MAP;
    index->pairs.name.bytes = 0;
    return token->kind == EMEL__JSON_OBJECT ||
           fail(index, EMEL_MODEL_FILE_SHARD_INDEX, token->offset, MAP_KEY);
}

/* Ends a string with a zero byte, which is counted. */
static bool end_text(const struct index *index, struct emel__json_text *text,
                     const struct emel__json_token *token)
{
    static const struct emel__json_token end = { .text = "", .bytes = 1 };

    return emel__json_text_add(text, &index->reader, token) &&
           emel__json_text_add(text, &index->reader, &end);
}

static bool end_name(struct index *index, const struct emel__json_token *token)
{
    struct emel__json_text *name = &index->pairs.name;

    index->state = SHARD;
    index->pairs.name_offset = token->offset;
    index->pairs.shard.bytes = 0;
    if (!end_text(index, name, token))
        return false;
    return !memchr(name->memory, '\0', name->bytes - 1) ||
           emel__reader_fail_over(&index->reader, EMEL_MODEL_FILE_NAME, token->offset, name->memory,
                                  name->bytes - 1);
}

static bool take_map(struct index *index, const struct emel__json_token *token)
{
    switch (token->kind) {
    case EMEL__JSON_KEY_PART: return emel__json_text_add(&index->pairs.name, &index->reader, token);
    case EMEL__JSON_KEY: return end_name(index, token);
    default: index->state = TOP; return true;
    }
}

static bool end_shard(struct index *index, const struct emel__json_token *token)
{
    index->state = MAP;
    index->pairs.shard_offset = token->offset;
    if (!end_text(index, &index->pairs.shard, token) || !index->take_pair(&index->pairs))
        return false;
    index->pairs.name.bytes = 0;
    return true;
}

static bool take_shard(struct index *index, const struct emel__json_token *token)
{
    switch (token->kind) {
    case EMEL__JSON_STRING_PART:
        return emel__json_text_add(&index->pairs.shard, &index->reader, token);
    case EMEL__JSON_STRING: return end_shard(index, token);
    default:
        return fail(index, EMEL_MODEL_FILE_SHARD_INDEX, token->offset, index->pairs.name.memory);
    }
}

static bool take(void *context, const struct emel__json_token *token)
{
    static bool (*const takers[STATES])(struct index *, const struct emel__json_token *) = {
        [START] = take_start,           [TOP] = take_top, [SKIPPED] = take_skipped,
        [BEFORE_MAP] = take_before_map, [MAP] = take_map, [SHARD] = take_shard,
    };
    struct index *index = context;

    return takers[index->state](index, token);
}

/* --- the walks ------------------------------------------------------------------------------ */

static bool walk(struct index *index, bool (*take_pair)(struct emel__index_pairs *pairs))
{
    struct emel__reader *reader = &index->reader;
    bool walked;

    index->state = START;
    index->had_map = false;
    index->take_pair = take_pair;
    walked = emel__reader_begin(reader) &&
             emel__json_walk(reader, 0, reader->file->stamps[0].size, take, index);
    emel__reader_end(reader); /* no buffer is kept while shards are read */
    return walked;
}

static bool open_index(struct index *index, const char *path, struct emel_failure *why)
{
    struct emel_model_file *own = &index->own;
    const char *slash = strrchr(path, '/');
    const struct emel_model_source source = {
        .path = emel__catalog_path(own, path, strlen(path), NULL, why),
    };

    index->pairs.folder = source.path;
    index->pairs.folder_bytes = slash ? (size_t)(slash - path) + 1 : 0;
    return source.path && emel__catalog_reserve_files(own, 1, source.path, why) &&
           emel__reader_open(&index->reader, own, &source, why);
}

static bool list_shards(struct index *index)
{
    const uint64_t bytes = index->own.stamps[0].size;
    struct emel__index_pairs *pairs = &index->pairs;

    if (bytes > INDEX_BYTES_MAX)
        return emel__reader_fail_numbers(&index->reader, EMEL_MODEL_FILE_LIMIT,
                                         EMEL_FAILURE_NO_OFFSET, NULL, bytes, INDEX_BYTES_MAX);
    pairs->shards = emel__reader_allocate_temporary(&index->reader, EMEL_MODEL_FILE_SHARDS_MAX,
                                                    sizeof *pairs->shards);
    if (!pairs->shards || !walk(index, emel__index_list_shard))
        return false;
    return pairs->shard_count > 0 ||
           fail(index, EMEL_MODEL_FILE_SHARD_INDEX, EMEL_FAILURE_NO_OFFSET, MAP_KEY);
}

static bool name_shard(void *context, uint32_t number, struct emel_model_source *source,
                       struct emel_failure *why)
{
    const struct emel__index_pairs *pairs = context;

    source->path = emel__catalog_path(pairs->file, pairs->folder, pairs->folder_bytes,
                                      pairs->shards[number], why);
    return source->path != NULL;
}

static bool read_shards(struct index *index)
{
    struct emel__index_pairs *pairs = &index->pairs;
    struct emel__shards shards = {
        .file = pairs->file,
        .count = pairs->shard_count,
        .path = pairs->folder,
        .source = name_shard,
        .context = pairs,
        .kind = EMEL__KIND_SAFETENSORS,
        .why = index->reader.why,
    };
    struct emel__reader first;

    if (!emel__shards_read(&shards))
        return false;
    emel__reader_resume(&first, pairs->file, 0, index->reader.why);
    return emel__name_index_tensors_of_files(&first);
}

/* The index decides which of the files' tensors are the model's. */
static bool select_tensors(struct index *index)
{
    struct emel__index_pairs *pairs = &index->pairs;
    const uint32_t count = pairs->file->tensor_count;
    bool selected;

    pairs->listed = emel__reader_allocate_temporary(&index->reader, count, 1);
    if (!pairs->listed)
        return false;
    memset(pairs->listed, 0, count);
    selected = walk(index, emel__index_list_tensor) && emel__reader_confirm(&index->reader) &&
               emel__index_drop_others(pairs);
    emel__catalog_free_temporary(&index->own, pairs->listed, count, 1);
    return selected;
}

static void free_index(struct index *index)
{
    emel__json_text_free(&index->pairs.name, &index->own);
    emel__json_text_free(&index->pairs.shard, &index->own);
    emel__catalog_free_temporary(&index->own, index->pairs.shards, EMEL_MODEL_FILE_SHARDS_MAX,
                                 sizeof *index->pairs.shards);
    emel__catalog_empty(&index->own);
}

bool emel__index_read(struct emel_model_file *file, const char *path, struct emel_failure *why)
{
    struct index index = { .pairs = { .file = file } };
    bool read;

    index.pairs.reader = &index.reader;
    emel__catalog_init(&index.own, &file->system, &file->allocator);
    read = open_index(&index, path, why) && list_shards(&index) && read_shards(&index) &&
           select_tensors(&index);
    free_index(&index);
    return read;
}
