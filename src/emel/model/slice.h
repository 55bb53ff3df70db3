/* Where the bytes of a slice lie in its tensor. */
#ifndef EMEL_MODEL_SLICE_H
#define EMEL_MODEL_SLICE_H

#include "emel/model/select.h"

/* What is wrong with a selection. */
struct emel__select_fault {
    enum emel_select_error error;
    bool has_numbers;
    uint64_t value, limit;
    const char *path, *subject; /* NULL: none */
};

/* Describes the fault in *why.  Always false. */
bool emel__select_fail(struct emel_failure *why, const struct emel__select_fault *fault);

/* The slice is `count` runs of `bytes`, the first at `begin`, one every `stride` bytes of the
 * tensor.  No bytes: the slice has no elements. */
struct emel__slice_runs {
    uint64_t begin, bytes, stride, count;
};

/* Checks a slice and finds its runs; false: *fault says what is wrong. */
bool emel__slice_find(const struct emel_tensor_record *record, const struct emel_slice *slice,
                      struct emel__slice_runs *runs, struct emel__select_fault *fault);

/* Whether so many steps along the slice's dimension are whole blocks and whole bytes, wherever
 * they begin. */
bool emel__slice_is_whole(const struct emel_tensor_record *record, const struct emel_slice *slice,
                          uint64_t steps);

/* The product of the extents that vary slower than the dimension. */
uint64_t emel__slice_slower(const struct emel_tensor_record *record, enum emel_order order,
                            uint32_t dimension);

#endif
