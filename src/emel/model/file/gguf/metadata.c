#include "emel/model/file/gguf/metadata.h"

#include <string.h>

#include "emel/model/file/gguf/duplicates.h"
#include "emel/model/file/name_index.h"
#include "emel/model/file/tables.h"
#include "emel/model/metadata/scalar.h"

#define KEY_BYTES_MAX 65535
#define DEPTH_MAX 8
#define ALIGNMENT_KEY "general.alignment"
#define ALIGNMENT_MAX (UINT64_C(1) << 30)

/* The fewest bytes of an array's element: a string has its length, an array its type and
 * its length. */
#define STRING_BYTES_MIN 8
#define ARRAY_BYTES_MIN 12

static bool read_type(struct emel__gguf_cursor *cursor, const char *key, uint8_t *type)
{
    uint64_t at = cursor->at, number;

    if (!emel__gguf_number(cursor, 4, &number, key))
        return false;
    if (number > EMEL_METADATA_FLOAT64)
        return emel__gguf_fail_numbers(cursor, EMEL_MODEL_FILE_VALUE_TYPE, at, key, number,
                                       EMEL_METADATA_FLOAT64);
    *type = (uint8_t)number;
    return true;
}

/* --- values that are skipped ---------------------------------------------------------------- */

static bool fail_bool(const struct emel__gguf_cursor *cursor, uint64_t at, const char *key,
                      uint64_t value)
{
    return emel__gguf_fail_numbers(cursor, EMEL_MODEL_FILE_BOOL_VALUE, at, key, value, 1);
}

static bool skip_string(struct emel__gguf_cursor *cursor, const char *key, uint64_t *bytes)
{
    uint64_t at = cursor->at;

    if (!emel__gguf_number(cursor, 8, bytes, key))
        return false;
    if (*bytes > emel__gguf_rest(cursor))
        return emel__gguf_fail_numbers(cursor, EMEL_MODEL_FILE_STRING_LENGTH, at, key, *bytes,
                                       emel__gguf_rest(cursor));
    return emel__gguf_skip(cursor, *bytes, key);
}

static bool skip_strings(struct emel__gguf_cursor *cursor, const char *key, uint64_t count)
{
    uint64_t bytes;

    for (;;) {
        count -= emel__gguf_skip_held_strings(cursor, count);
        if (count == 0)
            return true;
        if (!skip_string(cursor, key, &bytes))
            return false;
        count--;
    }
}

static bool are_bools(const unsigned char *bools, size_t bytes)
{
    unsigned char all = 0;

    for (size_t i = 0; i < bytes; i++)
        all |= bools[i];
    return all <= 1;
}

static bool skip_bools(struct emel__gguf_cursor *cursor, const char *key, uint64_t count)
{
    while (count > 0) {
        size_t bytes = count < EMEL__READ_BUFFER_BYTES ? (size_t)count : EMEL__READ_BUFFER_BYTES;
        uint64_t at = cursor->at;
        const unsigned char *bools = emel__gguf_take(cursor, bytes, key);

        if (!bools)
            return false;
        for (size_t i = 0; !are_bools(bools, bytes); i++) {
            if (bools[i] > 1)
                return fail_bool(cursor, at + i, key, bools[i]);
        }
        count -= bytes;
    }
    return true;
}

static bool skip_array(struct emel__gguf_cursor *cursor, const char *key, int depth, uint8_t *type,
                       uint64_t *count);

static bool skip_arrays(struct emel__gguf_cursor *cursor, const char *key, int depth,
                        uint64_t count)
{
    uint8_t type;
    uint64_t inner;

    for (; count > 0; count--) {
        if (!skip_array(cursor, key, depth + 1, &type, &inner))
            return false;
    }
    return true;
}

static size_t element_bytes_min(uint8_t type)
{
    if (type == EMEL_METADATA_STRING)
        return STRING_BYTES_MIN;
    return type == EMEL_METADATA_ARRAY ? ARRAY_BYTES_MIN : emel__scalar_bytes(type);
}

