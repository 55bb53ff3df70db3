/* GGUF: what follows the magic is the input. */
#include <string.h>

#include "fuzz/model_file.h"

#define FILE_BYTES_MAX 65536

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static uint8_t file[FILE_BYTES_MAX];

    if (size > sizeof file - 4)
        return 0;
    memcpy(file, "GGUF", 4);
    memcpy(file + 4, data, size);
    fuzz_model_file(file, size + 4);
    return 0;
}
