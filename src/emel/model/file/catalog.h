/* The inside of struct emel_model_file, and how a format's reader fills it.
 *
 * A reader walks the header through the buffer, asks for room when the file's size has
 * borne a count out, and adds tensors and metadata as it finds them, each with the place
 * in the header where it stands.  What concerns all of them - names told twice, bytes
 * shared - is checked here when the last one is in. */
#ifndef EMEL_MODEL_FILE_CATALOG_H
#define EMEL_MODEL_FILE_CATALOG_H

#include "emel/model/file.h"
#include "emel/model/metadata.h"
#include "emel/model/file/arena.h"
#include "emel/model/file/read_buffer.h"

/* Metadata as kept: 40 bytes, for a hostile header may hold nothing else. */
struct emel__entry {
    const char *key;
    uint64_t file_offset; /* of the value's bytes */
    uint64_t byte_size;   /* of them */
    union {
        uint64_t bits;    /* a scalar's, sign extended; an array's element count */
        const char *text; /* a string's bytes; NULL: they are as the file has them */
    };
    uint32_t key_before; /* how far before file_offset the key stands */
    uint16_t file_index;
    uint8_t type, element_type;
};

struct emel__metadata {
    struct emel__arena *arena; /* of entries, keys and their order */
    struct emel__entry *entries;
    uint32_t count, capacity;
    uint32_t *by_key;
};

/* Where in the header a tensor's name and its offsets stand: for errors. */
struct emel__header_offsets {
    uint64_t name, data;
};

struct emel_model_file {
    struct emel_io_system system;
    struct emel_allocator allocator;
    struct emel__arena arena; /* of all but what has its size beside it */
    const char *format;
    uint32_t version;

    struct emel_io_file *files;
    struct emel_io_stamp *stamps; /* beside files */
    uint32_t file_count;

    struct emel_tensor_record *tensors;
    uint32_t tensor_count, tensor_capacity;
    struct emel__header_offsets *header_offsets; /* beside tensors, until all is checked */
    uint32_t *by_name;

    struct emel__metadata metadata;
};

/* One file whose header is being read. */
struct emel__reader {
    struct emel_model_file *file;
    uint32_t file_index;
    int open_error;                  /* errno value, when opening failed */
    bool regular;                    /* else nothing can be read in it */
    struct emel__metadata *metadata; /* where that goes: the catalog's, unless told */
    struct emel__read_buffer buffer;
    struct emel_failure *why;
};

/* --- failing: all answer false, so that a reader can say so in one line --------------- */

struct emel__blame {
    enum emel_model_file_error error;
    int32_t os_error;
    uint64_t file_offset;
    const char *path;    /* NULL: none */
    const char *subject; /* a tensor's name or a key; NULL: none */
    size_t subject_bytes;
};
bool emel__model_file_fail(struct emel_failure *why, const struct emel__blame *blame);

/* In one of the catalog's files, at an offset, over a tensor or key (NULL: none). */
bool emel__catalog_fail(const struct emel_model_file *file, uint32_t file_index,
                        enum emel_model_file_error error, uint64_t file_offset, const char *subject,
                        struct emel_failure *why);
bool emel__reader_fail(const struct emel__reader *reader, enum emel_model_file_error error,
                       uint64_t file_offset, const char *subject);

/* The same over a name that is no string: `bytes` bytes, whatever they are. */
bool emel__reader_fail_over(const struct emel__reader *reader, enum emel_model_file_error error,
                            uint64_t file_offset, const void *subject, size_t bytes);

/* --- reading: reader.c --------------------------------------------------------------- */

/* Nothing in it yet; what it gets is of this system and this allocator. */
void emel__catalog_init(struct emel_model_file *file, const struct emel_io_system *system,
                        const struct emel_allocator *allocator);

/* Closes its files and gives back all that it holds; then nothing is in it again. */
void emel__catalog_empty(struct emel_model_file *file);

/* Room for the files to come; `path` is whom to blame where there is none. */
bool emel__catalog_expect_files(struct emel_model_file *file, uint32_t count, const char *path,
                                struct emel_failure *why);