/* Before any of them is read, so that a header without end is refused at once. */
static bool allow_elements(const struct emel__gguf_cursor *cursor, const char *key, uint64_t at,
                           uint64_t count, size_t bytes_min)
{
    if (count > emel__gguf_rest(cursor) / bytes_min)
        return emel__gguf_fail_numbers(cursor, EMEL_MODEL_FILE_ARRAY_LENGTH, at, key, count,
                                       emel__gguf_rest(cursor) / bytes_min);
    return emel__reader_allow_header(cursor->reader, cursor->at + count * bytes_min, at, key);
}

/* An array's type, count and elements.  Calls itself at most DEPTH_MAX deep. */
static bool skip_array(struct emel__gguf_cursor *cursor, const char *key, int depth, uint8_t *type,
                       uint64_t *count)
{
    uint64_t at = cursor->at;

    if (depth > DEPTH_MAX)
        return emel__gguf_fail_numbers(cursor, EMEL_MODEL_FILE_DEPTH, at, key, (uint64_t)depth,
                                       DEPTH_MAX);
    if (!read_type(cursor, key, type) || !emel__gguf_number(cursor, 8, count, key) ||
        !allow_elements(cursor, key, at + 4, *count, element_bytes_min(*type)))
        return false;
    switch (*type) {
    case EMEL_METADATA_STRING: return skip_strings(cursor, key, *count);
    case EMEL_METADATA_ARRAY: return skip_arrays(cursor, key, depth, *count);
    case EMEL_METADATA_BOOL: return skip_bools(cursor, key, *count);
    default: return emel__gguf_skip(cursor, *count * emel__scalar_bytes(*type), key);
    }
}

/* --- values ------------------------------------------------------------------------------- */

/* `bytes` is 1 to 8. */
static uint64_t sign_extended(uint64_t bits, size_t bytes)
{
    uint64_t sign = UINT64_C(1) << ((bytes * 8 - 1) & 63);

    return bits < sign ? bits : bits | ~(sign - 1);
}

static bool read_scalar(struct emel__gguf_cursor *cursor, struct emel__entry *entry)
{
    size_t bytes = emel__scalar_bytes(entry->type);

    entry->file_offset = cursor->at;
    entry->byte_size = bytes;
    entry->element_type = entry->type;
    if (!emel__gguf_number(cursor, bytes, &entry->bits, entry->key))
        return false;
    switch (entry->type) {
    case EMEL_METADATA_BOOL:
        return entry->bits <= 1 || fail_bool(cursor, entry->file_offset, entry->key, entry->bits);
    case EMEL_METADATA_INT8:
    case EMEL_METADATA_INT16:
    case EMEL_METADATA_INT32: entry->bits = sign_extended(entry->bits, bytes); return true;
    default: return true;
    }
}

static bool read_string(struct emel__gguf_cursor *cursor, struct emel__entry *entry)
{
    entry->element_type = entry->type;
    if (!skip_string(cursor, entry->key, &entry->byte_size))
        return false;
    entry->file_offset = cursor->at - entry->byte_size;
    return true;
}

static bool read_array(struct emel__gguf_cursor *cursor, struct emel__entry *entry)
{
    entry->file_offset = cursor->at + ARRAY_BYTES_MIN;
    if (!skip_array(cursor, entry->key, 1, &entry->element_type, &entry->bits))
        return false;
    entry->byte_size = cursor->at - entry->file_offset;
    return true;
}

/* --- pairs -------------------------------------------------------------------------------- */

static const char *fail_key(const struct emel__gguf_cursor *cursor, uint64_t at, uint64_t bytes)
{
    return emel__gguf_fail_name(cursor, &(struct emel__blame){
                                            .error = EMEL_MODEL_FILE_KEY,
                                            .text = "the key has {value} bytes, "
                                                    "1 to {limit} are allowed",
                                            .file_offset = at,
                                            .value = bytes,
                                            .limit = KEY_BYTES_MAX,
                                        });
}

