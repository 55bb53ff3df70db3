/* emel/model/file.h - which tensors are in a model file, and where.
 *
 *     struct emel_model_file *file = emel_model_file_open("model.gguf", NULL, &why);
 *     const struct emel_tensor_record *w = emel_model_file_find(file, "output.weight");
 *     ...
 *     emel_model_file_close(file);
 *
 * Opening reads the header with positional reads, checks all of it, and keeps the descriptor:
 * header and tensors are of the same file, even if its path names another one later.  Tensors
 * are not read: emel/model/tensor.h and emel/io/io.h do that, with the records and files of this
 * header as they are.
 *
 * The format is detected from the content, not from the file extension:
 *
 *   GGUF            versions 2 and 3, little-endian; a shard opens its whole set
 *   safetensors     all types of version 0.8
 *   an index        JSON that assigns tensors to safetensors files, as
 *                   model.safetensors.index.json does
 *   a folder        model.safetensors.index.json in it, or model.safetensors, or the only index,
 *                   the only model file or the only complete set of shards in it
 *
 * Trust       files may be malicious.  Whatever is in them: no crash, time linear in what is read
 *             (n log n in names), and at most this memory: 4 x the files' sizes, plus 1 MiB,
 *             plus 2 x the bytes of their paths, plus 128 bytes for each file.  No count is
 *             believed before the file's size confirms it.
 * Shapes      in the file's own order: in GGUF the first extent varies fastest, in safetensors
 *             the last.  Elements.
 * Units       offsets and sizes are bytes; offsets are absolute, in their file on disk.
 * Ownership   everything returned belongs to the file and does not change until close.
 * Threads     an open file does not change: any number of threads may use it; one of them closes
 *             it when the others have finished.
 * Errors      NULL or false, and *why says why: source EMEL_FAILURE_MODEL_FILE, the path, the
 *             name of the tensor or key if there is one, the offset of the field that is wrong,
 *             and the numbers.  FILE_CHANGED: the size or the modification time is not what it
 *             was; writes that began before the file was opened, and stores through a mapping,
 *             cannot be noticed.
 * Descriptors one a file is held from open to close or seal: raise the limit (ulimit -n) for
 *             models of many files.  When any descriptor of a file is closed, the process
 *             loses all its fcntl locks on that file, even those taken through another
 *             descriptor.  So lend emel the descriptor of a file that you have locked.
 *
 * Sources of the formats' facts, each a specification and the reader that is used most:
 * docs/gguf.md of github.com/ggml-org/ggml and ggml/src/gguf.cpp of
 * github.com/ggml-org/llama.cpp; README.md and safetensors/src/tensor.rs of
 * github.com/huggingface/safetensors.
 *
 * Where specification, readers and writers disagree, or say nothing, emel decides:
 *
 *   GGUF    names of tensors      0 to 255 bytes, UTF-8 with no zero byte.  The specification
 *                                 allows 64; converters in use write more than 80.
 *           keys                  1 to 65,535 bytes, UTF-8 with no zero byte; lower_snake_case
 *                                 is not required.
 *           a key twice           one key, if type and bytes are the same: older converters
 *                                 wrote that.  Else DUPLICATE_KEY.
 *           strings               any bytes: tokens of byte-level vocabularies are not UTF-8.
 *           bool                  0 or 1.
 *           general.alignment     UINT32, a power of two, 1 to 2^30.
 *           dimensions            0 (a scalar) to 8.  The product of the extents that are not
 *                                 0 fits 63 bits.
 *           nested arrays         up to 8 deep.
 *           gaps between tensors  allowed.  Overlaps are refused.
 *           after the last tensor anything, and the last padding may be missing.
 *           header                at most 256 MiB a file.
 *
 *   safetensors
 *           header                2 to 100,000,000 bytes; white space before { and after } is
 *                                 allowed.  Strict JSON, 8 deep, UTF-8.
 *           names and keys        of any length, with no zero byte.  None twice, when unescaped.
 *           fields of a tensor    dtype, shape and data_offsets, each once.  Unknown fields are
 *                                 skipped, but checked as JSON, with no key twice; at most 256
 *                                 keys at once.
 *           __metadata__          an object of strings, at most 16,384; null: there is none.
 *           shape                 of any rank.  The product of the extents that are not 0 fits
 *                                 63 bits, and the bits of all elements 64.
 *           types under a byte    if all elements together are whole bytes.
 *           data_offsets          the tensors cover all bytes behind the header, in any order,
 *                                 with no hole, no overlap and nothing after them.  An empty
 *                                 tensor lies between two others, or at an end of the data.
 *
 *   Several files           are one list of tensors, in the order of the files, with no name
 *                           in two of them.  Format, version and metadata are those of the
 *                           first file; the metadata of the others is checked and dropped.
 *                           Their headers have at most 1 GiB together.  Links are followed.
 *
 *   GGUF    split.count           UINT16; 0, 1 or none: a file by itself, whatever its name.
 *           split.no              UINT16, from 0, where names count from 1.
 *           split.tensors.count   INT32, of all shards together.  Each shard has all three.
 *           names                 PREFIX-00001-of-00003.gguf, in one folder; a shard with
 *                                 another name is refused, unless it is opened alone, or all
 *                                 are listed (emel_model_file_open_sources).
 *           versions, alignments  may differ from shard to shard.
 *
 *   index   weight_map            an object of names and files, at least one, no name twice.
 *           selection             each file is first checked whole; then tensors that the index
 *                                 does not assign to the file they are in are ignored, and
 *                                 counted.  A tensor that is not in its file is an error.
 *           files                 in the folder of the index or below; no part of a name is
 *                                 empty, . or .., none has a backslash.  In the order of bytes.
 *           other members         skipped: total_size too, which writers count differently.
 *           bytes                 at most 100,000,000; begins with {, in strict JSON, 8 deep. */
