/* Several slices as one tensor. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "emel/model/dtype.h"
#include "emel/model/select.h"
#include "model/suites.h"

#define FIRST EMEL_ORDER_FIRST_FASTEST
#define LAST EMEL_ORDER_LAST_FASTEST
#define PIECES 5
#define RANK 3

/* Tensors of single bytes, each in a file of its own, at a byte of its own. */
struct join {
    uint64_t extents[PIECES][RANK];
    struct emel_tensor_record records[PIECES];
    struct emel_select_piece pieces[PIECES];
    uint32_t count, dimension;
    uint64_t shape[RANK];
    struct emel_io_part parts[PIECES];
    struct emel_tensor_record joined;
    struct emel_failure why;
};

static void add_piece(struct join *join, const uint64_t *extents, struct emel_slice slice)
{
    const uint32_t index = join->count++;
    uint64_t bytes = 1;

    for (uint32_t i = 0; i < RANK; i++)
        bytes *= join->extents[index][i] = extents[i];
    join->records[index] = (struct emel_tensor_record){
        .name = "w",
        .shape = join->extents[index],
        .rank = RANK,
        .dtype = EMEL_DTYPE_U8,
        .file_index = (uint16_t)index,
        .file_offset = 100 * (index + 1),
        .byte_size = bytes,
    };
    join->pieces[index] = (struct emel_select_piece){ &join->records[index], slice };
}

static bool make(struct join *join)
{
    return emel_select_join(join->pieces, join->count, join->dimension, join->shape, RANK,
                            join->parts, &join->joined, &join->why);
}

/* --- against gathering byte by byte ---------------------------------------------------------- */

/* Where byte `at` of the joined tensor comes from. */
struct source {
    uint32_t file;
    uint64_t offset;
};

static struct source source_in_piece(const struct join *join, uint32_t index,
                                     const uint64_t *coordinates)
{
    const struct emel_select_piece *piece = &join->pieces[index];
    uint64_t offset = 0;

    for (uint32_t i = 0; i < RANK; i++) {
        const uint32_t slowest_first = piece->slice.order == FIRST ? RANK - 1 - i : i;
        uint64_t coordinate = coordinates[slowest_first];

        if (slowest_first == piece->slice.dimension)
            coordinate += piece->slice.from;
        offset = offset * piece->record->shape[slowest_first] + coordinate;
    }
    return (struct source){ piece->record->file_index, piece->record->file_offset + offset };
}

static uint64_t extent_of(const struct join *join, uint32_t index, uint32_t dimension)
{
    const struct emel_slice *slice = &join->pieces[index].slice;

    return dimension == slice->dimension ? slice->to - slice->from
                                         : join->extents[index][dimension];
}

static struct source expected(const struct join *join, uint64_t at)
{
    uint64_t coordinates[RANK];
    uint32_t index = 0;

    for (uint32_t i = 0; i < RANK; i++) {
        const uint32_t fastest_first = join->pieces[0].slice.order == FIRST ? i : RANK - 1 - i;

        coordinates[fastest_first] = at % join->shape[fastest_first];
        at /= join->shape[fastest_first];
    }
    while (coordinates[join->dimension] >= extent_of(join, index, join->dimension))
        coordinates[join->dimension] -= extent_of(join, index++, join->dimension);
    return source_in_piece(join, index, coordinates);
}

/* Every byte that a part says, at its place in memory. */
static void expect_part(const struct join *join, const struct emel_io_part *part, uint64_t *seen)
{
    for (uint64_t run = 0; run < part->count; run++)
        for (uint64_t byte = 0; byte < part->run_bytes; byte++) {
            const uint64_t at = part->memory_offset + run * part->memory_stride + byte;
            const struct source source = expected(join, at);

            ck_assert_uint_lt(at, join->joined.byte_size);
            ck_assert_uint_eq(part->file_index, source.file);
            ck_assert_uint_eq(part->file_offset + run * part->file_stride + byte, source.offset);
            ++*seen;
        }
}

