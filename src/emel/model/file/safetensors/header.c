#include "emel/model/file/safetensors/header.h"

#include <string.h>

#include "emel/model/file/safetensors/extents.h"
#include "emel/model/file/safetensors/fields.h"
#include "emel/model/file/tables.h"

#define METADATA_KEY "__metadata__"
#define PAIRS_MAX 16384 /* of __metadata__ */

static uint64_t offset_of(const struct emel__safetensors *header,
                          const struct emel__json_token *token)
{
    return header->json + token->offset;
}

static bool fail(const struct emel__safetensors *header, enum emel_model_file_error error,
                 const struct emel__json_token *token, const char *subject)
{
    return emel__reader_fail(header->reader, error, offset_of(header, token), subject);
}

static bool fail_limit(const struct emel__safetensors *header, const struct emel__json_token *token,
                       uint64_t limit)
{
    return emel__reader_fail_numbers(header->reader, EMEL_MODEL_FILE_LIMIT,
                                     offset_of(header, token), NULL, limit + 1, limit);
}

/* The string that ends with this token, as a name: without a zero byte, kept by the catalog.
 * NULL: *why says why. */
static const char *end_name(struct emel__safetensors *header, const struct emel__json_token *token,
                            struct emel__arena *arena, enum emel_model_file_error error)
{
    const char *begin;
    size_t bytes;

    if (!emel__json_text_end(&header->text, header->reader, token, &begin, &bytes))
        return NULL;
    /* A zero byte can only have been escaped, and then the string came in parts. */
    if (begin != token->text && memchr(begin, '\0', bytes)) {
        emel__reader_fail_over(header->reader, error, offset_of(header, token), begin, bytes);
        return NULL;
    }
    return emel__tables_copy_text(header->reader, arena, begin, bytes);
}

/* --- metadata ------------------------------------------------------------------------------- */

static bool take_before_metadata(struct emel__safetensors *header,
                                 const struct emel__json_token *token)
{
    if (token->kind == EMEL__JSON_NULL) {
        header->state = EMEL__SAFETENSORS_TOP;
        return true;
    }
    header->state = EMEL__SAFETENSORS_METADATA;
    return token->kind == EMEL__JSON_OBJECT ||
           fail(header, EMEL_MODEL_FILE_METADATA, token, METADATA_KEY);
}

static bool take_metadata(struct emel__safetensors *header, const struct emel__json_token *token)
{
    switch (token->kind) {
    case EMEL__JSON_KEY_PART: return emel__json_text_add(&header->text, header->reader, token);
    case EMEL__JSON_KEY:
        if (header->pairs++ == PAIRS_MAX)
            return fail_limit(header, token, PAIRS_MAX);
        header->entry = (struct emel__entry){
            .key = end_name(header, token, header->reader->metadata->arena, EMEL_MODEL_FILE_KEY),
            .type = EMEL_METADATA_STRING,
            .element_type = EMEL_METADATA_STRING,
            .file_index = (uint16_t)header->reader->file_index,
            .file_offset = offset_of(header, token), /* of the key, for now */
        };
        header->state = EMEL__SAFETENSORS_VALUE;
        return header->entry.key != NULL;
    default: header->state = EMEL__SAFETENSORS_TOP; return true;
    }
}

static bool end_value(struct emel__safetensors *header, const struct emel__json_token *token)
{
    struct emel__metadata *metadata = header->reader->metadata;
    struct emel__entry *entry = &header->entry;
    const uint64_t value = offset_of(header, token) + 1;
    const char *begin;
    size_t bytes;

    if (!emel__json_text_end(&header->text, header->reader, token, &begin, &bytes) ||
        !emel__tables_grow_entries(header->reader))
        return false;
    entry->key_before = (uint32_t)(value - entry->file_offset);
    entry->file_offset = value;
    entry->byte_size = bytes;
    entry->text = emel__tables_copy_text(header->reader, metadata->arena, begin, bytes);
    if (!entry->text)
        return false;
    metadata->entries[metadata->count++] = *entry;
    header->state = EMEL__SAFETENSORS_METADATA;
    return true;
}

