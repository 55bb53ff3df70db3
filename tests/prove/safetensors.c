/* Sizes and ranges of safetensors: src/emel/model/file/safetensors/fields.c. */
#include "emel/model/file/safetensors/fields.c"

/*@ assigns \nothing;
  @ ensures !\result; */
static bool fail_at(const struct emel__safetensors *header, enum emel_model_file_error error,
                    uint64_t file_offset, const char *text);

/*@ assigns \nothing;
  @ ensures !\result; */
static bool fail_numbers(const struct emel__safetensors *header, enum emel_model_file_error error,
                         uint64_t value, uint64_t limit);

/* Proved in dtype.c. */
/*@ requires \valid(bytes);
  @ assigns *bytes;
  @ ensures \result && elements > 0 ==> *bytes > 0;
  @ ensures !\result ==> *bytes == \old(*bytes); */
bool emel_dtype_bytes(uint32_t dtype, uint64_t elements, uint64_t *bytes);

/*@ requires \valid(header) && \valid(header->tensor_offsets);
  @ requires \separated(header, header->tensor_offsets); */
void bits_of_a_tensor(struct emel__safetensors *header)
{
    header->elements_max = elements_max(header->dtype);
    if (!check_bits(header))
        return;
    //@ check reached: \false;
}

/* Each offset is at most INT64_MAX, for emel__fields_take_offsets refuses others; and the data
 * begins inside the file. */
/*@ requires \valid(header) && \valid(header->tensor) && \valid(header->tensor_offsets);
  @ requires \separated(header, header->tensor, header->tensor_offsets);
  @ requires header->offsets[0] <= INT64_MAX && header->offsets[1] <= INT64_MAX;
  @ requires header->data <= INT64_MAX; */
void range_of_a_tensor(struct emel__safetensors *header)
{
    if (!check_size(header))
        return;
    /*@ assert size: header->offsets[0] + header->tensor->byte_size == header->offsets[1]; */
    /*@ assert bounded: header->tensor->byte_size <= EMEL_IO_SPAN_BYTES_MAX; */
    const uint64_t begin = header->data + header->offsets[0]; /* as end_tensor places it */
    const uint64_t end = begin + header->tensor->byte_size;   /* as check_range compares it */
    /*@ assert end: end == header->data + header->offsets[1]; */
    //@ check reached: \false;
}
