/* The second walk over a safetensors header: token by token, from place to place. */
#include <string.h>

#include "emel/model/file/safetensors/dtype.h"
#include "emel/model/file/safetensors/safetensors.h"

enum { SEEN_DTYPE = 1, SEEN_SHAPE = 2, SEEN_OFFSETS = 4, SEEN_ALL = 7 };

static uint64_t offset_of(const struct emel__json_token *token)
{
    return EMEL__SAFETENSORS_LENGTH_BYTES + token->offset;
}

static bool fail(const struct emel__safetensors *header, enum emel_model_file_error error,
                 const struct emel__json_token *token, const char *subject)
{
    return emel__reader_fail(header->reader, error, offset_of(token), subject);
}

static bool fail_tensor(const struct emel__safetensors *header, enum emel_model_file_error error,
                        const struct emel__json_token *token)
{
    return fail(header, error, token, header->tensor.name);
}

/* What the first walk has counted is not there any more, or more than that. */
static bool fail_changed(const struct emel__safetensors *header)
{
    return emel__reader_fail(header->reader, EMEL_MODEL_FILE_FILE_CHANGED, EMEL_FAILURE_NO_OFFSET,
                             NULL);
}

/* --- text, into the room that was measured ------------------------------------------------ */

static void begin_text(struct emel__safetensors *header)
{
    header->begun = header->text;
}

static bool add_text(struct emel__safetensors *header, const char *text, size_t bytes)
{
    if (bytes > header->text_capacity)
        return fail_changed(header);
    memcpy(header->text, text, bytes);
    header->text += bytes;
    header->text_capacity -= bytes;
    return true;
}

static size_t text_bytes(const struct emel__safetensors *header)
{
    return (size_t)(header->text - header->begun);
}

/* Ends a name or key that must be a string: one with no zero byte in it. */
static bool end_name(struct emel__safetensors *header, const struct emel__json_token *token,
                     enum emel_model_file_error error)
{
    size_t bytes = text_bytes(header);

    if (memchr(header->begun, '\0', bytes))
        return emel__reader_fail_over(header->reader, error, offset_of(token), header->begun,
                                      bytes);
    return add_text(header, "", 1);
}

/* --- metadata ------------------------------------------------------------------------------- */

static bool take_before_metadata(struct emel__safetensors *header,
                                 const struct emel__json_token *token)
{
    if (token->kind != EMEL__JSON_OBJECT)
        return fail(header, EMEL_MODEL_FILE_METADATA, token, EMEL__SAFETENSORS_METADATA_KEY);
    header->state = EMEL__SAFETENSORS_METADATA;
    begin_text(header);
    return true;
}

static bool take_metadata(struct emel__safetensors *header, const struct emel__json_token *token)
{
    switch (token->kind) {
    case EMEL__JSON_KEY_PART: return add_text(header, token->text, token->bytes);
    case EMEL__JSON_KEY:
        header->entry = (struct emel__entry){
            .key = header->begun,
            .type = EMEL_METADATA_STRING,
            .element_type = EMEL_METADATA_STRING,
            .file_index = (uint16_t)header->reader->file_index,
            .file_offset = offset_of(token), /* of the key, for now */
        };
        header->state = EMEL__SAFETENSORS_VALUE;
        if (!end_name(header, token, EMEL_MODEL_FILE_KEY))
            return false;
        begin_text(header);
        return true;
    default: header->state = EMEL__SAFETENSORS_TOP; return true;
    }
}

static bool end_value(struct emel__safetensors *header, const struct emel__json_token *token)
{
    struct emel__metadata *metadata = header->reader->metadata;
    struct emel__entry *entry = &header->entry;

    if (metadata->count == metadata->capacity)
        return fail_changed(header);
    entry->key_before = (uint32_t)(offset_of(token) + 1 - entry->file_offset);
    entry->file_offset = offset_of(token) + 1;
    entry->text = header->begun;
    entry->byte_size = text_bytes(header);
    metadata->entries[metadata->count++] = *entry;
    header->state = EMEL__SAFETENSORS_METADATA;
    if (!add_text(header, "", 1))
        return false;
    begin_text(header);
    return true;
}

static bool take_value(struct emel__safetensors *header, const struct emel__json_token *token)
{
    switch (token->kind) {
    case EMEL__JSON_STRING_PART: return add_text(header, token->text, token->bytes);
    case EMEL__JSON_STRING: return end_value(header, token);
    default: return fail(header, EMEL_MODEL_FILE_METADATA, token, header->entry.key);
    }
}

/* --- a tensor's fields ------------------------------------------------------------------------ */

