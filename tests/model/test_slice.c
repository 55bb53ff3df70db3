/* Slices of a tensor along one dimension. */
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
    const struct emel_tensor_record whole = record_of(EMEL_DTYPE_F64, shape, 3);

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
    struct emel_tensor_record record = record_of(EMEL_DTYPE_F32, shape, 2), part;
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
    record = record_of(EMEL_DTYPE_F32, shape, 2);
    record.dtype = EMEL_DTYPE_Q4_0; /* of which that is no whole block */
    ck_assert(!emel_select_slice(&record, &all, room, 2, &runs, &part, &why));
    ck_assert_uint_eq(why.code, EMEL_SELECT_INVALID_ARGUMENT);
}
END_TEST

START_TEST(a_record_becomes_its_own_slice_in_place)
{
    uint64_t shape[] = { 4, 6 };
    struct emel_tensor_record record = record_of(EMEL_DTYPE_U8, shape, 2);
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
    const struct emel_tensor_record record = record_of(EMEL_DTYPE_Q4_0, shape, 2);

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
    const struct emel_tensor_record record = record_of(EMEL_DTYPE_U8, shape, 2);
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

START_TEST(equal_shares_cover_a_dimension_once)
{
    static const uint64_t shape[] = { 64, 12 };
    const struct emel_tensor_record record = record_of(EMEL_DTYPE_Q4_0, shape, 2);
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
    const struct emel_tensor_record record = record_of(EMEL_DTYPE_Q4_0, shape, 2);

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

/* --- every slice, against gathering elements one by one --------------------------------------- */

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

/* Bits of `elements` of a type, in which a block has so many elements and so many bits. */
struct block {
    uint32_t dtype, elements, bits;
};

/* The runs of a slice, found element by element: bytes of the tensor, in order.  False: a run
 * begins or ends inside a block or a byte. */
struct gathered {
    uint64_t bytes[8192];
    size_t count;
};

static bool add_run(struct gathered *gathered, const struct block *block, uint64_t begin,
                    uint64_t end)
{
    if (begin % block->elements || end % block->elements ||
        begin / block->elements * block->bits % 8 || end / block->elements * block->bits % 8)
        return false;
    for (uint64_t byte = begin / block->elements * block->bits / 8;
         byte < end / block->elements * block->bits / 8; byte++)
        gathered->bytes[gathered->count++] = byte;
    return true;
}

static bool gather(const struct emel_tensor_record *record, const struct block *block,
                   const struct emel_slice *slice, struct gathered *gathered)
{
    const uint64_t all = product(record->shape, record->rank);
    uint64_t begin = 0, end = 0;
    bool whole = true;

    gathered->count = 0;
    for (uint64_t i = 0; i < all; i++) {
        const uint64_t at = coordinate(record, slice->order, slice->dimension, i);

        if (at < slice->from || at >= slice->to)
            continue;
        if (i != end) {
            whole = add_run(gathered, block, begin, end) && whole;
            begin = i;
        }
        end = i + 1;
    }
    return add_run(gathered, block, begin, end) && whole;
}

/* The same from a record. */
static void expand(const struct emel_tensor_record *sliced, struct gathered *expanded)
{
    const struct emel_io_part one = { .file_offset = sliced->file_offset,
                                      .run_bytes = sliced->byte_size,
                                      .count = sliced->byte_size > 0 };
    const struct emel_io_part *part = sliced->part_count ? sliced->parts : &one;

    expanded->count = 0;
    for (uint64_t run = 0; run < part->count; run++)
        for (uint64_t byte = 0; byte < part->run_bytes; byte++)
            expanded->bytes[expanded->count++] =
                part->file_offset - 1000 + run * part->file_stride + byte;
}

static void expect_as_gathered(const struct emel_tensor_record *record, const struct block *block,
                               const struct emel_slice *slice)
{
    static struct gathered gathered, expanded;
    const bool whole = gather(record, block, slice, &gathered);
    struct emel_tensor_record part;
    struct emel_io_part runs;
    struct emel_failure why;
    uint64_t shape[3];
    const bool sliced = emel_select_slice(record, slice, shape, 3, &runs, &part, &why);

    if (!whole) {
        ck_assert(!sliced && why.code == EMEL_SELECT_CUTS_A_BLOCK);
        ck_assert_uint_le(why.value, why.limit);
        return;
    }
    ck_assert(sliced);
    ck_assert_uint_eq(part.byte_size, gathered.count);
    expand(&part, &expanded);
    ck_assert_uint_eq(expanded.count, gathered.count);
    if (gathered.count)
        ck_assert_mem_eq(expanded.bytes, gathered.bytes, gathered.count * sizeof *gathered.bytes);
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
                expect_as_gathered(record, block, &slice);
    }
}

START_TEST(every_slice_is_what_gathering_its_elements_finds)
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
    tcase_add_test(group, a_slice_along_what_varies_faster_is_one_part_of_many_runs);
    tcase_add_test(group, the_nearest_borders_of_a_block_are_named);
    tcase_add_test(group, a_slice_is_not_sliced_again);
    tcase_add_loop_test(group, equal_shares_cover_a_dimension_once, 0, 2);
    tcase_add_test(group, a_dimension_that_does_not_divide_has_no_equal_shares);
    tcase_add_test(group, around_extents_of_one_every_slice_is_one_range);
    tcase_add_test(group, all_of_a_dimension_is_the_tensor);
    tcase_add_test(group, a_slice_of_nothing_is_at_the_beginning);
    tcase_add_test(group, a_slice_out_of_its_dimension_is_refused);
    tcase_add_test(group, blocks_are_not_cut);
    tcase_add_test(group, bytes_that_elements_share_are_not_cut);
    tcase_add_test(group, a_record_that_is_not_what_it_says_is_refused);
    tcase_add_test(group, a_record_becomes_its_own_slice_in_place);
    tcase_add_loop_test(group, every_slice_is_what_gathering_its_elements_finds, 0, 8);
    suite_add_tcase(suite, group);
    return suite;
}
