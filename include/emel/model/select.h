/* emel/model/select.h - some of a file's tensors, and part of one.
 *
 * By pattern: the tensors of a layer, as indices that a load takes.
 *
 *     static const char *const patterns[] = { "blk.0.*", "output*" };
 *     uint32_t count = room;
 *
 *     emel_select_tensors(file, patterns, 2, indices, &count, &why);
 *
 * By slice: what one of n ranks has of a tensor, as a record that can be bound to a
 * storage (emel/model/tensor.h) beside whole ones, and is loaded without the rest of it.
 *
 *     const struct emel_slice rows = { .order = emel_select_order(file), .dimension = 1,
 *                                      .from = rank * n, .to = (rank + 1) * n };
 *
 *     emel_select_slice(record, &rows, shape, room, &part, &why);
 *     emel_storage_bind(&storage, i, &part, &why);
 *
 * A slice is one range of the file's bytes, or it is refused: elements lie in the file
 * in one order only, and a slice along a dimension that varies fast is many pieces, one
 * for each step of those that vary slower.  Nor can a block of a quantised type be cut,
 * or a byte that several elements share.
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
    X(NO_CAPACITY, 2, "more tensors or dimensions than there is room for")                         \
    X(NO_MATCH, 3, "no tensor's name matches the pattern")                                         \
    X(NO_SUCH_DIMENSION, 4, "the tensor has no such dimension")                                    \
    X(OUT_OF_RANGE, 5, "the slice ends before it begins, or past the end of its dimension")        \
    X(NOT_ONE_RANGE, 6, "the slice is many ranges of bytes: other dimensions vary slower")         \
    X(CUTS_A_BLOCK, 7, "the slice cuts a block of the tensor's type, or a byte")                   \
    X(UNKNOWN_TYPE, 8, "the tensor's type is not one of emel/model/dtype.h")

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

/* Makes *part the record of a slice: of the same name, type and file, with its own shape
 * and bytes.  The shape is put into `shape`, which has room for `room` extents and outlives
 * the binding, as the name does.
 *
 * A slice that is all of its dimension is the tensor itself, whatever varies faster.  One
 * of nothing (from == to, or of a tensor without elements) has no bytes and neither cuts
 * nor scatters any: it stands at the tensor's beginning, and is loaded without a read.
 *
 * The shape and type of the record must take just its bytes, which of a file's records is
 * so; else it is an INVALID_ARGUMENT. */
bool emel_select_slice(const struct emel_tensor_record *record, const struct emel_slice *slice,
                       uint64_t *shape, uint32_t room, struct emel_tensor_record *part,
                       struct emel_failure *why);

EMEL_API_END

#endif
