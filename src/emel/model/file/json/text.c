#include "emel/model/file/json/text.h"

#include <string.h>

#define CAPACITY_MIN 256

static bool grow(struct emel__json_text *text, const struct emel__reader *reader, size_t bytes)
{
    size_t capacity = text->capacity ? 2 * text->capacity : CAPACITY_MIN;
    char *memory;

    while (capacity < bytes)
        capacity *= 2;
    memory = emel__reader_allocate_temporary(reader, capacity, 1);
    if (!memory)
        return false;
    if (text->bytes > 0)
        memcpy(memory, text->memory, text->bytes);
    emel__catalog_free_temporary(reader->file, text->memory, text->capacity, 1);
    text->memory = memory;
    text->capacity = capacity;
    return true;
}

bool emel__json_text_add(struct emel__json_text *text, const struct emel__reader *reader,
                         const struct emel__json_token *part)
{
    if (part->bytes > text->capacity - text->bytes &&
        !grow(text, reader, text->bytes + part->bytes))
        return false;
    if (part->bytes > 0)
        memcpy(text->memory + text->bytes, part->text, part->bytes);
    text->bytes += part->bytes;
    return true;
}

bool emel__json_text_end(struct emel__json_text *text, const struct emel__reader *reader,
                         const struct emel__json_token *token, const char **begin, size_t *bytes)
{
    *begin = token->text;
    *bytes = token->bytes;
    if (text->bytes == 0)
        return true;
    if (!emel__json_text_add(text, reader, token))
        return false;
    *begin = text->memory;
    *bytes = text->bytes;
    text->bytes = 0;
    return true;
}

void emel__json_text_free(struct emel__json_text *text, const struct emel_model_file *file)
{
    emel__catalog_free_temporary(file, text->memory, text->capacity, 1);
    *text = (struct emel__json_text){ .bytes = 0 };
}
