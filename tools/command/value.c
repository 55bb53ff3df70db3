#include "value.h"

#include <string.h>

#include "format.h"

const char *value_type_name(uint32_t type)
{
    static const char *const names[] = {
        [EMEL_METADATA_UINT8] = "uint8",     [EMEL_METADATA_INT8] = "int8",
        [EMEL_METADATA_UINT16] = "uint16",   [EMEL_METADATA_INT16] = "int16",
        [EMEL_METADATA_UINT32] = "uint32",   [EMEL_METADATA_INT32] = "int32",
        [EMEL_METADATA_FLOAT32] = "float32", [EMEL_METADATA_BOOL] = "bool",
        [EMEL_METADATA_STRING] = "string",   [EMEL_METADATA_ARRAY] = "array",
        [EMEL_METADATA_UINT64] = "uint64",   [EMEL_METADATA_INT64] = "int64",
        [EMEL_METADATA_FLOAT64] = "float64",
    };

    return type < sizeof names / sizeof *names ? names[type] : "unknown";
}

void value_begin(struct value_reader *reader, const struct emel_model_file *file,
                 const struct emel_metadata *entry, char *text, size_t room)
{
    *reader = (struct value_reader){
        .file = file,
        .entry = *entry,
        .text = text,
        .room = room,
        .left = entry->count,
    };
}

static bool read_bytes(struct value_reader *reader, void *to, size_t bytes,
                       struct emel_failure *why)
{
    if (!emel_model_file_metadata_read(reader->file, &reader->entry, reader->offset, to, bytes,
                                       why))
        return false;
    reader->offset += bytes;
    return true;
}

static uint64_t decode(const unsigned char *bytes, size_t count)
{
    uint64_t word = 0;

    for (size_t i = count; i > 0; i--)
        word = word << 8 | bytes[i - 1];
    return word;
}

static double decode_float32(uint64_t word)
{
    const uint32_t bits = (uint32_t)word;
    float number;

    memcpy(&number, &bits, sizeof number);
    return (double)number;
}

static double decode_float64(uint64_t word)
{
    double number;

    memcpy(&number, &word, sizeof number);
    return number;
}

/* An element of an array of scalars, which all take the same bytes. */
static bool read_word(struct value_reader *reader, struct value *value, struct emel_failure *why)
{
    const size_t bytes = (size_t)(reader->entry.byte_size / reader->entry.count);
    unsigned char raw[8];
    uint64_t word;

    if (!read_bytes(reader, raw, bytes, why))
        return false;
    word = decode(raw, bytes);
    switch (value->type) {
    case EMEL_METADATA_INT8: value->is.i = (int8_t)word; break;
    case EMEL_METADATA_INT16: value->is.i = (int16_t)word; break;
    case EMEL_METADATA_INT32: value->is.i = (int32_t)word; break;
    case EMEL_METADATA_FLOAT32: value->is.f = decode_float32(word); break;
    case EMEL_METADATA_FLOAT64: value->is.f = decode_float64(word); break;
    default: value->is.u = word;
    }
    return true;
}

/* As many of its bytes as there is room for. */
static bool read_string(struct value_reader *reader, uint64_t length, struct value *value,
                        struct emel_failure *why)
{
    const uint64_t end = reader->offset + length;

    value->text = reader->text;
    value->cut = length > reader->room;
    value->bytes = value->cut ? reader->room : (size_t)length;
    if (!read_bytes(reader, reader->text, value->bytes, why))
        return false;
    if (value->cut)
        value->bytes = text_whole_characters(value->text, value->bytes);
    reader->offset = end;
    return true;
}

static bool read_string_element(struct value_reader *reader, struct value *value,
                                struct emel_failure *why)
{
    unsigned char length[8];

    return read_bytes(reader, length, sizeof length, why) &&
           read_string(reader, decode(length, sizeof length), value, why);
}

static bool read_scalar(struct value_reader *reader, struct value *value, struct emel_failure *why)
{
    if (value->type == EMEL_METADATA_STRING)
        return read_string(reader, reader->entry.byte_size, value, why);
    memcpy(&value->is, &reader->entry.value, sizeof value->is);
    return true;
}

static bool read_element(struct value_reader *reader, struct value *value, struct emel_failure *why)
{
    if (value->type == EMEL_METADATA_STRING)
        return read_string_element(reader, value, why);
    return read_word(reader, value, why);
}

bool value_next(struct value_reader *reader, struct value *value, bool *failed,
                struct emel_failure *why)
{
    const bool array = reader->entry.type == EMEL_METADATA_ARRAY;

    *failed = false;
    *value = (struct value){ .type = reader->entry.element_type };
    if (reader->left == 0 || value->type == EMEL_METADATA_ARRAY)
        return false;
    reader->left--;
    *failed = !(array ? read_element(reader, value, why) : read_scalar(reader, value, why));
    return !*failed;
}
