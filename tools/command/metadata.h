/* Metadata of a model file: keys, types and values. */
#ifndef COMMAND_METADATA_H
#define COMMAND_METADATA_H

#include "emel/emel.h"
#include "json.h"

/* Columns on standard output; long values are cut. */
bool metadata_print(const struct emel_model_file *file, struct emel_failure *why);
/* The whole value of one key on standard output: a string as it is, of an array one element
 * on each line. */
bool metadata_print_key(const struct emel_model_file *file, const char *key,
                        struct emel_failure *why);
/* The array "metadata" of the file's object: one key, or all (NULL). */
bool metadata_json(struct json *json, const struct emel_model_file *file, const char *key,
                   struct emel_failure *why);

/* The entry of a key, or *why says KEY_MISSING. */
bool metadata_find(const struct emel_model_file *file, const char *key, struct emel_metadata *entry,
                   struct emel_failure *why);

#endif
