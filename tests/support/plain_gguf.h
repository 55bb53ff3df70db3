/* Another reader of GGUF, for files that are known to be whole: no check, all of it in
 * memory, nothing shared with the library.  Tensors of F32 only. */
#ifndef TESTS_SUPPORT_PLAIN_GGUF_H
#define TESTS_SUPPORT_PLAIN_GGUF_H

#include <stddef.h>
#include <stdint.h>

#define PLAIN_TENSORS 64

struct plain_tensor {
    char name[65];
    const unsigned char *data;
    size_t bytes;
};

struct plain_gguf {
    struct plain_tensor tensors[PLAIN_TENSORS];
    size_t count;
};

/* Lives until release_retained. */
void plain_gguf_read(struct plain_gguf *gguf, const char *path);

#endif
