#include "emel/model/file/safetensors/safetensors.h"

#include <string.h>

#include "emel/model/file/name_index.h"

#define HEADER_BYTES_MAX 100000000
#define HEADER_BYTES_MIN 2 /* {} */

/* Keys of a header take little room, as entries they would take much: this many fit the
 * memory that is granted to any file. */
#define PAIRS_MAX 16384

/* No tensor takes fewer bytes of the header. */
#define TENSOR_BYTES_MIN (sizeof "\"\":{\"dtype\":\"F4\",\"shape\":[],\"data_offsets\":[0,0]}" - 1)

bool emel__safetensors_looks_like(const unsigned char *length, unsigned char first)
{
    static const unsigned char zeros[4];

    return first == '{' || memcmp(length + 4, zeros, sizeof zeros) == 0;
}

/* --- the JSON ------------------------------------------------------------------------- */

static bool header_bytes(struct emel__reader *reader, uint64_t *bytes)
{
    const unsigned char *length = emel__reader_at(reader, 0, EMEL__SAFETENSORS_LENGTH_BYTES);
    uint64_t rest = reader->buffer.file_size - EMEL__SAFETENSORS_LENGTH_BYTES;

    if (!length)
        return false;
    *bytes = 0;
    for (int i = EMEL__SAFETENSORS_LENGTH_BYTES; i-- > 0;)
        *bytes = *bytes << 8 | length[i];
    if (*bytes < HEADER_BYTES_MIN || *bytes > HEADER_BYTES_MAX || *bytes > rest)
        return emel__reader_fail(reader, EMEL_MODEL_FILE_HEADER_LENGTH, 0, NULL);
    return true;
}

/* The text says MUST, so blanks in front are an error here, as they are none in JSON. */
static bool begins_with_brace(struct emel__reader *reader)
{
    const unsigned char *first = emel__reader_at(reader, EMEL__SAFETENSORS_LENGTH_BYTES, 1);

    if (!first)
        return false;
    return *first == '{' ||
           emel__reader_fail(reader, EMEL_MODEL_FILE_JSON, EMEL__SAFETENSORS_LENGTH_BYTES, NULL);
}

/* Pushes all of the header through the grammar. */
static bool walk(struct emel__reader *reader, emel__json_take *take, void *context)
{
    uint64_t bytes;

    return header_bytes(reader, &bytes) && begins_with_brace(reader) &&
           emel__json_walk(reader, EMEL__SAFETENSORS_LENGTH_BYTES, bytes, take, context);
}

/* --- the first walk --------------------------------------------------------------------- */

struct measuring {
    struct emel__safetensors_measure *measure;
    const struct emel__reader *reader;
    unsigned depth;
    struct emel__keyword keyword;
    bool in_metadata;
    uint32_t names; /* of whatever */
    uint64_t begun; /* where the last of them stands */
    uint64_t end;   /* of the JSON */
};

static bool measure_limit(const struct measuring *measuring, const struct emel__json_token *token)
{
    return emel__reader_fail(measuring->reader, EMEL_MODEL_FILE_LIMIT,
                             EMEL__SAFETENSORS_LENGTH_BYTES + token->offset, NULL);
}

static bool measure_key(struct measuring *measuring, const struct emel__json_token *token)
{
    struct emel__safetensors_measure *measure = measuring->measure;

    if (measuring->depth == 1) {
        measuring->in_metadata =
            emel__keyword_is(&measuring->keyword, EMEL__SAFETENSORS_METADATA_KEY);
        measuring->keyword.bytes = 0;
        measuring->begun = token->offset;
        measuring->names += !measuring->in_metadata;
    } else if (measuring->in_metadata) {
        measure->pairs++;
    }
    if (measuring->names > EMEL_MODEL_FILE_TENSORS_MAX || measure->pairs > PAIRS_MAX)
        return measure_limit(measuring, token);
    measure->text++;
    return true;
}

/* What is too short for a tensor is none: the second walk stops there, if not before. */
static void measure_end(struct measuring *measuring, const struct emel__json_token *token)
{
    measuring->depth--;
    measuring->end = token->offset + 1;
    if (measuring->depth == 1 && token->kind == EMEL__JSON_OBJECT_END && !measuring->in_metadata)
        measuring->measure->tensors += measuring->end - measuring->begun >= TENSOR_BYTES_MIN;
}

