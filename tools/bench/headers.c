/* Files with headers: of a vocabulary, of many tensors; and one for the file of all parts. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench.h"

#define GGUF_U32 UINT32_C(4)
#define GGUF_STRING UINT32_C(8)
#define GGUF_ARRAY UINT32_C(9)
#define GGML_I8 UINT32_C(24)
#define ALIGNMENT 64u

static void put_u32(FILE *out, uint32_t value)
{
    (void)fwrite(&value, sizeof value, 1, out); /* Linux runs the benchmark on little-endian */
}

static void put_u64(FILE *out, uint64_t value)
{
    (void)fwrite(&value, sizeof value, 1, out);
}

static void put_string(FILE *out, const char *text)
{
    const size_t length = strlen(text);

    put_u64(out, length);
    (void)fwrite(text, 1, length, out);
}

/* Magic, version, no tensors, one key: the array of strings. */
void bench_header_gguf(FILE *out)
{
    static const char endings[] = "abcdefghijkl";
    char text[32];

    (void)fwrite("GGUF", 1, 4, out);
    put_u32(out, 3);
    put_u64(out, 0);
    put_u64(out, 1);
    put_string(out, "tokenizer.ggml.tokens");
    put_u32(out, GGUF_ARRAY);
    put_u32(out, GGUF_STRING);
    put_u64(out, BENCH_STRINGS);
    for (uint64_t i = 0; i < BENCH_STRINGS; i++) {
        (void)snprintf(text, sizeof text, "%llx%s", (unsigned long long)(i % 4096),
                       endings + i % 11);
        put_string(out, text);
    }
}

/* Each tensor has four bytes. */
static void write_json(FILE *out)
{
    for (uint32_t i = 0; i < BENCH_TENSORS; i++)
        (void)fprintf(out,
                      "%c\"model.layers.%u.mlp.experts.%u.down_proj.weight\":{\"dtype\":\"F32\","
                      "\"shape\":[1,1],\"data_offsets\":[%u,%u]}",
                      i ? ',' : '{', i / 1000, i % 1000, 4 * i, 4 * i + 4);
    (void)fputc('}', out);
}

void bench_header_safetensors(FILE *out)
{
    char *header = NULL;
    size_t bytes = 0;
    FILE *json = open_memstream(&header, &bytes);

    if (json)
        write_json(json);
    if (!json || fclose(json) != 0)
        bench_fail("out of memory");
    put_u64(out, bytes);
    (void)fwrite(header, 1, bytes, out);
    for (uint32_t i = 0; i < BENCH_TENSORS; i++)
        put_u32(out, i);
    free(header);
}

void bench_header_make(const char *folder, struct emel_io_file *file, struct bench_model *model,
                       void (*write_to)(FILE *out))
{
    FILE *out = bench_file_make(folder, file) ? fdopen(dup(file->fd), "w") : NULL;
    bool written;

    if (!out)
        bench_fail(folder);
    write_to(out);
    written = !ferror(out);
    if (fclose(out) != 0 || !written ||
        !bench_model_equal(model, file, 1, (uint64_t)lseek(file->fd, 0, SEEK_END)))
        bench_fail("a header cannot be written");
}

/* --- of the file of all parts ------------------------------------------------------------- */

static void put_tensors(FILE *out, const struct bench_model *model, uint64_t data)
{
    char name[32];

    for (uint32_t i = 0; i < model->tensor_count; i++) {
        (void)snprintf(name, sizeof name, "tensor.%u", i);
        put_string(out, name);
        put_u32(out, 1); /* dimension */
        put_u64(out, model->tensors[i].byte_size);
        put_u32(out, GGML_I8);
        put_u64(out, model->tensors[i].file_offset - data);
    }
}

/* The last key has a value of `padding` bytes, which only makes the header longer. */
static void put_header(FILE *out, const struct bench_model *model, uint64_t data, uint64_t padding)
{
    (void)fwrite("GGUF", 1, 4, out);
    put_u32(out, 3);
    put_u64(out, model->tensor_count);
    put_u64(out, 2);
    put_string(out, "general.alignment");
    put_u32(out, GGUF_U32);
    put_u32(out, ALIGNMENT);
    put_string(out, "bench.padding");
    put_u32(out, GGUF_STRING);
    put_u64(out, padding);
    for (uint64_t i = 0; i < padding; i++)
        (void)fputc(' ', out);
    put_tensors(out, model, data);
}

static uint64_t write_header(const struct bench_model *model, uint64_t padding, char **header)
{
    size_t bytes = 0;
    FILE *out = open_memstream(header, &bytes);

    if (out)
        put_header(out, model, model->tensors[0].file_offset, padding);
    if (!out || fclose(out) != 0)
        bench_fail("out of memory");
    return bytes;
}

void bench_header_put(const struct bench_model *model)
{
    const uint64_t room = model->tensors[0].file_offset;
    const int file = model->files[0].fd;
    char *header = NULL;
    uint64_t bytes = write_header(model, 0, &header);

    free(header);
    if (bytes > room)
        bench_fail("the header has no room before the tensors");
    bytes = write_header(model, room - bytes, &header);
    if (pwrite(file, header, (size_t)bytes, 0) != (ssize_t)bytes || fdatasync(file) != 0)
        bench_fail("a header cannot be written");
    free(header);
}

void bench_header_remove(const struct bench_model *model)
{
    if (!bench_file_grow(model->files, 0, model->tensors[0].file_offset))
        bench_fail("a header cannot be removed");
}
