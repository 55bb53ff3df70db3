/* Part of a tensor: one range of its bytes, or refused. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "emel/model/dtype.h"
#include "emel/model/select.h"
#include "model/suites.h"

#define FIRST EMEL_ORDER_FIRST_FASTEST
#define LAST EMEL_ORDER_LAST_FASTEST

static uint64_t product(const uint64_t *shape, uint32_t rank)
{
    uint64_t all = 1;

    for (uint32_t i = 0; i < rank; i++)
        all *= shape[i];
    return all;
}

/* At byte 1000 of file 3. */
static struct emel_tensor_record record_of(uint32_t dtype, const uint64_t *shape, uint32_t rank)
{
    struct emel_tensor_record record = { .name = "w",
                                         .shape = shape,
                                         .rank = rank,
                                         .dtype = dtype,
                                         .file_index = 3,
                                         .file_offset = 1000 };

    ck_assert(emel_dtype_bytes(dtype, product(shape, rank), &record.byte_size));
    return record;
}

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
    const struct emel_tensor_record whole = record_of(s->dtype, s->shape, s->rank);
    struct emel_tensor_record part = { .name = "untouched" };
    uint64_t shape[3] = { 77, 77, 77 };
    struct emel_failure why;

    ck_assert_int_eq(emel_select_slice(&whole, &s->slice, shape, s->rank, &part, &why),
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

START_TEST(a_slice_along_what_varies_faster_is_many_and_refused)
{
    static const struct slicing cases[] = {
        { EMEL_DTYPE_F32, { 5, 4 }, 2, { FIRST, 0, 1, 3 }, EMEL_SELECT_NOT_ONE_RANGE, 0, 0 },
        { EMEL_DTYPE_F32, { 5, 4 }, 2, { LAST, 1, 1, 3 }, EMEL_SELECT_NOT_ONE_RANGE, 0, 0 },
        { EMEL_DTYPE_F16, { 2, 3, 4 }, 3, { FIRST, 1, 0, 1 }, EMEL_SELECT_NOT_ONE_RANGE, 0, 0 },
        { EMEL_DTYPE_F16, { 2, 3, 4 }, 3, { LAST, 1, 0, 1 }, EMEL_SELECT_NOT_ONE_RANGE, 0, 0 },
    };

    expect_all(cases);
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

START_TEST(a_slice_out_of_its_dimension_is_refused)
{
    static const struct slicing cases[] = {
        { EMEL_DTYPE_U8, { 9 }, 1, { FIRST, 0, 0, 10 }, EMEL_SELECT_OUT_OF_RANGE, 0, 0 },
        { EMEL_DTYPE_U8, { 9 }, 1, { FIRST, 0, 10, 10 }, EMEL_SELECT_OUT_OF_RANGE, 0, 0 },
        { EMEL_DTYPE_U8, { 9 }, 1, { LAST, 0, 5, 4 }, EMEL_SELECT_OUT_OF_RANGE, 0, 0 },
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
    struct emel_tensor_record record = record_of(EMEL_DTYPE_F32, shape, 2), part;
    struct emel_failure why;
    uint64_t room[2];

    ck_assert(!emel_select_slice(&record, &unordered, room, 2, &part, &why));
    ck_assert_uint_eq(why.code, EMEL_SELECT_INVALID_ARGUMENT);
    ck_assert(!emel_select_slice(&record, &all, room, 1, &part, &why));
    ck_assert_uint_eq(why.code, EMEL_SELECT_NO_CAPACITY);
    record.byte_size--;
    ck_assert(!emel_select_slice(&record, &all, room, 2, &part, &why));
    ck_assert_uint_eq(why.code, EMEL_SELECT_INVALID_ARGUMENT);
    record.shape = wild;
    ck_assert(!emel_select_slice(&record, &all, room, 2, &part, &why));
    ck_assert_uint_eq(why.code, EMEL_SELECT_INVALID_ARGUMENT);
    record.dtype = 1000;
    ck_assert(!emel_select_slice(&record, &all, room, 2, &part, &why));
    ck_assert_uint_eq(why.code, EMEL_SELECT_UNKNOWN_TYPE);
    ck_assert(!emel_select_slice(&record, &all, room, 2, &part, NULL));
    record = record_of(EMEL_DTYPE_F32, shape, 2);
    record.dtype = EMEL_DTYPE_Q4_0; /* of which that is no whole block */
    ck_assert(!emel_select_slice(&record, &all, room, 2, &part, &why));
    ck_assert_uint_eq(why.code, EMEL_SELECT_INVALID_ARGUMENT);
}
END_TEST

START_TEST(a_record_becomes_its_own_slice_in_place)
{
    uint64_t shape[] = { 4, 6 };
    struct emel_tensor_record record = record_of(EMEL_DTYPE_U8, shape, 2);
    const struct emel_slice half = { .order = FIRST, .dimension = 1, .from = 3, .to = 6 };

    ck_assert(emel_select_slice(&record, &half, shape, 2, &record, NULL));
    ck_assert_uint_eq(shape[1], 3);
    ck_assert_uint_eq(record.file_offset, 1012);
    ck_assert_uint_eq(record.byte_size, 12);
}
END_TEST

/* --- every slice, against counting elements one by one --------------------------------------- */

/* Where the element's coordinate along the dimension is. */
static uint64_t coordinate(const struct emel_tensor_record *record, enum emel_order order,
                           uint32_t dimension, uint64_t element)
{
    for (uint32_t i = 0; i < record->rank; i++) {
        const uint32_t at = order == FIRST ? i : record->rank - 1 - i;

        if (at == dimension)
            return element % record->shape[at];
        element /= record->shape[at];
    }
    return 0;
}

struct counted {
    uint64_t first, last, count;
};

static struct counted count_elements(const struct emel_tensor_record *record,
                                     const struct emel_slice *slice)
{
    const uint64_t all = product(record->shape, record->rank);
    struct counted counted = { .first = all };

    for (uint64_t i = 0; i < all; i++) {
        const uint64_t at = coordinate(record, slice->order, slice->dimension, i);

        if (at < slice->from || at >= slice->to)
            continue;
        counted.first = i < counted.first ? i : counted.first;
        counted.last = i;
        counted.count++;
    }
    return counted;
}

/* Bits of `elements` of a type, in which a block has so many elements and so many bits. */
struct block {
    uint32_t dtype, elements, bits;
};

static void expect_as_counted(const struct emel_tensor_record *record, const struct block *block,
                              const struct emel_slice *slice)
{
    const struct counted counted = count_elements(record, slice);
    const uint64_t begin = counted.first, end = counted.last + 1;
    struct emel_tensor_record part;
    struct emel_failure why;
    uint64_t shape[3];
    const bool sliced = emel_select_slice(record, slice, shape, 3, &part, &why);

    if (counted.count == 0) {
        ck_assert(sliced && part.byte_size == 0);
    } else if (counted.count != end - begin) {
        ck_assert(!sliced && why.code == EMEL_SELECT_NOT_ONE_RANGE);
    } else if (begin % block->elements || end % block->elements ||
               begin / block->elements * block->bits % 8 ||
               end / block->elements * block->bits % 8) {
        ck_assert(!sliced && why.code == EMEL_SELECT_CUTS_A_BLOCK);
    } else {
        ck_assert(sliced);
        ck_assert_uint_eq(part.file_offset - 1000, begin / block->elements * block->bits / 8);
        ck_assert_uint_eq(part.byte_size, (end - begin) / block->elements * block->bits / 8);
        ck_assert_uint_eq(product(shape, part.rank), counted.count);
    }
}

static void every_slice(const struct emel_tensor_record *record, const struct block *block,
                        enum emel_order order)
{
    struct emel_slice slice = { .order = order };

    for (; slice.dimension < record->rank; slice.dimension++) {
        const uint64_t extent = record->shape[slice.dimension];
        const uint64_t stride = extent > 8 ? 16 : 1; /* half a block of the quantised type */

        for (slice.to = 0; slice.to <= extent; slice.to += stride)
            for (slice.from = 0; slice.from <= slice.to; slice.from += stride)
                expect_as_counted(record, block, &slice);
    }
}

START_TEST(every_slice_is_what_counting_its_elements_finds)
{
    static const struct block blocks[] = { { EMEL_DTYPE_U16, 1, 16 },
                                           { EMEL_DTYPE_Q5_1, 32, 192 },
                                           { EMEL_DTYPE_F4, 1, 4 },
                                           { EMEL_DTYPE_F6_E3M2, 1, 6 } };
    const struct block *block = &blocks[_i / 2];
    const enum emel_order order = _i % 2 ? LAST : FIRST;
    const char *given = getenv("EMEL_TEST_SEED");
    const unsigned seed = given ? (unsigned)strtoul(given, NULL, 0) : (unsigned)time(NULL);
    uint64_t shape[3], bytes;

    printf("slices, EMEL_TEST_SEED=%u\n", seed);
    srand(seed);
    for (int i = 0; i < 300; i++) {
        const uint32_t rank = 1 + (uint32_t)rand() % 3;

        for (uint32_t k = 0; k < rank; k++)
            shape[k] = (uint64_t)rand() % 6;
        shape[order == FIRST ? 0 : rank - 1] *= block->elements;
        if (emel_dtype_bytes(block->dtype, product(shape, rank), &bytes)) {
            const struct emel_tensor_record record = record_of(block->dtype, shape, rank);

            every_slice(&record, block, order);
        }
    }
}
END_TEST

Suite *slice_suite(void)
{
    Suite *suite = suite_create("slice");
    TCase *group = tcase_create("slice");

    tcase_add_test(group, a_slice_along_what_varies_slowest_is_one_range);
    tcase_add_test(group, a_slice_along_what_varies_faster_is_many_and_refused);
    tcase_add_test(group, around_extents_of_one_every_slice_is_one_range);
    tcase_add_test(group, all_of_a_dimension_is_the_tensor);
    tcase_add_test(group, a_slice_of_nothing_is_at_the_beginning);
    tcase_add_test(group, a_slice_out_of_its_dimension_is_refused);
    tcase_add_test(group, blocks_are_not_cut);
    tcase_add_test(group, bytes_that_elements_share_are_not_cut);
    tcase_add_test(group, a_record_that_is_not_what_it_says_is_refused);
    tcase_add_test(group, a_record_becomes_its_own_slice_in_place);
    tcase_add_loop_test(group, every_slice_is_what_counting_its_elements_finds, 0, 8);
    suite_add_tcase(suite, group);
    return suite;
}
