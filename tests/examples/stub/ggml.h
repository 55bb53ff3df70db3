/* As much of ggml.h as tools/examples/ggml_load.hpp needs, written for its test. */
#ifndef GGML_STUB_H
#define GGML_STUB_H

#include <stddef.h>
#include <stdint.h>

#define GGML_MAX_DIMS 4
#define GGML_MAX_NAME 64

#ifdef __cplusplus
extern "C" {
#endif

enum ggml_type { GGML_TYPE_F32 = 0, GGML_TYPE_COUNT = 64 }; /* the others by GGUF's numbers */

struct ggml_context;
struct ggml_backend_buffer;

struct ggml_tensor {
    enum ggml_type type;
    struct ggml_backend_buffer *buffer;
    int64_t ne[GGML_MAX_DIMS];
    void *data;
    char name[GGML_MAX_NAME];
};

struct ggml_tensor *ggml_get_first_tensor(const struct ggml_context *context);
struct ggml_tensor *ggml_get_next_tensor(const struct ggml_context *context,
                                         struct ggml_tensor *tensor);
const char *ggml_get_name(const struct ggml_tensor *tensor);
size_t ggml_nbytes(const struct ggml_tensor *tensor);

#ifdef __cplusplus
}
#endif

#endif
