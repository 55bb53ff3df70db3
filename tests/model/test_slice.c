/* Slices of a tensor along one dimension. */
#include <check.h>

#include "emel/model/dtype.h"
#include "emel/model/select.h"
#include "model/suites.h"
#include "support/shaped_record.h"

#define FIRST EMEL_ORDER_FIRST_FASTEST
#define LAST EMEL_ORDER_LAST_FASTEST

struct slicing {
    uint32_t dtype;
    uint64_t shape[3];
    uint32_t rank;
    struct emel_slice slice;
    enum emel_select_error error;
    uint64_t begin, bytes; /* of what comes of it, in the tensor */
};

static void expect_sliced(const struct slicing *s)
{
    const struct emel_tensor_record whole = shaped_record(s->dtype, s->shape, s->rank);
    struct emel_tensor_record part = { .name = "untouched" };
    uint64_t shape[3] = { 77, 77, 77 };
    struct emel_io_part runs;
    struct emel_failure why;

    ck_assert_int_eq(emel_select_slice(&whole, &s->slice, shape, s->rank, &runs, &part, &why),
                     s->error == EMEL_SELECT_NONE);
    if (s->error != EMEL_SELECT_NONE) {
        ck_assert_uint_eq(why.source, EMEL_FAILURE_SELECT);
        ck_assert_uint_eq(why.code, s->error);
        ck_assert_str_eq(why.subject, "w");
        ck_assert_str_eq(part.name, "untouched");
        return;
    }
    ck_assert_uint_eq(why.source, EMEL_FAILURE_NONE);
    ck_assert_str_eq(part.name, "w");
    ck_assert_ptr_eq(part.shape, shape);
    ck_assert_uint_eq(part.rank, s->rank);
    ck_assert_uint_eq(part.dtype, s->dtype);
    ck_assert_uint_eq(part.file_index, 3);
    ck_assert_uint_eq(part.file_offset, 1000 + s->begin);
    ck_assert_uint_eq(part.byte_size, s->bytes);
    ck_assert_uint_eq(part.part_count, 0);
    for (uint32_t i = 0; i < s->rank; i++)
        ck_assert_uint_eq(shape[i],
                          i == s->slice.dimension ? s->slice.to - s->slice.from : s->shape[i]);
}

#define expect_all(cases)                                                                          \
    for (size_t i = 0; i < sizeof(cases) / sizeof *(cases); i++)                                   \
        expect_sliced(&(cases)[i]);

START_TEST(a_slice_along_what_varies_slowest_is_one_range)
{
    static const struct slicing cases[] = {
        { EMEL_DTYPE_F32, { 5, 4 }, 2, { FIRST, 1, 1, 3 }, EMEL_SELECT_NONE, 20, 40 },
        { EMEL_DTYPE_F32, { 5, 4 }, 2, { LAST, 0, 1, 3 }, EMEL_SELECT_NONE, 16, 32 },
        { EMEL_DTYPE_F16, { 2, 3, 4 }, 3, { FIRST, 2, 0, 1 }, EMEL_SELECT_NONE, 0, 12 },
        { EMEL_DTYPE_F16, { 2, 3, 4 }, 3, { LAST, 0, 1, 2 }, EMEL_SELECT_NONE, 24, 24 },
        { EMEL_DTYPE_U8, { 9 }, 1, { FIRST, 0, 2, 9 }, EMEL_SELECT_NONE, 2, 7 },
        { EMEL_DTYPE_U8, { 9 }, 1, { LAST, 0, 2, 9 }, EMEL_SELECT_NONE, 2, 7 },
    };

    expect_all(cases);
}
END_TEST

START_TEST(a_slice_along_what_varies_faster_is_one_part_of_many_runs)
{
    static const struct {
        enum emel_order order;
        uint32_t dimension;
        uint64_t from, to;
        struct emel_io_part part;
    } cases[] = {
        { FIRST, 0, 1, 3, { 3, 0, 1008, 40, 16, 12, 0, 16 } },
        { LAST, 2, 1, 3, { 3, 0, 1008, 32, 16, 15, 0, 16 } },
        { FIRST, 1, 1, 3, { 3, 0, 1040, 120, 80, 4, 0, 80 } },
        { LAST, 1, 2, 3, { 3, 0, 1064, 96, 32, 5, 0, 32 } },
    };
    static const uint64_t shape[] = { 5, 3, 4 };
    const struct emel_tensor_record whole = shaped_record(EMEL_DTYPE_F64, shape, 3);

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct emel_slice slice = { cases[i].order, cases[i].dimension, cases[i].from,
                                          cases[i].to };
        struct emel_tensor_record sliced;
        struct emel_io_part part;
        uint64_t extents[3];

        ck_assert(emel_select_slice(&whole, &slice, extents, 3, &part, &sliced, NULL));
        ck_assert_ptr_eq(sliced.parts, &part);
        ck_assert_uint_eq(sliced.part_count, 1);
        ck_assert_mem_eq(&part, &cases[i].part, sizeof part);
        ck_assert_uint_eq(sliced.file_index, 3);
        ck_assert_uint_eq(sliced.file_offset, part.file_offset);
        ck_assert_uint_eq(sliced.byte_size, part.count * part.run_bytes);
    }
}
END_TEST

