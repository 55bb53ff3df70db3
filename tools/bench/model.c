/* The tensors: which bytes of the file they are. */
#include <stdlib.h>

#include "bench.h"

#define LAYERS 36u
#define EMBEDDING_BYTES (128 * BENCH_MIB)
#define HEADER_BYTES (UINT64_C(79168)) /* tensors begin there: a multiple of 64, not of a page */

/* Of a layer, in thousandths; 0: a small vector. */
static const uint32_t shares[] = { 0, 110, 30, 30, 110, 0, 240, 240, 240, 0 };
#define LAYER_TENSORS (sizeof shares / sizeof *shares)
#define TENSORS (LAYERS * LAYER_TENSORS + 3)

static bool begin(struct bench_model *model, const struct emel_io_file *files, uint32_t file_count,
                  uint32_t room)
{
    *model = (struct bench_model){
        .files = files,
        .file_count = file_count,
        .tensors = calloc(room, sizeof *model->tensors),
        .ours = true,
    };
    return model->tensors != NULL;
}

void bench_model_free(struct bench_model *model)
{
    free(model->tensors);
    *model = (struct bench_model){ .files = NULL };
}

static uint64_t end_of(const struct emel_tensor_record *tensor)
{
    const struct emel_io_part *part = tensor->parts;

    if (part)
        return part->file_offset + (part->count - 1) * part->file_stride + part->run_bytes;
    return tensor->file_offset + tensor->byte_size;
}

uint64_t bench_model_extent(const struct bench_model *model, uint32_t file)
{
    uint64_t extent = 0;

    for (uint32_t i = 0; i < model->tensor_count; i++) {
        const struct emel_tensor_record *tensor = &model->tensors[i];
        const uint64_t end = end_of(tensor);

        if (tensor->file_index == file && end > extent)
            extent = end;
    }
    return extent;
}

static void add(struct bench_model *model, uint64_t offset, uint64_t bytes)
{
    model->tensors[model->tensor_count++] = (struct emel_tensor_record){
        .name = "",
        .file_offset = offset,
        .byte_size = bytes,
    };
    model->bytes += bytes;
}

/* --- like a model ------------------------------------------------------------------------ */

/* Sizes that are no round numbers, the same ones in every run. */
static uint64_t jittered(uint64_t bytes, uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    bytes -= bytes * (*seed >> 24) / 4096; /* up to 6 % less */
    if (bytes < BENCH_PAGE)
        bytes = BENCH_PAGE;
    return bytes / 32 * 32;
}

static void add_next(struct bench_model *model, uint64_t residue, uint64_t bytes)
{
    const struct emel_tensor_record *last = &model->tensors[model->tensor_count - 1];
    const uint64_t end =
        model->tensor_count ? last->file_offset + last->byte_size : HEADER_BYTES + residue;

    add(model, (end - residue + 63) / 64 * 64 + residue, bytes);
}

static void add_layer(struct bench_model *model, uint64_t residue, uint64_t bytes, uint32_t *seed)
{
    for (size_t i = 0; i < LAYER_TENSORS; i++)
        add_next(model, residue,
                 shares[i] ? jittered(bytes * shares[i] / 1000, seed) : 4 * BENCH_PAGE);
}

bool bench_model_like(struct bench_model *model, const struct emel_io_file *file, uint64_t bytes,
                      uint64_t residue)
{
    const uint64_t embedding = bytes / 16 < EMBEDDING_BYTES ? bytes / 16 : EMBEDDING_BYTES;
    const uint64_t room = bytes - 2 * embedding - HEADER_BYTES - TENSORS * 64;
    uint32_t seed = 1;

    if (!begin(model, file, 1, TENSORS))
        return false;
    add_next(model, residue, embedding);
    for (uint32_t i = 0; i < LAYERS; i++)
        add_layer(model, residue, room / LAYERS, &seed);
    add_next(model, residue, BENCH_PAGE);
    add_next(model, residue, embedding);
    return true;
}

/* --- others ------------------------------------------------------------------------------ */

bool bench_model_equal(struct bench_model *model, const struct emel_io_file *file, uint32_t count,
                       uint64_t each)
{
    if (!begin(model, file, 1, count))
        return false;
    for (uint32_t i = 0; i < count; i++)
        add(model, i * each, each);
    return true;
}

bool bench_model_slices(struct bench_model *model, const struct emel_io_file *file,
                        const struct emel_io_part *parts, uint32_t count)
{
    if (!begin(model, file, 1, count))
        return false;
    for (uint32_t i = 0; i < count; i++) {
        add(model, parts[i].file_offset, parts[i].count * parts[i].run_bytes);
        model->tensors[i].parts = &parts[i];
        model->tensors[i].part_count = 1;
    }
    return true;
}

static int earlier(const void *a, const void *b)
{
    const struct emel_tensor_record *first = a, *second = b;

    if (first->file_index != second->file_index)
        return first->file_index < second->file_index ? -1 : 1;
    return (first->file_offset > second->file_offset) - (first->file_offset < second->file_offset);
}

/* In the order of the file: loops read them so. */
bool bench_model_of(struct bench_model *model, const struct emel_model *opened)
{
    const struct emel_model_file *directory = emel_model_get_file(opened);
    const struct emel_tensor_record *records;
    const struct emel_io_file *files;
    uint32_t file_count, count;

    records = emel_model_file_tensors(directory, &count);
    files = emel_model_file_files(directory, &file_count);
    if (!begin(model, files, file_count, count))
        return false;
    model->ours = false;
    for (uint32_t i = 0; i < count; i++) {
        model->tensors[i] = records[i];
        model->bytes += records[i].byte_size;
    }
    model->tensor_count = count;
    qsort(model->tensors, count, sizeof *model->tensors, earlier);
    return true;
}
