/* emel/model/metadata.h - the keys of a model file, and their values.
 *
 *     struct emel_metadata entry;
 *
 *     if (emel_model_file_metadata_find(file, "general.architecture", &entry))
 *         emel_model_file_metadata_read(file, &entry, 0, buffer, entry.byte_size, &why);
 *
 * Metadata belongs to an open model file (emel/model/file.h).  A model of several files has
 * the metadata of its first file.
 *
 * Threads     any number of threads may read the metadata of one file.
 * Errors      false, and *why says what: source EMEL_FAILURE_MODEL_FILE, the path and the
 *             key. */
#ifndef EMEL_MODEL_METADATA_H
#define EMEL_MODEL_METADATA_H

#include "emel/api.h"
#include "emel/failure.h"
#include "emel/model/file.h"

EMEL_API_BEGIN

/* Types of values, numbered as in GGUF. */
enum emel_metadata_type {
    EMEL_METADATA_UINT8 = 0,
    EMEL_METADATA_INT8 = 1,
    EMEL_METADATA_UINT16 = 2,
    EMEL_METADATA_INT16 = 3,
    EMEL_METADATA_UINT32 = 4,
    EMEL_METADATA_INT32 = 5,
    EMEL_METADATA_FLOAT32 = 6,
    EMEL_METADATA_BOOL = 7,
    EMEL_METADATA_STRING = 8,
    EMEL_METADATA_ARRAY = 9,
    EMEL_METADATA_UINT64 = 10,
    EMEL_METADATA_INT64 = 11,
    EMEL_METADATA_FLOAT64 = 12
};

struct emel_metadata {
    const char *key;
    uint32_t type;         /* enum emel_metadata_type */
    uint32_t element_type; /* of an array; else the same as `type` */
    uint64_t count;        /* elements of an array; else 1 */
    union {                /* of a scalar, and only then */
        uint64_t u;        /* UINT8 .. UINT64, and BOOL as 0 or 1 */
        int64_t i;         /* INT8 .. INT64 */
        double f;          /* FLOAT32, FLOAT64 */
    } value;
    uint32_t file_index;  /* into emel_model_file_files */
    uint64_t file_offset; /* of the value's bytes: a string's first, an array's first element's */
    uint64_t byte_size;   /* of them: a string without its length and unescaped, an array's
                           * elements with all in them (a string: 8 bytes of length, then it) */
};

uint32_t emel_model_file_metadata_count(const struct emel_model_file *file);

/* By index, in the order of the file, or by key, in log n.  False: there is none. */
bool emel_model_file_metadata(const struct emel_model_file *file, uint32_t index,
                              struct emel_metadata *entry);
bool emel_model_file_metadata_find(const struct emel_model_file *file, const char *key,
                                   struct emel_metadata *entry);

/* Reads `bytes` bytes of a value from `offset` in its bytes on, as the file has them:
 * little-endian, strings unterminated; those of safetensors unescaped.  They must be the
 * entry's own, or it is an INVALID_ARGUMENT.  False: *why says what, and the buffer's
 * contents are unspecified. */
bool emel_model_file_metadata_read(const struct emel_model_file *file,
                                   const struct emel_metadata *entry, uint64_t offset, void *buffer,
                                   size_t bytes, struct emel_failure *why);

EMEL_API_END

#endif
