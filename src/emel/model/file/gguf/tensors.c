#include "emel/model/file/gguf/tensors.h"

#include <string.h>

#include "emel/model/dtype.h"
#include "emel/model/file/name_index.h"
#include "emel/model/file/tables.h"

#define NAME_BYTES_MAX 255
#define DIMENSIONS_MAX 8

struct infos {
    struct emel__gguf_cursor *cursor;
    uint64_t alignment; /* of the tensors' offsets */
    uint64_t bytes;     /* of the tensors so far */
};

static const char *read_name(struct infos *infos)
{
    uint64_t at = infos->cursor->at, bytes;
    const unsigned char *name;

    if (!emel__gguf_number(infos->cursor, 8, &bytes, NULL))
        return NULL;
    if (bytes > NAME_BYTES_MAX)
        return emel__gguf_fail_name(infos->cursor, &(struct emel__blame){
                                                       .error = EMEL_MODEL_FILE_NAME,
                                                       .text = "the tensor's name has {value} "
                                                               "bytes, {limit} are allowed",
                                                       .file_offset = at,
                                                       .value = bytes,
                                                       .limit = NAME_BYTES_MAX,
                                                   });
    name = emel__gguf_take(infos->cursor, (size_t)bytes, NULL);
    if (!name)
        return NULL;
    if (!emel__reader_is_name(name, (size_t)bytes)) {
        emel__reader_fail_over(infos->cursor->reader, EMEL_MODEL_FILE_NAME, at, name,
                               (size_t)bytes);
        return NULL;
    }
    return emel__tables_copy_text(infos->cursor->reader, &infos->cursor->reader->file->arena, name,
                                  (size_t)bytes);
}

/* A scalar's shape: a record's is never NULL. */
static const uint64_t no_extents[1];

static bool read_shape(struct infos *infos, struct emel_tensor_record *tensor)
{
    uint64_t at = infos->cursor->at, rank, product = 1;
    uint64_t *shape;

    if (!emel__gguf_number(infos->cursor, 4, &rank, tensor->name))
        return false;
    if (rank > DIMENSIONS_MAX)
        return emel__gguf_fail_numbers(infos->cursor, EMEL_MODEL_FILE_DIMENSIONS, at, tensor->name,
                                       rank, DIMENSIONS_MAX);
    tensor->shape = no_extents;
    if (rank == 0)
        return true;
    shape = emel__tables_allocate(infos->cursor->reader, &infos->cursor->reader->file->arena,
                                  (size_t)rank, sizeof *shape);
    if (!shape)
        return false;
    for (uint32_t i = 0; i < rank; i++) {
        at = infos->cursor->at;
        if (!emel__gguf_number(infos->cursor, 8, &shape[i], tensor->name))
            return false;
        if (!emel__tables_multiply(&product, shape[i]))
            return emel__gguf_fail(infos->cursor, EMEL_MODEL_FILE_OVERFLOW, at, tensor->name);
    }
    tensor->rank = (uint32_t)rank;
    tensor->shape = shape;
    return true;
}

static uint64_t elements(const struct emel_tensor_record *tensor)
{
    uint64_t product = 1;

    for (uint32_t i = 0; i < tensor->rank; i++)
        product *= tensor->shape[i];
    return product;
}

/* The type, and with it the tensor's size.  A row is packed by itself: so it is the
 * first extent that must be whole blocks. */
static bool read_type(struct infos *infos, struct emel_tensor_record *tensor)
{
    uint64_t at = infos->cursor->at, type;
    uint64_t row = tensor->rank > 0 ? tensor->shape[0] : 1;
    uint32_t block;

    if (!emel__gguf_number(infos->cursor, 4, &type, tensor->name))
        return false;
    block = emel_dtype_block_elements((uint32_t)type);
    if (type >= EMEL_DTYPE_SAFETENSORS || block == 0)
        return emel__gguf_fail_numbers(infos->cursor, EMEL_MODEL_FILE_TENSOR_TYPE, at, tensor->name,
                                       type, UINT32_MAX);
    if (row % block != 0)
        return emel__gguf_fail_numbers(infos->cursor, EMEL_MODEL_FILE_BLOCK,
                                       at - UINT64_C(8) * tensor->rank, tensor->name, row, block);
    tensor->dtype = (uint32_t)type;
    if (!emel_dtype_bytes(tensor->dtype, elements(tensor), &tensor->byte_size) ||
        tensor->byte_size > INT64_MAX - infos->bytes)
        return emel__gguf_fail(infos->cursor, EMEL_MODEL_FILE_OVERFLOW,
                               at - UINT64_C(8) * tensor->rank, tensor->name);
    infos->bytes += tensor->byte_size;
    return true;
}

/* Relative to the data for now: where that begins is known after the last tensor. */
static bool read_offset(struct infos *infos, struct emel_tensor_record *tensor)
{
    uint64_t at = infos->cursor->at;

    if (!emel__gguf_number(infos->cursor, 8, &tensor->file_offset, tensor->name))
        return false;
    if (tensor->file_offset % infos->alignment != 0)
        return emel__gguf_fail_numbers(infos->cursor, EMEL_MODEL_FILE_OFFSET, at, tensor->name,
                                       tensor->file_offset, infos->alignment);
    return true;
}

