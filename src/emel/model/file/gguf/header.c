#include "emel/model/file/gguf/header.h"

#include "emel/model/file/gguf/cursor.h"
#include "emel/model/file/gguf/metadata.h"
#include "emel/model/file/gguf/tensors.h"

#define ALIGNMENT_DEFAULT 32

/* The fewest bytes of a pair: length, one byte of key, type, one byte of value; and of a tensor:
 * length, dimension count, type, offset. */
#define PAIR_BYTES_MIN (8 + 1 + 4 + 1)
#define TENSOR_BYTES_MIN (8 + 4 + 4 + 8)

struct header {
    struct emel__gguf_cursor cursor;
    uint32_t version;
    uint64_t pairs, tensors; /* as the header declares, within what the file can hold */
};

/* --- version and counts ------------------------------------------------------------------ */

static bool fail_version(const struct header *header, uint64_t at, uint64_t version)
{
    const char *text = NULL;

    if (version == 1)
        text = "GGUF version 1, of 2023: convert the model again";
    else if (version == UINT64_C(0x02000000) || version == UINT64_C(0x03000000))
        text = "a big-endian GGUF: convert the model for little-endian machines";
    return emel__reader_blame(header->cursor.reader, (struct emel__blame){
                                                         .error = EMEL_MODEL_FILE_VERSION,
                                                         .text = text,
                                                         .file_offset = at,
                                                         .has_value = !text,
                                                         .value = version,
                                                     });
}

static bool read_version(struct header *header)
{
    uint64_t at = header->cursor.reader->begin + EMEL__GGUF_MAGIC_BYTES, version;

    header->cursor.at = at;
    if (!emel__gguf_number(&header->cursor, 4, &version, NULL))
        return false;
    if (version != 2 && version != 3)
        return fail_version(header, at, version);
    header->version = (uint32_t)version;
    return true;
}

static bool check_count(const struct header *header, uint64_t at, uint64_t count, uint64_t possible,
                        uint64_t allowed)
{
    if (count > possible)
        return emel__gguf_fail_numbers(&header->cursor, EMEL_MODEL_FILE_COUNT, at, NULL, count,
                                       possible);
    return count <= allowed || emel__gguf_fail_numbers(&header->cursor, EMEL_MODEL_FILE_LIMIT, at,
                                                       NULL, count, allowed);
}

/* Both counts come before anything they count, so both must fit what is left. */
static bool read_counts(struct header *header)
{
    uint64_t at = header->cursor.at, rest;

    if (!emel__gguf_number(&header->cursor, 8, &header->tensors, NULL) ||
        !emel__gguf_number(&header->cursor, 8, &header->pairs, NULL))
        return false;
    rest = emel__gguf_rest(&header->cursor);
    if (!check_count(header, at, header->tensors, rest / TENSOR_BYTES_MIN,
                     EMEL_MODEL_FILE_TENSORS_MAX))
        return false;
    rest -= header->tensors * TENSOR_BYTES_MIN;
    return check_count(header, at + 8, header->pairs, rest / PAIR_BYTES_MIN,
                       EMEL_MODEL_FILE_KEYS_MAX);
}

/* --- the header ------------------------------------------------------------------------- */

/* A set of files has the version of its first file. */
static void set_format(const struct header *header)
{
    if (header->cursor.reader->file_index > 0)
        return;
    header->cursor.reader->file->format = "gguf";
    header->cursor.reader->file->version = header->version;
}

bool emel__gguf_count(struct emel__reader *reader, uint32_t *tensors)
{
    struct header header = { .cursor = { .reader = reader } };

    if (!read_version(&header) || !read_counts(&header))
        return false;
    *tensors = (uint32_t)header.tensors;
    return true;
}

bool emel__gguf_read(struct emel__reader *reader)
{
    struct header header = { .cursor = { .reader = reader } };
    uint64_t alignment = ALIGNMENT_DEFAULT;

    if (!read_version(&header) || !read_counts(&header))
        return false;
    set_format(&header);
    if (!emel__gguf_metadata(&header.cursor, header.pairs, &alignment) ||
        !emel__gguf_tensors(&header.cursor, header.tensors, alignment))
        return false;
    reader->file->header_bytes += header.cursor.at - reader->begin;
    return true;
}
