/* The safetensors reader: safetensors.c for the file, safetensors_header.c for the JSON.
 *
 * The header is walked twice, which asks for no memory before it is known how much there
 * will be: once to see that it is JSON and to count, once to fill in what was counted. */
#ifndef EMEL_MODEL_FILE_SAFETENSORS_SAFETENSORS_H
#define EMEL_MODEL_FILE_SAFETENSORS_SAFETENSORS_H

#include "emel/model/file/reader.h"
#include "emel/model/file/json/walk.h"

#define EMEL__SAFETENSORS_LENGTH_BYTES 8
#define EMEL__SAFETENSORS_METADATA_KEY "__metadata__"

/* Whether the eight bytes a file begins with, and the one after (0: there is none), look
 * like a safetensors header, be it a malformed one. */
bool emel__safetensors_looks_like(const unsigned char *length, unsigned char first);

/* What a header holds. */
struct emel__safetensors_measure {
    uint32_t tensors, pairs; /* at most: what is long enough for one */
    uint64_t extents;        /* at most */
    uint64_t text;           /* of names, keys and values, each with a zero byte */
};

bool emel__safetensors_measure(struct emel__reader *reader,
                               struct emel__safetensors_measure *measure);

/* Measures, asks for room, and adds what is in the header to the catalog. */
bool emel__safetensors_read(struct emel__reader *reader);

/* --- of both halves ------------------------------------------------------------------- */

/* Where in the header we are. */
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
    EMEL__SAFETENSORS_BEFORE_METADATA,
    EMEL__SAFETENSORS_METADATA,
    EMEL__SAFETENSORS_VALUE,
    EMEL__SAFETENSORS_STATES
};

struct emel__safetensors {
    struct emel__reader *reader;
    uint64_t data; /* where the tensors' bytes begin */
    enum emel__safetensors_state state;
    struct emel__keyword keyword;
    unsigned seen; /* fields of the tensor at hand */
    bool had_metadata;

    char *text; /* room left, and how much */
    uint64_t text_capacity;
    char *begun; /* the name, key or value at hand */
    uint64_t *extents;
    uint64_t extents_capacity;

    struct emel_tensor_record tensor; /* at hand */
    struct emel__header_offsets tensor_offsets;
    uint64_t elements, product; /* with extents of 0, and without */
    uint64_t offsets[2];
    unsigned offset_count;
    struct emel__entry entry; /* at hand */
};

/* Takes the tokens of the second walk; its context is a struct emel__safetensors. */
bool emel__safetensors_take(void *context, const struct emel__json_token *token);

#endif