START_TEST(around_extents_of_one_every_slice_is_one_range)
{
    static const struct slicing cases[] = {
        { EMEL_DTYPE_F32, { 5, 1, 1 }, 3, { FIRST, 0, 1, 3 }, EMEL_SELECT_NONE, 4, 8 },
        { EMEL_DTYPE_F32, { 1, 5, 2 }, 3, { LAST, 1, 4, 5 }, EMEL_SELECT_NONE, 32, 8 },
    };

    expect_all(cases);
}
END_TEST

START_TEST(all_of_a_dimension_is_the_tensor)
{
    static const struct slicing cases[] = {
        { EMEL_DTYPE_F32, { 5, 4 }, 2, { FIRST, 0, 0, 5 }, EMEL_SELECT_NONE, 0, 80 },
        { EMEL_DTYPE_F32, { 5, 4 }, 2, { LAST, 1, 0, 4 }, EMEL_SELECT_NONE, 0, 80 },
        { EMEL_DTYPE_Q4_K, { 512, 3 }, 2, { FIRST, 0, 0, 512 }, EMEL_SELECT_NONE, 0, 864 },
    };

    expect_all(cases);
}
END_TEST

START_TEST(a_slice_of_nothing_is_at_the_beginning)
{
    static const struct slicing cases[] = {
        { EMEL_DTYPE_F32, { 5, 4 }, 2, { FIRST, 1, 4, 4 }, EMEL_SELECT_NONE, 0, 0 },
        { EMEL_DTYPE_F32, { 5, 4 }, 2, { FIRST, 0, 3, 3 }, EMEL_SELECT_NONE, 0, 0 },
        { EMEL_DTYPE_Q4_0, { 64, 2 }, 2, { FIRST, 0, 5, 5 }, EMEL_SELECT_NONE, 0, 0 },
        { EMEL_DTYPE_F32, { 0, 4 }, 2, { FIRST, 1, 1, 2 }, EMEL_SELECT_NONE, 0, 0 },
        { EMEL_DTYPE_F32, { 0, 4 }, 2, { LAST, 1, 1, 2 }, EMEL_SELECT_NONE, 0, 0 },
        { EMEL_DTYPE_F4, { 1, 0 }, 2, { LAST, 0, 0, 0 }, EMEL_SELECT_NONE, 0, 0 },
    };

    expect_all(cases);
}
END_TEST

/* As in model files: the product of the other extents must fit 63 bits. */
START_TEST(where_an_empty_tensor_has_no_extent_does_not_matter)
{
    for (uint32_t none = 0; none < 3; none++) {
        const uint32_t other = none == 0 ? 1 : 0;
        struct slicing s = { .dtype = EMEL_DTYPE_U8, .rank = 3, .slice = { LAST, other, 1, 2 } };

        s.shape[other] = UINT64_C(1) << 40;
        s.shape[3 - none - other] = UINT64_C(1) << 22;
        expect_sliced(&s);
        s.shape[3 - none - other] = UINT64_C(1) << 23;
        s.error = EMEL_SELECT_INVALID_ARGUMENT;
        expect_sliced(&s);
    }
}
END_TEST

START_TEST(a_slice_out_of_its_dimension_is_refused)
{
    static const struct slicing cases[] = {
        { EMEL_DTYPE_U8, { 9 }, 1, { FIRST, 0, 0, 10 }, EMEL_SELECT_OUT_OF_RANGE, 0, 0 },
        { EMEL_DTYPE_U8, { 9 }, 1, { FIRST, 0, 10, 10 }, EMEL_SELECT_OUT_OF_RANGE, 0, 0 },
        { EMEL_DTYPE_U8, { 9 }, 1, { LAST, 0, 5, 4 }, EMEL_SELECT_REVERSED, 0, 0 },
        { EMEL_DTYPE_U8, { 9 }, 1, { LAST, 0, 1, UINT64_MAX }, EMEL_SELECT_OUT_OF_RANGE, 0, 0 },
        { EMEL_DTYPE_U8, { 0 }, 1, { LAST, 0, 0, 1 }, EMEL_SELECT_OUT_OF_RANGE, 0, 0 },
        { EMEL_DTYPE_U8, { 9 }, 1, { FIRST, 1, 0, 0 }, EMEL_SELECT_NO_SUCH_DIMENSION, 0, 0 },
        { EMEL_DTYPE_U8,
          { 9 },
          1,
          { LAST, UINT32_MAX, 0, 1 },
          EMEL_SELECT_NO_SUCH_DIMENSION,
          0,
          0 },
        { EMEL_DTYPE_U8, { 0 }, 0, { FIRST, 0, 0, 1 }, EMEL_SELECT_NO_SUCH_DIMENSION, 0, 0 },
    };

    expect_all(cases);
}
END_TEST

