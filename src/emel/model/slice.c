/* Slices of a tensor along one dimension. */
#include "emel/model/slice.h"

#include <string.h>

#include "emel/fail.h"
#include "emel/model/dtype.h"
#include "emel/reserved.h"

static bool fault_is(struct emel__select_fault *fault, enum emel_select_error error, uint64_t value,
                     uint64_t limit)
{
    fault->error = error;
    fault->has_numbers = true;
    fault->value = value;
    fault->limit = limit;
    return false;
}

/* --- products of extents --------------------------------------------------------------- */

/* Of the extents from number `first` up to `end`; false: it does not fit 63 bits.  Extents of 0 are
 * left out of that, as in model files, so that no order of the others matters. */
static bool multiply(const uint64_t *shape, uint32_t first, uint32_t end, uint64_t *product)
{
    uint64_t others = 1;
    bool none = false;

    for (uint32_t i = first; i < end; i++) {
        if (shape[i] == 0)
            none = true;
        else if (others > INT64_MAX / shape[i])
            return false;
        else
            others *= shape[i];
    }
    *product = none ? 0 : others;
    return true;
}

/* Elements in one step along the dimension: the product of the extents that vary faster.
 * Neither this nor the next overflows: the product of all extents was checked. */
static uint64_t faster(const struct emel_tensor_record *record, const struct emel_slice *slice)
{
    const bool first = slice->order == EMEL_ORDER_FIRST_FASTEST;
    uint64_t product = 0;

    (void)multiply(record->shape, first ? 0 : slice->dimension + 1,
                   first ? slice->dimension : record->rank, &product);
    return product;
}

uint64_t emel__slice_slower(const struct emel_tensor_record *record, enum emel_order order,
                            uint32_t dimension)
{
    const bool first = order == EMEL_ORDER_FIRST_FASTEST;
    uint64_t product = 0;

    (void)multiply(record->shape, first ? dimension + 1 : 0, first ? record->rank : dimension,
                   &product);
    return product;
}

/* --- checking ---------------------------------------------------------------------------- */

static bool check_record(const struct emel_tensor_record *record, struct emel__select_fault *fault)
{
    uint64_t elements, bytes;

    if (record->part_count)
        return fault_is(fault, EMEL_SELECT_HAS_PARTS, record->part_count, 0);
    if (emel_dtype_block_elements(record->dtype) == 0)
        return fault_is(fault, EMEL_SELECT_UNKNOWN_TYPE, record->dtype, 0);
    if (!multiply(record->shape, 0, record->rank, &elements) ||
        !emel_dtype_bytes(record->dtype, elements, &bytes) || bytes != record->byte_size)
        return fault_is(fault, EMEL_SELECT_INVALID_ARGUMENT, record->byte_size, 0);
    return true;
}

static bool check(const struct emel_tensor_record *record, const struct emel_slice *slice,
                  struct emel__select_fault *fault)
{
    if (!EMEL__RESERVED_IS_ZERO(record))
        return fault_is(fault, EMEL_SELECT_INVALID_ARGUMENT, 0, 0);
    if (slice->order != EMEL_ORDER_FIRST_FASTEST && slice->order != EMEL_ORDER_LAST_FASTEST)
        return fault_is(fault, EMEL_SELECT_INVALID_ARGUMENT, slice->order, 0);
    if (!check_record(record, fault))
        return false;
    if (slice->dimension >= record->rank)
        return fault_is(fault, EMEL_SELECT_NO_SUCH_DIMENSION, slice->dimension, record->rank);
    if (slice->from > slice->to)
        return fault_is(fault, EMEL_SELECT_REVERSED, slice->from, slice->to);
    return slice->to <= record->shape[slice->dimension] ||
           fault_is(fault, EMEL_SELECT_OUT_OF_RANGE, slice->to, record->shape[slice->dimension]);
}

/* --- blocks ------------------------------------------------------------------------------- */

static uint64_t common_divisor(uint64_t a, uint64_t b)
{
    while (b) {
        const uint64_t rest = a % b;

        a = b;
        b = rest;
    }
    return a;
}

/* The fewest elements that are whole blocks and whole bytes.  Eight elements of a type that is
 * not in blocks have as many bytes as one has bits. */
static uint64_t unit_elements(uint32_t dtype)
{
    const uint64_t block = emel_dtype_block_elements(dtype);
    uint64_t bits = 8;

    if (block > 1)
        return block;
    (void)emel_dtype_bytes(dtype, 8, &bits);
    return 8 / common_divisor(8, bits);
}

/* How many steps along the dimension are whole units, wherever they begin. */
static uint64_t steps_of_a_unit(const struct emel_tensor_record *record,
                                const struct emel_slice *slice)
{
    const uint64_t unit = unit_elements(record->dtype);

    return unit / common_divisor(unit, faster(record, slice));
}

bool emel__slice_is_whole(const struct emel_tensor_record *record, const struct emel_slice *slice,
                          uint64_t steps)
{
    return steps % steps_of_a_unit(record, slice) == 0;
}

