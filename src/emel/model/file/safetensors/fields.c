#include "emel/model/file/safetensors/fields.h"

#include <string.h>

#include "emel/model/dtype.h"
#include "emel/model/file/safetensors/dtype.h"
#include "emel/model/file/tables.h"

enum { SEEN_DTYPE = 1, SEEN_SHAPE = 2, SEEN_OFFSETS = 4, SEEN_ALL = 7 };

static bool fail_at(const struct emel__safetensors *header, enum emel_model_file_error error,
                    uint64_t file_offset, const char *text)
{
    return emel__reader_blame(header->reader, (struct emel__blame){
                                                  .error = error,
                                                  .text = text,
                                                  .file_offset = file_offset,
                                                  .subject = header->tensor->name,
                                                  .subject_bytes = strlen(header->tensor->name),
                                              });
}

static bool fail(const struct emel__safetensors *header, enum emel_model_file_error error,
                 const struct emel__json_token *token, const char *text)
{
    return fail_at(header, error, header->json + token->offset, text);
}

/* --- dtype ------------------------------------------------------------------------------------ */

/* The bits of all elements fit 64, as the reference reader requires; eight elements are whole
 * bytes, and as many bytes as one has bits. */
static uint64_t elements_max(uint32_t dtype)
{
    uint64_t bits = 1;

    (void)emel_dtype_bytes(dtype, 8, &bits);
    return UINT64_MAX / bits;
}

bool emel__fields_take_dtype(struct emel__safetensors *header, const struct emel__json_token *token)
{
    const char *name;
    size_t bytes;

    if (token->kind == EMEL__JSON_STRING_PART)
        return emel__json_text_add(&header->text, header->reader, token);
    if (token->kind != EMEL__JSON_STRING)
        return fail(header, EMEL_MODEL_FILE_FIELD, token, "the dtype is not a string");
    if (!emel__json_text_end(&header->text, header->reader, token, &name, &bytes))
        return false;
    header->state = EMEL__SAFETENSORS_TENSOR;
    header->tensor->dtype = header->dtype;
    if (bytes > 0 && bytes == header->dtype_bytes && memcmp(name, header->dtype_name, bytes) == 0)
        return true;
    if (!emel__dtype_of_safetensors(name, bytes, &header->tensor->dtype))
        return fail(header, EMEL_MODEL_FILE_TENSOR_TYPE, token, "safetensors has no such dtype");
    header->dtype = header->tensor->dtype;
    header->dtype_name = emel_dtype_name(header->dtype);
    header->dtype_bytes = bytes;
    header->elements_max = elements_max(header->dtype);
    return true;
}

/* --- data_offsets ----------------------------------------------------------------------------- */

static const char two_numbers[] = "data_offsets is not an array of two whole numbers below 2^63";

bool emel__fields_take_before_offsets(struct emel__safetensors *header,
                                      const struct emel__json_token *token)
{
    header->state = EMEL__SAFETENSORS_OFFSETS;
    header->tensor_offsets->data = header->json + token->offset;
    header->offset_count = 0;
    return token->kind == EMEL__JSON_ARRAY ||
           fail(header, EMEL_MODEL_FILE_FIELD, token, two_numbers);
}

bool emel__fields_take_offsets(struct emel__safetensors *header,
                               const struct emel__json_token *token)
{
    if (token->kind == EMEL__JSON_ARRAY_END && header->offset_count == 2) {
        header->state = EMEL__SAFETENSORS_TENSOR;
        return true;
    }
    if (token->kind != EMEL__JSON_NUMBER || !token->natural || token->number > INT64_MAX ||
        header->offset_count == 2)
        return fail(header, EMEL_MODEL_FILE_FIELD, token, two_numbers);
    header->offsets[header->offset_count++] = token->number;
    return true;
}

/* --- unknown fields --------------------------------------------------------------------------- */

static bool add_key(struct emel__safetensors *header, const struct emel__json_token *token,
                    const char *key, size_t bytes)
{
    return emel__json_keys_add(&header->keys, header->reader, key, bytes,
                               header->json + token->offset, header->tensor->name);
}

static bool end_key(struct emel__safetensors *header, const struct emel__json_token *token)
{
    const char *key;
    size_t bytes;

    return emel__json_text_end(&header->text, header->reader, token, &key, &bytes) &&
           add_key(header, token, key, bytes);
}

bool emel__fields_take_unknown(struct emel__safetensors *header,
                               const struct emel__json_token *token)
{
    switch (token->kind) {
    case EMEL__JSON_OBJECT:
        emel__json_keys_open(&header->keys);
        header->depth++;
        return true;
    case EMEL__JSON_ARRAY: header->depth++; return true;
    case EMEL__JSON_OBJECT_END:
        emel__json_keys_close(&header->keys);
        header->depth--;
        break;
    case EMEL__JSON_ARRAY_END: header->depth--; break;
    case EMEL__JSON_KEY_PART: return emel__json_text_add(&header->text, header->reader, token);
    case EMEL__JSON_KEY: return end_key(header, token);
    case EMEL__JSON_STRING_PART: return true;
    default: break;
    }
    if (header->depth == 0)
        header->state = EMEL__SAFETENSORS_TENSOR;
    return true;
}

