#include "emel/model/file/gguf/gguf.h"

#include "emel/model/dtype.h"

#define ALIGNMENT_DEFAULT 32
#define NAME_BYTES_MAX 64
#define DIMENSIONS_MAX 4

/* The least a pair takes: length, one byte of key, type, one byte of value; and a tensor:
 * length, dimension count, type, offset. */
#define PAIR_BYTES_MIN (8 + 1 + 4 + 1)
#define TENSOR_BYTES_MIN (8 + 4 + 4 + 8)

/* --- walking the header --------------------------------------------------------------- */

bool emel__gguf_fail(const struct emel__gguf *gguf, enum emel_model_file_error error,
                     uint64_t file_offset, const char *subject)
{
    return emel__reader_fail(gguf->reader, error, file_offset, subject);
}

uint64_t emel__gguf_rest(const struct emel__gguf *gguf)
{
    return gguf->reader->buffer.file_size - gguf->at;
}

const unsigned char *emel__gguf_take(struct emel__gguf *gguf, size_t bytes, const char *subject)
{
    const unsigned char *taken;

    if (bytes > emel__gguf_rest(gguf)) {
        emel__gguf_fail(gguf, EMEL_MODEL_FILE_TRUNCATED, gguf->at, subject);
        return NULL;
    }
    taken = emel__reader_at(gguf->reader, gguf->at, bytes);
    if (taken)
        gguf->at += bytes;
    return taken;
}

bool emel__gguf_number(struct emel__gguf *gguf, size_t bytes, uint64_t *number, const char *subject)
{
    const unsigned char *taken = emel__gguf_take(gguf, bytes, subject);

    if (!taken)
        return false;
    *number = 0;
    while (bytes-- > 0)
        *number = *number << 8 | taken[bytes];
    return true;
}

/* --- the header's head ------------------------------------------------------------------ */

static bool read_version(struct emel__gguf *gguf)
{
    uint64_t at = EMEL__GGUF_MAGIC_BYTES, version;

    gguf->at = at;
    if (!emel__gguf_number(gguf, 4, &version, NULL))
        return false;
    if (version != 2 && version != 3)
        return emel__gguf_fail(gguf, EMEL_MODEL_FILE_VERSION, at, NULL);
    gguf->version = (uint32_t)version;
    return true;
}

/* Both counts come before anything they count, so both must fit what is left. */
static bool read_counts(struct emel__gguf *gguf)
{
    uint64_t at = gguf->at, rest;

    if (!emel__gguf_number(gguf, 8, &gguf->tensors, NULL) ||
        !emel__gguf_number(gguf, 8, &gguf->pairs, NULL))
        return false;
    rest = emel__gguf_rest(gguf);
    if (gguf->tensors > rest / TENSOR_BYTES_MIN)
        return emel__gguf_fail(gguf, EMEL_MODEL_FILE_COUNT, at, NULL);
    rest -= gguf->tensors * TENSOR_BYTES_MIN;
    if (gguf->pairs > rest / PAIR_BYTES_MIN)
        return emel__gguf_fail(gguf, EMEL_MODEL_FILE_COUNT, at + 8, NULL);
    if (gguf->tensors > EMEL_MODEL_FILE_TENSORS_MAX)
        return emel__gguf_fail(gguf, EMEL_MODEL_FILE_LIMIT, at, NULL);
    if (gguf->pairs > EMEL_MODEL_FILE_KEYS_MAX)
        return emel__gguf_fail(gguf, EMEL_MODEL_FILE_LIMIT, at + 8, NULL);
    return true;
}

/* --- tensors --------------------------------------------------------------------------- */

static const char *read_name(struct emel__gguf *gguf)
{
    uint64_t at = gguf->at, bytes;
    const unsigned char *name;

    if (!emel__gguf_number(gguf, 8, &bytes, NULL))
        return NULL;
    if (bytes > NAME_BYTES_MAX) {
        emel__gguf_fail(gguf, EMEL_MODEL_FILE_NAME, at, NULL);
        return NULL;
    }
    name = emel__gguf_take(gguf, (size_t)bytes, NULL);
    if (!name)
        return NULL;
    if (!emel__reader_is_name(name, (size_t)bytes)) {
        emel__reader_fail_over(gguf->reader, EMEL_MODEL_FILE_NAME, at, name, (size_t)bytes);
        return NULL;
    }
    return emel__catalog_text(gguf->reader, &gguf->reader->file->arena, name, (size_t)bytes);
}

