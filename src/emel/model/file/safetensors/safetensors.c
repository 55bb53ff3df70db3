#include "emel/model/file/safetensors/safetensors.h"

#include <string.h>

#include "emel/model/file/json/walk.h"
#include "emel/model/file/name_index.h"
#include "emel/model/file/safetensors/header.h"

#define HEADER_BYTES_MAX 100000000
#define HEADER_BYTES_MIN 2 /* {} */

bool emel__safetensors_looks_like(const unsigned char *length, unsigned char first)
{
    static const unsigned char zeros[4];

    return first == '{' || memcmp(length + 4, zeros, sizeof zeros) == 0;
}

static bool fail_length(const struct emel__reader *reader, uint64_t bytes, uint64_t rest)
{
    struct emel__blame blame = {
        .error = EMEL_MODEL_FILE_HEADER_LENGTH,
        .file_offset = reader->begin,
        .has_value = true,
        .value = bytes,
        .has_limit = true,
        .limit = HEADER_BYTES_MAX,
    };

    if (bytes < HEADER_BYTES_MIN) {
        blame.text = "the header has {value} bytes, at least {limit} are needed";
        blame.limit = HEADER_BYTES_MIN;
    } else if (bytes <= HEADER_BYTES_MAX) {
        blame.text = "the header has {value} bytes, {limit} are left in the file: "
                     "incomplete download?";
        blame.limit = rest;
    }
    return emel__reader_blame(reader, blame);
}

static bool read_length(struct emel__reader *reader, uint64_t *bytes)
{
    const unsigned char *length =
        emel__reader_at(reader, reader->begin, EMEL__SAFETENSORS_LENGTH_BYTES);
    uint64_t rest = reader->end - reader->begin - EMEL__SAFETENSORS_LENGTH_BYTES;

    if (!length)
        return false;
    *bytes = 0;
    for (int i = EMEL__SAFETENSORS_LENGTH_BYTES; i-- > 0;)
        *bytes = *bytes << 8 | length[i];
    if (*bytes < HEADER_BYTES_MIN || *bytes > HEADER_BYTES_MAX || *bytes > rest)
        return fail_length(reader, *bytes, rest);
    return emel__reader_allow_header(
        reader, reader->begin + EMEL__SAFETENSORS_LENGTH_BYTES + *bytes, reader->begin, NULL);
}

/* --- where the tensors' bytes are ------------------------------------------------------------ */

static bool fail_tensor(const struct emel__reader *reader, uint32_t number,
                        enum emel_model_file_error error, uint64_t value, uint64_t limit)
{
    return emel__reader_fail_numbers(reader, error, reader->file->header_offsets[number].data,
                                     reader->file->tensors[number].name, value, limit);
}

/* The tensors' offsets are at most INT64_MAX each, so that no sum wraps around. */
static bool check_range(const struct emel__reader *reader, uint32_t first)
{
    const struct emel_model_file *file = reader->file;
    uint32_t beyond = EMEL__NOT_FOUND;
    uint64_t needed = 0;

    for (uint32_t i = file->tensor_count; i-- > first;) {
        const uint64_t end = file->tensors[i].file_offset + file->tensors[i].byte_size;

        if (end > reader->end)
            beyond = i;
        if (end > needed)
            needed = end;
    }
    return beyond == EMEL__NOT_FOUND ||
           fail_tensor(reader, beyond, EMEL_MODEL_FILE_RANGE, needed - reader->begin,
                       reader->end - reader->begin);
}

struct misplaced {
    uint32_t number; /* EMEL__NOT_FOUND: each tensor begins where the one before it ends */
    uint32_t before; /* the tensor before it, in the order of their bytes */
    uint64_t end;    /* of that */
};

