/* Values of metadata, and their conversion without loss. */
#ifndef EMEL_MODEL_METADATA_VALUE_H
#define EMEL_MODEL_METADATA_VALUE_H

#include "emel/model/metadata.h"

/* A number or bool; of strings and arrays only the type. */
struct emel__value {
    uint32_t type; /* enum emel_metadata_type */
    union {
        uint64_t u;
        int64_t i;
        double f;
    } is;
};

/* Where a value is, for failures. */
struct emel__value_place {
    const char *path, *key; /* NULL: none */
    uint64_t file_offset;
    struct emel_failure *why;
};

/* What a program asks for. */
enum emel__wanted { EMEL__NUMBER, EMEL__BOOL, EMEL__STRING, EMEL__ARRAY };

/* These return false, so that a caller can return what they return. */
bool emel__value_fail(const struct emel__value_place *place, enum emel_metadata_error error);
bool emel__value_wrong_type(const struct emel__value_place *place, uint32_t type,
                            enum emel__wanted wanted);
bool emel__value_too_small(const struct emel__value_place *place, uint64_t needed, uint64_t room);

/* WRONG_TYPE or LOSSY: *to is unchanged. */
bool emel__value_to_u64(const struct emel__value_place *place, const struct emel__value *value,
                        uint64_t *to);
bool emel__value_to_i64(const struct emel__value_place *place, const struct emel__value *value,
                        int64_t *to);
bool emel__value_to_f64(const struct emel__value_place *place, const struct emel__value *value,
                        double *to);
bool emel__value_to_bool(const struct emel__value_place *place, const struct emel__value *value,
                         bool *to);

/* The place of `file_offset` in the file of an entry. */
struct emel__value_place emel__value_place(const struct emel_model_file *file,
                                           const struct emel_metadata *entry, uint64_t file_offset,
                                           struct emel_failure *why);

#endif
