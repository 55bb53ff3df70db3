/* As much of ggml-backend.h as tools/examples/ggml_load.hpp needs, written for its test. */
#ifndef GGML_BACKEND_STUB_H
#define GGML_BACKEND_STUB_H

#include <stdbool.h>

#include "ggml.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct ggml_backend *ggml_backend_t;
typedef struct ggml_backend_buffer *ggml_backend_buffer_t;
typedef struct ggml_backend_device *ggml_backend_dev_t;
typedef struct ggml_backend_event *ggml_backend_event_t;

enum ggml_status { GGML_STATUS_SUCCESS = 0 };

bool ggml_backend_buffer_is_host(ggml_backend_buffer_t buffer);
void ggml_backend_buffer_free(ggml_backend_buffer_t buffer);
void ggml_backend_tensor_set(struct ggml_tensor *tensor, const void *data, size_t offset,
                             size_t size);
void ggml_backend_tensor_set_async(ggml_backend_t backend, struct ggml_tensor *tensor,
                                   const void *data, size_t offset, size_t size);
void ggml_backend_synchronize(ggml_backend_t backend);
ggml_backend_dev_t ggml_backend_get_device(ggml_backend_t backend);
ggml_backend_event_t ggml_backend_event_new(ggml_backend_dev_t device);
void ggml_backend_event_free(ggml_backend_event_t event);
void ggml_backend_event_record(ggml_backend_event_t event, ggml_backend_t backend);
void ggml_backend_event_synchronize(ggml_backend_event_t event);
ggml_backend_buffer_t ggml_backend_cpu_buffer_from_ptr(void *memory, size_t size);
enum ggml_status ggml_backend_tensor_alloc(ggml_backend_buffer_t buffer, struct ggml_tensor *tensor,
                                           void *address);

#ifdef __cplusplus
}
#endif

#endif
