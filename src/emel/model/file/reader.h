/* Opens one file of a model, and reads its header.
 *
 * A format's reader walks the header through the buffer, reserves memory once the file's size
 * has confirmed a count, and adds tensors and metadata as it finds them. */
#ifndef EMEL_MODEL_FILE_READER_H
#define EMEL_MODEL_FILE_READER_H

#include "emel/model/file/catalog.h"
#include "emel/model/file/read_buffer.h"

struct emel__reader {
    struct emel_model_file *file;
    uint16_t file_index; /* at most EMEL_MODEL_FILE_SHARDS_MAX - 1 */
    int open_error;      /* errno value, if opening failed */
    bool readable;       /* a regular file, open for buffered reads */
    uint64_t begin, end; /* the part of the file that is the model: all of it, usually */
    uint64_t header_end; /* no header may go on behind this offset */
    struct emel__metadata *metadata; /* where entries are added: the catalog's, or another */
    struct emel__read_buffer buffer;
    struct emel_failure *why; /* never NULL */
};

#define EMEL__HEADER_BYTES_MAX (UINT64_C(256) << 20) /* of one file */
#define EMEL__HEADERS_BYTES_MAX (UINT64_C(1) << 30)  /* of all files of a model */

/* --- opening and reading --------------------------------------------------------------- */

/* Opens the next file of the catalog, or takes the descriptor of the source, which stays the
 * caller's.  The catalog keeps `source->path`.  False: *why says why, and reader->open_error if it
 * could not be opened. */
bool emel__reader_open(struct emel__reader *reader, struct emel_model_file *file,
                       const struct emel_model_source *source, struct emel_failure *why);

/* The same for a readable file of the catalog that is open already. */
void emel__reader_resume(struct emel__reader *reader, struct emel_model_file *file,
                         uint32_t file_index, struct emel_failure *why);

/* Gets a buffer to read with; refuses what is not a readable regular file.  Always call end after
 * it. */
bool emel__reader_begin(struct emel__reader *reader);
void emel__reader_end(struct emel__reader *reader);

/* Whether the file's size and modification time are what they were when it was opened. */
bool emel__reader_confirm(const struct emel__reader *reader);

/* `bytes` bytes of the file, within its size and at most a buffer, valid until the next call;
 * NULL: *why says why. */
const unsigned char *emel__reader_at(struct emel__reader *reader, uint64_t offset, size_t bytes);

/* Whether these bytes can be a name: UTF-8 without a zero byte. */
bool emel__reader_is_name(const void *text, size_t bytes);

/* --- failing: always returns false ------------------------------------------------------- */

bool emel__reader_fail(const struct emel__reader *reader, enum emel_model_file_error error,
                       uint64_t file_offset, const char *subject);

/* With a subject of `bytes` bytes that need not be a string. */
bool emel__reader_fail_over(const struct emel__reader *reader, enum emel_model_file_error error,
                            uint64_t file_offset, const void *subject, size_t bytes);

/* With two numbers for the sentence. */
bool emel__reader_fail_numbers(const struct emel__reader *reader, enum emel_model_file_error error,
                               uint64_t file_offset, const char *subject, uint64_t value,
                               uint64_t limit);

/* With whatever the blame has; the path is filled in. */
bool emel__reader_blame(const struct emel__reader *reader, struct emel__blame blame);

/* Fails unless the header may go on to offset `end`: LIMIT, at `file_offset`, with
 * both numbers. */
bool emel__reader_allow_header(const struct emel__reader *reader, uint64_t end,
                               uint64_t file_offset, const char *subject);

bool emel__reader_out_of_memory(const struct emel__reader *reader);

/* Memory that is freed with emel__catalog_free_temporary; NULL: *why says OUT_OF_MEMORY. */
void *emel__reader_allocate_temporary(const struct emel__reader *reader, size_t count,
                                      size_t bytes);

#endif
