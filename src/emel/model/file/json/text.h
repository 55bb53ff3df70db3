/* Strings of JSON that come in parts, put together. */
#ifndef EMEL_MODEL_FILE_JSON_TEXT_H
#define EMEL_MODEL_FILE_JSON_TEXT_H

#include "emel/model/file/json/json.h"
#include "emel/model/file/reader.h"

/* Zeroed: empty. */
struct emel__json_text {
    char *memory;
    size_t bytes, capacity;
};

/* Adds a part.  False: *why says OUT_OF_MEMORY. */
bool emel__json_text_add(struct emel__json_text *text, const struct emel__reader *reader,
                         const struct emel__json_token *part);

/* The whole string that ends with this token, in *begin and *bytes, valid until the next token.
 * The text is empty afterwards. */
bool emel__json_text_end(struct emel__json_text *text, const struct emel__reader *reader,
                         const struct emel__json_token *token, const char **begin, size_t *bytes);

void emel__json_text_free(struct emel__json_text *text, const struct emel_model_file *file);

#endif
