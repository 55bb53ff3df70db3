/* make_sample FILE - writes the model that demo and tests load: GGUF version 3, the shape
 * of a tiny transformer, the contents random.  The same bytes on every run and machine;
 * tests/sample.gguf is what it wrote last.
 *
 * It shares no code with the library, which has to read what others write. */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ALIGNMENT = 32, WIDTH = 256, HEADS_WIDTH = 128, KV_WIDTH = 64, FFN_WIDTH = 64 };
enum { TOKENS = 96, LAYERS = 2 };

/* --- little-endian, counted ----------------------------------------------------------- */

struct writer {
    FILE *file;
    uint64_t written;
};

static void put(struct writer *writer, uint64_t value, unsigned bytes)
{
    for (unsigned i = 0; i < bytes; i++)
        fputc((int)(value >> (8 * i) & 0xff), writer->file);
    writer->written += bytes;
}

static void put_bytes(struct writer *writer, const void *bytes, size_t count)
{
    fwrite(bytes, 1, count, writer->file);
    writer->written += count;
}

static void put_string(struct writer *writer, const char *text)
{
    put(writer, strlen(text), 8);
    put_bytes(writer, text, strlen(text));
}

static void put_float(struct writer *writer, float value)
{
    uint32_t bits;

    memcpy(&bits, &value, sizeof bits);
    put(writer, bits, 4);
}

static void put_double(struct writer *writer, double value)
{
    uint64_t bits;

    memcpy(&bits, &value, sizeof bits);
    put(writer, bits, 8);
}

