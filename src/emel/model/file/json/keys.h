/* The keys of objects that are skipped, so that none of them is there twice. */
#ifndef EMEL_MODEL_FILE_JSON_KEYS_H
#define EMEL_MODEL_FILE_JSON_KEYS_H

#include "emel/model/file/json/json.h"
#include "emel/model/file/reader.h"

#define EMEL__JSON_KEYS_MAX 256 /* of all objects that are open at once */

struct emel__json_key {
    uint32_t hash;
    size_t begin, bytes; /* in the text */
    uint64_t file_offset;
};

/* Zeroed: no object is open, and no memory is held. */
struct emel__json_keys {
    struct emel__json_key *keys; /* EMEL__JSON_KEYS_MAX */
    char *text;                  /* of all keys, one after the other */
    size_t text_bytes, text_capacity;
    unsigned count;
    unsigned depth, first[EMEL__JSON_DEPTH + 1]; /* the first key of each open object */
};

/* An object begins or ends.  Keys of an object that has ended are dropped. */
void emel__json_keys_open(struct emel__json_keys *keys);
void emel__json_keys_close(struct emel__json_keys *keys);

/* Adds a key of the innermost object.  False: *why says DUPLICATE_KEY over `subject`, with both
 * offsets, LIMIT or OUT_OF_MEMORY. */
bool emel__json_keys_add(struct emel__json_keys *keys, const struct emel__reader *reader,
                         const char *key, size_t bytes, uint64_t file_offset, const char *subject);

void emel__json_keys_free(struct emel__json_keys *keys, const struct emel_model_file *file);

#endif
