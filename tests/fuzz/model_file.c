#include "fuzz/model_file.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "emel/model/dtype.h"
#include "emel/model/file.h"
#include "emel/model/metadata.h"
#include "support/counting_allocator.h"
#include "support/memory_files.h"
#include "support/system.h"

#define MUST(claim)                                                                                \
    do {                                                                                           \
        if (!(claim)) {                                                                            \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #claim);                            \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

struct attempt {
    struct memory_files disk;
    struct test_system system;
    struct counting memory;
    struct emel_model_file *file;
    struct emel_failure why;
};

static size_t size_of(const struct memory_files *disk)
{
    size_t size = 0;

    for (int i = 0; i < MEMORY_FILES && disk->files[i].path; i++)
        size += disk->files[i].size;
    return size;
}

/* `offset`: where the model begins in the one file; 0: files are opened by path. */
static void open_files(struct attempt *attempt, const struct memory_files *disk, size_t cap,
                       size_t offset)
{
    const struct emel_model_source source = {
        .path = disk->files[0].path,
        .offset = offset,
        .length = offset ? disk->files[0].size - 2 * offset : 0,
    };

    *attempt = (struct attempt){ .disk = *disk, .system = { .cap = cap } };
    attempt->system.under = memory_files_system(&attempt->disk);

    const struct emel_io_system system = system_table(&attempt->system);
    const struct emel_allocator allocator = counting_allocator(&attempt->memory);
    const struct emel_model_file_options options = { .system = &system, .allocator = &allocator };

    attempt->file = emel_model_file_open_sources(&source, 1, &options, &attempt->why);
    MUST(attempt->memory.most <= 4 * size_of(disk) + ((size_t)1 << 20));
}

static void close_files(struct attempt *attempt)
{
    emel_model_file_close(attempt->file);
    MUST(attempt->memory.held == 0 && !attempt->memory.mistaken);
    MUST(!system_check(&attempt->system));
}

/* --- tensors ------------------------------------------------------------------------------ */

static int by_place(const void *a, const void *b)
{
    const struct emel_tensor_record *const *left = a, *const *right = b;

    if ((*left)->file_index != (*right)->file_index)
        return (*left)->file_index < (*right)->file_index ? -1 : 1;
    if ((*left)->file_offset != (*right)->file_offset)
        return (*left)->file_offset < (*right)->file_offset ? -1 : 1;
    return ((*left)->byte_size > 0) - ((*right)->byte_size > 0);
}

static void check_apart(const struct emel_tensor_record *records, uint32_t count)
{
    const struct emel_tensor_record **order = malloc((count + 1) * sizeof *order);
    uint64_t end = 0;

    MUST(order != NULL);
    for (uint32_t i = 0; i < count; i++)
        order[i] = &records[i];
    qsort(order, count, sizeof *order, by_place);
    for (uint32_t i = 0; i < count; i++) {
        if (i > 0 && order[i]->file_index != order[i - 1]->file_index)
            end = 0;
        MUST(order[i]->byte_size == 0 || order[i]->file_offset >= end);
        if (order[i]->byte_size > 0)
            end = order[i]->file_offset + order[i]->byte_size;
    }
    free(order);
}

static uint64_t size_of_file(const struct emel_model_file *file, uint32_t file_index)
{
    uint32_t count;
    const struct emel_io_file *files = emel_model_file_files(file, &count);

    MUST(file_index < count);
    return files[file_index].stamp->size;
}

static void check_record(const struct emel_model_file *file,
                         const struct emel_tensor_record *record)
{
    uint64_t elements = 1, bytes = 0, size = size_of_file(file, record->file_index);

    MUST(record->file_offset <= size && record->byte_size <= size - record->file_offset);
    for (uint32_t i = 0; i < record->rank; i++)
        elements *= record->shape[i];
    MUST(emel_dtype_bytes(record->dtype, elements, &bytes) && bytes == record->byte_size);
    MUST(emel_model_file_find(file, record->name) == record);
}

/* --- metadata ----------------------------------------------------------------------------- */

/* Every element, through a buffer that some strings do not fit; `bytes` are all of the array's. */
static void check_array(const struct emel_model_file *file, const struct emel_metadata *entry,
                        const char *bytes)
{
    struct emel_metadata_iterator iterator;
    struct emel_metadata_element element;
    struct emel_failure why;
    char buffer[64];
    uint64_t count = 0;

    MUST(emel_metadata_entry_array(file, entry, &iterator, buffer, sizeof buffer, &why));
    for (;; count += element.depth == 0) {
        if (emel_metadata_next(&iterator, &element, &why)) {
            MUST(element.type != EMEL_METADATA_STRING ||
                 memcmp(element.text, bytes + iterator.offset - element.bytes, element.bytes) == 0);
            continue;
        }
        if (why.source == EMEL_FAILURE_NONE)
            break;
        MUST(why.source == EMEL_FAILURE_METADATA && why.code == EMEL_METADATA_TOO_SMALL);
        MUST(element.bytes > sizeof buffer && emel_metadata_skip(&iterator, &why));
    }
    MUST(count == entry->count && iterator.offset == entry->byte_size);
}

/* A number converts to what it was, or is refused. */
static void check_number(const struct emel_model_file *file, const struct emel_metadata *entry)
{
    uint64_t u = 0;
    int64_t i = 0;
    double f = 0;
    const bool unsigned_one = emel_metadata_entry_u64(file, entry, &u, NULL);
    const bool signed_one = emel_metadata_entry_i64(file, entry, &i, NULL);

    if (unsigned_one && signed_one)
        MUST(i >= 0 && (uint64_t)i == u);
    if (signed_one && emel_metadata_entry_f64(file, entry, &f, NULL))
        MUST(f == (double)i);
}

static void check_entry(const struct emel_model_file *file, const struct emel_metadata *entry)
{
    uint64_t size = size_of_file(file, entry->file_index);
    char *buffer = malloc((size_t)entry->byte_size + 1);
    struct emel_metadata found;

    MUST(buffer != NULL);
    MUST(entry->file_offset <= size && entry->byte_size <= size - entry->file_offset);
    MUST(emel_model_file_metadata_find(file, entry->key, &found));
    MUST(strcmp(found.key, entry->key) == 0 && found.file_offset == entry->file_offset);
    MUST(emel_model_file_metadata_read(file, entry, 0, buffer, (size_t)entry->byte_size, NULL));
    MUST(!emel_model_file_metadata_read(file, entry, 1, buffer, (size_t)entry->byte_size, NULL));
    if (entry->type == EMEL_METADATA_ARRAY)
        check_array(file, entry, buffer);
    else if (entry->type != EMEL_METADATA_STRING)
        check_number(file, entry);
    free(buffer);
}

static void check_file(const struct emel_model_file *file)
{
    struct emel_metadata entry;
    uint32_t count;
    const struct emel_tensor_record *records = emel_model_file_tensors(file, &count);

    for (uint32_t i = 0; i < count; i++)
        check_record(file, &records[i]);
    check_apart(records, count);
    count = emel_model_file_metadata_count(file);
    for (uint32_t i = 0; i < count; i++) {
        MUST(emel_model_file_metadata(file, i, &entry));
        check_entry(file, &entry);
    }
}

/* --- twice -------------------------------------------------------------------------------- */

static void check_alike(const struct attempt *one, const struct attempt *other)
{
    const struct emel_tensor_record *a, *b;
    uint32_t count, other_count;

    MUST((!one->file) == (!other->file));
    MUST(one->why.code == other->why.code && one->why.file_offset == other->why.file_offset);
    MUST(strcmp(one->why.subject, other->why.subject) == 0);
    MUST(one->why.text == other->why.text && one->why.value == other->why.value);
    MUST(one->why.limit == other->why.limit && one->why.other_offset == other->why.other_offset);
    if (!one->file)
        return;
    a = emel_model_file_tensors(one->file, &count);
    b = emel_model_file_tensors(other->file, &other_count);
    MUST(count == other_count);
    for (uint32_t i = 0; i < count; i++)
        MUST(strcmp(a[i].name, b[i].name) == 0 && a[i].file_offset == b[i].file_offset);
}

void fuzz_model_files(const struct memory_files *disk)
{
    struct attempt whole, cut;

    open_files(&whole, disk, 0, 0);
    open_files(&cut, disk, 13, 0);
    check_alike(&whole, &cut);
    if (whole.file)
        check_file(whole.file);
    close_files(&whole);
    close_files(&cut);
}

/* --- inside a bigger file ------------------------------------------------------------------- */

#define MARGIN 5

static void check_moved(const struct attempt *one, const struct attempt *moved)
{
    const struct emel_tensor_record *a, *b;
    uint32_t count, other_count;

    if (!one->file) {
        if (one->why.code >= EMEL_MODEL_FILE_SHARD_MISSING ||
            moved->why.code == EMEL_MODEL_FILE_SOURCE)
            return; /* it is part of more, or an index */
        MUST(!moved->file && moved->why.code == one->why.code);
        MUST(one->why.file_offset == EMEL_FAILURE_NO_OFFSET ||
             moved->why.file_offset == one->why.file_offset + MARGIN);
        return;
    }
    MUST(moved->file != NULL);
    a = emel_model_file_tensors(one->file, &count);
    b = emel_model_file_tensors(moved->file, &other_count);
    MUST(count == other_count);
    for (uint32_t i = 0; i < count; i++)
        MUST(strcmp(a[i].name, b[i].name) == 0 && a[i].file_offset + MARGIN == b[i].file_offset);
}

/* The same bytes with others around them. */
static void fuzz_moved(const struct memory_files *disk)
{
    const size_t size = disk->files[0].size;
    uint8_t *bytes = malloc(size + 2 * (size_t)MARGIN);
    const struct memory_files bigger = {
        .files = { { .path = "bigger", .bytes = bytes, .size = size + 2 * (size_t)MARGIN } },
    };
    struct attempt one, moved;

    MUST(bytes != NULL);
    memset(bytes, 0x5a, size + 2 * (size_t)MARGIN);
    memcpy(bytes + MARGIN, disk->files[0].bytes, size);
    open_files(&one, disk, 0, 0);
    open_files(&moved, &bigger, 0, MARGIN);
    check_moved(&one, &moved);
    close_files(&one);
    close_files(&moved);
    free(bytes);
}

void fuzz_model_file(const uint8_t *bytes, size_t size)
{
    const struct memory_files disk = {
        .files = { { .path = "model", .bytes = bytes, .size = size } },
    };

    fuzz_model_files(&disk);
    if (size > 0)
        fuzz_moved(&disk);
}
