/* Slices: src/emel/model/slice.c. */
#include "emel/model/slice.c"

/*@ requires \valid(fault);
  @ assigns *fault;
  @ ensures !\result && fault->error == error; */
static bool fault_is(struct emel__select_fault *fault, enum emel_select_error error, uint64_t value,
                     uint64_t limit);

/*@ requires \valid(runs) && \valid(part) && \valid(sliced) && \separated(runs, part, sliced);
  @ requires a_slice_of_the_record: 1 <= runs->count && runs->bytes <= runs->stride &&
  @     runs->begin <= runs->stride - runs->bytes && runs->stride * runs->count <= INT64_MAX;
  @ requires in_a_file: sliced->file_offset <= INT64_MAX - runs->stride * runs->count; */
void record_of_a_slice(struct emel__slice_runs *runs, struct emel_io_part *part,
                       struct emel_tensor_record *sliced)
{
    const uint64_t offset = sliced->file_offset;

    products_rise(runs->bytes, runs->stride, runs->count);
    products_rise(1, runs->count, runs->stride);
    set_runs(runs, part, sliced);
    /*@ assert begin: sliced->file_offset == offset + runs->begin; */
    //@ check reached: \false;
}

/*@ requires 1 <= steps && \valid_read(slice) && slice->from <= slice->to <= extent;
  @ requires \valid(fault) && \separated(slice, fault); */
void borders_around_a_cut(const struct emel_slice *slice, uint64_t extent, uint64_t steps,
                          struct emel__select_fault *fault)
{
    (void)fail_cut(slice, extent, steps, fault);
    //@ check reached: \false;
}