static uint64_t bytes_of(const struct emel_tensor_record *record, uint64_t elements)
{
    uint64_t bytes = 0;

    (void)emel_dtype_bytes(record->dtype, elements, &bytes); /* whole units, fewer than all */
    return bytes;
}

/* Says where the borders are, on both sides of the first place that is none. */
static bool fail_cut(const struct emel_slice *slice, uint64_t extent, uint64_t steps,
                     struct emel__select_fault *fault)
{
    const uint64_t at = slice->from % steps ? slice->from : slice->to;
    const uint64_t below = at - at % steps;

    return fault_is(fault, EMEL_SELECT_CUTS_A_BLOCK, below,
                    extent - below < steps ? extent : below + steps);
}

bool emel__slice_find(const struct emel_tensor_record *record, const struct emel_slice *slice,
                      struct emel__slice_runs *runs, struct emel__select_fault *fault)
{
    uint64_t extent, within, steps;

    *fault = (struct emel__select_fault){ .subject = record->name };
    *runs = (struct emel__slice_runs){ .begin = 0 };
    if (!check(record, slice, fault))
        return false;
    extent = record->shape[slice->dimension];
    if (slice->from == slice->to || record->byte_size == 0)
        return true;
    if (slice->from == 0 && slice->to == extent) {
        *runs = (struct emel__slice_runs){ 0, record->byte_size, record->byte_size, 1 };
        return true;
    }
    within = faster(record, slice);
    steps = steps_of_a_unit(record, slice);
    runs->count = emel__slice_slower(record, slice->order, slice->dimension);
    if (runs->count > 1 && extent % steps != 0) /* then no step of the slower ones is whole bytes */
        return fault_is(fault, EMEL_SELECT_CUTS_A_BLOCK, 0, extent);
    if (slice->from % steps != 0 || (slice->to % steps != 0 && slice->to != extent))
        return fail_cut(slice, extent, steps, fault);
    runs->stride = record->byte_size / runs->count;
    runs->begin = bytes_of(record, slice->from * within);
    runs->bytes =
        (slice->to == extent ? runs->stride : bytes_of(record, slice->to * within)) - runs->begin;
    return true;
}

/* --- slices -------------------------------------------------------------------------------- */

static void set_runs(const struct emel__slice_runs *runs, struct emel_io_part *part,
                     struct emel_tensor_record *sliced)
{
    sliced->file_offset += runs->begin;
    sliced->byte_size = runs->bytes * runs->count;
    if (runs->count <= 1)
        return;
    *part = (struct emel_io_part){
        .file_index = sliced->file_index,
        .file_offset = sliced->file_offset,
        .file_stride = runs->stride,
        .run_bytes = runs->bytes,
        .count = runs->count,
        .memory_stride = runs->bytes,
    };
    sliced->parts = part;
    sliced->part_count = 1;
}

bool emel_select_slice(const struct emel_tensor_record *record, const struct emel_slice *slice,
                       uint64_t *shape, uint32_t capacity, struct emel_io_part *part,
                       struct emel_tensor_record *sliced, struct emel_failure *why)
{
    struct emel__select_fault fault;
    struct emel__slice_runs runs;

    if (!emel__slice_find(record, slice, &runs, &fault))
        return emel__select_fail(why, &fault);
    if (record->rank > capacity) {
        (void)fault_is(&fault, EMEL_SELECT_NO_CAPACITY, record->rank, capacity);
        return emel__select_fail(why, &fault);
    }
    memmove(shape, record->shape, record->rank * sizeof *shape); /* they may be the same */
    shape[slice->dimension] = slice->to - slice->from;
    *sliced = *record;
    sliced->shape = shape;
    set_runs(&runs, part, sliced);
    emel__succeed(why);
    return true;
}

bool emel_select_equal_share(const struct emel_tensor_record *record, enum emel_order order,
                             uint32_t dimension, uint32_t index, uint32_t count,
                             struct emel_slice *slice, struct emel_failure *why)
{
    struct emel_slice share = { .order = order, .dimension = dimension };
    struct emel__select_fault fault = { .subject = record->name };
    uint64_t extent, elements;

    if (!check(record, &share, &fault))
        return emel__select_fail(why, &fault);
    extent = record->shape[dimension];
    elements = count ? extent / count : 0;
    if (index >= count)
        (void)fault_is(&fault, EMEL_SELECT_NO_SUCH_SHARE, index, count);
    else if (extent % count != 0 ||
             (record->byte_size && count > 1 && elements % steps_of_a_unit(record, &share) != 0))
        (void)fault_is(&fault, EMEL_SELECT_NOT_DIVISIBLE, extent, count);
    if (fault.error)
        return emel__select_fail(why, &fault);
    share.from = index * elements;
    share.to = share.from + elements;
    *slice = share;
    emel__succeed(why);
    return true;
}