static struct misplaced find_misplaced(const struct emel_tensor_record *tensors,
                                       const uint32_t *index, uint32_t count, uint64_t data)
{
    struct misplaced misplaced = { .number = EMEL__NOT_FOUND, .end = data };

    for (uint32_t i = 0; i < count; i++) {
        const struct emel_tensor_record *tensor = &tensors[index[i]];

        if (tensor->file_offset != misplaced.end) {
            misplaced.number = index[i];
            break;
        }
        misplaced.end += tensor->byte_size;
        misplaced.before = index[i];
    }
    return misplaced;
}

/* Each byte behind the header belongs to exactly one tensor. */
static bool check_layout(struct emel__reader *reader, uint32_t first, uint64_t data)
{
    struct emel_model_file *file = reader->file;
    uint32_t count = file->tensor_count - first;
    uint32_t *index = emel__name_index_by_offset(reader, first);
    struct misplaced misplaced;

    if (!index)
        return false;
    misplaced = find_misplaced(file->tensors, index, count, data);
    emel__catalog_free_temporary(file, index, count, sizeof *index);
    if (misplaced.number == EMEL__NOT_FOUND)
        return misplaced.end == reader->end ||
               emel__reader_fail_numbers(reader, EMEL_MODEL_FILE_TRAILING, misplaced.end, NULL,
                                         reader->end - misplaced.end, 0);
    if (file->tensors[misplaced.number].file_offset < misplaced.end)
        return emel__name_index_fail_overlap(reader, misplaced.number, misplaced.before);
    return fail_tensor(reader, misplaced.number, EMEL_MODEL_FILE_HOLE,
                       file->tensors[misplaced.number].file_offset - misplaced.end, 0);
}

/* Whether the tensors are in the order of their bytes, which is common, and nothing is wrong. */
static bool are_placed(const struct emel__reader *reader, uint32_t first, uint64_t data)
{
    const struct emel_model_file *file = reader->file;

    for (uint32_t i = first; i < file->tensor_count; i++) {
        if (file->tensors[i].file_offset != data)
            return false;
        data += file->tensors[i].byte_size;
    }
    return data == reader->end;
}

static bool check_places(struct emel__reader *reader, uint32_t first, uint64_t data)
{
    return are_placed(reader, first, data) ||
           (check_range(reader, first) && check_layout(reader, first, data));
}

/* --- the file --------------------------------------------------------------------------------- */

static bool ignore(void *context, const struct emel__json_token *token)
{
    (void)context, (void)token;
    return true;
}

/* What the system refused is not the header's fault. */
static bool is_of_system(uint32_t error)
{
    return error == EMEL_MODEL_FILE_OUT_OF_MEMORY || error == EMEL_MODEL_FILE_READ_FAILED ||
           error == EMEL_MODEL_FILE_SHORT_READ || error == EMEL_MODEL_FILE_FILE_CHANGED;
}

/* A header that is not JSON fails as that, even if a tensor before the error is wrong too. */
static bool walk(struct emel__safetensors *header)
{
    struct emel__reader *reader = header->reader;
    const uint64_t bytes = header->data - header->json;
    bool walked = emel__json_walk(reader, header->json, bytes, emel__safetensors_take, header);

    if (!walked && !is_of_system(reader->why->code))
        emel__json_walk(reader, header->json, bytes, ignore, NULL);
    emel__safetensors_free(header);
    return walked;
}

bool emel__safetensors_read(struct emel__reader *reader)
{
    const uint32_t first = reader->file->tensor_count;
    struct emel__safetensors header = { .reader = reader };
    uint64_t bytes;

    reader->file->format = "safetensors";
    if (!read_length(reader, &bytes))
        return false;
    header.json = reader->begin + EMEL__SAFETENSORS_LENGTH_BYTES;
    header.data = header.json + bytes;
    if (!walk(&header))
        return false;
    reader->file->header_bytes += EMEL__SAFETENSORS_LENGTH_BYTES + bytes;
    return emel__name_index_keys(reader) && emel__name_index_check_keys(reader) &&
           check_places(reader, first, header.data);
}