static bool take_value(struct emel__safetensors *header, const struct emel__json_token *token)
{
    switch (token->kind) {
    case EMEL__JSON_STRING_PART: return emel__json_text_add(&header->text, header->reader, token);
    case EMEL__JSON_STRING: return end_value(header, token);
    default: return fail(header, EMEL_MODEL_FILE_METADATA, token, header->entry.key);
    }
}

/* --- the header ------------------------------------------------------------------------------ */

static bool take_start(struct emel__safetensors *header, const struct emel__json_token *token)
{
    header->state = EMEL__SAFETENSORS_TOP;
    return token->kind == EMEL__JSON_OBJECT || fail(header, EMEL_MODEL_FILE_JSON, token, NULL);
}

static bool begin_metadata(struct emel__safetensors *header, const struct emel__json_token *token)
{
    header->state = EMEL__SAFETENSORS_BEFORE_METADATA;
    if (header->had_metadata)
        return fail(header, EMEL_MODEL_FILE_DUPLICATE_KEY, token, METADATA_KEY);
    header->had_metadata = true;
    return true;
}

static bool begin_tensor(struct emel__safetensors *header, const struct emel__json_token *token,
                         const char *name)
{
    struct emel_model_file *file = header->reader->file;

    if (!emel__tables_grow_tensors(header->reader, token->offset, header->data - header->json))
        return false;
    header->tensor = &file->tensors[file->tensor_count];
    header->tensor_offsets = &file->header_offsets[file->tensor_count];
    *header->tensor = (struct emel_tensor_record){
        .name = name,
        .file_index = header->reader->file_index,
    };
    header->tensor_offsets->name = offset_of(header, token);
    header->state = EMEL__SAFETENSORS_BEFORE_TENSOR;
    return true;
}

static bool take_name(struct emel__safetensors *header, const struct emel__json_token *token)
{
    struct emel_model_file *file = header->reader->file;
    const char *name = end_name(header, token, &file->arena, EMEL_MODEL_FILE_NAME);

    if (!name)
        return false;
    if (name[0] == METADATA_KEY[0] && strcmp(name, METADATA_KEY) == 0)
        return begin_metadata(header, token);
    if (file->tensor_count == EMEL_MODEL_FILE_TENSORS_MAX)
        return fail_limit(header, token, EMEL_MODEL_FILE_TENSORS_MAX);
    return begin_tensor(header, token, name);
}

static bool take_top(struct emel__safetensors *header, const struct emel__json_token *token)
{
    switch (token->kind) {
    case EMEL__JSON_KEY_PART: return emel__json_text_add(&header->text, header->reader, token);
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
        [EMEL__SAFETENSORS_BEFORE_TENSOR] = emel__fields_take_before_tensor,
        [EMEL__SAFETENSORS_TENSOR] = emel__fields_take_tensor,
        [EMEL__SAFETENSORS_DTYPE] = emel__fields_take_dtype,
        [EMEL__SAFETENSORS_BEFORE_SHAPE] = emel__extents_take_before,
        [EMEL__SAFETENSORS_SHAPE] = emel__extents_take,
        [EMEL__SAFETENSORS_BEFORE_OFFSETS] = emel__fields_take_before_offsets,
        [EMEL__SAFETENSORS_OFFSETS] = emel__fields_take_offsets,
        [EMEL__SAFETENSORS_UNKNOWN] = emel__fields_take_unknown,
        [EMEL__SAFETENSORS_BEFORE_METADATA] = take_before_metadata,
        [EMEL__SAFETENSORS_METADATA] = take_metadata,
        [EMEL__SAFETENSORS_VALUE] = take_value,
    };
    struct emel__safetensors *header = context;

    return takers[header->state](header, token);
}

void emel__safetensors_free(struct emel__safetensors *header)
{
    emel__json_text_free(&header->text, header->reader->file);
    emel__json_keys_free(&header->keys, header->reader->file);
}
