#include "support/plain_gguf.h"

#include <check.h>
#include <string.h>

#include "support/command_files.h"

static uint64_t take(const unsigned char **at, unsigned bytes)
{
    uint64_t number = 0;

    for (unsigned i = 0; i < bytes; i++)
        number |= (uint64_t) * (*at)++ << 8 * i;
    return number;
}

static void skip_value(const unsigned char **at, uint64_t type)
{
    static const unsigned bytes[] = { 1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8 };
    uint64_t element, count;

    if (type == 8) {
        count = take(at, 8);
        *at += count;
    } else if (type == 9) {
        element = take(at, 4);
        for (count = take(at, 8); count > 0; count--)
            skip_value(at, element);
    } else {
        *at += bytes[type];
    }
}

static void skip_metadata(const unsigned char **at, uint64_t keys)
{
    while (keys-- > 0) {
        skip_value(at, 8);
        skip_value(at, take(at, 4));
    }
}

/* Its offset in the data. */
static uint64_t read_tensor(struct plain_tensor *tensor, const unsigned char **at)
{
    const uint64_t length = take(at, 8);
    uint64_t rank;

    ck_assert_uint_lt(length, sizeof tensor->name);
    memcpy(tensor->name, *at, length);
    *at += length;
    tensor->bytes = 4;
    for (rank = take(at, 4); rank > 0; rank--)
        tensor->bytes *= take(at, 8);
    ck_assert_uint_eq(take(at, 4), 0); /* F32 */
    return take(at, 8);
}

void plain_gguf_read(struct plain_gguf *gguf, const char *path)
{
    size_t bytes;
    const unsigned char *start = file_bytes(path, &bytes), *at = start + 8;
    uint64_t offsets[PLAIN_TENSORS];
    uint64_t keys;

    *gguf = (struct plain_gguf){ .count = take(&at, 8) };
    ck_assert_uint_le(gguf->count, PLAIN_TENSORS);
    keys = take(&at, 8);
    skip_metadata(&at, keys);
    for (size_t i = 0; i < gguf->count; i++)
        offsets[i] = read_tensor(&gguf->tensors[i], &at);
    at = start + (at - start + 31) / 32 * 32; /* the files that are read keep to 32 */
    for (size_t i = 0; i < gguf->count; i++)
        gguf->tensors[i].data = at + offsets[i];
}
