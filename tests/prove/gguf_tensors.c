/* Sizes, offsets and padding of GGUF tensors: src/emel/model/file/gguf/tensors.c. */
#include "emel/model/file/gguf/tensors.c"
#include "gguf_cursor.h"

/*@ assigns \nothing;
  @ ensures !\result; */
bool emel__gguf_fail(const struct emel__gguf_cursor *cursor, enum emel_model_file_error error,
                     uint64_t file_offset, const char *subject);

/* The checks of elements are proved in tables.c, of their bytes in dtype.c. */
/*@ assigns \nothing; */
static uint64_t elements(const struct emel_tensor_record *tensor);

/*@ requires \valid(bytes);
  @ assigns *bytes;
  @ ensures !\result ==> *bytes == \old(*bytes); */
bool emel_dtype_bytes(uint32_t dtype, uint64_t elements, uint64_t *bytes);

/*@ assigns \nothing;
  @ ensures \result <= 256; */
uint32_t emel_dtype_block_elements(uint32_t dtype);

/*@ requires \valid(infos) && inside(infos->cursor) && \valid(tensor);
  @ requires \separated(infos, infos->cursor, infos->cursor->reader, tensor, tensor->shape);
  @ requires tensor->rank > 0 ==> \valid_read(tensor->shape);
  @ requires the_shape_was_read: tensor->rank <= DIMENSIONS_MAX && infos->cursor->at >= 64;
  @ requires infos->bytes <= INT64_MAX; */
void size_of_a_tensor(struct infos *infos, struct emel_tensor_record *tensor)
{
    const uint64_t bytes = infos->bytes;

    if (!read_type(infos, tensor))
        return;
    /*@ assert a_type_of_gguf: tensor->dtype < EMEL_DTYPE_SAFETENSORS; */
    /*@ assert summed: infos->bytes == bytes + tensor->byte_size <= INT64_MAX; */
    //@ check reached: \false;
}

/*@ requires \valid(infos) && inside(infos->cursor);
  @ requires \separated(infos, infos->cursor, infos->cursor->reader);
  @ requires 1 <= infos->alignment <= 1 << 30; */
void begin_of_the_data(const struct infos *infos)
{
    const uint64_t data = data_begin(infos);

    /*@ assert behind_the_header:
      @     infos->cursor->at <= data < infos->cursor->at + infos->alignment; */
    //@ check reached: \false;
}
