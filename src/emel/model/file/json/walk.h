/* JSON in a file, read in pieces and split into tokens. */
#ifndef EMEL_MODEL_FILE_JSON_WALK_H
#define EMEL_MODEL_FILE_JSON_WALK_H

#include "emel/model/file/json/json.h"
#include "emel/model/file/reader.h"

typedef bool emel__json_take(void *context, const struct emel__json_token *token);

/* Pushes `bytes` bytes of the file from `offset` on through the grammar.  Offsets of tokens count
 * from there.  False: *why says why, or `take` returned false. */
bool emel__json_walk(struct emel__reader *reader, uint64_t offset, uint64_t bytes,
                     emel__json_take *take, void *context);

/* Longer than any known key. */
#define EMEL__KEYWORD_BYTES 16

/* A key that is compared with a few known ones. */
struct emel__keyword {
    char text[EMEL__KEYWORD_BYTES];
    size_t bytes; /* of the key, even if they did not fit */
};

void emel__keyword_add(struct emel__keyword *word, const struct emel__json_token *part);
bool emel__keyword_is(const struct emel__keyword *word, const char *text);

#endif