#ifndef EMEL_MODEL_FILE_H
#define EMEL_MODEL_FILE_H

#include "emel/allocator.h"
#include "emel/api.h"
#include "emel/failure.h"
#include "emel/io/io.h"
#include "emel/io/system.h"
#include "emel/model/record.h"

EMEL_API_BEGIN

/* --- errors ------------------------------------------------------------------------ */

/* Some failures have a more exact sentence than their error's own.
 * Append-only: a number never changes its meaning. */
#define EMEL_MODEL_FILE_ERRORS(X)                                                                  \
    X(NONE, 0, "no error")                                                                         \
    /* the call, and the system under it */                                                        \
    X(INVALID_ARGUMENT, 1, "an argument breaks a rule of emel/model/file.h")                       \
    X(UNSUPPORTED_PLATFORM, 2, "the system table lacks a call that reading needs")                 \
    X(OUT_OF_MEMORY, 3, "no memory for the list of tensors")                                       \
    X(OPEN_FAILED, 4, "the file could not be opened")                                              \
    X(STAT_FAILED, 5, "the file could not be inspected")                                           \
    X(UNSUPPORTED_RESOURCE, 6, "not a regular file")                                               \
    X(READ_FAILED, 7, "the file could not be read")                                                \
    X(SHORT_READ, 8, "the file ended before the size that the system reported")                    \
    X(FILE_CHANGED, 9, "the file has changed since its header was read")                           \
    X(LIMIT, 10, "{value}, but emel takes at most {limit}")                                        \
    /* any format */                                                                               \
    X(TRUNCATED, 11, "{value} bytes are needed, the file has {limit}: incomplete download?")       \
    X(MAGIC, 12, "not a model file of a known format")                                             \
    X(NAME, 13, "the tensor's name is too long, not UTF-8, or has a zero byte")                    \
    X(DUPLICATE_NAME, 14, "two tensors have the same name")                                        \
    X(KEY, 15, "a metadata key is empty, too long, not UTF-8, or has a zero byte")                 \
    X(DUPLICATE_KEY, 16, "the same key twice")                                                     \
    X(DIMENSIONS, 17, "the tensor has {value} dimensions; at most {limit} are allowed")            \
    X(OVERFLOW, 18, "the tensor's elements or bytes do not fit 63 bits")                           \
    X(TENSOR_TYPE, 19, "tensor type {value} is unknown, or was removed from the format")           \
    X(RANGE, 20, "{value} bytes are needed, the file has {limit}: incomplete download?")           \
    X(OVERLAP, 21, "two tensors share bytes of the file")                                          \
    /* GGUF */                                                                                     \
    X(VERSION, 22, "version {value} of the format is not supported")                               \
    X(COUNT, 23, "{value} tensors or keys are declared, the file has space for {limit}")           \
    X(STRING_LENGTH, 24, "a string has {value} bytes, {limit} are left in the file")               \
    X(ARRAY_LENGTH, 25, "an array has {value} elements, the file has space for {limit}")           \
    X(DEPTH, 26, "arrays are nested {value} deep; at most {limit} are allowed")                    \
    X(VALUE_TYPE, 27, "metadata value type {value} is unknown, the last one is {limit}")           \
    X(BOOL_VALUE, 28, "a bool is {value}; it must be 0 or {limit}")                                \
    X(ALIGNMENT, 29, "general.alignment is not a UINT32 power of two up to 2^30")                  \
    X(BLOCK, 30, "the first dimension is {value}, not a multiple of the type's block of {limit}")  \
    X(OFFSET, 31, "the tensor's offset {value} is not a multiple of the alignment {limit}")        \
    /* safetensors */                                                                              \
    X(HEADER_LENGTH, 32, "the header has {value} bytes; at most {limit} are allowed")              \
    X(JSON, 33, "the header is not valid JSON")                                                    \
    X(UTF8, 34, "the header is not UTF-8")                                                         \
    X(METADATA, 35, "__metadata__ is not an object of strings")                                    \
    X(FIELD, 36, "a field of the tensor is missing, or has the wrong type")                        \
    X(SIZE, 37, "type and shape take {value} bytes, the data offsets are {limit} bytes apart")     \
    X(HOLE, 38, "{value} bytes before the tensor belong to no tensor")                             \
    X(TRAILING, 39, "{value} bytes after the last tensor")                                         \
    /* models of several files */                                                                  \
    X(SHARD_MISSING, 40, "a file of the model is missing")                                         \
    X(SHARD_NAME, 41, "the file's name does not match its split keys")                             \
    X(SHARD_KEY, 42, "a split key is missing, has the wrong type, or contradicts the others")      \
    X(SHARD_TENSORS, 43, "the shards have {value} tensors, their keys say {limit}")                \
    X(SHARD_INDEX, 44,                                                                             \
      "JSON without a weight_map of tensors and their files: a config.json or an error page?")     \
    X(SHARD_PATH, 45, "the index names a file outside its folder")                                 \
    X(SHARD_TENSOR, 46, "the index assigns the tensor to this file, which does not have it")       \
    X(SHARD_EXTRA, 47, "the tensor is not in the index")                                           \
    X(SHARD_TWICE, 48, "the tensor is in two files of the model")                                  \
    X(FOLDER, 49, "the folder has {value} model files: name one of them")                          \
    X(SHARD_COUNT, 50, "{value} files are given, the model has {limit}")                           \
    X(SOURCE, 51, "an index or a folder is opened by path only: list its files instead")           \
    X(SEALED, 52, "the model is sealed: its files are closed")

