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

/* Which shard a GGUF file is, by its keys and its name.  Its header has been read. */
bool emel__split_look(const struct emel__reader *reader, struct emel__split *split);

/* Reads the set of the shard at `path`. */
bool emel__split_read(struct emel_model_file *file, const char *path,
                      const struct emel__split *split, struct emel_failure *why);

#endif
