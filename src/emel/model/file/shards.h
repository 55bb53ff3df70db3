/* Reads a model of several files into one catalog.
 *
 * First all files are opened, then they are read, one after the other.  The shards of a GGUF
 * model say how many tensors they have, so that memory is reserved once.  Metadata is that of the
 * first file; the metadata of the others is checked and dropped. */
#ifndef EMEL_MODEL_FILE_SHARDS_H
#define EMEL_MODEL_FILE_SHARDS_H

#include "emel/model/file/kind.h"
#include "emel/model/file/reader.h"

struct emel__shards {
    struct emel_model_file *file; /* empty */
    uint32_t count;               /* of the files, 1 to EMEL_MODEL_FILE_SHARDS_MAX */
    const char *path;             /* blamed if there is no memory for the list of files */

    /* Fills in the source of a file; the catalog keeps its path.  False: *why says why. */
    bool (*source)(void *context, uint32_t number, struct emel_model_source *source,
                   struct emel_failure *why);
    /* Called for each file that has been read, with its own metadata; NULL: no check. */
    bool (*check)(void *context, struct emel__reader *reader);
    void *context;

    bool any_kind; /* `kind` is that of the first file; else all must be of this one: */
    enum emel__kind kind;
    struct emel_failure *why;
};

/* Reads them in order.  Names are not checked yet. */
bool emel__shards_read(struct emel__shards *shards);

#endif
