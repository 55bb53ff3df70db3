/* Opening: a vocabulary in a GGUF header, and a safetensors header with many tensors, beside a
 * JSON library where there is one. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifdef BENCH_JANSSON
#include <jansson.h>
#endif

#include "bench.h"

/* --- contenders --------------------------------------------------------------------------- */

void bench_open_header(const struct bench_contender *self, const struct bench_model *model,
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
    sample->good = count == BENCH_STRINGS;
}

#ifdef BENCH_JANSSON
static void open_by_jansson(const struct bench_contender *self, const struct bench_model *model,
                            struct bench_sample *sample)
{
    const int file = model->files[0].fd;
    json_t *header = NULL;
    uint64_t bytes = 0;
    char *text = NULL;

    bench_begin(sample, model);
    if (pread(file, &bytes, sizeof bytes, 0) == (ssize_t)sizeof bytes)
        text = malloc((size_t)bytes);
    if (text && pread(file, text, (size_t)bytes, sizeof bytes) == (ssize_t)bytes)
        header = json_loadb(text, (size_t)bytes, JSON_REJECT_DUPLICATES, NULL);
    bench_end(sample, model);
    sample->good = json_object_size(header) == self->tensors;
}
#endif

/* --- the part ----------------------------------------------------------------------------- */

static void measure_gguf(const char *folder, uint32_t rounds, struct bench_results *results)
{
    static const struct bench_contender pass = { "one pass over the strings", pass_over,
                                                 .piece = BENCH_MIB / 4 };
    static const struct bench_contender emel = { "emel", bench_open_header, .tensors = 0 };
    struct emel_io_file file;
    struct bench_model model;
    struct bench_entry entries[2];

    bench_header_make(folder, &file, &model, bench_header_gguf);
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
    static const struct bench_contender contenders[] = {
        { "emel", bench_open_header, .tensors = BENCH_TENSORS },
#ifdef BENCH_JANSSON
        { "jansson, the JSON alone", open_by_jansson, .tensors = BENCH_TENSORS },
#endif
    };
    enum { ALL = sizeof contenders / sizeof *contenders };
    struct emel_io_file file;
    struct bench_model model;
    struct bench_entry entries[ALL];

    bench_header_make(folder, &file, &model, bench_header_safetensors);
    for (int i = 0; i < ALL; i++)
        entries[i] = (struct bench_entry){ &contenders[i], &model, .cold = false };
    bench_rounds(entries, ALL, rounds);
    bench_report_entries("opening safetensors, 200,000 tensors", entries, ALL, rounds);
    results->open_safetensors_ns = bench_middle(entries, rounds) / BENCH_TENSORS * 1e9;
    for (int i = 0; i < ALL; i++)
        bench_report_note("  %s: %.0f ns a tensor\n", contenders[i].name,
                          bench_middle(&entries[i], rounds) / BENCH_TENSORS * 1e9);
    bench_model_free(&model);
    (void)close(file.fd);
}

void bench_open(const char *folder, uint32_t rounds, struct bench_results *results)
{
    measure_gguf(folder, rounds, results);
    measure_safetensors(folder, rounds, results);
}