/* --- the tensor ------------------------------------------------------------------------------- */

static bool is(const char *key, size_t bytes, const char *name)
{
    return bytes == strlen(name) && memcmp(key, name, bytes) == 0;
}

/* A field that has a meaning, and may be there once. */
static bool begin_field(struct emel__safetensors *header, const struct emel__json_token *token,
                        unsigned seen, enum emel__safetensors_state state)
{
    if (header->seen & seen)
        return fail(header, EMEL_MODEL_FILE_DUPLICATE_KEY, token, NULL);
    header->seen |= seen;
    header->state = state;
    return true;
}

static bool take_field(struct emel__safetensors *header, const struct emel__json_token *token)
{
    const char *key;
    size_t bytes;

    if (!emel__json_text_end(&header->text, header->reader, token, &key, &bytes))
        return false;
    if (is(key, bytes, "dtype"))
        return begin_field(header, token, SEEN_DTYPE, EMEL__SAFETENSORS_DTYPE);
    if (is(key, bytes, "shape"))
        return begin_field(header, token, SEEN_SHAPE, EMEL__SAFETENSORS_BEFORE_SHAPE);
    if (is(key, bytes, "data_offsets"))
        return begin_field(header, token, SEEN_OFFSETS, EMEL__SAFETENSORS_BEFORE_OFFSETS);
    header->state = EMEL__SAFETENSORS_UNKNOWN;
    header->depth = 0;
    return add_key(header, token, key, bytes);
}

static bool check_bits(const struct emel__safetensors *header)
{
    return header->elements <= header->elements_max ||
           fail_at(header, EMEL_MODEL_FILE_OVERFLOW, header->tensor_offsets->name, NULL);
}

static bool fail_numbers(const struct emel__safetensors *header, enum emel_model_file_error error,
                         uint64_t value, uint64_t limit)
{
    return emel__reader_fail_numbers(header->reader, error, header->tensor_offsets->data,
                                     header->tensor->name, value, limit);
}

/* Type and shape need the bytes that are between the offsets. */
static bool check_size(struct emel__safetensors *header)
{
    const uint64_t begin = header->offsets[0], end = header->offsets[1];
    uint64_t *bytes = &header->tensor->byte_size;

    if (begin > end)
        return fail_at(header, EMEL_MODEL_FILE_FIELD, header->tensor_offsets->data,
                       "data_offsets ends before it begins");
    if (!emel_dtype_bytes(header->tensor->dtype, header->elements, bytes))
        return fail_at(header, EMEL_MODEL_FILE_SIZE, header->tensor_offsets->data,
                       "the tensor's elements are not whole bytes");
    if (*bytes != end - begin)
        return fail_numbers(header, EMEL_MODEL_FILE_SIZE, *bytes, end - begin);
    return *bytes <= EMEL_IO_SPAN_BYTES_MAX ||
           fail_numbers(header, EMEL_MODEL_FILE_LIMIT, *bytes, EMEL_IO_SPAN_BYTES_MAX);
}

static const char *missing_field(unsigned seen)
{
    if (!(seen & SEEN_DTYPE))
        return "the tensor has no dtype";
    return seen & SEEN_SHAPE ? "the tensor has no data_offsets" : "the tensor has no shape";
}

static bool end_tensor(struct emel__safetensors *header, const struct emel__json_token *token)
{
    emel__json_keys_close(&header->keys);
    if (header->seen != SEEN_ALL)
        return fail(header, EMEL_MODEL_FILE_FIELD, token, missing_field(header->seen));
    if (!check_bits(header) || !check_size(header))
        return false;
    header->tensor->file_offset = header->data + header->offsets[0];
    header->reader->file->tensor_count++;
    header->state = EMEL__SAFETENSORS_TOP;
    return true;
}

bool emel__fields_take_tensor(struct emel__safetensors *header,
                              const struct emel__json_token *token)
{
    switch (token->kind) {
    case EMEL__JSON_KEY_PART: return emel__json_text_add(&header->text, header->reader, token);
    case EMEL__JSON_KEY: return take_field(header, token);
    default: return end_tensor(header, token);
    }
}

bool emel__fields_take_before_tensor(struct emel__safetensors *header,
                                     const struct emel__json_token *token)
{
    header->state = EMEL__SAFETENSORS_TENSOR;
    header->seen = 0;
    if (token->kind != EMEL__JSON_OBJECT)
        return fail(header, EMEL_MODEL_FILE_FIELD, token, "the tensor is not an object");
    emel__json_keys_open(&header->keys);
    return true;
}