static bool end_dtype(struct emel__safetensors *header, const struct emel__json_token *token)
{
    if (!emel__dtype_of_safetensors(header->keyword.text, header->keyword.bytes,
                                    &header->tensor.dtype))
        return fail_tensor(header, EMEL_MODEL_FILE_TENSOR_TYPE, token);
    header->state = EMEL__SAFETENSORS_TENSOR;
    header->keyword.bytes = 0;
    return true;
}

static bool take_dtype(struct emel__safetensors *header, const struct emel__json_token *token)
{
    switch (token->kind) {
    case EMEL__JSON_STRING_PART: emel__keyword_add(&header->keyword, token); return true;
    case EMEL__JSON_STRING: return end_dtype(header, token);
    default: return fail_tensor(header, EMEL_MODEL_FILE_FIELD, token);
    }
}

static bool take_before_shape(struct emel__safetensors *header,
                              const struct emel__json_token *token)
{
    header->state = EMEL__SAFETENSORS_SHAPE;
    header->tensor.shape = header->extents;
    header->elements = header->product = 1;
    return token->kind == EMEL__JSON_ARRAY || fail_tensor(header, EMEL_MODEL_FILE_FIELD, token);
}

static bool take_shape(struct emel__safetensors *header, const struct emel__json_token *token)
{
    if (token->kind == EMEL__JSON_ARRAY_END) {
        header->state = EMEL__SAFETENSORS_TENSOR;
        return true;
    }
    if (token->kind != EMEL__JSON_NUMBER || !token->natural)
        return fail_tensor(header, EMEL_MODEL_FILE_FIELD, token);
    if (!emel__reader_multiply(&header->product, token->number))
        return fail_tensor(header, EMEL_MODEL_FILE_OVERFLOW, token);
    if (header->extents_capacity == 0)
        return fail_changed(header);
    header->elements *= token->number;
    *header->extents++ = token->number;
    header->extents_capacity--;
    header->tensor.rank++;
    return true;
}

static bool take_before_offsets(struct emel__safetensors *header,
                                const struct emel__json_token *token)
{
    header->state = EMEL__SAFETENSORS_OFFSETS;
    header->tensor_offsets.data = offset_of(token);
    header->offset_count = 0;
    return token->kind == EMEL__JSON_ARRAY || fail_tensor(header, EMEL_MODEL_FILE_FIELD, token);
}

static bool take_offsets(struct emel__safetensors *header, const struct emel__json_token *token)
{
    if (token->kind == EMEL__JSON_ARRAY_END && header->offset_count == 2) {
        header->state = EMEL__SAFETENSORS_TENSOR;
        return true;
    }
    if (token->kind != EMEL__JSON_NUMBER || !token->natural || token->number > INT64_MAX ||
        header->offset_count == 2)
        return fail_tensor(header, EMEL_MODEL_FILE_FIELD, token);
    header->offsets[header->offset_count++] = token->number;
    return true;
}

/* --- a tensor --------------------------------------------------------------------------------- */

static bool take_field(struct emel__safetensors *header, const struct emel__json_token *token)
{
    static const struct {
        const char *name;
        unsigned seen;
        enum emel__safetensors_state state;
    } fields[] = {
        { "dtype", SEEN_DTYPE, EMEL__SAFETENSORS_DTYPE },
        { "shape", SEEN_SHAPE, EMEL__SAFETENSORS_BEFORE_SHAPE },
        { "data_offsets", SEEN_OFFSETS, EMEL__SAFETENSORS_BEFORE_OFFSETS },
    };

    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        if (!emel__keyword_is(&header->keyword, fields[i].name))
            continue;
        if (header->seen & fields[i].seen)
            return fail_tensor(header, EMEL_MODEL_FILE_DUPLICATE_KEY, token);
        header->seen |= fields[i].seen;
        header->state = fields[i].state;
        header->keyword.bytes = 0;
        return true;
    }
    return fail_tensor(header, EMEL_MODEL_FILE_FIELD, token);
}

static bool fail_offsets(const struct emel__safetensors *header, enum emel_model_file_error error)
{
    return emel__reader_fail(header->reader, error, header->tensor_offsets.data,
                             header->tensor.name);
}

/* The bits of all elements fit 64, as the reference reader has it; eight of them tell how
 * many one has. */
static bool check_bits(const struct emel__safetensors *header)
{
    uint64_t bits;

    return (emel_dtype_bytes(header->tensor.dtype, 8, &bits) &&
            header->elements <= UINT64_MAX / bits) ||
           emel__reader_fail(header->reader, EMEL_MODEL_FILE_OVERFLOW, header->tensor_offsets.name,
                             header->tensor.name);
}

static bool check_offsets(const struct emel__safetensors *header)
{
    uint64_t room = header->reader->buffer.file_size - header->data;

    if (header->offsets[0] > header->offsets[1])
        return fail_offsets(header, EMEL_MODEL_FILE_FIELD);
    if (header->offsets[1] > room)
        return fail_offsets(header, EMEL_MODEL_FILE_RANGE);
    return true;
}