/* A copy of the first `bytes` bytes of a path, and a tail (NULL: none), that lives as long
 * as the catalog; NULL: *why says OUT_OF_MEMORY. */
const char *emel__catalog_path(struct emel_model_file *file, const char *path, size_t bytes,
                               const char *tail, struct emel_failure *why);

/* Opens the next file, whose path the catalog keeps; the descriptor is the catalog's.
 * False: *why says what, and reader->open_error why it could not be opened. */
bool emel__reader_open(struct emel__reader *reader, struct emel_model_file *file, const char *path,
                       struct emel_failure *why);

/* The same of a file that is open already, and regular. */
void emel__reader_resume(struct emel__reader *reader, struct emel_model_file *file,
                         uint32_t file_index, struct emel_failure *why);

/* Gets ready to read in it; what is not regular is refused.  End it in any case. */
bool emel__reader_begin(struct emel__reader *reader);

/* Whether the file is still as it was. */
bool emel__reader_confirm(const struct emel__reader *reader);

void emel__reader_end(struct emel__reader *reader);

/* `bytes` bytes of the file, inside its size and at most a buffer, until the next call;
 * NULL: *why says what. */
const unsigned char *emel__reader_at(struct emel__reader *reader, uint64_t offset, size_t bytes);

/* Whether they can be a name: UTF-8 with no zero byte, so that it is a string too. */
bool emel__reader_is_name(const void *text, size_t bytes);

/* --- filling ------------------------------------------------------------------------- */

/* Makes room for this many, once; who adds several files asks for all before the first,
 * and a file that then has more than it had is FILE_CHANGED. */
bool emel__catalog_expect_tensors(struct emel__reader *reader, uint32_t count);
bool emel__catalog_expect_entries(struct emel__reader *reader, uint32_t count);

/* Room in an arena for `count` things of `bytes` bytes; NULL: *why says OUT_OF_MEMORY. */
void *emel__catalog_allocate(const struct emel__reader *reader, struct emel__arena *arena,
                             size_t count, size_t bytes);

/* A copy that ends in a zero byte; NULL: *why says OUT_OF_MEMORY. */
const char *emel__catalog_text(const struct emel__reader *reader, struct emel__arena *arena,
                               const void *text, size_t bytes);

/* Multiplies an extent in, if the product fits 63 bits.  An extent of 0 is left out: it
 * makes the tensor empty, but the extents beside it no less wild. */
bool emel__catalog_multiply(uint64_t *product, uint64_t extent);

/* Memory that goes back before the catalog does; borrowing none is no error. */
void *emel__catalog_allocate_temporary(struct emel__reader *reader, size_t count, size_t bytes);
void emel__catalog_free_temporary(struct emel_model_file *file, void *memory, size_t count,
                                  size_t bytes);

/* --- checking, when all is in: index.c ----------------------------------------------- */

#define EMEL__NOT_FOUND UINT32_MAX

/* Orders the entries by key; DUPLICATE_KEY if two have the same. */
bool emel__name_index_metadata(struct emel__reader *reader);

/* The tensors from number `first` on in the order of their bytes, the empty ones before
 * others at their place.  Borrowed; NULL: *why says OUT_OF_MEMORY. */
uint32_t *emel__name_index_by_offset(struct emel__reader *reader, uint32_t first);

/* OVERLAP over that tensor, in the file being read; or DUPLICATE_NAME if there is one, for
 * a tensor told twice shares all its bytes. */
bool emel__name_index_blame_overlap(struct emel__reader *reader, uint32_t number);

/* Orders all tensors by name; DUPLICATE_NAME if two of one file have the same, SHARD_TWICE
 * if two of different files do. */
bool emel__name_index_tensors(struct emel__reader *reader);

/* When nobody is to blame for anything any more. */
void emel__catalog_forget_header_offsets(struct emel_model_file *file);

/* The number of the tensor or entry, or EMEL__NOT_FOUND. */
uint32_t emel__name_index_find_tensor(const struct emel_model_file *file, const char *name);
uint32_t emel__name_index_find_key(const struct emel__metadata *metadata, const char *key);

#endif