static void expect_joined(struct join *join)
{
    uint64_t bytes = 1, seen = 0;

    ck_assert_msg(make(join), "%s", join->why.name);
    for (uint32_t i = 0; i < RANK; i++)
        bytes *= join->shape[i];
    ck_assert_uint_eq(join->joined.byte_size, bytes);
    for (uint32_t i = 0; i < join->joined.part_count; i++)
        expect_part(join, &join->joined.parts[i], &seen);
    ck_assert_uint_eq(seen, bytes);
}

static uint32_t slowest(enum emel_order order)
{
    return order == FIRST ? RANK - 1 : 0;
}

static void add_random_piece(struct join *join, const uint64_t *extents, uint32_t dimension,
                             enum emel_order order)
{
    struct emel_slice slice = { .order = order, .dimension = dimension };
    uint64_t own[RANK];

    for (uint32_t i = 0; i < RANK; i++)
        own[i] = i == join->dimension ? (uint64_t)rand() % 5 : extents[i];
    slice.from = (uint64_t)rand() % 3;
    slice.to =
        slice.from + (dimension == join->dimension ? (uint64_t)rand() % 4 : extents[dimension]);
    own[dimension] = slice.to + (uint64_t)rand() % 3; /* the others are as long as the slice */
    add_piece(join, own, slice);
}

START_TEST(every_join_is_what_gathering_its_bytes_finds)
{
    const char *given = getenv("EMEL_TEST_SEED");
    const unsigned seed = given ? (unsigned)strtoul(given, NULL, 0) : (unsigned)time(NULL);
    const enum emel_order order = _i ? LAST : FIRST;

    printf("joins, EMEL_TEST_SEED=%u\n", seed);
    srand(seed);
    for (int round = 0; round < 500; round++) {
        struct join join = { .dimension = (uint32_t)rand() % RANK };
        const uint32_t pieces = 1 + (uint32_t)rand() % PIECES;
        const bool along = join.dimension != slowest(order) || rand() % 2;
        const uint32_t dimension = along ? join.dimension : (uint32_t)rand() % RANK;
        uint64_t extents[RANK];

        for (uint32_t i = 0; i < RANK; i++)
            extents[i] = 1 + (uint64_t)rand() % 4;
        for (uint32_t i = 0; i < pieces; i++)
            add_random_piece(&join, extents, dimension, order);
        expect_joined(&join);
    }
}
END_TEST

/* --- what is refused -------------------------------------------------------------------------- */

START_TEST(pieces_that_do_not_fit_are_refused_by_number)
{
    static const uint64_t four[] = { 4, 4, 4 }, wider[] = { 4, 5, 4 };
    struct join join = { .dimension = 2 };

    add_piece(&join, four, (struct emel_slice){ FIRST, 2, 0, 2 });
    add_piece(&join, four, (struct emel_slice){ FIRST, 2, 2, 4 });
    add_piece(&join, wider, (struct emel_slice){ FIRST, 2, 0, 2 });
    ck_assert(!make(&join));
    ck_assert_uint_eq(join.why.code, EMEL_SELECT_JOIN_DIFFERS);
    ck_assert_uint_eq(join.why.value, 2);
    join.count = 2;
    join.records[1].dtype = EMEL_DTYPE_I8;
    ck_assert(!make(&join));
    ck_assert_uint_eq(join.why.code, EMEL_SELECT_JOIN_DIFFERS);
    ck_assert_uint_eq(join.why.value, 1);
}
END_TEST

/* Two rows of three elements are three bytes; one row is none in whole. */
START_TEST(whole_pieces_whose_rows_are_not_whole_bytes_are_not_joined_row_by_row)
{
    static const uint64_t rows[] = { 3, 2, 1 };
    struct join join = { .dimension = 0 };

    add_piece(&join, rows, (struct emel_slice){ FIRST, 0, 0, 3 });
    add_piece(&join, rows, (struct emel_slice){ FIRST, 0, 0, 3 });
    for (int i = 0; i < 2; i++) {
        join.records[i].dtype = EMEL_DTYPE_F4;
        join.records[i].byte_size = 3;
    }
    ck_assert(!make(&join));
    ck_assert_uint_eq(join.why.code, EMEL_SELECT_CUTS_A_BLOCK);
    join.dimension = 2;
    ck_assert(make(&join));
    ck_assert_uint_eq(join.joined.byte_size, 6);
}
END_TEST