static const char *read_key(struct emel__gguf_cursor *cursor)
{
    uint64_t at = cursor->at, bytes;
    const unsigned char *key;

    if (!skip_string(cursor, NULL, &bytes))
        return NULL;
    if (bytes == 0 || bytes > KEY_BYTES_MAX)
        return fail_key(cursor, at, bytes);
    key = emel__reader_at(cursor->reader, at + 8, (size_t)bytes);
    if (!key)
        return NULL;
    if (!emel__reader_is_name(key, (size_t)bytes)) {
        emel__reader_fail_over(cursor->reader, EMEL_MODEL_FILE_KEY, at, key, (size_t)bytes);
        return NULL;
    }
    return emel__tables_copy_text(cursor->reader, cursor->reader->metadata->arena, key,
                                  (size_t)bytes);
}

static bool read_pair(struct emel__gguf_cursor *cursor)
{
    struct emel__metadata *metadata = cursor->reader->metadata;
    struct emel__entry *entry = &metadata->entries[metadata->count];
    uint64_t at = cursor->at;
    bool read;

    *entry = (struct emel__entry){ .file_index = (uint16_t)cursor->reader->file_index };
    entry->key = read_key(cursor);
    if (!entry->key || !read_type(cursor, entry->key, &entry->type))
        return false;
    switch (entry->type) {
    case EMEL_METADATA_STRING: read = read_string(cursor, entry); break;
    case EMEL_METADATA_ARRAY: read = read_array(cursor, entry); break;
    default: read = read_scalar(cursor, entry);
    }
    entry->key_before = (uint32_t)(entry->file_offset - at);
    metadata->count++;
    return read;
}

static bool fail_alignment(const struct emel__gguf_cursor *cursor, const struct emel__entry *entry)
{
    const bool is_number = entry->type == EMEL_METADATA_UINT32;

    return emel__reader_blame(
        cursor->reader,
        (struct emel__blame){
            .error = EMEL_MODEL_FILE_ALIGNMENT,
            .text = is_number ? "the alignment is {value}, not a power of two from 1 to {limit}"
                              : "the alignment has value type {value}, not {limit} (UINT32)",
            .file_offset = entry->file_offset,
            .subject = entry->key,
            .subject_bytes = strlen(entry->key),
            .has_value = true,
            .value = is_number ? entry->bits : entry->type,
            .has_limit = true,
            .limit = is_number ? ALIGNMENT_MAX : EMEL_METADATA_UINT32,
        });
}

/* Data offsets count from the first multiple of the alignment behind the header. */
static bool find_alignment(const struct emel__gguf_cursor *cursor, uint64_t *alignment)
{
    const struct emel__metadata *metadata = cursor->reader->metadata;
    uint32_t number = emel__name_index_find_key(metadata, ALIGNMENT_KEY);
    const struct emel__entry *entry;

    if (number == EMEL__NOT_FOUND)
        return true;
    entry = &metadata->entries[number];
    if (entry->type != EMEL_METADATA_UINT32 || entry->bits == 0 || entry->bits > ALIGNMENT_MAX ||
        (entry->bits & (entry->bits - 1)) != 0)
        return fail_alignment(cursor, entry);
    *alignment = entry->bits;
    return true;
}

bool emel__gguf_metadata(struct emel__gguf_cursor *cursor, uint64_t pairs, uint64_t *alignment)
{
    if (!emel__tables_reserve_entries(cursor->reader, (uint32_t)pairs))
        return false;
    for (uint64_t i = 0; i < pairs; i++) {
        if (!read_pair(cursor))
            return false;
    }
    return emel__name_index_keys(cursor->reader) && emel__gguf_drop_duplicates(cursor->reader) &&
           find_alignment(cursor, alignment);
}
