/* The index of a safetensors model in several files: shards_index.c walks its JSON,
 * shards_list.c knows what it must be held to.
 *
 *     {"metadata": ..., "weight_map": {"output.weight": "model-00002-of-00002.safetensors"}}
 *
 * It is walked twice: once for the files, and when they have been read, once more to hold
 * their tensors to it.  So none of its names is ever kept. */
#ifndef EMEL_MODEL_FILE_SAFETENSORS_INDEX_H
#define EMEL_MODEL_FILE_SAFETENSORS_INDEX_H

#include "emel/model/file/json/walk.h"
#include "emel/model/file/shards.h"

#define EMEL__SHARDS_INDEX_MAP_KEY "weight_map"

/* Where in the JSON we are. */
enum emel__shards_index_state {
    EMEL__SHARDS_INDEX_START,
    EMEL__SHARDS_INDEX_TOP,
    EMEL__SHARDS_INDEX_PASSED_OVER,
    EMEL__SHARDS_INDEX_BEFORE_MAP,
    EMEL__SHARDS_INDEX_MAP,
    EMEL__SHARDS_INDEX_SHARD,
    EMEL__SHARDS_INDEX_PLACES
};

struct emel__shards_index {
    struct emel_model_file own; /* the index by itself: it is no file of the model */
    struct emel__reader reader;
    struct emel_model_file *file;

    enum emel__shards_index_state state;
    unsigned depth; /* in what is passed over */
    struct emel__keyword keyword;
    bool had_map;

    /* The pair at hand: a tensor, and the path of its shard. */
    char *name; /* has room for the whole index */
    size_t name_bytes;
    uint64_t name_offset;
    char path[EMEL_IO_PATH_MAX + 1]; /* begins with the folder of the index */
    size_t folder_bytes, path_bytes; /* more than fit: too long */
    bool (*take_pair)(struct emel__shards_index *index, uint64_t path_offset);

    /* The shards, in the order of their paths. */
    const char *paths[EMEL_MODEL_FILE_SHARDS_MAX];
    uint32_t path_count;
    uint64_t paths_bytes;

    unsigned char *listed; /* beside the tensors: whether the index has them */
};

/* Blames the index. */
bool emel__shards_index_fail(const struct emel__shards_index *index,
                             enum emel_model_file_error error, uint64_t file_offset,
                             const char *subject);

/* Of the first walk: keeps the path, if it is new. */
bool emel__shards_list_path(struct emel__shards_index *index, uint64_t path_offset);

/* Of the second walk: the tensor must be in that file. */
bool emel__shards_check_pair(struct emel__shards_index *index, uint64_t path_offset);

/* And after it: every tensor has been in the index. */
bool emel__shards_check_listed(const struct emel__shards_index *index);

#endif
