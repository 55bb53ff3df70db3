/* Which model is in a folder, by the names in it. */
#ifndef EMEL_MODEL_FILE_FOLDER_H
#define EMEL_MODEL_FILE_FOLDER_H

#include "emel/model/file/catalog.h"

/* A number of up to 5 digits fits. */
#define EMEL__FOLDER_BITS (EMEL_MODEL_FILE_SHARDS_MAX / 8 + 1)

struct emel__folder {
    char path[EMEL_IO_PATH_MAX + 1]; /* of the model file, or of the first file of the set */
    uint32_t set_count;              /* files of the set; 0: one model file */
    size_t prefix_bytes;             /* of the path: what the files of the set have in common */
    const char *ending;              /* of the set: ".gguf" or ".safetensors" */
};

/* Looks for exactly one model file, or exactly one complete set of shards, whose names are
 * NAME-00001-of-0000N.  False: *why says why, and what was found. */
bool emel__folder_list(struct emel__folder *folder, struct emel_model_file *file, const char *path,
                       struct emel_failure *why);

/* Reads the set into an empty catalog. */
bool emel__folder_read_set(const struct emel__folder *folder, struct emel_model_file *file,
                           struct emel_failure *why);

/* The path of a name in a folder; LIMIT if it is longer than a path may be. */
bool emel__folder_join(char path[EMEL_IO_PATH_MAX + 1], const char *folder, const char *name,
                       struct emel_failure *why);

#endif
