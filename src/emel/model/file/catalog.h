/* The inside of struct emel_model_file: the files, tensors and metadata of a model. */
#ifndef EMEL_MODEL_FILE_CATALOG_H
#define EMEL_MODEL_FILE_CATALOG_H

#include "emel/model/file.h"
#include "emel/model/file/arena.h"
#include "emel/model/file/fail.h"
#include "emel/model/metadata.h"

/* One key and its value: 40 bytes, because a hostile header may consist of nothing else. */
struct emel__entry {
    const char *key;
    uint64_t file_offset; /* of the value's bytes */
    uint64_t byte_size;   /* of the value */
    union {
        uint64_t bits;    /* a scalar, sign extended; an array's element count */
        const char *text; /* a string's bytes; NULL: read them from the file */
    };
    uint32_t key_before; /* bytes from the key to file_offset */
    uint16_t file_index;
    uint8_t type, element_type;
};

struct emel__metadata {
    struct emel__arena *arena; /* of keys, strings and the order */
    struct emel__entry *entries;
    uint32_t count, capacity;
    uint32_t *by_key;
};

/* Offsets in the header at which a tensor's name and its data offset are written: for errors. */
struct emel__header_offsets {
    uint64_t name, data;
};

/* Which part of a file on disk is a file of the model. */
struct emel__part {
    uint64_t begin, length; /* bytes; a length of 0: to the end of the file */
    bool owned;             /* the descriptor is closed with the catalog */
};

struct emel_model_file {
    struct emel_io_system system;
    struct emel_allocator allocator;
    struct emel__arena arena; /* paths, names, shapes and orders */
    const char *format;
    uint32_t version;

    struct emel_io_file *files;
    struct emel_io_stamp *stamps; /* one for each file */
    struct emel__part *parts;     /* one for each file */
    uint32_t file_count;
    bool sealed;           /* the files are closed */
    uint64_t header_bytes; /* of the files that have been read */

    struct emel_tensor_record *tensors;
    uint32_t tensor_count, tensor_capacity;
    struct emel__header_offsets *header_offsets; /* one for each tensor, until all are checked */
    uint32_t *by_name;
    uint32_t ignored_count; /* tensors of the files that an index does not name */

    struct emel__metadata metadata;
};

/* An empty catalog that uses this system and this allocator. */
void emel__catalog_init(struct emel_model_file *file, const struct emel_io_system *system,
                        const struct emel_allocator *allocator);

/* Closes the files that are the catalog's own; what was read from them stays. */
void emel__catalog_close_files(struct emel_model_file *file);

/* Closes the files and frees all memory; the catalog is then as after init. */
void emel__catalog_empty(struct emel_model_file *file);

/* Whether a file's size and modification time are what they were when it was opened. */
bool emel__catalog_confirm(const struct emel_model_file *file, uint32_t file_index,
                           struct emel_failure *why);

/* Frees the entries; the arena's memory stays. */
void emel__catalog_free_entries(const struct emel_model_file *file,
                                struct emel__metadata *metadata);

/* Frees what is only kept for error messages. */
void emel__catalog_free_header_offsets(struct emel_model_file *file);

/* Reserves the list of files; `path` is blamed if there is no memory. */
bool emel__catalog_reserve_files(struct emel_model_file *file, uint32_t count, const char *path,
                                 struct emel_failure *why);

/* Copies the first `bytes` bytes of a path, and a tail (NULL: none).  The copy lives as long
 * as the catalog; NULL: *why says OUT_OF_MEMORY. */
const char *emel__catalog_path(struct emel_model_file *file, const char *path, size_t bytes,
                               const char *tail, struct emel_failure *why);

/* Memory that is freed before the catalog is; a count of 0 is allowed. */
void *emel__catalog_allocate_temporary(const struct emel_model_file *file, size_t count,
                                       size_t bytes);
void emel__catalog_free_temporary(const struct emel_model_file *file, void *memory, size_t count,
                                  size_t bytes);

/* Fails with one of the catalog's files, an offset in it, and a tensor or key (NULL: none). */
bool emel__catalog_fail(const struct emel_model_file *file, uint32_t file_index,
                        enum emel_model_file_error error, uint64_t file_offset, const char *subject,
                        struct emel_failure *why);

#endif
