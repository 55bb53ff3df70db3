#include "emel/model/file/json/json.h"

bool emel__json_fail(struct emel__json *json, enum emel__json_error error, uint64_t offset)
{
    json->error = error;
    json->error_offset = offset;
    return false;
}

static bool give(struct emel__json *json, enum emel__json_kind kind, uint64_t offset,
                 const char *text, size_t bytes)
{
    json->token.kind = kind;
    json->token.offset = offset;
    json->token.text = text;
    json->token.bytes = bytes;
    return json->take(json->context, &json->token);
}

bool emel__json_token(struct emel__json *json, enum emel__json_kind kind, uint64_t offset)
{
    return give(json, kind, offset, NULL, 0);
}

bool emel__json_may_open(struct emel__json *json, uint64_t offset)
{
    return json->top < EMEL__JSON_DEPTH || emel__json_fail(json, EMEL__JSON_TOO_DEEP, offset);
}

/* --- strings ------------------------------------------------------------------------ */

static bool give_part(struct emel__json *json, const char *text, size_t bytes)
{
    return give(json, json->is_key ? EMEL__JSON_KEY_PART : EMEL__JSON_STRING_PART, json->begun,
                text, bytes);
}

bool emel__json_end_part(struct emel__json *json, const char *end)
{
    return json->run == end || give_part(json, json->run, (size_t)(end - json->run));
}

bool emel__json_end_string(struct emel__json *json, const char *end)
{
    return give(json, json->is_key ? EMEL__JSON_KEY : EMEL__JSON_STRING, json->begun, json->run,
                (size_t)(end - json->run));
}

bool emel__json_character(struct emel__json *json, uint32_t character)
{
    static const uint32_t leads[] = { 0, 0, 0xc0, 0xe0, 0xf0 };
    size_t bytes = character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
    char text[4];

    for (size_t i = bytes; i-- > 1; character >>= 6)
        text[i] = (char)(unsigned char)(0x80 | (character & 0x3f));
    text[0] = (char)(unsigned char)(leads[bytes] | character);
    return give_part(json, text, bytes);
}

void emel__json_hexadecimal(struct emel__json *json, unsigned char digit)
{
    uint32_t value = digit <= '9' ? digit - (uint32_t)'0' : (digit | 0x20) - (uint32_t)'a' + 10;

    json->unit = (json->unit << 4 | value) & 0xffff;
}

/* --- numbers -------------------------------------------------------------------------- */

void emel__json_digit(struct emel__json *json, unsigned char digit)
{
    const uint64_t value = digit - (uint64_t)'0';

    if (json->token.number > (UINT64_MAX - value) / 10)
        json->token.natural = false;
    else
        json->token.number = json->token.number * 10 + value;
}
