#include "emel/model/file/safetensors/extents.h"

#include <string.h>

#include "emel/model/file/tables.h"

/* A scalar's shape: a record's is never NULL. */
static const uint64_t no_extents[1];

static bool fail(const struct emel__safetensors *header, const struct emel__json_token *token,
                 enum emel_model_file_error error, const char *text)
{
    return emel__reader_blame(header->reader, (struct emel__blame){
                                                  .error = error,
                                                  .text = text,
                                                  .file_offset = header->json + token->offset,
                                                  .subject = header->tensor->name,
                                                  .subject_bytes = strlen(header->tensor->name),
                                              });
}

bool emel__extents_take_before(struct emel__safetensors *header,
                               const struct emel__json_token *token)
{
    header->state = EMEL__SAFETENSORS_SHAPE;
    header->shape_offset = header->json + token->offset;
    header->extents = header->extents_few;
    header->extents_capacity = EMEL__SAFETENSORS_EXTENTS;
    header->elements = header->product = 1;
    return token->kind == EMEL__JSON_ARRAY ||
           fail(header, token, EMEL_MODEL_FILE_FIELD, "the shape is not an array");
}

/* How many elements an array of numbers has: one more than commas before its end, or before the
 * end of the header. */
static uint64_t count_elements(const unsigned char *text, size_t bytes, bool *ended)
{
    uint64_t commas = 0;

    for (size_t i = 0; i < bytes && !*ended; i++) {
        commas += text[i] == ',';
        *ended = text[i] == ']';
    }
    return commas;
}

/* A shape of many extents is read ahead and counted, so that its memory is allocated once: grown
 * step by step it would take more than its part of the header justifies. */
static bool count_extents(const struct emel__safetensors *header, uint64_t *count)
{
    struct emel__reader ahead = *header->reader;
    uint64_t at = header->shape_offset;
    bool ended = false;

    if (!emel__reader_begin(&ahead))
        return false;
    for (*count = 1; at < header->data && !ended;) {
        const uint64_t rest = header->data - at;
        const size_t bytes =
            rest < EMEL__READ_BUFFER_BYTES ? (size_t)rest : EMEL__READ_BUFFER_BYTES;
        const unsigned char *text = emel__reader_at(&ahead, at, bytes);

        if (!text)
            break;
        *count += count_elements(text, bytes, &ended);
        at += bytes;
    }
    emel__reader_end(&ahead);
    return ended || at == header->data;
}

static bool reserve_many(struct emel__safetensors *header)
{
    uint64_t count, *extents;

    if (header->extents != header->extents_few) /* more than were counted: it was rewritten */
        return emel__reader_fail(header->reader, EMEL_MODEL_FILE_FILE_CHANGED,
                                 EMEL_FAILURE_NO_OFFSET, NULL);
    if (!count_extents(header, &count))
        return false;
    if (count <= EMEL__SAFETENSORS_EXTENTS)
        count = EMEL__SAFETENSORS_EXTENTS + 1;
    extents = emel__tables_allocate(header->reader, &header->reader->file->arena, (size_t)count,
                                    sizeof *extents);
    if (!extents)
        return false;
    memcpy(extents, header->extents_few, sizeof header->extents_few);
    header->extents = extents;
    header->extents_capacity = count;
    return true;
}

/* Whether the tensor before has the same shape, which is common. */
static bool is_shape_before(const struct emel__safetensors *header)
{
    const struct emel_model_file *file = header->reader->file;
    const struct emel_tensor_record *before;

    if (file->tensor_count == 0)
        return false;
    before = &file->tensors[file->tensor_count - 1];
    return before->rank == header->tensor->rank &&
           memcmp(before->shape, header->extents_few, before->rank * sizeof *before->shape) == 0;
}

static bool keep_few(struct emel__safetensors *header)
{
    const struct emel_model_file *file = header->reader->file;
    const uint32_t rank = header->tensor->rank;
    uint64_t *shape;

    if (is_shape_before(header)) {
        header->tensor->shape = file->tensors[file->tensor_count - 1].shape;
        return true;
    }
    shape =
        emel__tables_allocate(header->reader, &header->reader->file->arena, rank, sizeof *shape);
    if (!shape)
        return false;
    memcpy(shape, header->extents_few, rank * sizeof *shape);
    header->tensor->shape = shape;
    return true;
}

static bool end_shape(struct emel__safetensors *header)
{
    header->state = EMEL__SAFETENSORS_TENSOR;
    header->tensor->shape = header->tensor->rank > 0 ? header->extents : no_extents;
    return header->tensor->shape != header->extents_few || keep_few(header);
}

bool emel__extents_take(struct emel__safetensors *header, const struct emel__json_token *token)
{
    if (token->kind == EMEL__JSON_ARRAY_END)
        return end_shape(header);
    if (token->kind != EMEL__JSON_NUMBER || !token->natural)
        return fail(header, token, EMEL_MODEL_FILE_FIELD,
                    "an extent of the shape is not a whole number from 0 to 2^64 - 1");
    if (!emel__tables_multiply(&header->product, token->number))
        return fail(header, token, EMEL_MODEL_FILE_OVERFLOW, NULL);
    if (header->tensor->rank == header->extents_capacity && !reserve_many(header))
        return false;
    header->elements *= token->number;
    header->extents[header->tensor->rank++] = token->number;
    return true;
}