START_TEST(blocks_are_not_cut)
{
    static const struct slicing cases[] = {
        { EMEL_DTYPE_Q4_0, { 96 }, 1, { FIRST, 0, 32, 96 }, EMEL_SELECT_NONE, 18, 36 },
        { EMEL_DTYPE_Q4_0, { 96 }, 1, { FIRST, 0, 16, 64 }, EMEL_SELECT_CUTS_A_BLOCK, 0, 0 },
        { EMEL_DTYPE_Q4_0, { 96 }, 1, { FIRST, 0, 32, 95 }, EMEL_SELECT_CUTS_A_BLOCK, 0, 0 },
        { EMEL_DTYPE_Q6_K, { 256, 5 }, 2, { FIRST, 1, 2, 4 }, EMEL_SELECT_NONE, 420, 420 },
        { EMEL_DTYPE_Q6_K, { 512, 1 }, 2, { FIRST, 0, 256, 512 }, EMEL_SELECT_NONE, 210, 210 },
        { EMEL_DTYPE_Q6_K, { 512, 1 }, 2, { FIRST, 0, 128, 384 }, EMEL_SELECT_CUTS_A_BLOCK, 0, 0 },
        { EMEL_DTYPE_NVFP4, { 64, 4 }, 2, { FIRST, 1, 3, 4 }, EMEL_SELECT_NONE, 108, 36 },
    };

    expect_all(cases);
}
END_TEST

START_TEST(bytes_that_elements_share_are_not_cut)
{
    static const struct slicing cases[] = {
        { EMEL_DTYPE_F4, { 3, 4 }, 2, { LAST, 0, 1, 3 }, EMEL_SELECT_NONE, 2, 4 },
        { EMEL_DTYPE_F4, { 4, 3 }, 2, { LAST, 0, 1, 3 }, EMEL_SELECT_CUTS_A_BLOCK, 0, 0 },
        { EMEL_DTYPE_F4, { 4, 3 }, 2, { LAST, 0, 2, 3 }, EMEL_SELECT_CUTS_A_BLOCK, 0, 0 },
        { EMEL_DTYPE_F4, { 4, 3 }, 2, { LAST, 0, 2, 4 }, EMEL_SELECT_NONE, 3, 3 },
        { EMEL_DTYPE_F6_E2M3, { 12 }, 1, { LAST, 0, 4, 8 }, EMEL_SELECT_NONE, 3, 3 },
        { EMEL_DTYPE_F6_E3M2, { 12 }, 1, { LAST, 0, 2, 6 }, EMEL_SELECT_CUTS_A_BLOCK, 0, 0 },
    };

    expect_all(cases);
}
END_TEST

START_TEST(a_record_that_is_not_what_it_says_is_refused)
{
    static const uint64_t shape[] = { 4, 2 }, wild[] = { UINT64_C(1) << 40, UINT64_C(1) << 40 };
    const struct emel_slice all = { .order = FIRST, .dimension = 1, .from = 0, .to = 2 };
    const struct emel_slice unordered = { .dimension = 1, .from = 0, .to = 2 };
    struct emel_tensor_record record = shaped_record(EMEL_DTYPE_F32, shape, 2), part;
    struct emel_io_part runs;
    struct emel_failure why;
    uint64_t room[2];

    ck_assert(!emel_select_slice(&record, &unordered, room, 2, &runs, &part, &why));
    ck_assert_uint_eq(why.code, EMEL_SELECT_INVALID_ARGUMENT);
    ck_assert(!emel_select_slice(&record, &all, room, 1, &runs, &part, &why));
    ck_assert_uint_eq(why.code, EMEL_SELECT_NO_CAPACITY);
    ck_assert_uint_eq(why.value, 2);
    ck_assert_uint_eq(why.limit, 1);
    record.byte_size--;
    ck_assert(!emel_select_slice(&record, &all, room, 2, &runs, &part, &why));
    ck_assert_uint_eq(why.code, EMEL_SELECT_INVALID_ARGUMENT);
    record.shape = wild;
    ck_assert(!emel_select_slice(&record, &all, room, 2, &runs, &part, &why));
    ck_assert_uint_eq(why.code, EMEL_SELECT_INVALID_ARGUMENT);
    record.dtype = 1000;
    ck_assert(!emel_select_slice(&record, &all, room, 2, &runs, &part, &why));
    ck_assert_uint_eq(why.code, EMEL_SELECT_UNKNOWN_TYPE);
    ck_assert(!emel_select_slice(&record, &all, room, 2, &runs, &part, NULL));
    record = shaped_record(EMEL_DTYPE_F32, shape, 2);
    record.dtype = EMEL_DTYPE_Q4_0; /* of which that is no whole block */
    ck_assert(!emel_select_slice(&record, &all, room, 2, &runs, &part, &why));
    ck_assert_uint_eq(why.code, EMEL_SELECT_INVALID_ARGUMENT);
}
END_TEST

