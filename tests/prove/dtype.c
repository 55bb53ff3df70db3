/* Sizes of types: src/emel/model/dtype.c. */
#include "emel/model/dtype.c"

#define ROWS (sizeof layouts / sizeof *layouts)

/*@ predicate known(integer dtype) =
  @     dtype < sizeof(layouts) / sizeof(layouts[0]) && layouts[dtype].name != \null; */

/*@ assigns \result \from dtype, indirect: layouts[..];
  @ ensures known(dtype) ==> \result == &layouts[dtype];
  @ ensures !known(dtype) ==> \result == \null;
  @ ensures \result == \null ||
  @         (\valid_read(\result) && 1 <= \result->block_elements <= 256 &&
  @          1 <= \result->block_bits <= 292 * 8 &&
  @          \result->eighths_max == 18446744073709551615 / \result->block_bits); */
static const struct layout *find(uint32_t dtype);

static void of_number(uint32_t dtype)
{
    (void)find(dtype);
    (void)emel_dtype_name(dtype);
    (void)emel_dtype_block_elements(dtype);
}

/* Proves the contract of `find` above, which the next harness relies on. */
void table_of_types(void)
{
    uint32_t beyond = any_u32();

    //@ loop unroll 100;
    for (uint32_t dtype = 0; dtype < ROWS; dtype++)
        of_number(dtype);
    if (beyond >= ROWS)
        of_number(beyond);
    //@ check reached: \false;
}

/* By itself: among all that the harness below knows, it takes the solvers too long. */
/*@ assigns \nothing;
  @ ensures blocks * bits == 8 * (blocks / 8 * bits) + blocks % 8 * bits; */
static void by_eights(uint64_t blocks, uint64_t bits)
{
    const uint64_t eights = blocks / 8, rest = blocks % 8;

    /*@ assert split: blocks == 8 * eights + rest; */
    /*@ assert product: (8 * eights + rest) * bits == 8 * (eights * bits) + rest * bits; */
    (void)eights, (void)rest, (void)bits;
}

/*@ requires \valid(bytes) && \initialized(bytes); */
void bytes_of_elements(uint32_t dtype, uint64_t elements, uint64_t *bytes)
{
    const struct layout *layout = find(dtype);
    const uint64_t each = layout ? layout->block_elements : 1,
                   bits = layout ? layout->block_bits : 1;
    const uint64_t blocks = elements / each, before = *bytes;

    by_eights(blocks, bits);
    /*@ assert next: UINT64_MAX < (UINT64_MAX / bits + 1) * bits; */
    /*@ assert rises: blocks / 8 > UINT64_MAX / bits ==>
      @     (UINT64_MAX / bits + 1) * bits <= blocks / 8 * bits; */
    /*@ assert most: blocks / 8 > UINT64_MAX / bits ==> blocks / 8 * bits > UINT64_MAX; */
    const bool fit = emel_dtype_bytes(dtype, elements, bytes);

    /*@ assert whole_blocks: fit ==> elements % each == 0; */
    /*@ assert all_bits: fit ==> *bytes * 8 == blocks * bits; */
    /*@ assert unchanged: !fit ==> *bytes == before; */
    /*@ assert not_nothing: fit && elements > 0 ==> *bytes > 0; */
    /*@ assert refused_for_a_reason:
      @     !fit ==> layout == \null || elements % each != 0 || blocks % 8 * bits % 8 != 0 ||
      @         blocks * bits > 8 * UINT64_MAX; */
    //@ check reached: \false;
}
