/* emel/model/select.h - some of a file's tensors, and part of one.
 *
 * By pattern: the tensors of a layer, as indices that a load takes.
 *
 *     static const char *const patterns[] = { "blk.0.*", "output*" };
 *     uint32_t count = room;
 *
 *     emel_select_tensors(file, patterns, 2, indices, &count, &why);
 *
 * By slice: what one of n ranks needs of a tensor, as a record that can be bound to a storage
 * (emel/model/tensor.h) beside whole ones, and is loaded without the rest of the tensor.
 *
 *     struct emel_io_part part;
 *     struct emel_slice slice;
 *
 *     emel_select_equal_share(record, emel_select_order(file), 0, rank, ranks, &slice, &why);
 *     emel_select_slice(record, &slice, shape, capacity, &part, &sliced, &why);
 *     emel_storage_bind(&storage, i, &sliced, &why);
 *
 * A slice along the dimension that varies slowest is one range of the file.  Along any other
 * dimension it is many runs, one for each step of the dimensions that vary slower; a record
 * describes them as one part (struct emel_io_part).  Neither a block of a quantised type nor a
 * byte that several elements share is ever cut.
 *
 * By bytes: one share of all bytes for each of n ranks, so that together they read each byte once.
 *
 * Nothing here allocates, reads or keeps anything; all memory is yours.
 *
 * Threads     any, at any time.
 * Errors      false, and *why says what: source EMEL_FAILURE_SELECT, the tensor or the
 *             pattern, and the path where a file was given. */
#ifndef EMEL_MODEL_SELECT_H
#define EMEL_MODEL_SELECT_H

#include "emel/api.h"
#include "emel/failure.h"
#include "emel/model/file.h"
#include "emel/model/record.h"

EMEL_API_BEGIN

/* --- errors ------------------------------------------------------------------------ */

/* Append-only: a number never changes its meaning. */
#define EMEL_SELECT_ERRORS(X)                                                                      \
    X(NONE, 0, "no error")                                                                         \
    X(INVALID_ARGUMENT, 1, "an argument breaks a rule of emel/model/select.h")                     \
    X(NO_CAPACITY, 2, "{value} entries are needed, but there is room for {limit}")                 \
    X(NO_MATCH, 3, "no tensor's name matches the pattern")                                         \
    X(NO_SUCH_DIMENSION, 4,                                                                        \
      "there is no dimension {value}: the tensor has {limit}, numbered from 0")                    \
    X(OUT_OF_RANGE, 5, "the slice ends at {value}; the dimension has {limit} elements")            \
    X(NOT_ONE_RANGE, 6, "no longer used")                                                          \
    X(CUTS_A_BLOCK, 7,                                                                             \
      "a block or a byte would be cut; the nearest positions are {value} and {limit}")             \
    X(UNKNOWN_TYPE, 8, "the tensor's type is not one of emel/model/dtype.h")                       \
    X(HAS_PARTS, 9, "the record is a slice already, and cannot be sliced again")                   \
    X(NOT_DIVISIBLE, 10,                                                                           \
      "{value} elements cannot be divided into {limit} equal shares of whole blocks")              \
    X(NO_SUCH_SHARE, 11, "there is no share {value}: the {limit} shares are numbered from 0")      \
    X(REVERSED, 12, "the slice begins at {value}, after its end at {limit}")                       \
    X(JOIN_DIFFERS, 13, "slice {value} differs from the first in type, rank, order or shape")      \
    X(JOIN_SCATTERED, 14, "slices can be joined along the slowest dimension, or along their own")

enum emel_select_error {
#define EMEL_SELECT_ERROR_VALUE(name, number, sentence) EMEL_SELECT_##name = number,
    EMEL_SELECT_ERRORS(EMEL_SELECT_ERROR_VALUE)
#undef EMEL_SELECT_ERROR_VALUE
};

/* Constant strings; "unknown" and "unknown error" for a number not in the list. */
const char *emel_select_error_name(uint32_t error);
const char *emel_select_error_text(uint32_t error);

/* --- by pattern -------------------------------------------------------------------- */

/* Whether a name matches one of the patterns or more; without any pattern, every name does.
 *
 * Patterns are the shell's, as fnmatch(3) has them without flags: * ? [...], and \ before
 * what is to stand for itself; * takes dots and slashes, too. */
bool emel_select_matches(const char *const *patterns, size_t pattern_count, const char *name);

/* The tensors whose names match, each once and in the order of the file's records: indices
 * into emel_model_file_tensors, and so into a model's.
 *
 * *count is the room in `indices`, and becomes the number of tensors that match, whether
 * or not they fit; `indices` may be NULL where the room is 0.  False: there is no room for
 * all (NO_ROOM; the first are there), or a pattern matches none (NO_MATCH; the subject is
 * the first such pattern), which is looked for first. */