static bool measure_token(void *context, const struct emel__json_token *token)
{
    struct measuring *measuring = context;
    struct emel__safetensors_measure *measure = measuring->measure;
    bool kept = measuring->depth == 1 || measuring->in_metadata;

    switch (token->kind) {
    case EMEL__JSON_OBJECT:
    case EMEL__JSON_ARRAY: measuring->depth++; break;
    case EMEL__JSON_OBJECT_END:
    case EMEL__JSON_ARRAY_END: measure_end(measuring, token); break;
    case EMEL__JSON_KEY_PART:
        if (measuring->depth == 1)
            emel__keyword_add(&measuring->keyword, token);
        measure->text += kept ? token->bytes : 0;
        break;
    case EMEL__JSON_STRING_PART: measure->text += kept ? token->bytes : 0; break;
    case EMEL__JSON_KEY: return !kept || measure_key(measuring, token);
    case EMEL__JSON_STRING: measure->text += kept; break;
    case EMEL__JSON_NUMBER: measure->extents++; break;
    default: break;
    }
    return true;
}

/* An extent takes a digit and a comma, and not of those bytes that each tensor takes at
 * least: but the one at which the second walk stops may lack its other fields. */
static uint64_t extents_max(const struct measuring *measuring)
{
    uint64_t tensors = measuring->measure->tensors;
    uint64_t others = tensors > 0 ? tensors - 1 : 0;

    return (measuring->end - others * TENSOR_BYTES_MIN) / 2;
}

bool emel__safetensors_measure(struct emel__reader *reader,
                               struct emel__safetensors_measure *measure)
{
    struct measuring measuring = { .measure = measure, .reader = reader };

    *measure = (struct emel__safetensors_measure){ .tensors = 0 };
    if (!walk(reader, measure_token, &measuring))
        return false;
    if (measure->extents > extents_max(&measuring))
        measure->extents = extents_max(&measuring);
    return true;
}

/* --- the second walk, and what can be said when it is done ------------------------------------ */

/* The first tensor that does not begin where the one before it ends, and whether they
 * share bytes; else EMEL__NOT_FOUND, and *end is where the last one ends. */
static uint32_t first_misplaced(const struct emel_tensor_record *tensors, const uint32_t *index,
                                uint32_t count, uint64_t *end, bool *shared)
{
    for (uint32_t i = 0; i < count; i++) {
        const struct emel_tensor_record *tensor = &tensors[index[i]];

        *shared = tensor->file_offset < *end;
        if (tensor->file_offset != *end)
            return index[i];
        *end += tensor->byte_size;
    }
    return EMEL__NOT_FOUND;
}

/* No byte behind the header belongs to nobody, none to two. */
static bool check_layout(struct emel__reader *reader, uint32_t first, uint64_t end)
{
    struct emel_model_file *file = reader->file;
    uint32_t count = file->tensor_count - first, misplaced;
    uint32_t *index = emel__name_index_by_offset(reader, first);
    bool shared;

    if (!index)
        return false;
    misplaced = first_misplaced(file->tensors, index, count, &end, &shared);
    emel__catalog_free_temporary(file, index, count, sizeof *index);
    if (misplaced != EMEL__NOT_FOUND && shared)
        return emel__name_index_fail_overlap(reader, misplaced, misplaced);
    if (misplaced != EMEL__NOT_FOUND)
        return emel__reader_fail(reader, EMEL_MODEL_FILE_HOLE, file->header_offsets[misplaced].data,
                                 file->tensors[misplaced].name);
    if (end != reader->buffer.file_size)
        return emel__reader_fail(reader, EMEL_MODEL_FILE_TRAILING, end, NULL);
    return true;
}

/* What was measured are parts of the header, and so no more than its bytes. */
static bool reserve(struct emel__safetensors *header,
                    const struct emel__safetensors_measure *measure)
{
    struct emel__arena *arena = &header->reader->file->arena;

    header->text = emel__reader_allocate(header->reader, arena, (size_t)measure->text, 1);
    header->extents = emel__reader_allocate(header->reader, arena, (size_t)measure->extents,
                                            sizeof *header->extents);
    header->text_capacity = measure->text;
    header->extents_capacity = measure->extents;
    return header->text && header->extents &&
           emel__reader_reserve_entries(header->reader, measure->pairs);
}

/* Adds what is in the header to the catalog, which has room for its tensors. */
static bool fill(struct emel__reader *reader, const struct emel__safetensors_measure *measure)
{
    struct emel__safetensors header = { .reader = reader };
    uint32_t first = reader->file->tensor_count;
    uint64_t bytes;

    if (!header_bytes(reader, &bytes) || !reserve(&header, measure))
        return false;
    header.data = EMEL__SAFETENSORS_LENGTH_BYTES + bytes;
    return walk(reader, emel__safetensors_take, &header) && emel__name_index_keys(reader) &&
           emel__name_index_check_keys(reader) && check_layout(reader, first, header.data);
}

bool emel__safetensors_read(struct emel__reader *reader)
{
    struct emel__safetensors_measure measure;

    reader->file->format = "safetensors";
    return emel__safetensors_measure(reader, &measure) &&
           emel__reader_reserve_tensors(reader, measure.tensors) && fill(reader, &measure);
}
