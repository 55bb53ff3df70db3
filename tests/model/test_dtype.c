#include <check.h>
#include <stdlib.h>

#include "emel/model/dtype.h"
#include "model/file/suites.h"

static uint64_t bytes_of(uint32_t dtype, uint64_t elements)
{
    uint64_t bytes = 0;

    ck_assert(emel_dtype_bytes(dtype, elements, &bytes));
    return bytes;
}

/* Sizes as their documentation tells them, in bits for each weight. */
START_TEST(a_block_has_the_bytes_its_parts_have)
{
    ck_assert_uint_eq(bytes_of(EMEL_DTYPE_F32, 3), 12);
    ck_assert_uint_eq(bytes_of(EMEL_DTYPE_BF16, 3), 6);
    ck_assert_uint_eq(bytes_of(EMEL_DTYPE_C64, 3), 24);
    ck_assert_uint_eq(bytes_of(EMEL_DTYPE_Q4_0, 32), 2 + 32 / 2);
    ck_assert_uint_eq(bytes_of(EMEL_DTYPE_Q8_0, 64), 2 * (2 + 32));
    ck_assert_uint_eq(bytes_of(EMEL_DTYPE_Q4_K, 256) * 8, 256 * 45 / 10);
    ck_assert_uint_eq(bytes_of(EMEL_DTYPE_Q6_K, 2560) * 8, 2560 * 65625 / 10000);
    ck_assert_uint_eq(bytes_of(EMEL_DTYPE_MXFP4, 32) * 8, 32 * 425 / 100);
    ck_assert_uint_eq(bytes_of(EMEL_DTYPE_NVFP4, 64) * 8, 64 * 45 / 10);
    ck_assert_uint_eq(bytes_of(EMEL_DTYPE_Q2_0, 64) * 8, 64 * 225 / 100);
    ck_assert_uint_eq(bytes_of(EMEL_DTYPE_F4, 6), 3);
    ck_assert_uint_eq(bytes_of(EMEL_DTYPE_F6_E2M3, 4), 3);
    ck_assert_uint_eq(bytes_of(EMEL_DTYPE_IQ1_M, 0), 0);
}
END_TEST

START_TEST(what_is_no_whole_block_or_byte_has_no_size)
{
    uint64_t bytes = 77;

    ck_assert(!emel_dtype_bytes(EMEL_DTYPE_Q4_0, 33, &bytes));
    ck_assert(!emel_dtype_bytes(EMEL_DTYPE_F4, 3, &bytes));
    ck_assert(!emel_dtype_bytes(EMEL_DTYPE_F6_E3M2, 2, &bytes));
    ck_assert(!emel_dtype_bytes(4, 32, &bytes));
    ck_assert(!emel_dtype_bytes(UINT32_MAX, 1, &bytes));
    ck_assert_uint_eq(bytes, 77);
}
END_TEST

START_TEST(a_size_that_does_not_fit_is_none)
{
    uint64_t bytes = 77;

    ck_assert_uint_eq(bytes_of(EMEL_DTYPE_I8, UINT64_MAX), UINT64_MAX);
    ck_assert_uint_eq(bytes_of(EMEL_DTYPE_F64, UINT64_MAX / 8), UINT64_MAX - 7);
    ck_assert_uint_eq(bytes_of(EMEL_DTYPE_F4, UINT64_MAX - 1), UINT64_MAX / 2);
    bytes = 77;
    ck_assert(!emel_dtype_bytes(EMEL_DTYPE_F64, UINT64_MAX / 8 + 1, &bytes));
    ck_assert(!emel_dtype_bytes(EMEL_DTYPE_I16, UINT64_MAX, &bytes));
    ck_assert(!emel_dtype_bytes(EMEL_DTYPE_Q8_0, UINT64_MAX - 31, &bytes));
    ck_assert_uint_eq(bytes, 77);
}
END_TEST

START_TEST(names_are_those_of_the_formats)
{
    ck_assert_str_eq(emel_dtype_name(0), "F32");
    ck_assert_str_eq(emel_dtype_name(39), "MXFP4");
    ck_assert_str_eq(emel_dtype_name(EMEL_DTYPE_F8_E4M3FNUZ), "F8_E4M3FNUZ");
    ck_assert_str_eq(emel_dtype_name(4), "unknown");
    ck_assert_str_eq(emel_dtype_name(43), "unknown");
    ck_assert_str_eq(emel_dtype_name(UINT32_MAX), "unknown");
    ck_assert_uint_eq(emel_dtype_block_elements(EMEL_DTYPE_Q1_0), 128);
    ck_assert_uint_eq(emel_dtype_block_elements(38), 0);
    ck_assert_uint_eq(emel_dtype_block_elements(UINT32_MAX), 0);
}
END_TEST

Suite *dtype_suite(void)
{
    Suite *suite = suite_create("model/dtype");
    TCase *test = tcase_create("dtype");

    tcase_add_test(test, a_block_has_the_bytes_its_parts_have);
    tcase_add_test(test, what_is_no_whole_block_or_byte_has_no_size);
    tcase_add_test(test, a_size_that_does_not_fit_is_none);
    tcase_add_test(test, names_are_those_of_the_formats);
    suite_add_tcase(suite, test);
    return suite;
}
