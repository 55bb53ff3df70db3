/* Several slices as one tensor. */
#include <string.h>

#include "emel/fail.h"
#include "emel/model/dtype.h"
#include "emel/model/slice.h"

/* A join in the making. */
struct join {
    const struct emel_select_piece *pieces;
    uint32_t count, dimension;
    uint64_t *shape;
    struct emel_io_part *parts;
    struct emel_tensor_record *joined;
    uint64_t bytes, extent; /* of the pieces so far */
    struct emel__select_fault fault;
};

static bool fail(struct join *join, enum emel_select_error error, uint64_t value, uint64_t limit)
{
    join->fault = (struct emel__select_fault){
        .error = error,
        .has_numbers = true,
        .value = value,
        .limit = limit,
        .subject = join->fault.subject,
    };
    return false;
}

static uint64_t extent_of(const struct emel_select_piece *piece, uint32_t dimension)
{
    return dimension == piece->slice.dimension ? piece->slice.to - piece->slice.from
                                               : piece->record->shape[dimension];
}

/* --- what the pieces have in common ---------------------------------------------------------- */

static bool alike(const struct join *join, const struct emel_select_piece *piece)
{
    const struct emel_select_piece *first = &join->pieces[0];

    if (piece->record->dtype != first->record->dtype ||
        piece->record->rank != first->record->rank || piece->slice.order != first->slice.order)
        return false;
    for (uint32_t i = 0; i < first->record->rank; i++)
        if (i != join->dimension && extent_of(piece, i) != extent_of(first, i))
            return false;
    return true;
}

/* Along the slowest dimension whole pieces follow each other; along the dimension that all are
 * sliced along, and cut alike by slower ones, their runs do in turn. */
static bool one_after_the_other(const struct join *join)
{
    const struct emel_select_piece *first = &join->pieces[0];

    return emel__slice_slower(first->record, first->slice.order, join->dimension) <= 1;
}

static bool check(struct join *join, uint32_t capacity)
{
    const struct emel_select_piece *first = &join->pieces[0];

    if (join->count == 0)
        return fail(join, EMEL_SELECT_INVALID_ARGUMENT, 0, 1);
    join->fault.subject = first->record->name;
    if (join->dimension >= first->record->rank)
        return fail(join, EMEL_SELECT_NO_SUCH_DIMENSION, join->dimension, first->record->rank);
    if (first->record->rank > capacity)
        return fail(join, EMEL_SELECT_NO_CAPACITY, first->record->rank, capacity);
    for (uint32_t i = 0; i < join->count; i++) {
        if (!alike(join, &join->pieces[i]))
            return fail(join, EMEL_SELECT_JOIN_DIFFERS, i, 0);
        if (!one_after_the_other(join) && join->pieces[i].slice.dimension != join->dimension)
            return fail(join, EMEL_SELECT_JOIN_SCATTERED, i, 0);
    }
    return true;
}

/* --- putting them together -------------------------------------------------------------------- */

/* Counts a piece.  Its bytes and its extent fit 63 bits; those of all pieces may not. */
static bool count_piece(struct join *join, uint64_t bytes, uint64_t extent)
{
    if (bytes > INT64_MAX - join->bytes)
        return fail(join, EMEL_SELECT_INVALID_ARGUMENT, bytes, INT64_MAX - join->bytes);
    if (extent > INT64_MAX - join->extent)
        return fail(join, EMEL_SELECT_INVALID_ARGUMENT, extent, INT64_MAX - join->extent);
    join->bytes += bytes;
    join->extent += extent;
    return true;
}

/* A piece with all of its dimension is one run of its tensor, and has to give one for each step of
 * the slower dimensions.  False: such a step is not whole blocks and bytes. */
static bool split_whole(struct join *join, const struct emel_select_piece *piece,
                        struct emel__slice_runs *runs)
{
    const uint64_t extent = piece->record->shape[join->dimension];

    runs->count = emel__slice_slower(piece->record, piece->slice.order, join->dimension);
    runs->bytes = runs->stride = piece->record->byte_size / runs->count;
    if (emel__slice_is_whole(piece->record, &piece->slice, extent))
        return true;
    return fail(join, EMEL_SELECT_CUTS_A_BLOCK, 0, extent);
}

/* The runs of a piece as a part, and that its bytes are the next in the joined tensor.  A piece
 * without bytes gives none. */
static bool add_piece(struct join *join, const struct emel_select_piece *piece, bool interleave)
{
    struct emel_tensor_record *joined = join->joined;
    struct emel__slice_runs runs;

    if (!emel__slice_find(piece->record, &piece->slice, &runs, &join->fault) ||
        !count_piece(join, runs.bytes * runs.count, extent_of(piece, join->dimension)))
        return false;
    if (runs.bytes == 0)
        return true;
    if (interleave && runs.count == 1 && !split_whole(join, piece, &runs))
        return false;
    join->parts[joined->part_count++] = (struct emel_io_part){
        .file_index = piece->record->file_index,
        .file_offset = piece->record->file_offset + runs.begin,
        .file_stride = runs.stride,
        .run_bytes = runs.bytes,
        .count = runs.count,
        .memory_offset = joined->byte_size,
        .memory_stride = runs.bytes,
    };
    joined->byte_size += interleave ? runs.bytes : runs.bytes * runs.count;
    return true;
}

/* Until now byte_size is that of one stride. */
static void interleave_parts(struct join *join)
{
    struct emel_tensor_record *joined = join->joined;

    for (uint32_t i = 0; i < joined->part_count; i++)
        join->parts[i].memory_stride = joined->byte_size;
    if (joined->part_count)
        joined->byte_size *= join->parts[0].count;
}

static bool put_together(struct join *join)
{
    const struct emel_tensor_record *first = join->pieces[0].record;
    const bool interleave = !one_after_the_other(join);
    struct emel_tensor_record *joined = join->joined;

    *joined = *first;
    joined->byte_size = 0;
    for (uint32_t i = 0; i < join->count; i++)
        if (!add_piece(join, &join->pieces[i], interleave))
            return false;
    if (interleave)
        interleave_parts(join);
    for (uint32_t i = 0; i < first->rank; i++)
        join->shape[i] = i == join->dimension ? join->extent : extent_of(&join->pieces[0], i);
    joined->shape = join->shape;
    if (joined->part_count) {
        joined->parts = join->parts;
        joined->file_index = (uint16_t)join->parts[0].file_index; /* of a record */
        joined->file_offset = join->parts[0].file_offset;
    }
    return true;
}

bool emel_select_join(const struct emel_select_piece *pieces, uint32_t count, uint32_t dimension,
                      uint64_t *shape, uint32_t capacity, struct emel_io_part *parts,
                      struct emel_tensor_record *joined, struct emel_failure *why)
{
    struct emel_tensor_record made;
    struct join join = {
        .pieces = pieces,
        .count = count,
        .dimension = dimension,
        .shape = shape,
        .parts = parts,
        .joined = &made,
    };

    if (!check(&join, capacity) || !put_together(&join))
        return emel__select_fail(why, &join.fault);
    *joined = made;
    emel__succeed(why);
    return true;
}
