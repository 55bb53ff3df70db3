/* An index and two files of safetensors, or two shards of GGUF: the input is what the first
 * bytes of it say, cut in three.  Zero bytes end the index and the headers, whose lengths are
 * put there, for no fuzzer would keep them right. */
#include <string.h>

#include "fuzz/model_file.h"
#include "support/memory_files.h"

#define FILE_BYTES_MAX 65536
#define DATA_BYTES_MAX 16

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct input {
    const uint8_t *at;
    size_t left;
};

/* Up to the next zero byte. */
static size_t next_part(struct input *input, const uint8_t **part)
{
    const uint8_t *end = input->left > 0 ? memchr(input->at, 0, input->left) : NULL;
    size_t bytes = end ? (size_t)(end - input->at) : input->left;

    *part = input->at;
    input->at += bytes + (end != NULL);
    input->left -= bytes + (end != NULL);
    return bytes;
}

/* A header with its length, and as many bytes behind it as the next one of the input says. */
static size_t make_safetensors(struct input *input, uint8_t *file)
{
    const uint8_t *header;
    size_t bytes = next_part(input, &header), rest = 0;

    for (int i = 0; i < 8; i++)
        file[i] = (uint8_t)(bytes >> 8 * i & 0xff);
    if (bytes > 0)
        memcpy(file + 8, header, bytes);
    if (input->left > 0) {
        rest = *input->at++ % DATA_BYTES_MAX;
        input->left--;
    }
    memset(file + 8 + bytes, 'd', rest);
    return 8 + bytes + rest;
}

static void fuzz_index(struct input *input)
{
    static uint8_t one[FILE_BYTES_MAX], two[FILE_BYTES_MAX];
    const uint8_t *index;
    size_t bytes = next_part(input, &index);
    size_t one_bytes = make_safetensors(input, one), two_bytes = make_safetensors(input, two);
    const struct memory_files disk = {
        .files = {
            { .path = "d/i", .bytes = index, .size = bytes },
            { .path = "d/a", .bytes = one, .size = one_bytes },
            { .path = "d/b", .bytes = two, .size = two_bytes },
        },
    };

    fuzz_model_files(&disk);
}

/* The first shard has as many bytes as the first two of the input say. */
static void fuzz_shards(const struct input *input)
{
    size_t cut = input->left >= 2 ? input->at[0] | (size_t)input->at[1] << 8 : 0;
    const uint8_t *from = input->at + 2;
    size_t bytes = input->left >= 2 ? input->left - 2 : 0;
    const struct memory_files disk = {
        .files = {
            { .path = "m-00001-of-00002.gguf", .bytes = from, .size = cut < bytes ? cut : bytes },
            { .path = "m-00002-of-00002.gguf",
              .bytes = from + (cut < bytes ? cut : bytes),
              .size = cut < bytes ? bytes - cut : 0 },
        },
    };

    if (bytes > 0)
        fuzz_model_files(&disk);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct input input = { .at = data, .left = size };

    if (size == 0 || size > FILE_BYTES_MAX - 64)
        return 0;
    if (data[0] == '{') {
        fuzz_index(&input);
        return 0;
    }
    input.at++;
    input.left--;
    fuzz_shards(&input);
    return 0;
}
