/* make_model FILE LAYERS WIDTH FFN TOKENS - writes a transformer for the examples: GGUF version 3,
 * matrices of BF16 and Q8_0, contents random, the same bytes on every run and machine.  WIDTH and
 * FFN are multiples of 32. */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ALIGNMENT 32u

struct model {
    FILE *file;
    uint64_t written;
    uint64_t layers, width, ffn, tokens;
};

static void put(struct model *model, uint64_t value, unsigned bytes)
{
    for (unsigned i = 0; i < bytes; i++)
        fputc((int)(value >> (8 * i) & 0xff), model->file);
    model->written += bytes;
}

static void put_string(struct model *model, const char *text)
{
    put(model, strlen(text), 8);
    fwrite(text, 1, strlen(text), model->file);
    model->written += strlen(text);
}

static void put_key(struct model *model, const char *key, uint64_t value)
{
    put_string(model, key);
    put(model, 4, 4); /* UINT32 */
    put(model, value, 4);
}

/* --- tensors ----------------------------------------------------------------------------- */

enum { F32 = 0, Q8_0 = 8, BF16 = 30 };

struct tensor {
    const char *name;
    unsigned dtype;
    uint64_t columns, rows; /* rows 0: one dimension */
};

#define PER_LAYER 9u

static struct tensor tensor_at(const struct model *m, uint64_t index)
{
    const struct tensor embedding = { "token_embd.weight", BF16, m->width, m->tokens };
    const struct tensor norm = { "output_norm.weight", F32, m->width, 0 };
    const struct tensor layer[PER_LAYER] = {
        { "attn_norm.weight", F32, m->width, 0 },
        { "attn_q.weight", BF16, m->width, m->width },
        { "attn_k.weight", BF16, m->width, m->width / 4 },
        { "attn_v.weight", BF16, m->width, m->width / 4 },
        { "attn_output.weight", BF16, m->width, m->width },
        { "ffn_norm.weight", F32, m->width, 0 },
        { "ffn_gate.weight", BF16, m->width, m->ffn },
        { "ffn_up.weight", BF16, m->width, m->ffn },
        { "ffn_down.weight", Q8_0, m->ffn, m->width },
    };

    if (index == 0)
        return embedding;
    return index <= m->layers * PER_LAYER ? layer[(index - 1) % PER_LAYER] : norm;
}

static uint64_t bytes_of(const struct tensor *tensor)
{
    const uint64_t elements = tensor->columns * (tensor->rows ? tensor->rows : 1);

    switch (tensor->dtype) {
    case F32: return elements * 4;
    case Q8_0: return elements / 32 * 34;
    default: return elements * 2;
    }
}

static uint64_t padded(uint64_t bytes)
{
    return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

static void put_directory(struct model *model, uint64_t count)
{
    uint64_t offset = 0;

    for (uint64_t i = 0; i < count; i++) {
        const struct tensor tensor = tensor_at(model, i);
        char name[64];

        if (i == 0 || i + 1 == count)
            snprintf(name, sizeof name, "%s", tensor.name);
        else
            snprintf(name, sizeof name, "blk.%" PRIu64 ".%s", (i - 1) / PER_LAYER, tensor.name);
        put_string(model, name);
        put(model, tensor.rows ? 2 : 1, 4);
        put(model, tensor.columns, 8);
        if (tensor.rows)
            put(model, tensor.rows, 8);
        put(model, tensor.dtype, 4);
        put(model, offset, 8);
        offset += padded(bytes_of(&tensor));
    }
}

/* --- contents ------------------------------------------------------------------------------ */

/* splitmix64 */
static uint64_t next_random(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static void put_random(struct model *model, uint64_t bytes, uint64_t *state)
{
    static unsigned char buffer[64 << 10];

    while (bytes > 0) {
        const size_t part = bytes < sizeof buffer ? (size_t)bytes : sizeof buffer;

        for (size_t i = 0; i < sizeof buffer; i += 8) {
            const uint64_t word = next_random(state);

            for (unsigned byte = 0; byte < 8; byte++)
                buffer[i + byte] = (unsigned char)(word >> (8 * byte));
        }
        fwrite(buffer, 1, part, model->file);
        bytes -= part;
    }
}

static void put_model(struct model *model)
{
    const uint64_t count = 2 + model->layers * PER_LAYER;
    uint64_t state = 1;

    fwrite("GGUF", 1, 4, model->file);
    model->written = 4;
    put(model, 3, 4);
    put(model, count, 8);
    put(model, 4, 8);
    put_string(model, "general.architecture");
    put(model, 8, 4); /* STRING */
    put_string(model, "llama");
    put_key(model, "llama.block_count", model->layers);
    put_key(model, "llama.embedding_length", model->width);
    put_key(model, "llama.feed_forward_length", model->ffn);
    put_directory(model, count);
    while (model->written % ALIGNMENT)
        put(model, 0, 1);
    for (uint64_t i = 0; i < count; i++) {
        const struct tensor tensor = tensor_at(model, i);

        put_random(model, padded(bytes_of(&tensor)), &state);
    }
}

int main(int argc, char **argv)
{
    struct model model = { .file = NULL };
    bool failed;

    if (argc != 6) {
        fputs("usage: make_model FILE LAYERS WIDTH FFN TOKENS\n", stderr);
        return EXIT_FAILURE;
    }
    model.layers = strtoul(argv[2], NULL, 10);
    model.width = strtoul(argv[3], NULL, 10);
    model.ffn = strtoul(argv[4], NULL, 10);
    model.tokens = strtoul(argv[5], NULL, 10);
    model.file = fopen(argv[1], "wb");
    if (!model.file) {
        perror(argv[1]);
        return EXIT_FAILURE;
    }
    put_model(&model);
    failed = ferror(model.file) != 0;
    if (fclose(model.file) != 0 || failed) {
        fprintf(stderr, "make_model: %s was not written\n", argv[1]);
        return EXIT_FAILURE;
    }
    return EXIT_SUCCESS;
}
