/* The JSON header of a safetensors file, token by token. */
#ifndef EMEL_MODEL_FILE_SAFETENSORS_HEADER_H
#define EMEL_MODEL_FILE_SAFETENSORS_HEADER_H

#include "emel/model/file/json/keys.h"
#include "emel/model/file/json/text.h"

#define EMEL__SAFETENSORS_LENGTH_BYTES 8

/* What the next token belongs to. */
enum emel__safetensors_state {
    EMEL__SAFETENSORS_START,
    EMEL__SAFETENSORS_TOP,
    EMEL__SAFETENSORS_BEFORE_TENSOR,
    EMEL__SAFETENSORS_TENSOR,
    EMEL__SAFETENSORS_DTYPE,
    EMEL__SAFETENSORS_BEFORE_SHAPE,
    EMEL__SAFETENSORS_SHAPE,
    EMEL__SAFETENSORS_BEFORE_OFFSETS,
    EMEL__SAFETENSORS_OFFSETS,
    EMEL__SAFETENSORS_UNKNOWN,
    EMEL__SAFETENSORS_BEFORE_METADATA,
    EMEL__SAFETENSORS_METADATA,
    EMEL__SAFETENSORS_VALUE,
    EMEL__SAFETENSORS_STATES
};

#define EMEL__SAFETENSORS_EXTENTS 4096 /* more are counted before they are read */

/* Zeroed but for the first three. */
struct emel__safetensors {
    struct emel__reader *reader;
    uint64_t json; /* where the JSON begins, */
    uint64_t data; /* and the tensors' bytes */

    enum emel__safetensors_state state;
    struct emel__json_text text; /* of the string at hand */
    bool had_metadata;

    /* The tensor at hand: behind the last of the catalog's tables. */
    struct emel_tensor_record *tensor;
    struct emel__header_offsets *tensor_offsets;
    unsigned seen;  /* its fields */
    uint32_t dtype; /* of the tensor before: usually the same again */
    const char *dtype_name;
    size_t dtype_bytes;
    uint64_t elements_max; /* of a tensor of that type */
    uint64_t extents_few[EMEL__SAFETENSORS_EXTENTS];
    uint64_t *extents, extents_capacity;
    uint64_t shape_offset;
    uint64_t elements, product; /* with extents of 0, and without */
    uint64_t offsets[2];
    unsigned offset_count;

    struct emel__json_keys keys; /* of fields that are unknown, and of what is in them */
    unsigned depth;              /* in such a field */

    struct emel__entry entry; /* at hand */
    uint32_t pairs;
};

/* Takes the next token; its context is a struct emel__safetensors. */
bool emel__safetensors_take(void *context, const struct emel__json_token *token);

void emel__safetensors_free(struct emel__safetensors *header);

#endif
