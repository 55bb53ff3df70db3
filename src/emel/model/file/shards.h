/* Models of several files: what a path may lead to, and how its files come to be one
 * catalog.
 *
 * First all of them are opened and say how many tensors they have, so that there is room
 * for all at once; then they are read, one after the other.  Metadata is that of the
 * first; that of the others is checked, and forgotten. */
#ifndef EMEL_MODEL_FILE_SHARDS_H
#define EMEL_MODEL_FILE_SHARDS_H

#include "emel/model/file/catalog.h"

/* What a file is, by its content. */
enum emel__kind { EMEL__KIND_GGUF, EMEL__KIND_SAFETENSORS, EMEL__KIND_INDEX };

bool emel__kind_of(struct emel__reader *reader, enum emel__kind *kind);

/* Reads all that a path leads to: a file, a set of them, or what is in a folder. */
bool emel__path_read(struct emel_model_file *file, const char *path, struct emel_failure *why);

/* --- a set of files: shards.c ----------------------------------------------------------- */

struct emel__shards {
    struct emel_model_file *file; /* empty but for the paths */
    const char *const *paths;     /* kept by the catalog */
    uint32_t count;               /* of them, at least 1 */
    enum emel__kind kind;
    /* Each file when it has been read, and its own metadata is there; NULL: nothing to ask. */
    bool (*check)(void *context, struct emel__reader *reader);
    void *context;
    struct emel_failure *why;
};

/* Reads them in their order.  Names are not looked at yet. */
bool emel__shards_read(const struct emel__shards *shards);

/* Whether there are not more paths, or longer ones, than a set may have. */
bool emel__shards_allow(uint64_t count, uint64_t path_bytes);

/* --- GGUF: shards_gguf.c ------------------------------------------------------------------ */

struct emel__split {
    uint32_t number, count; /* from 0 on; a count of 0 or 1: the file is no shard */
};

/* Which shard a GGUF file is that was read, by its keys and its name. */
bool emel__split_look(const struct emel__reader *reader, struct emel__split *split);

/* Reads the set to which the shard at `path` belongs. */
bool emel__split_read(struct emel_model_file *file, const char *path,
                      const struct emel__split *split, struct emel_failure *why);

/* --- safetensors: shards_index.c ------------------------------------------------------------ */

/* Reads the files that the index at `path` names, and holds them to it. */
bool emel__shards_index_read(struct emel_model_file *file, const char *path,
                             struct emel_failure *why);

#endif