enum emel_model_file_error {
#define EMEL_MODEL_FILE_ERROR_VALUE(name, number, sentence) EMEL_MODEL_FILE_##name = number,
    EMEL_MODEL_FILE_ERRORS(EMEL_MODEL_FILE_ERROR_VALUE)
#undef EMEL_MODEL_FILE_ERROR_VALUE
};

/* Constant strings; "unknown" and "unknown error" for a number not in the list. */
const char *emel_model_file_error_name(uint32_t error);
const char *emel_model_file_error_text(uint32_t error);

/* --- opening ----------------------------------------------------------------------- */

#define EMEL_MODEL_FILE_TENSORS_MAX EMEL_IO_SPANS_MAX /* of one model */
#define EMEL_MODEL_FILE_KEYS_MAX (UINT32_C(1) << 20)  /* keys of one GGUF file */
#define EMEL_MODEL_FILE_SHARDS_MAX 4096               /* files of one model */

struct emel_model_file; /* opaque */

struct emel_model_file_options {
    const struct emel_io_system *system;    /* copied; NULL: emel_io_system_default() */
    const struct emel_allocator *allocator; /* copied; NULL: emel_allocator_records() */
    bool alone; /* a shard of a GGUF model is opened by itself, without the other shards */
    uint64_t reserved[2]; /* 0 */
};

