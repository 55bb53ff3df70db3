/* The pairs of an index: a tensor's name, and the file that it is assigned to.
 *
 * index.c walks the JSON twice: first for the files, and when those have been read, again for
 * their tensors.  So none of the tensors' names is kept. */
#ifndef EMEL_MODEL_FILE_SAFETENSORS_INDEX_PAIRS_H
#define EMEL_MODEL_FILE_SAFETENSORS_INDEX_PAIRS_H

#include "emel/model/file/json/text.h"
#include "emel/model/file/reader.h"

struct emel__index_pairs {
    struct emel__reader *reader;  /* of the index */
    struct emel_model_file *file; /* the model */
    const char *folder;           /* of the index: the beginning of its path */
    size_t folder_bytes;

    /* The pair at hand. */
    struct emel__json_text name, shard; /* both end in a zero byte */
    uint64_t name_offset, shard_offset;

    const char **shards; /* EMEL_MODEL_FILE_SHARDS_MAX names, in the order of bytes */
    uint32_t shard_count;
    uint32_t last; /* the shard of the pair before: usually the same again */

    unsigned char *listed; /* one for each tensor: whether the index has assigned it */
};

/* In the first walk: keeps the file's name, if it is new. */
bool emel__index_list_shard(struct emel__index_pairs *pairs);

/* In the second walk: marks the tensor of that file. */
bool emel__index_list_tensor(struct emel__index_pairs *pairs);

/* Drops the tensors that were not marked, and counts them. */
bool emel__index_drop_others(struct emel__index_pairs *pairs);

#endif