START_TEST(a_record_becomes_its_own_slice_in_place)
{
    uint64_t shape[] = { 4, 6 };
    struct emel_tensor_record record = shaped_record(EMEL_DTYPE_U8, shape, 2);
    const struct emel_slice half = { .order = FIRST, .dimension = 1, .from = 3, .to = 6 };
    struct emel_io_part runs;

    ck_assert(emel_select_slice(&record, &half, shape, 2, &runs, &record, NULL));
    ck_assert_uint_eq(shape[1], 3);
    ck_assert_uint_eq(record.file_offset, 1012);
    ck_assert_uint_eq(record.byte_size, 12);
}
END_TEST

START_TEST(the_nearest_borders_of_a_block_are_named)
{
    static const uint64_t shape[] = { 96, 4 };
    static const struct {
        uint64_t from, to, below, above;
    } cases[] = { { 32, 50, 32, 64 }, { 5, 64, 0, 32 }, { 70, 96, 64, 96 }, { 64, 95, 64, 96 } };
    const struct emel_tensor_record record = shaped_record(EMEL_DTYPE_Q4_0, shape, 2);

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct emel_slice slice = { FIRST, 0, cases[i].from, cases[i].to };
        struct emel_tensor_record sliced;
        struct emel_io_part part;
        struct emel_failure why;
        uint64_t extents[2];

        ck_assert(!emel_select_slice(&record, &slice, extents, 2, &part, &sliced, &why));
        ck_assert_uint_eq(why.code, EMEL_SELECT_CUTS_A_BLOCK);
        ck_assert_uint_eq(why.value, cases[i].below);
        ck_assert_uint_eq(why.limit, cases[i].above);
    }
}
END_TEST

START_TEST(a_slice_is_not_sliced_again)
{
    static const uint64_t shape[] = { 8, 4 };
    const struct emel_tensor_record record = shaped_record(EMEL_DTYPE_U8, shape, 2);
    const struct emel_slice columns = { FIRST, 0, 2, 4 }, rows = { FIRST, 1, 0, 2 };
    struct emel_tensor_record sliced, again = { .name = "untouched" };
    struct emel_io_part parts[2];
    struct emel_failure why;
    uint64_t extents[2];

    ck_assert(emel_select_slice(&record, &columns, extents, 2, &parts[0], &sliced, NULL));
    ck_assert(!emel_select_slice(&sliced, &rows, extents, 2, &parts[1], &again, &why));
    ck_assert_uint_eq(why.code, EMEL_SELECT_HAS_PARTS);
    ck_assert_str_eq(why.subject, "w");
    ck_assert_str_eq(again.name, "untouched");
}
END_TEST

Suite *slice_suite(void)
{
    Suite *suite = suite_create("slice");
    TCase *group = tcase_create("slice");

    tcase_add_test(group, a_slice_along_what_varies_slowest_is_one_range);
    tcase_add_test(group, a_slice_along_what_varies_faster_is_one_part_of_many_runs);
    tcase_add_test(group, the_nearest_borders_of_a_block_are_named);
    tcase_add_test(group, a_slice_is_not_sliced_again);
    tcase_add_test(group, around_extents_of_one_every_slice_is_one_range);
    tcase_add_test(group, all_of_a_dimension_is_the_tensor);
    tcase_add_test(group, a_slice_of_nothing_is_at_the_beginning);
    tcase_add_test(group, where_an_empty_tensor_has_no_extent_does_not_matter);
    tcase_add_test(group, a_slice_out_of_its_dimension_is_refused);
    tcase_add_test(group, blocks_are_not_cut);
    tcase_add_test(group, bytes_that_elements_share_are_not_cut);
    tcase_add_test(group, a_record_that_is_not_what_it_says_is_refused);
    tcase_add_test(group, a_record_becomes_its_own_slice_in_place);
    suite_add_tcase(suite, group);
    return suite;
}
