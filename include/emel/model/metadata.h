/* emel/model/metadata.h - the keys of a model file, and their values.
 *
 *     uint64_t layers;
 *     char name[64];
 *
 *     emel_metadata_u64(file, "llama.block_count", &layers, &why);
 *     emel_metadata_string(file, "general.name", name, sizeof name, NULL, &why);
 *
 * Metadata belongs to an open model file (emel/model/file.h).  A model of several files has
 * the metadata of its first file.  Values of safetensors are strings.
 *
 * Numbers     a value converts to the type you ask for if no information is lost: a UINT8,
 *             an INT32, a BOOL (0 or 1) or a FLOAT32 of 8.0 can be read as u64; -1 and 8.5
 *             cannot (LOSSY).  Strings are never converted (WRONG_TYPE).
 * Arrays      are read with an iterator, element by element, in one sequential pass.
 * Reads       numbers and bools outside arrays were read when the file was opened.  Strings
 *             and arrays are read from the file when you ask for them; if the file has
 *             changed since it was opened, the read fails.
 * Threads     any number of threads may read the metadata of one file; an iterator belongs to
 *             one thread at a time.
 * Errors      false, and *why says what: source EMEL_FAILURE_METADATA, or, if reading fails,
 *             EMEL_FAILURE_MODEL_FILE; with the path and the key.  On failure the result is
 *             unchanged, unless it says otherwise below. */
#ifndef EMEL_MODEL_METADATA_H
#define EMEL_MODEL_METADATA_H

#include "emel/api.h"
#include "emel/failure.h"
#include "emel/model/file.h"

EMEL_API_BEGIN

/* --- errors ------------------------------------------------------------------------ */

/* Append-only: a number never changes its meaning. */
#define EMEL_METADATA_ERRORS(X)                                                                    \
    X(NONE, 0, "no error")                                                                         \
    X(INVALID_ARGUMENT, 1, "an argument breaks a rule of emel/model/metadata.h")                   \
    X(KEY_MISSING, 2, "the file has no such key")                                                  \
    X(WRONG_TYPE, 3, "the value's type cannot be converted to the requested type")                 \
    X(LOSSY, 4, "the value cannot be converted without loss")                                      \
    X(TOO_SMALL, 5, "the buffer has {limit} bytes, {value} are needed")

enum emel_metadata_error {
#define EMEL_METADATA_ERROR_VALUE(name, number, sentence) EMEL_METADATA_##name = number,
    EMEL_METADATA_ERRORS(EMEL_METADATA_ERROR_VALUE)
#undef EMEL_METADATA_ERROR_VALUE
};

/* Constant strings; "unknown" and "unknown error" for a number that is not in the list.  The
 * sentences of WRONG_TYPE and LOSSY in a failure name the type and the value as well. */
const char *emel_metadata_error_name(uint32_t error);
const char *emel_metadata_error_text(uint32_t error);

/* --- entries ----------------------------------------------------------------------- */

/* Types of values, with the numbers of GGUF. */
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
    const char *key;       /* lives until the file is closed */
    uint32_t type;         /* enum emel_metadata_type */
    uint32_t element_type; /* of an array; otherwise the same as `type` */
    uint64_t count;        /* elements of an array; otherwise 1 */
    union {                /* of numbers and bools, not of strings and arrays */
        uint64_t u;        /* UINT8 .. UINT64, and BOOL as 0 or 1 */
        int64_t i;         /* INT8 .. INT64 */
        double f;          /* FLOAT32, FLOAT64 */
    } value;
    uint32_t file_index; /* into emel_model_file_files */
    uint64_t
        file_offset;    /* of the value's bytes: a string's first byte, an array's first element */
    uint64_t byte_size; /* of these bytes: a string without its length, an array's elements with
                           * all that is in them (a string there is 8 bytes of length, then text) */
    uint64_t reserved;  /* 0 */
};

/* "uint8", "string", "array": a constant string; "unknown" for a number that is not in the enum. */
const char *emel_metadata_type_name(uint32_t type);

uint32_t emel_model_file_metadata_count(const struct emel_model_file *file);

/* By index, in the order of the file, or by key, in log n.  False: there is none. */
bool emel_model_file_metadata(const struct emel_model_file *file, uint32_t index,
                              struct emel_metadata *entry);
bool emel_model_file_metadata_find(const struct emel_model_file *file, const char *key,
                                   struct emel_metadata *entry);

/* Reads raw bytes: `bytes` bytes of a value, `offset` bytes after its first.  Numbers are
 * little-endian, strings are not terminated, and strings of safetensors have their escapes
 * replaced.  INVALID_ARGUMENT of EMEL_FAILURE_MODEL_FILE: the bytes are not all the entry's.
 * False: the buffer's contents are unspecified. */
bool emel_model_file_metadata_read(const struct emel_model_file *file,
                                   const struct emel_metadata *entry, uint64_t offset, void *buffer,
                                   size_t bytes, struct emel_failure *why);

/* --- numbers and strings --------------------------------------------------------------- */

/* The value of a key.  KEY_MISSING, WRONG_TYPE or LOSSY: *value is unchanged. */
bool emel_metadata_u64(const struct emel_model_file *file, const char *key, uint64_t *value,
                       struct emel_failure *why);
bool emel_metadata_i64(const struct emel_model_file *file, const char *key, int64_t *value,
                       struct emel_failure *why);
bool emel_metadata_f64(const struct emel_model_file *file, const char *key, double *value,
                       struct emel_failure *why);
bool emel_metadata_bool(const struct emel_model_file *file, const char *key, bool *value,
                        struct emel_failure *why);

