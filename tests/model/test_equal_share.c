/* Equal shares of a tensor along one dimension. */
#include <check.h>

#include "emel/model/dtype.h"
#include "emel/model/select.h"
#include "model/suites.h"
#include "support/shaped_record.h"

#define FIRST EMEL_ORDER_FIRST_FASTEST

START_TEST(equal_shares_cover_a_dimension_once)
{
    static const uint64_t shape[] = { 64, 12 };
    const struct emel_tensor_record record = shaped_record(EMEL_DTYPE_Q4_0, shape, 2);
    const uint32_t shares = _i ? 6 : 2;
    uint64_t end = 0;

    for (uint32_t i = 0; i < shares; i++) {
        struct emel_slice slice;

        ck_assert(emel_select_equal_share(&record, FIRST, (uint32_t)_i, i, shares, &slice, NULL));
        ck_assert_uint_eq(slice.from, end);
        ck_assert_uint_eq(slice.to - slice.from, shape[_i] / shares);
        ck_assert_uint_eq(slice.dimension, (uint32_t)_i);
        ck_assert_int_eq(slice.order, FIRST);
        end = slice.to;
    }
    ck_assert_uint_eq(end, shape[_i]);
}
END_TEST

START_TEST(a_dimension_that_does_not_divide_has_no_equal_shares)
{
    static const uint64_t shape[] = { 64, 12 };
    static const struct {
        uint32_t dimension, index, count;
        enum emel_select_error error;
    } cases[] = {
        { 1, 0, 5, EMEL_SELECT_NOT_DIVISIBLE },     { 0, 1, 4, EMEL_SELECT_NOT_DIVISIBLE },
        { 1, 4, 4, EMEL_SELECT_NO_SUCH_SHARE },     { 1, 0, 0, EMEL_SELECT_NO_SUCH_SHARE },
        { 2, 0, 1, EMEL_SELECT_NO_SUCH_DIMENSION },
    };
    const struct emel_tensor_record record = shaped_record(EMEL_DTYPE_Q4_0, shape, 2);

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct emel_slice slice = { .from = 77 };
        struct emel_failure why;

        ck_assert(!emel_select_equal_share(&record, FIRST, cases[i].dimension, cases[i].index,
                                           cases[i].count, &slice, &why));
        ck_assert_uint_eq(why.code, cases[i].error);
        ck_assert_uint_eq(slice.from, 77);
    }
}
END_TEST

Suite *equal_share_suite(void)
{
    Suite *suite = suite_create("slice: equal shares");
    TCase *group = tcase_create("shares");

    tcase_add_loop_test(group, equal_shares_cover_a_dimension_once, 0, 2);
    tcase_add_test(group, a_dimension_that_does_not_divide_has_no_equal_shares);
    suite_add_tcase(suite, group);
    return suite;
}
