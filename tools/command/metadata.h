/* Metadata of a model file: keys, types and values, of arrays the first elements. */
#ifndef COMMAND_METADATA_H
#define COMMAND_METADATA_H

#include "emel/emel.h"
#include "json.h"

/* Columns on standard output. */
bool metadata_print(const struct emel_model_file *file, struct emel_failure *why);
/* The array "metadata" of the file's object. */
bool metadata_json(struct json *json, const struct emel_model_file *file, struct emel_failure *why);

#endif