/* Opens what a path names: a file, the set of files that it is part of, an index, or a folder.
 * `path` is 1 to EMEL_IO_PATH_MAX bytes; it, `options` and what they point to are needed only
 * during the call, the contexts of system and allocator until close.  NULL: *why says why, and
 * nothing is held. */
struct emel_model_file *emel_model_file_open(const char *path,
                                             const struct emel_model_file_options *options,
                                             struct emel_failure *why);

/* One file of a model: opened by path, or a descriptor of yours; all of it, or a part, such as
 * the member of an archive that is stored without compression. */
struct emel_model_source {
    const char *path; /* if borrowed only a label for messages; may then be NULL */
    int fd;           /* if borrowed: yours, open for reading, never closed, never changed */
    bool borrowed;
    bool reopen;     /* of a borrowed descriptor: emel may open its file again; see emel/io/io.h */
    uint64_t offset; /* bytes: where the model begins in the file */
    uint64_t length; /* bytes; 0: to the end of the file */
    uint64_t reserved; /* 0 */
};

/* Opens a model whose files are listed: `count` of them, 1 to EMEL_MODEL_FILE_SHARDS_MAX, all of
 * one format.  Their names do not matter; the shards of a GGUF model are listed in their order,
 * all of them.  Offsets in records and in failures are those in the file on disk.  A single path
 * without offset and length is opened as emel_model_file_open does; else an index or a folder is
 * refused.  A borrowed descriptor is needed until close. */
struct emel_model_file *emel_model_file_open_sources(const struct emel_model_source *sources,
                                                     uint32_t count,
                                                     const struct emel_model_file_options *options,
                                                     struct emel_failure *why);

/* Closes the descriptors that emel opened, and keeps records and metadata.  From then on reading
 * metadata from a file fails with SEALED, and the descriptors of emel_model_file_files are -1,
 * which loads refuse.  No other thread may use `file` during the call. */
void emel_model_file_seal(struct emel_model_file *file);

/* Closes the descriptors that emel opened, and frees everything that was returned.  Loads that use
 * the descriptors must have ended.  NULL: does nothing. */
void emel_model_file_close(struct emel_model_file *file);

/* "gguf" or "safetensors", and its version; 0: the format has none. */
const char *emel_model_file_format(const struct emel_model_file *file);
uint32_t emel_model_file_version(const struct emel_model_file *file);

/* --- tensors ------------------------------------------------------------------------- */

/* All of them, in the order of the header, which need not be that of their bytes.  Every record's
 * bytes are in its file; no two overlap. */
const struct emel_tensor_record *emel_model_file_tensors(const struct emel_model_file *file,
                                                         uint32_t *count);

/* How many tensors the files have that are not part of the model: an index does not name them. */
uint32_t emel_model_file_ignored_count(const struct emel_model_file *file);

/* By its whole name, in log n; NULL: no such tensor. */
const struct emel_tensor_record *emel_model_file_find(const struct emel_model_file *file,
                                                      const char *name);

/* The files that the records' file_index refers to: descriptors for loads that end before close or
 * seal, each with the stamp of the file as its header was read. */
const struct emel_io_file *emel_model_file_files(const struct emel_model_file *file,
                                                 uint32_t *count);

EMEL_API_END

#endif
