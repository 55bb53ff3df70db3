/* Reads a model of several files into one catalog.
 *
 * First all files are opened and their tensors counted, so that memory is reserved once; then
 * they are read, one after the other.  Metadata is that of the first file; the metadata of the
 * others is checked and dropped. */
#ifndef EMEL_MODEL_FILE_SHARDS_H
#define EMEL_MODEL_FILE_SHARDS_H

#include "emel/model/file/kind.h"
#include "emel/model/file/reader.h"

struct emel__shards {
    struct emel_model_file *file; /* empty but for the paths */
    const char *const *paths;     /* kept by the catalog */
    uint32_t count;               /* of them, at least 1 */
    enum emel__kind kind;
    /* Called for each file that has been read, with its own metadata; NULL: no check. */
    bool (*check)(void *context, struct emel__reader *reader);
    void *context;
    struct emel_failure *why;
};

/* Reads them in order.  Names are not checked yet. */
bool emel__shards_read(const struct emel__shards *shards);

/* Whether a set may have this many files, with so many bytes of paths. */
bool emel__shards_allow(uint64_t count, uint64_t path_bytes);

#endif