START_TEST(slices_along_one_dimension_are_not_joined_along_another_but_the_slowest)
{
    static const uint64_t four[] = { 4, 4, 4 };
    struct join join = { .dimension = 1 };

    add_piece(&join, four, (struct emel_slice){ FIRST, 0, 0, 2 });
    add_piece(&join, four, (struct emel_slice){ FIRST, 0, 2, 4 });
    ck_assert(!make(&join));
    ck_assert_uint_eq(join.why.code, EMEL_SELECT_JOIN_SCATTERED);
    join.dimension = 2;
    expect_joined(&join);
}
END_TEST

START_TEST(nothing_and_records_with_parts_are_not_joined)
{
    static const uint64_t four[] = { 4, 4, 4 };
    struct join join = { .dimension = 2 };

    ck_assert(!make(&join));
    ck_assert_uint_eq(join.why.code, EMEL_SELECT_INVALID_ARGUMENT);
    add_piece(&join, four, (struct emel_slice){ FIRST, 2, 0, 2 });
    join.records[0].part_count = 1;
    ck_assert(!make(&join));
    ck_assert_uint_eq(join.why.code, EMEL_SELECT_HAS_PARTS);
    join.records[0].part_count = 0;
    join.dimension = 3;
    ck_assert(!make(&join));
    ck_assert_uint_eq(join.why.code, EMEL_SELECT_NO_SUCH_DIMENSION);
}
END_TEST

START_TEST(pieces_of_more_bytes_than_63_bits_count_are_not_joined)
{
    static const uint64_t huge[] = { UINT64_C(1) << 62, 1, 1 };
    const struct emel_slice all = { FIRST, 2, 0, 1 };
    struct join join = { .dimension = 2 };

    add_piece(&join, huge, all);
    ck_assert(make(&join));
    ck_assert_uint_eq(join.joined.byte_size, huge[0]);
    for (int i = 0; i < 3; i++)
        add_piece(&join, huge, all);
    ck_assert(!make(&join));
    ck_assert_uint_eq(join.why.code, EMEL_SELECT_INVALID_ARGUMENT);
    ck_assert_uint_eq(join.why.value, huge[0]);
    ck_assert_uint_eq(join.why.limit, huge[0] - 1);
}
END_TEST

START_TEST(an_extent_of_more_than_63_bits_is_not_made)
{
    static const uint64_t empty[] = { 0, 1, INT64_MAX };
    const struct emel_slice all = { FIRST, 2, 0, INT64_MAX };
    struct join join = { .dimension = 2 };

    add_piece(&join, empty, all);
    ck_assert(make(&join));
    ck_assert_uint_eq(join.shape[2], INT64_MAX);
    add_piece(&join, empty, all);
    ck_assert(!make(&join));
    ck_assert_uint_eq(join.why.code, EMEL_SELECT_INVALID_ARGUMENT);
}
END_TEST

Suite *join_suite(void)
{
    Suite *suite = suite_create("join");
    TCase *group = tcase_create("join");

    tcase_add_loop_test(group, every_join_is_what_gathering_its_bytes_finds, 0, 2);
    tcase_add_test(group, pieces_that_do_not_fit_are_refused_by_number);
    tcase_add_test(group, whole_pieces_whose_rows_are_not_whole_bytes_are_not_joined_row_by_row);
    tcase_add_test(group, slices_along_one_dimension_are_not_joined_along_another_but_the_slowest);
    tcase_add_test(group, nothing_and_records_with_parts_are_not_joined);
    tcase_add_test(group, pieces_of_more_bytes_than_63_bits_count_are_not_joined);
    tcase_add_test(group, an_extent_of_more_than_63_bits_is_not_made);
    suite_add_tcase(suite, group);
    return suite;
}
