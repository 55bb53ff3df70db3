/* Opens what a path names: a file, a set of files, or a folder. */
#ifndef EMEL_MODEL_FILE_OPEN_H
#define EMEL_MODEL_FILE_OPEN_H

#include "emel/model/file/catalog.h"

/* Reads it into an empty catalog. */
bool emel__open_path(struct emel_model_file *file, const char *path, struct emel_failure *why);

#endif