/* The bytes that type and shape ask for are those between the offsets. */
static bool check_size(struct emel__safetensors *header)
{
    uint64_t *bytes = &header->tensor.byte_size;

    if (!emel_dtype_bytes(header->tensor.dtype, header->elements, bytes) ||
        *bytes != header->offsets[1] - header->offsets[0])
        return fail_offsets(header, EMEL_MODEL_FILE_SIZE);
    return *bytes <= EMEL_IO_SPAN_BYTES_MAX || fail_offsets(header, EMEL_MODEL_FILE_LIMIT);
}

static bool end_tensor(struct emel__safetensors *header, const struct emel__json_token *token)
{
    struct emel_model_file *file = header->reader->file;

    if (header->seen != SEEN_ALL)
        return fail_tensor(header, EMEL_MODEL_FILE_FIELD, token);
    if (!check_bits(header) || !check_offsets(header) || !check_size(header))
        return false;
    if (file->tensor_count == file->tensor_capacity)
        return fail_changed(header);
    header->tensor.file_offset = header->data + header->offsets[0];
    file->tensors[file->tensor_count] = header->tensor;
    file->header_offsets[file->tensor_count] = header->tensor_offsets;
    file->tensor_count++;
    header->state = EMEL__SAFETENSORS_TOP;
    begin_text(header);
    return true;
}

static bool take_tensor(struct emel__safetensors *header, const struct emel__json_token *token)
{
    switch (token->kind) {
    case EMEL__JSON_KEY_PART: emel__keyword_add(&header->keyword, token); return true;
    case EMEL__JSON_KEY: return take_field(header, token);
    default: return end_tensor(header, token);
    }
}

static bool take_before_tensor(struct emel__safetensors *header,
                               const struct emel__json_token *token)
{
    header->state = EMEL__SAFETENSORS_TENSOR;
    header->seen = 0;
    header->keyword.bytes = 0;
    return token->kind == EMEL__JSON_OBJECT || fail_tensor(header, EMEL_MODEL_FILE_FIELD, token);
}

/* --- the header --------------------------------------------------------------------------------- */

static bool take_start(struct emel__safetensors *header, const struct emel__json_token *token)
{
    (void)token; /* the brace was looked at before */
    header->state = EMEL__SAFETENSORS_TOP;
    begin_text(header);
    return true;
}

static bool take_name(struct emel__safetensors *header, const struct emel__json_token *token)
{
    if (!end_name(header, token, EMEL_MODEL_FILE_NAME))
        return false;
    if (strcmp(header->begun, EMEL__SAFETENSORS_METADATA_KEY) == 0) {
        header->state = EMEL__SAFETENSORS_BEFORE_METADATA;
        if (header->had_metadata)
            return fail(header, EMEL_MODEL_FILE_DUPLICATE_KEY, token, header->begun);
        header->had_metadata = true;
        return true;
    }
    header->tensor = (struct emel_tensor_record){
        .name = header->begun,
        .file_index = header->reader->file_index,
    };
    header->tensor_offsets.name = offset_of(token);
    header->state = EMEL__SAFETENSORS_BEFORE_TENSOR;
    return true;
}

static bool take_top(struct emel__safetensors *header, const struct emel__json_token *token)
{
    switch (token->kind) {
    case EMEL__JSON_KEY_PART: return add_text(header, token->text, token->bytes);
    case EMEL__JSON_KEY: return take_name(header, token);
    default: return true; /* the end */
    }
}

bool emel__safetensors_take(void *context, const struct emel__json_token *token)
{
    static bool (*const takers[EMEL__SAFETENSORS_STATES])(struct emel__safetensors *,
                                                          const struct emel__json_token *) = {
        [EMEL__SAFETENSORS_START] = take_start,
        [EMEL__SAFETENSORS_TOP] = take_top,
        [EMEL__SAFETENSORS_BEFORE_TENSOR] = take_before_tensor,
        [EMEL__SAFETENSORS_TENSOR] = take_tensor,
        [EMEL__SAFETENSORS_DTYPE] = take_dtype,
        [EMEL__SAFETENSORS_BEFORE_SHAPE] = take_before_shape,
        [EMEL__SAFETENSORS_SHAPE] = take_shape,
        [EMEL__SAFETENSORS_BEFORE_OFFSETS] = take_before_offsets,
        [EMEL__SAFETENSORS_OFFSETS] = take_offsets,
        [EMEL__SAFETENSORS_BEFORE_METADATA] = take_before_metadata,
        [EMEL__SAFETENSORS_METADATA] = take_metadata,
        [EMEL__SAFETENSORS_VALUE] = take_value,
    };
    struct emel__safetensors *header = context;

    return takers[header->state](header, token);
}