static bool read_shape(struct emel__gguf *gguf, struct emel_tensor_record *tensor)
{
    uint64_t at = gguf->at, rank, product = 1;
    uint64_t *shape;

    if (!emel__gguf_number(gguf, 4, &rank, tensor->name))
        return false;
    if (rank > DIMENSIONS_MAX)
        return emel__gguf_fail(gguf, EMEL_MODEL_FILE_DIMENSIONS, at, tensor->name);
    shape = emel__catalog_allocate(gguf->reader, &gguf->reader->file->arena, (size_t)rank,
                                   sizeof *shape);
    if (!shape)
        return false;
    for (uint32_t i = 0; i < rank; i++) {
        at = gguf->at;
        if (!emel__gguf_number(gguf, 8, &shape[i], tensor->name))
            return false;
        if (!emel__catalog_multiply(&product, shape[i]))
            return emel__gguf_fail(gguf, EMEL_MODEL_FILE_OVERFLOW, at, tensor->name);
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
static bool read_type(struct emel__gguf *gguf, struct emel_tensor_record *tensor)
{
    uint64_t at = gguf->at, type;
    uint64_t row = tensor->rank > 0 ? tensor->shape[0] : 1;
    uint32_t block;

    if (!emel__gguf_number(gguf, 4, &type, tensor->name))
        return false;
    block = emel_dtype_block_elements((uint32_t)type);
    if (type >= EMEL_DTYPE_SAFETENSORS || block == 0)
        return emel__gguf_fail(gguf, EMEL_MODEL_FILE_TENSOR_TYPE, at, tensor->name);
    if (row % block != 0)
        return emel__gguf_fail(gguf, EMEL_MODEL_FILE_BLOCK, at - UINT64_C(8) * tensor->rank,
                               tensor->name);
    tensor->dtype = (uint32_t)type;
    if (!emel_dtype_bytes(tensor->dtype, elements(tensor), &tensor->byte_size) ||
        tensor->byte_size > INT64_MAX - gguf->bytes)
        return emel__gguf_fail(gguf, EMEL_MODEL_FILE_OVERFLOW, at - UINT64_C(8) * tensor->rank,
                               tensor->name);
    gguf->bytes += tensor->byte_size;
    return true;
}

/* For now from where the data begins: that is known after the last tensor only. */
static bool read_offset(struct emel__gguf *gguf, struct emel_tensor_record *tensor)
{
    uint64_t at = gguf->at;

    if (!emel__gguf_number(gguf, 8, &tensor->file_offset, tensor->name))
        return false;
    if (tensor->file_offset % gguf->alignment != 0)
        return emel__gguf_fail(gguf, EMEL_MODEL_FILE_OFFSET, at, tensor->name);
    return true;
}

static bool read_tensor(struct emel__gguf *gguf)
{
    struct emel_model_file *file = gguf->reader->file;
    struct emel_tensor_record *tensor = &file->tensors[file->tensor_count];
    struct emel__header_offsets *offsets = &file->header_offsets[file->tensor_count];

    offsets->name = gguf->at;
    *tensor = (struct emel_tensor_record){ .file_index = gguf->reader->file_index };
    tensor->name = read_name(gguf);
    if (!tensor->name || !read_shape(gguf, tensor) || !read_type(gguf, tensor))
        return false;
    offsets->data = gguf->at;
    if (!read_offset(gguf, tensor))
        return false;
    file->tensor_count++;
    return true;
}

/* Makes a tensor's offset absolute.  Subtracting, never adding: the sum of what a file
 * says may wrap back into it. */
static bool place_tensor(struct emel__gguf *gguf, uint32_t number, uint64_t data)
{
    struct emel_tensor_record *tensor = &gguf->reader->file->tensors[number];
    uint64_t at = gguf->reader->file->header_offsets[number].data;
    uint64_t end = gguf->reader->buffer.file_size;

    if (data > end || tensor->file_offset > end - data ||
        tensor->byte_size > end - data - tensor->file_offset)
        return emel__gguf_fail(gguf, EMEL_MODEL_FILE_RANGE, at, tensor->name);
    if (tensor->byte_size > EMEL_IO_SPAN_BYTES_MAX)
        return emel__gguf_fail(gguf, EMEL_MODEL_FILE_LIMIT, at, tensor->name);
    tensor->file_offset += data;
    return true;
}

/* The first tensor, in the order of their bytes, that begins inside the one before;
 * what has no bytes shares none. */
static uint32_t first_overlap(const struct emel_tensor_record *tensors, const uint32_t *index,
                              uint32_t count)
{
    uint64_t end = 0;

    for (uint32_t i = 0; i < count; i++) {
        const struct emel_tensor_record *tensor = &tensors[index[i]];

        if (tensor->byte_size == 0)
            continue;
        if (tensor->file_offset < end)
            return index[i];
        end = tensor->file_offset + tensor->byte_size;
    }
    return EMEL__NOT_FOUND;
}

static bool check_overlap(struct emel__gguf *gguf, uint32_t first)
{
    struct emel_model_file *file = gguf->reader->file;
    uint32_t count = file->tensor_count - first, overlap;
    uint32_t *index = emel__name_index_by_offset(gguf->reader, first);

    if (!index)
        return false;
    overlap = first_overlap(file->tensors, index, count);
    emel__catalog_free_temporary(file, index, count, sizeof *index);
    return overlap == EMEL__NOT_FOUND || emel__name_index_blame_overlap(gguf->reader, overlap);
}

static bool read_tensors(struct emel__gguf *gguf)
{
    struct emel_model_file *file = gguf->reader->file;
    uint32_t first = file->tensor_count;
    uint64_t data;

    if (!emel__catalog_expect_tensors(gguf->reader, (uint32_t)gguf->tensors))
        return false;
    for (uint64_t i = 0; i < gguf->tensors; i++) {
        if (!read_tensor(gguf))
            return false;
    }
    data = (gguf->at + gguf->alignment - 1) & ~(gguf->alignment - 1);
    for (uint32_t i = first; i < file->tensor_count; i++) {
        if (!place_tensor(gguf, i, data))
            return false;
    }
    return check_overlap(gguf, first);
}

/* What a set of files has for a version is that of its first. */
static void tell_format(const struct emel__gguf *gguf)
{
    if (gguf->reader->file_index > 0)
        return;
    gguf->reader->file->format = "gguf";
    gguf->reader->file->version = gguf->version;
}

bool emel__gguf_count(struct emel__reader *reader, uint32_t *tensors)
{
    struct emel__gguf gguf = { .reader = reader };

    if (!read_version(&gguf) || !read_counts(&gguf))
        return false;
    *tensors = (uint32_t)gguf.tensors;
    return true;
}

bool emel__gguf_read(struct emel__reader *reader)
{
    struct emel__gguf gguf = { .reader = reader, .alignment = ALIGNMENT_DEFAULT };

    if (!read_version(&gguf) || !read_counts(&gguf))
        return false;
    tell_format(&gguf);
    return emel__gguf_metadata(&gguf) && read_tensors(&gguf);
}