bool emel_select_tensors(const struct emel_model_file *file, const char *const *patterns,
                         size_t pattern_count, uint32_t *indices, uint32_t *count,
                         struct emel_failure *why);

/* --- by slice ---------------------------------------------------------------------- */

/* Which extent of a shape varies fastest in the bytes: a record alone does not tell. */
enum emel_order {
    EMEL_ORDER_FIRST_FASTEST = 1, /* GGUF */
    EMEL_ORDER_LAST_FASTEST = 2   /* safetensors */
};

enum emel_order emel_select_order(const struct emel_model_file *file);

/* Elements `from` .. `to` - 1 along one dimension, and all along the others. */
struct emel_slice {
    enum emel_order order;
    uint32_t dimension; /* an index into the record's shape: counted from 0, in its order */
    uint64_t from, to;
};

/* Makes *sliced the record of a slice: of the same name and type, with its own shape and bytes.
 *
 * `shape` has room for `capacity` extents and gets those of the slice; `part` gets its runs, if
 * they are more than one.  Both outlive the binding of the record, as the name does.
 *
 * A slice that is all of its dimension is the tensor itself.  One without elements (from == to,
 * or of a tensor without any) has no bytes, and is loaded without a read.  A record that has
 * parts is not sliced again (HAS_PARTS).
 *
 * The type and the shape of a record must take exactly its bytes, as those of a model file do;
 * else it is an INVALID_ARGUMENT. */
bool emel_select_slice(const struct emel_tensor_record *record, const struct emel_slice *slice,
                       uint64_t *shape, uint32_t capacity, struct emel_io_part *part,
                       struct emel_tensor_record *sliced, struct emel_failure *why);

/* Share number `index` (from 0) of `count` equal slices along a dimension.  NOT_DIVISIBLE: the
 * dimension, or its blocks, cannot be divided so. */
bool emel_select_equal_share(const struct emel_tensor_record *record, enum emel_order order,
                             uint32_t dimension, uint32_t index, uint32_t count,
                             struct emel_slice *slice, struct emel_failure *why);

/* What a join puts together: a record that has no parts, and a slice of it. */
struct emel_select_piece {
    const struct emel_tensor_record *record;
    struct emel_slice slice;
};

/* Makes *joined the record of several slices as one tensor, end to end along `dimension`: the
 * slices of q, k and v of a fused matrix, or one slice of every expert.  The records may be the
 * same or different ones, of one file or of several; their types, ranks, orders and the slices'
 * other extents must be equal.  `dimension` is the one that varies slowest, or the one that all
 * pieces are sliced along; else the pieces would be scattered (JOIN_SCATTERED).  All pieces
 * together have fewer than 2^63 bytes.
 *
 * The name is that of the first record; set another one before binding if you like.  `shape` has
 * room for `capacity` extents, `parts` for `count` parts; both outlive the binding. */
bool emel_select_join(const struct emel_select_piece *pieces, uint32_t count, uint32_t dimension,
                      uint64_t *shape, uint32_t capacity, struct emel_io_part *parts,
                      struct emel_tensor_record *joined, struct emel_failure *why);

/* --- by bytes ---------------------------------------------------------------------- */

/* Some bytes of a record. */
struct emel_partition_piece {
    uint32_t record;    /* index into the records */
    uint32_t reserved;  /* 0 */
    uint64_t offset;    /* of the first byte, in the record's bytes */
    uint64_t byte_size; /* at least 1 */
};

/* Divides the bytes of records among ranks: rank `index` (from 0) of `count` gets one contiguous
 * share, in the order of the files, and all ranks together get each byte once.  Shares are cut at
 * multiples of 4,096 bytes of a file, so they differ by at most two pages; a cut may be anywhere in
 * a tensor, also inside a block.  Afterwards the ranks exchange bytes: tools/examples/mpi_ranks.c
 * does.
 *
 * The same arguments give the same share on every rank.  `pieces` has room for `record_count`
 * pieces and gets those of the share in the order of the files; *piece_count becomes their number,
 * which may be 0.  `scratch` has room for 2 * record_count numbers.  The records must not share
 * bytes, and must have no parts (HAS_PARTS). */
bool emel_partition_bytes(const struct emel_tensor_record *records, uint32_t record_count,
                          uint32_t index, uint32_t count, uint32_t *scratch,
                          struct emel_partition_piece *pieces, uint32_t *piece_count,
                          struct emel_failure *why);

EMEL_API_END

#endif