/* Copies a string and a terminating zero byte into `buffer`, which has room for `room` bytes.
 * *length (unless NULL) becomes the string's length without that zero byte, also on TOO_SMALL:
 * call with room 0 (and buffer NULL) to learn the length.  A string is any bytes: it may contain
 * zero bytes and need not be UTF-8. */
bool emel_metadata_string(const struct emel_model_file *file, const char *key, char *buffer,
                          size_t room, uint64_t *length, struct emel_failure *why);

/* The same for an entry of this file. */
bool emel_metadata_entry_u64(const struct emel_model_file *file, const struct emel_metadata *entry,
                             uint64_t *value, struct emel_failure *why);
bool emel_metadata_entry_i64(const struct emel_model_file *file, const struct emel_metadata *entry,
                             int64_t *value, struct emel_failure *why);
bool emel_metadata_entry_f64(const struct emel_model_file *file, const struct emel_metadata *entry,
                             double *value, struct emel_failure *why);
bool emel_metadata_entry_bool(const struct emel_model_file *file, const struct emel_metadata *entry,
                              bool *value, struct emel_failure *why);
bool emel_metadata_entry_string(const struct emel_model_file *file,
                                const struct emel_metadata *entry, char *buffer, size_t room,
                                uint64_t *length, struct emel_failure *why);

/* --- arrays ---------------------------------------------------------------------------- */

#define EMEL_METADATA_DEPTH_MAX 8         /* arrays inside each other */
#define EMEL_METADATA_BUFFER_BYTES 65536  /* recommended for an iterator */
#define EMEL_METADATA_BUFFER_BYTES_MIN 16 /* accepted for an iterator */

/* Reads an array from its first element to its last.  On your stack or in your struct; it needs
 * no cleanup.  The file must stay open.
 *
 *     char buffer[EMEL_METADATA_BUFFER_BYTES];
 *     struct emel_metadata_iterator tokens;
 *     const char *token;
 *     uint64_t bytes;
 *
 *     if (emel_metadata_array(file, "tokenizer.ggml.tokens", &tokens, buffer, sizeof buffer, &why))
 *         while (emel_metadata_next_string(&tokens, &token, &bytes, &why))
 *             add_token(token, bytes);
 *     if (why.source != EMEL_FAILURE_NONE)
 *         ... */
struct emel_metadata_iterator {
    const struct emel_model_file *file;
    struct emel_metadata entry; /* the array */
    /* private */
    unsigned char *buffer;
    size_t room, held;
    uint64_t held_offset, offset;
    uint32_t depth, types[EMEL_METADATA_DEPTH_MAX];
    uint64_t left[EMEL_METADATA_DEPTH_MAX];
    uint64_t reserved[4];
};

struct emel_metadata_element {
    uint32_t type;         /* enum emel_metadata_type */
    uint32_t element_type; /* of an array; otherwise the same as `type` */
    uint32_t depth;        /* 0: an element of the array itself; see emel_metadata_next */
    uint64_t count;        /* elements of an array; otherwise 1 */
    union {                /* of numbers and bools, as in struct emel_metadata */
        uint64_t u;
        int64_t i;
        double f;
    } value;
    const char *text;     /* of a string: not terminated; in the buffer, until the next call */
    uint64_t bytes;       /* of a string: its length */
    uint64_t reserved[2]; /* 0 */
};

/* Begins at the first element of an array.  The file is read into `buffer`, which has `room`
 * bytes and must stay valid while the iterator is used; a string must fit into it.  KEY_MISSING,
 * WRONG_TYPE (not an array), TOO_SMALL (room is less than EMEL_METADATA_BUFFER_BYTES_MIN). */
bool emel_metadata_array(const struct emel_model_file *file, const char *key,
                         struct emel_metadata_iterator *iterator, void *buffer, size_t room,
                         struct emel_failure *why);
bool emel_metadata_entry_array(const struct emel_model_file *file,
                               const struct emel_metadata *entry,
                               struct emel_metadata_iterator *iterator, void *buffer, size_t room,
                               struct emel_failure *why);

/* Gets the next element and moves past it; *why is unchanged then.  False: there is no other
 * element (why->source is EMEL_FAILURE_NONE), or it failed and the iterator has not moved.
 *
 * An array inside the array is an element of type ARRAY; its own elements are the next ones,
 * with a depth one higher.
 *
 * TOO_SMALL: the next string is longer than the buffer.  element->bytes is its length and
 * element->text its first `room` bytes.  Go on with a larger buffer, or skip the string. */
bool emel_metadata_next(struct emel_metadata_iterator *iterator,
                        struct emel_metadata_element *element, struct emel_failure *why);

/* The same for elements of one type; numbers are converted like the value of a key.  *text is
 * not terminated, and stays in the buffer until the next call. */
bool emel_metadata_next_string(struct emel_metadata_iterator *iterator, const char **text,
                               uint64_t *bytes, struct emel_failure *why);
bool emel_metadata_next_u64(struct emel_metadata_iterator *iterator, uint64_t *value,
                            struct emel_failure *why);
bool emel_metadata_next_i64(struct emel_metadata_iterator *iterator, int64_t *value,
                            struct emel_failure *why);
bool emel_metadata_next_f64(struct emel_metadata_iterator *iterator, double *value,
                            struct emel_failure *why);
bool emel_metadata_next_bool(struct emel_metadata_iterator *iterator, bool *value,
                             struct emel_failure *why);

/* Moves past the next element, and past all elements in it if it is an array.  False: as above. */
bool emel_metadata_skip(struct emel_metadata_iterator *iterator, struct emel_failure *why);

/* Goes on with another buffer, of at least EMEL_METADATA_BUFFER_BYTES_MIN bytes (else the next
 * call fails with TOO_SMALL). */
void emel_metadata_set_buffer(struct emel_metadata_iterator *iterator, void *buffer, size_t room);

EMEL_API_END

#endif
