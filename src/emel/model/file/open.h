/* Opens what a path names, or the files that are listed. */
#ifndef EMEL_MODEL_FILE_OPEN_H
#define EMEL_MODEL_FILE_OPEN_H

#include "emel/model/file/catalog.h"

/* Reads a file, a set of files or a folder into an empty catalog.  `alone`: a shard is read
 * without the others of its set.  `why` is never NULL. */
bool emel__open_path(struct emel_model_file *file, const char *path, bool alone,
                     struct emel_failure *why);

/* The same for a list of files. */
bool emel__open_sources(struct emel_model_file *file, const struct emel_model_source *sources,
                        uint32_t count, bool alone, struct emel_failure *why);

#endif
