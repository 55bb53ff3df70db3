#include "emel/model/file/json/walk.h"

#include <string.h>

static bool fail(const struct emel__reader *reader, const struct emel__json *json, uint64_t offset)
{
    if (json->error == EMEL__JSON_STOPPED) /* by `take`, which has said why */
        return false;
    return emel__reader_fail(
        reader, json->error == EMEL__JSON_NOT_UTF8 ? EMEL_MODEL_FILE_UTF8 : EMEL_MODEL_FILE_JSON,
        offset + json->error_offset, NULL);
}

bool emel__json_walk(struct emel__reader *reader, uint64_t offset, uint64_t bytes,
                     emel__json_take *take, void *context)
{
    struct emel__json json;
    uint64_t at = offset;

    emel__json_begin(&json, take, context);
    while (bytes > 0) {
        size_t next = bytes < EMEL__READ_BUFFER_BYTES ? (size_t)bytes : EMEL__READ_BUFFER_BYTES;
        const unsigned char *text = emel__reader_at(reader, at, next);

        if (!text)
            return false;
        if (!emel__json_push(&json, text, next))
            return fail(reader, &json, offset);
        at += next;
        bytes -= next;
    }
    return emel__json_finish(&json) || fail(reader, &json, offset);
}

void emel__keyword_add(struct emel__keyword *keyword, const struct emel__json_token *part)
{
    if (keyword->bytes < sizeof keyword->text &&
        part->bytes <= sizeof keyword->text - keyword->bytes)
        memcpy(keyword->text + keyword->bytes, part->text, part->bytes);
    keyword->bytes += part->bytes;
}

bool emel__keyword_is(const struct emel__keyword *keyword, const char *text)
{
    return keyword->bytes == strlen(text) && keyword->bytes <= sizeof keyword->text &&
           memcmp(keyword->text, text, keyword->bytes) == 0;
}
