/* A safetensors model in several files, listed in an index:
 *
 *     {"metadata": ..., "weight_map": {"output.weight": "model-00002-of-00002.safetensors"}}
 */
#ifndef EMEL_MODEL_FILE_SAFETENSORS_INDEX_H
#define EMEL_MODEL_FILE_SAFETENSORS_INDEX_H

#include "emel/model/file/catalog.h"

/* Reads the files that the index at `path` names, and checks their tensors against it. */
bool emel__index_read(struct emel_model_file *file, const char *path, struct emel_failure *why);

#endif
