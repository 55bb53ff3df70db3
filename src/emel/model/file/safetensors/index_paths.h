/* The pairs of an index: which files it names, and which tensors they must have.
 *
 * index.c walks the JSON twice: first for the files, and when those have been read, again for
 * their tensors.  So none of its names is kept. */
#ifndef EMEL_MODEL_FILE_SAFETENSORS_INDEX_PATHS_H
#define EMEL_MODEL_FILE_SAFETENSORS_INDEX_PATHS_H

#include "emel/model/file/json/walk.h"
#include "emel/model/file/reader.h"

#define EMEL__INDEX_MAP_KEY "weight_map"

/* Where in the JSON we are. */
enum emel__index_state {
    EMEL__INDEX_START,
    EMEL__INDEX_TOP,
    EMEL__INDEX_SKIPPED,
    EMEL__INDEX_BEFORE_MAP,
    EMEL__INDEX_MAP,
    EMEL__INDEX_SHARD,
    EMEL__INDEX_STATES
};

struct emel__index {
    struct emel_model_file own; /* the index by itself: it is no file of the model */
    struct emel__reader reader;
    struct emel_model_file *file;

    enum emel__index_state state;
    unsigned depth; /* in what is skipped */
    struct emel__keyword keyword;
    bool had_map;

    /* The pair at hand: a tensor, and the path of its shard. */
    char *name; /* capacity: the size of the index */
    size_t name_bytes;
    uint64_t name_offset;
    char path[EMEL_IO_PATH_MAX + 1]; /* begins with the folder of the index */
    size_t folder_bytes, path_bytes; /* more than fit: too long */
    bool (*take_pair)(struct emel__index *index, uint64_t path_offset);

    /* The shards, in the order of their paths. */
    const char *paths[EMEL_MODEL_FILE_SHARDS_MAX];
    uint32_t path_count;
    uint64_t paths_bytes;

    unsigned char *listed; /* beside the tensors: whether the index has them */
};

/* In the first walk: keeps the path, if it is new. */
bool emel__index_list_path(struct emel__index *index, uint64_t path_offset);

/* In the second walk: the tensor must be in that file. */
bool emel__index_check_pair(struct emel__index *index, uint64_t path_offset);

/* And after it: every tensor has been in the index. */
bool emel__index_check_listed(const struct emel__index *index);

#endif