static uint64_t padded(uint64_t bytes)
{
    return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

static void put_padding(struct writer *writer)
{
    while (writer->written % ALIGNMENT)
        put(writer, 0, 1);
}

/* --- metadata --------------------------------------------------------------------------- */

enum value_type {
    UINT8,
    INT8,
    UINT16,
    INT16,
    UINT32,
    INT32,
    FLOAT32,
    BOOL,
    STRING,
    ARRAY,
    UINT64,
    INT64,
    FLOAT64
};

static void put_key(struct writer *writer, const char *key, enum value_type type)
{
    put_string(writer, key);
    put(writer, type, 4);
}

static void put_text(struct writer *writer, const char *key, const char *text)
{
    put_key(writer, key, STRING);
    put_string(writer, text);
}

static void put_uint32(struct writer *writer, const char *key, uint32_t value)
{
    put_key(writer, key, UINT32);
    put(writer, value, 4);
}

static void put_array(struct writer *writer, const char *key, enum value_type type, uint64_t count)
{
    put_key(writer, key, ARRAY);
    put(writer, type, 4);
    put(writer, count, 8);
}

/* As a vocabulary looks: one token that stands for any other, then ASCII from blank on. */
static void put_tokens(struct writer *writer)
{
    put_array(writer, "tokenizer.ggml.tokens", STRING, TOKENS);
    put_string(writer, "<unk>");
    for (int i = 1; i < TOKENS; i++)
        put_string(writer, (char[]){ (char)(' ' + i - 1), '\0' });

    put_array(writer, "tokenizer.ggml.scores", FLOAT32, TOKENS);
    for (int i = 0; i < TOKENS; i++)
        put_float(writer, (float)-i / 4);

    put_array(writer, "tokenizer.ggml.token_type", INT32, TOKENS);
    for (int i = 0; i < TOKENS; i++)
        put(writer, i == 0 ? 2 : 1, 4);
}

/* One of each type that the keys above it have not. */
static void put_oddities(struct writer *writer)
{
    put_key(writer, "sample.uint8", UINT8);
    put(writer, UINT8_MAX, 1);
    put_key(writer, "sample.int8", INT8);
    put(writer, (uint64_t)INT8_MIN, 1);
    put_key(writer, "sample.uint16", UINT16);
    put(writer, UINT16_MAX, 2);
    put_key(writer, "sample.int16", INT16);
    put(writer, (uint64_t)INT16_MIN, 2);
    put_key(writer, "sample.int32", INT32);
    put(writer, (uint64_t)INT32_MIN, 4);
    put_key(writer, "sample.uint64", UINT64);
    put(writer, (uint64_t)INT64_MAX, 8);
    put_key(writer, "sample.int64", INT64);
    put(writer, (uint64_t)INT64_MIN, 8);
    put_key(writer, "sample.float64", FLOAT64);
    put_double(writer, 0.1);
    put_key(writer, "sample.bool", BOOL);
    put(writer, true, 1);
}

enum { KEYS = 21 };

static void put_metadata(struct writer *writer)
{
    put_text(writer, "general.architecture", "llama");
    put_text(writer, "general.name", "emel sample");
    put_text(writer, "general.description", "Random numbers in the shape of a tiny transformer.");
    put_uint32(writer, "general.alignment", ALIGNMENT);
    put_uint32(writer, "llama.block_count", LAYERS);
    put_uint32(writer, "llama.embedding_length", WIDTH);
    put_uint32(writer, "llama.feed_forward_length", FFN_WIDTH);
    put_key(writer, "llama.attention.layer_norm_rms_epsilon", FLOAT32);
    put_float(writer, 1e-5f);
    put_text(writer, "tokenizer.ggml.model", "llama");
    put_tokens(writer);
    put_oddities(writer);
}

/* --- tensors ------------------------------------------------------------------------------ */

/* A block of a dtype: which of its bytes are half floats, so that they can be sane ones. */
struct dtype {
    uint32_t number, elements, bytes, halves[2], half_count;
};

static const struct dtype F32 = { 0, 1, 4, { 0 }, 0 };
static const struct dtype F16 = { 1, 1, 2, { 0 }, 1 };
static const struct dtype Q5_0 = { 6, 32, 22, { 0 }, 1 };
static const struct dtype Q8_0 = { 8, 32, 34, { 0 }, 1 };
static const struct dtype Q4_K = { 12, 256, 144, { 0, 2 }, 2 };
static const struct dtype Q6_K = { 14, 256, 210, { 208 }, 1 };

struct tensor {
    const char *name; /* "%d" becomes the layer */
    const struct dtype *dtype;
    uint64_t shape[2]; /* the second 0: one dimension only */
};

static const struct tensor first[] = {
    { "token_embd.weight", &Q8_0, { WIDTH, TOKENS } },
    { "rope_freqs.weight", &F32, { 32 } },
};
static const struct tensor layer[] = {
    { "blk.%d.attn_norm.weight", &F32, { WIDTH } },
    { "blk.%d.attn_q.weight", &Q4_K, { WIDTH, HEADS_WIDTH } },
    { "blk.%d.attn_k.weight", &Q4_K, { WIDTH, KV_WIDTH } },
    { "blk.%d.attn_v.weight", &Q6_K, { WIDTH, KV_WIDTH } },
    { "blk.%d.attn_output.weight", &Q5_0, { HEADS_WIDTH, WIDTH } },
    { "blk.%d.ffn_norm.weight", &F32, { WIDTH } },
    { "blk.%d.ffn_gate.weight", &Q4_K, { WIDTH, FFN_WIDTH } },
    { "blk.%d.ffn_up.weight", &Q4_K, { WIDTH, FFN_WIDTH } },
    { "blk.%d.ffn_down.weight", &Q8_0, { FFN_WIDTH, WIDTH } },
};
static const struct tensor last[] = {
    { "output_norm.weight", &F32, { WIDTH } },
    { "output.weight", &F16, { WIDTH, TOKENS } },
};

enum {
    FIRST = sizeof first / sizeof *first,
    PER_LAYER = sizeof layer / sizeof *layer,
    LAST = sizeof last / sizeof *last,
    TENSORS = FIRST + LAYERS * PER_LAYER + LAST
};

static const struct tensor *tensor_at(unsigned index)
{
    if (index < FIRST)
        return &first[index];
    if (index < FIRST + LAYERS * PER_LAYER)
        return &layer[(index - FIRST) % PER_LAYER];
    return &last[index - FIRST - LAYERS * PER_LAYER];
}

static uint64_t block_count(const struct tensor *tensor)
{
    const uint64_t rows = tensor->shape[1] ? tensor->shape[1] : 1;

    return tensor->shape[0] * rows / tensor->dtype->elements;
}

static void put_name(struct writer *writer, unsigned index)
{
    const char *name = tensor_at(index)->name;
    const char *number = strstr(name, "%d");
    char text[64];

    if (number)
        snprintf(text, sizeof text, "%.*s%u%s", (int)(number - name), name,
                 (index - FIRST) / PER_LAYER, number + 2);
    else
        snprintf(text, sizeof text, "%s", name);
    put_string(writer, text);
}

static void put_directory(struct writer *writer)
{
    uint64_t offset = 0;

    for (unsigned i = 0; i < TENSORS; i++) {
        const struct tensor *tensor = tensor_at(i);
        const uint32_t rank = tensor->shape[1] ? 2 : 1;

        put_name(writer, i);
        put(writer, rank, 4);
        for (uint32_t d = 0; d < rank; d++)
            put(writer, tensor->shape[d], 8);
        put(writer, tensor->dtype->number, 4);
        put(writer, offset, 8);
        offset += padded(block_count(tensor) * tensor->dtype->bytes);
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

/* 1 +- 1/8, in steps that are exact. */
static void put_random_float(struct writer *writer, uint64_t random)
{
    put_float(writer, 1 + (float)((int)(random % 257) - 128) / 1024);
}

/* A half float from 1/16 to 1/2: neither infinite nor no number. */
static uint16_t random_half(uint64_t random)
{
    const uint64_t exponent = 11 + random % 3;

    return (uint16_t)(exponent << 10 | (random >> 8 & 0x3ff));
}

static void put_random_block(struct writer *writer, const struct dtype *dtype, uint64_t *state)
{
    unsigned char block[256];

    for (uint32_t i = 0; i < dtype->bytes; i++)
        block[i] = (unsigned char)next_random(state);
    for (uint32_t i = 0; i < dtype->half_count; i++) {
        const uint16_t half = random_half(next_random(state));

        block[dtype->halves[i]] = (unsigned char)(half & 0xff);
        block[dtype->halves[i] + 1] = (unsigned char)(half >> 8);
    }
    put_bytes(writer, block, dtype->bytes);
}

static void put_contents(struct writer *writer)
{
    uint64_t state = 1;

    for (unsigned i = 0; i < TENSORS; i++) {
        const struct tensor *tensor = tensor_at(i);

        for (uint64_t block = 0; block < block_count(tensor); block++)
            if (tensor->dtype == &F32)
                put_random_float(writer, next_random(&state));
            else
                put_random_block(writer, tensor->dtype, &state);
        put_padding(writer);
    }
}

int main(int argc, char **argv)
{
    struct writer writer = { .file = NULL };
    bool failed;

    if (argc != 2) {
        fputs("usage: make_sample FILE\n", stderr);
        return EXIT_FAILURE;
    }
    writer.file = fopen(argv[1], "wb");
    if (!writer.file) {
        fprintf(stderr, "make_sample: %s could not be opened\n", argv[1]);
        return EXIT_FAILURE;
    }
    put_bytes(&writer, "GGUF", 4);
    put(&writer, 3, 4);
    put(&writer, TENSORS, 8);
    put(&writer, KEYS, 8);
    put_metadata(&writer);
    put_directory(&writer);
    put_padding(&writer);
    put_contents(&writer);
    failed = ferror(writer.file) != 0;
    if (fclose(writer.file) != 0 || failed) {
        fprintf(stderr, "make_sample: %s was not written\n", argv[1]);
        return EXIT_FAILURE;
    }
    return EXIT_SUCCESS;
}