static bool read_tensor(struct infos *infos)
{
    struct emel_model_file *file = infos->cursor->reader->file;
    struct emel_tensor_record *tensor = &file->tensors[file->tensor_count];
    struct emel__header_offsets *offsets = &file->header_offsets[file->tensor_count];

    offsets->name = infos->cursor->at;
    *tensor = (struct emel_tensor_record){ .file_index = infos->cursor->reader->file_index };
    tensor->name = read_name(infos);
    if (!tensor->name || !read_shape(infos, tensor) || !read_type(infos, tensor))
        return false;
    offsets->data = infos->cursor->at;
    if (!read_offset(infos, tensor))
        return false;
    file->tensor_count++;
    return true;
}

/* --- where their bytes are ----------------------------------------------------------------- */

/* The end of the last tensor's bytes; UINT64_MAX: beyond any file. */
static uint64_t needed_bytes(const struct emel_tensor_record *tensors, uint32_t count,
                             uint64_t data)
{
    uint64_t needed = 0;

    for (uint32_t i = 0; i < count; i++) {
        const struct emel_tensor_record *tensor = &tensors[i];

        if (data > INT64_MAX || tensor->file_offset > INT64_MAX - data ||
            tensor->byte_size > INT64_MAX - data - tensor->file_offset)
            return UINT64_MAX;
        if (tensor->file_offset + tensor->byte_size > needed)
            needed = tensor->file_offset + tensor->byte_size;
    }
    return data + needed;
}

static bool fail_range(const struct infos *infos, uint32_t number, uint64_t needed)
{
    const struct emel__reader *reader = infos->cursor->reader;
    const char *name = reader->file->tensors[number].name;
    const bool possible = needed != UINT64_MAX;

    return emel__reader_blame(
        reader, (struct emel__blame){
                    .error = EMEL_MODEL_FILE_RANGE,
                    .text = possible ? NULL : "the tensor's bytes lie beyond the end of any file",
                    .file_offset = reader->file->header_offsets[number].data,
                    .subject = name,
                    .subject_bytes = strlen(name),
                    .has_value = possible,
                    .value = needed - reader->begin,
                    .has_limit = possible,
                    .limit = reader->end - reader->begin,
                });
}

/* Makes a tensor's offset absolute.  Subtracts and never adds: a sum of numbers from the file
 * may wrap around to an offset inside it. */
static bool locate_tensor(struct infos *infos, uint32_t number, uint64_t data)
{
    struct emel_model_file *file = infos->cursor->reader->file;
    struct emel_tensor_record *tensor = &file->tensors[number];
    uint64_t end = infos->cursor->reader->end;

    if (data > end || tensor->file_offset > end - data ||
        tensor->byte_size > end - data - tensor->file_offset)
        return fail_range(infos, number, needed_bytes(tensor, file->tensor_count - number, data));
    if (tensor->byte_size > EMEL_IO_SPAN_BYTES_MAX)
        return emel__gguf_fail_numbers(infos->cursor, EMEL_MODEL_FILE_LIMIT,
                                       file->header_offsets[number].data, tensor->name,
                                       tensor->byte_size, EMEL_IO_SPAN_BYTES_MAX);
    tensor->file_offset += data;
    return true;
}

/* The first tensor, in the order of their bytes, that begins inside the one before, which is
 * *other.  An empty tensor overlaps none. */
static uint32_t first_overlap(const struct emel_tensor_record *tensors, const uint32_t *index,
                              uint32_t count, uint32_t *other)
{
    uint64_t end = 0;

    for (uint32_t i = 0; i < count; i++) {
        const struct emel_tensor_record *tensor = &tensors[index[i]];

        if (tensor->byte_size == 0)
            continue;
        if (tensor->file_offset < end)
            return index[i];
        end = tensor->file_offset + tensor->byte_size;
        *other = index[i];
    }
    return EMEL__NOT_FOUND;
}

static bool check_overlap(struct infos *infos, uint32_t first)
{
    struct emel__reader *reader = infos->cursor->reader;
    struct emel_model_file *file = reader->file;
    uint32_t count = file->tensor_count - first, overlap, other = 0;
    uint32_t *index = emel__name_index_by_offset(reader, first);

    if (!index)
        return false;
    overlap = first_overlap(file->tensors, index, count, &other);
    emel__catalog_free_temporary(file, index, count, sizeof *index);
    return overlap == EMEL__NOT_FOUND || emel__name_index_fail_overlap(reader, overlap, other);
}

/* The first multiple of the alignment behind the header; counted from the model's begin. */
static uint64_t data_begin(const struct infos *infos)
{
    const uint64_t at = infos->cursor->at;
    const uint64_t past = (at - infos->cursor->reader->begin) % infos->alignment;

    return past ? at - past + infos->alignment : at;
}

bool emel__gguf_tensors(struct emel__gguf_cursor *cursor, uint64_t count, uint64_t alignment)
{
    struct infos infos = { .cursor = cursor, .alignment = alignment };
    struct emel_model_file *file = cursor->reader->file;
    uint32_t first = file->tensor_count;
    uint64_t data;

    if (!emel__tables_reserve_tensors(cursor->reader, (uint32_t)count))
        return false;
    for (uint64_t i = 0; i < count; i++) {
        if (!read_tensor(&infos))
            return false;
    }
    data = data_begin(&infos);
    for (uint32_t i = first; i < file->tensor_count; i++) {
        if (!locate_tensor(&infos, i, data))
            return false;
    }
    return check_overlap(&infos, first);
}
