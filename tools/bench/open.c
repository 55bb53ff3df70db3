/* Opening: a vocabulary in a GGUF header, and a safetensors header with many tensors. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench.h"

#define STRINGS UINT64_C(408275) /* about 6 MB */
#define GGUF_STRING UINT32_C(8)
#define GGUF_ARRAY UINT32_C(9)
#define TENSORS 200000u

/* --- files -------------------------------------------------------------------------------- */

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
static void write_gguf(FILE *out)
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
    put_u64(out, STRINGS);
    for (uint64_t i = 0; i < STRINGS; i++) {
        (void)snprintf(text, sizeof text, "%llx%s", (unsigned long long)(i % 4096),
                       endings + i % 11);
        put_string(out, text);
    }
}

/* Each tensor has four bytes. */
static void write_json(FILE *out)
{
    for (uint32_t i = 0; i < TENSORS; i++)
        (void)fprintf(out,
                      "%c\"model.layers.%u.mlp.experts.%u.down_proj.weight\":{\"dtype\":\"F32\","
                      "\"shape\":[1,1],\"data_offsets\":[%u,%u]}",
                      i ? ',' : '{', i / 1000, i % 1000, 4 * i, 4 * i + 4);
    (void)fputc('}', out);
}

static void write_safetensors(FILE *out)
{
    char *header = NULL;
    size_t bytes = 0;
    FILE *json = open_memstream(&header, &bytes);

    if (!json)
        bench_fail("out of memory");
    write_json(json);
    if (fclose(json) != 0)
        bench_fail("out of memory");
    put_u64(out, bytes);
    (void)fwrite(header, 1, bytes, out);
    for (uint32_t i = 0; i < TENSORS; i++)
        put_u32(out, i);
    free(header);
}

static void make(const char *folder, struct emel_io_file *file, struct bench_model *model,
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

/* --- contenders --------------------------------------------------------------------------- */

static void open_by_emel(const struct bench_contender *self, const struct bench_model *model,
                         struct bench_sample *sample)
{
    const struct emel_model_source source = { .fd = model->files[0].fd, .borrowed = true };
    struct emel_model_file *file;
    uint32_t count = 0;

    bench_begin(sample, model);
    file = emel_model_file_open_sources(&source, 1, NULL, NULL);
    bench_end(sample, model);
    if (file)
        (void)emel_model_file_tensors(file, &count);
    sample->good = file && count == self->tensors;
}

/* Goes from length to length; the bytes of whole strings. */
static uint64_t walk(const unsigned char *window, uint64_t bytes, uint64_t *count)
{
    uint64_t at = 0, length;

    for (; bytes - at >= 8; at += 8 + length, (*count)++) {
        memcpy(&length, window + at, sizeof length);
        if (length > bytes - at - 8)
            break;
    }
    return at;
}

/* Through a window that stays in the processor's cache. */
static void pass_over(const struct bench_contender *self, const struct bench_model *model,
                      struct bench_sample *sample)
{
    uint64_t at =
        sizeof "GGUF" - 1 + 4 + 8 + 8 + 8 + sizeof "tokenizer.ggml.tokens" - 1 + 4 + 4 + 8;
    uint64_t count = 0, used = 1;
    unsigned char *window;

    bench_begin(sample, model);
    window = malloc((size_t)self->piece);
    while (window && used > 0 && at < model->bytes) {
        const ssize_t moved = pread(model->files[0].fd, window, (size_t)self->piece, (off_t)at);

        used = moved > 0 ? walk(window, (uint64_t)moved, &count) : 0;
        at += used;
    }
    bench_end(sample, model);
    sample->good = count == STRINGS;
}

/* --- the part ----------------------------------------------------------------------------- */

static void measure_gguf(const char *folder, uint32_t rounds, struct bench_results *results)
{
    static const struct bench_contender pass = { "one pass over the strings", pass_over,
                                                 .piece = BENCH_MIB / 4 };
    static const struct bench_contender emel = { "emel", open_by_emel, .tensors = 0 };
    struct emel_io_file file;
    struct bench_model model;
    struct bench_entry entries[2];

    make(folder, &file, &model, write_gguf);
    entries[0] = (struct bench_entry){ &pass, &model, .cold = false };
    entries[1] = (struct bench_entry){ &emel, &model, .cold = false };
    bench_rounds(entries, 2, rounds);
    bench_report_entries("opening GGUF, 408,275 strings", entries, 2, rounds);
    results->open_gguf_ratio = bench_ratio(&entries[1], &entries[0], rounds);
    bench_model_free(&model);
    (void)close(file.fd);
}

static void measure_safetensors(const char *folder, uint32_t rounds, struct bench_results *results)
{
    static const struct bench_contender emel = { "emel", open_by_emel, .tensors = TENSORS };
    struct emel_io_file file;
    struct bench_model model;
    struct bench_entry entry;

    make(folder, &file, &model, write_safetensors);
    entry = (struct bench_entry){ &emel, &model, .cold = false };
    bench_rounds(&entry, 1, rounds);
    bench_report_entries("opening safetensors, 200,000 tensors", &entry, 1, rounds);
    results->open_safetensors_ns = bench_middle(&entry, rounds) / TENSORS * 1e9;
    bench_model_free(&model);
    (void)close(file.fd);
}

void bench_open(const char *folder, uint32_t rounds, struct bench_results *results)
{
    measure_gguf(folder, rounds, results);
    measure_safetensors(folder, rounds, results);
}
