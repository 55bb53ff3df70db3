/* A GGUF model in several files: PREFIX-00001-of-00003.gguf and so on.
 *
 * The metadata of each shard has its number (split.no, from 0), the number of shards
 * (split.count) and the number of tensors in all of them (split.tensors.count).  These are
 * checked against each other and against the file names. */
#ifndef EMEL_MODEL_FILE_GGUF_SPLIT_H
#define EMEL_MODEL_FILE_GGUF_SPLIT_H

#include "emel/model/file/reader.h"

struct emel__split {
    uint32_t number, count; /* number from 0; a count of 0 or 1: the file is not a shard */
};

/* Which shard a GGUF file is, by its keys.  Its header has been read. */
bool emel__split_look(const struct emel__reader *reader, struct emel__split *split);

/* Whether the file's name is that of this shard. */
bool emel__split_check_name(const struct emel__reader *reader, const struct emel__split *split);

/* Reads the set of the shard at `path`; *split is what was found in it. */
bool emel__split_read(struct emel_model_file *file, const char *path,
                      const struct emel__split *split, struct emel_failure *why);

/* What emel__split_check has found out so far; begin with the count alone. */
struct emel__split_set {
    uint32_t count, tensors; /* the tensors of all shards, as the first says */
};

/* Checks the keys of a shard that has been read as file number reader->file_index of a set, which
 * is the context. */
bool emel__split_check(void *context, struct emel__reader *reader);

/* Checks the number of tensors, when all shards have been read. */
bool emel__split_check_total(struct emel_model_file *file, const struct emel__split_set *set,
                             struct emel_failure *why);

#endif
