/* emel/model/dtype.h - what the elements of a tensor are.
 *
 * A number here names a layout of bytes and nothing more: emel moves tensors, it
 * does not convert them.  All are little-endian, as in the file.
 *
 * 0 .. 63     GGUF's own numbers.  Names, numbers, elements and bytes of a block are those
 *             of ggml: enum ggml_type in ggml/include/ggml.h and the block structs in
 *             ggml/src/ggml-common.h (github.com/ggml-org/llama.cpp); NVFP4 and Q2_0 are
 *             its latest.  Where gguf-py differs (it gives Q8_1 40 bytes, the C struct has
 *             two half floats and so 36), C is right.
 * 64 ..       what only safetensors has.  Names and bits are those of enum Dtype and its
 *             bitsize() in safetensors/src/tensor.rs (github.com/huggingface/safetensors),
 *             version 0.8.
 *
 * Numbers 4, 5 (Q4_2, Q4_3), 31 .. 33 (Q4_0_4_4, Q4_0_4_8, Q4_0_8_8) and 36 .. 38
 * (IQ4_NL_4_4, IQ4_NL_4_8, IQ4_NL_8_8) were once GGUF's, were taken out of the format,
 * and are not used again. */
#ifndef EMEL_MODEL_DTYPE_H
#define EMEL_MODEL_DTYPE_H

#include <stdbool.h>
#include <stdint.h>

#include "emel/api.h"

EMEL_API_BEGIN

/* X(name, number, elements of a block, bits of a block).  Append-only. */
#define EMEL_DTYPES(X)                                                                             \
    X(F32, 0, 1, 32)                                                                               \
    X(F16, 1, 1, 16)                                                                               \
    X(Q4_0, 2, 32, 18 * 8)                                                                         \
    X(Q4_1, 3, 32, 20 * 8)                                                                         \
    X(Q5_0, 6, 32, 22 * 8)                                                                         \
    X(Q5_1, 7, 32, 24 * 8)                                                                         \
    X(Q8_0, 8, 32, 34 * 8)                                                                         \
    X(Q8_1, 9, 32, 36 * 8)                                                                         \
    X(Q2_K, 10, 256, 84 * 8)                                                                       \
    X(Q3_K, 11, 256, 110 * 8)                                                                      \
    X(Q4_K, 12, 256, 144 * 8)                                                                      \
    X(Q5_K, 13, 256, 176 * 8)                                                                      \
    X(Q6_K, 14, 256, 210 * 8)                                                                      \
    X(Q8_K, 15, 256, 292 * 8)                                                                      \
    X(IQ2_XXS, 16, 256, 66 * 8)                                                                    \
    X(IQ2_XS, 17, 256, 74 * 8)                                                                     \
    X(IQ3_XXS, 18, 256, 98 * 8)                                                                    \
    X(IQ1_S, 19, 256, 50 * 8)                                                                      \
    X(IQ4_NL, 20, 32, 18 * 8)                                                                      \
    X(IQ3_S, 21, 256, 110 * 8)                                                                     \
    X(IQ2_S, 22, 256, 82 * 8)                                                                      \
    X(IQ4_XS, 23, 256, 136 * 8)                                                                    \
    X(I8, 24, 1, 8)                                                                                \
    X(I16, 25, 1, 16)                                                                              \
    X(I32, 26, 1, 32)                                                                              \
    X(I64, 27, 1, 64)                                                                              \
    X(F64, 28, 1, 64)                                                                              \
    X(IQ1_M, 29, 256, 56 * 8)                                                                      \
    X(BF16, 30, 1, 16)                                                                             \
    X(TQ1_0, 34, 256, 54 * 8)                                                                      \
    X(TQ2_0, 35, 256, 66 * 8)                                                                      \
    X(MXFP4, 39, 32, 17 * 8)                                                                       \
    X(NVFP4, 40, 64, 36 * 8)                                                                       \
    X(Q1_0, 41, 128, 18 * 8)                                                                       \
    X(Q2_0, 42, 64, 18 * 8)                                                                        \
    X(BOOL, 64, 1, 8)                                                                              \
    X(U8, 65, 1, 8)                                                                                \
    X(U16, 66, 1, 16)                                                                              \
    X(U32, 67, 1, 32)                                                                              \
    X(U64, 68, 1, 64)                                                                              \
    X(C64, 69, 1, 64)                                                                              \
    X(F8_E4M3, 70, 1, 8)                                                                           \
    X(F8_E5M2, 71, 1, 8)                                                                           \
    X(F8_E8M0, 72, 1, 8)                                                                           \
    X(F8_E4M3FNUZ, 73, 1, 8)                                                                       \
    X(F8_E5M2FNUZ, 74, 1, 8)                                                                       \
    X(F6_E2M3, 75, 1, 6)                                                                           \
    X(F6_E3M2, 76, 1, 6)                                                                           \
    X(F4, 77, 1, 4)

enum emel_dtype {
#define EMEL_DTYPE_VALUE(name, number, block_elements, block_bits) EMEL_DTYPE_##name = number,
    EMEL_DTYPES(EMEL_DTYPE_VALUE)
#undef EMEL_DTYPE_VALUE
};

#define EMEL_DTYPE_SAFETENSORS UINT32_C(64) /* the first number that GGUF has not */

/* Its name, as "Q4_K"; "unknown" for a number not in the list.  A constant string. */
const char *emel_dtype_name(uint32_t dtype);

/* How many elements are packed together, 1 for most; 0 for a number not in the list. */
uint32_t emel_dtype_block_elements(uint32_t dtype);

/* Bytes that `elements` of them take.  False, and *bytes as it was: the number is not
 * in the list, the elements are no whole number of blocks, their bits no whole number of
 * bytes (three F4), or the bytes do not fit 64 bits. */
bool emel_dtype_bytes(uint32_t dtype, uint64_t elements, uint64_t *bytes);

EMEL_API_END

#endif
