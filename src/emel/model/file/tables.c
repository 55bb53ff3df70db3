#include "emel/model/file/tables.h"

#include <string.h>

#define CAPACITY_MIN 16

/* A model may take four times as much memory as its files have bytes, and 1 MiB; half of that is
 * for other things. */
#define MEMORY_FACTOR UINT64_C(4)
#define MEMORY_MORE (UINT64_C(512) << 10)

/* Up to a sixteenth of a table may stay unused. */
#define EXCESS_SHARE 16

void *emel__tables_allocate(const struct emel__reader *reader, struct emel__arena *arena,
                            size_t count, size_t bytes)
{
    void *memory = emel__arena_allocate(arena, count * bytes, sizeof(uint64_t));

    if (!memory)
        emel__reader_out_of_memory(reader);
    return memory;
}

const char *emel__tables_copy_text(const struct emel__reader *reader, struct emel__arena *arena,
                                   const void *text, size_t bytes)
{
    char *copy = emel__arena_allocate(arena, bytes + 1, 1);

    if (!copy) {
        emel__reader_out_of_memory(reader);
        return NULL;
    }
    memcpy(copy, text, bytes);
    copy[bytes] = '\0';
    return copy;
}

bool emel__tables_multiply(uint64_t *product, uint64_t extent)
{
    /* Then it fits, without a division, which is slow. */
    const bool small = *product <= INT32_MAX && extent <= INT32_MAX;

    if (extent == 0)
        return true;
    if (!small && (extent > INT64_MAX || *product > INT64_MAX / extent))
        return false;
    *product *= extent;
    return true;
}

/* Moves the first `used` items of a table to a new one; NULL: no memory, and the old one stays. */
static void *resize(const struct emel_model_file *file, void *table, uint32_t used,
                    uint32_t capacity, uint32_t new_capacity, size_t bytes)
{
    void *new_table = emel__catalog_allocate_temporary(file, new_capacity, bytes);

    if (!new_table)
        return NULL;
    if (used > 0)
        memcpy(new_table, table, used * bytes);
    emel__catalog_free_temporary(file, table, capacity, bytes);
    return new_table;
}

/* --- tensors -------------------------------------------------------------------------------- */

/* Both tables have the same capacity, or none is there. */
static bool resize_tensors(const struct emel__reader *reader, uint32_t capacity)
{
    struct emel_model_file *file = reader->file;
    void *table = resize(file, file->tensors, file->tensor_count, file->tensor_capacity, capacity,
                         sizeof *file->tensors);

    if (!table)
        return emel__reader_out_of_memory(reader);
    file->tensors = table;
    table = resize(file, file->header_offsets, file->tensor_count, file->tensor_capacity, capacity,
                   sizeof *file->header_offsets);
    if (!table) {
        emel__catalog_free_temporary(file, file->header_offsets, file->tensor_capacity,
                                     sizeof *file->header_offsets);
        file->header_offsets = NULL;
    } else {
        file->header_offsets = table;
    }
    file->tensor_capacity = capacity;
    return table || emel__reader_out_of_memory(reader);
}

bool emel__tables_reserve_tensors(struct emel__reader *reader, uint32_t count)
{
    struct emel_model_file *file = reader->file;

    if (file->tensors && count <= file->tensor_capacity - file->tensor_count)
        return true;
    if (file->tensor_capacity != 0)
        return emel__reader_fail(reader, EMEL_MODEL_FILE_FILE_CHANGED, EMEL_FAILURE_NO_OFFSET,
                                 NULL);
    return resize_tensors(reader, count);
}

/* How many tensors the memory allows that a model may take for what was read of it: less what its
 * names and shapes take, and the tables that are copied. */
static uint64_t allowed_capacity(const struct emel_model_file *file, uint64_t read)
{
    const uint64_t item = sizeof *file->tensors + sizeof *file->header_offsets;
    const uint64_t allowed = MEMORY_FACTOR * read + MEMORY_MORE;
    const uint64_t taken = file->arena.bytes + file->tensor_capacity * item;

    return allowed > taken ? (allowed - taken) / item : 0;
}

/* As many as there will be if the rest of the header is like what was read, if that memory allows
 * it; at most twice as many as now if not. */
static uint32_t next_capacity(const struct emel_model_file *file, uint64_t read, uint64_t bytes)
{
    const uint64_t capacity = file->tensor_capacity;
    const uint64_t expected = capacity * bytes / read + capacity / EXCESS_SHARE + CAPACITY_MIN;

    return (uint32_t)(expected <= allowed_capacity(file, read) || expected < 2 * capacity
                          ? expected
                          : 2 * capacity);
}

bool emel__tables_grow_tensors(struct emel__reader *reader, uint64_t read, uint64_t bytes)
{
    const struct emel_model_file *file = reader->file;
    const uint64_t before = file->header_bytes; /* of other files */

    if (file->tensor_count < file->tensor_capacity)
        return true;
    return resize_tensors(reader, file->tensor_capacity == 0
                                      ? CAPACITY_MIN
                                      : next_capacity(file, before + read, before + bytes));
}

bool emel__tables_trim_tensors(struct emel_model_file *file, struct emel_failure *why)
{
    const struct emel__reader reader = { .file = file, .why = why };
    struct emel_tensor_record *tensors;

    emel__catalog_free_header_offsets(file);
    if (file->tensor_capacity - file->tensor_count <=
        file->tensor_count / EXCESS_SHARE + CAPACITY_MIN)
        return true;
    tensors = resize(file, file->tensors, file->tensor_count, file->tensor_capacity,
                     file->tensor_count, sizeof *tensors);
    if (!tensors)
        return emel__reader_out_of_memory(&reader);
    file->tensors = tensors;
    file->tensor_capacity = file->tensor_count;
    return true;
}

/* --- keys ----------------------------------------------------------------------------------- */

static bool resize_entries(const struct emel__reader *reader, uint32_t capacity)
{
    struct emel__metadata *metadata = reader->metadata;
    struct emel__entry *entries = resize(reader->file, metadata->entries, metadata->count,
                                         metadata->capacity, capacity, sizeof *entries);

    if (!entries)
        return emel__reader_out_of_memory(reader);
    metadata->entries = entries;
    metadata->capacity = capacity;
    return true;
}

bool emel__tables_reserve_entries(struct emel__reader *reader, uint32_t count)
{
    return count <= reader->metadata->capacity - reader->metadata->count ||
           resize_entries(reader, count);
}

bool emel__tables_grow_entries(struct emel__reader *reader)
{
    const uint32_t capacity = reader->metadata->capacity;

    return reader->metadata->count < capacity ||
           resize_entries(reader, capacity ? 2 * capacity : CAPACITY_MIN);
}
