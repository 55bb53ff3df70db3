/* safetensors: the input is the header, up to a zero byte, and then the data; the length
 * before it is put there, for no fuzzer would keep it right.  One in a while, where the
 * input begins with a zero byte, it is a file as it stands. */
#include <string.h>

#include "fuzz/model_file.h"

#define FILE_BYTES_MAX 65536

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static uint8_t file[FILE_BYTES_MAX];
    const uint8_t *end = size > 0 ? memchr(data, 0, size) : NULL;
    size_t header = end ? (size_t)(end - data) : size;
    size_t rest = end ? size - header - 1 : 0;

    if (size > sizeof file - 8)
        return 0;
    if (end && header == 0) {
        fuzz_model_file(data + 1, size - 1);
        return 0;
    }
    for (int i = 0; i < 8; i++)
        file[i] = (uint8_t)(header >> 8 * i & 0xff);
    memcpy(file + 8, data, header);
    if (rest > 0)
        memcpy(file + 8 + header, end + 1, rest);
    fuzz_model_file(file, 8 + header + rest);
    return 0;
}
