/* Shares of all bytes: together each byte once, cut at pages. */
#include <check.h>
#include <stdlib.h>
#include <time.h>

#include "emel/model/select.h"
#include "model/suites.h"

#define RECORDS 12u
#define SHARES 9u

static struct emel_failure why;

static struct emel_tensor_record record_at(uint32_t file, uint64_t offset, uint64_t bytes)
{
    return (struct emel_tensor_record){
        .name = "w",
        .file_index = (uint16_t)file,
        .file_offset = offset,
        .byte_size = bytes,
    };
}

/* The bytes of a share; each of its pieces begins and ends at a page or at its record's ends. */
static uint64_t partition(const struct emel_tensor_record *records, uint32_t count, uint32_t index,
                          uint32_t shares, uint64_t *next)
{
    struct emel_partition_piece pieces[RECORDS];
    uint32_t scratch[2 * RECORDS], piece_count = 77;
    uint64_t bytes = 0;

    why = (struct emel_failure){ .source = 99 };
    ck_assert(
        emel_partition_bytes(records, count, index, shares, scratch, pieces, &piece_count, &why));
    ck_assert_uint_eq(why.source, EMEL_FAILURE_NONE);
    ck_assert_uint_le(piece_count, count);
    for (uint32_t i = 0; i < piece_count; i++) {
        const struct emel_tensor_record *record = &records[pieces[i].record];
        const uint64_t end = pieces[i].offset + pieces[i].byte_size;

        ck_assert_uint_gt(pieces[i].byte_size, 0);
        ck_assert_uint_eq(pieces[i].reserved, 0);
        ck_assert_uint_eq(pieces[i].offset, next[pieces[i].record]);
        ck_assert_uint_le(end, record->byte_size);
        ck_assert(pieces[i].offset == 0 || (record->file_offset + pieces[i].offset) % 4096 == 0);
        ck_assert(end == record->byte_size || (record->file_offset + end) % 4096 == 0);
        next[pieces[i].record] = end;
        bytes += pieces[i].byte_size;
    }
    return bytes;
}

/* All shares, in order, go through each record from its first byte to its last. */
static void expect_partitioned(const struct emel_tensor_record *records, uint32_t count,
                               uint32_t shares, uint64_t total)
{
    uint64_t next[RECORDS] = { 0 };

    for (uint32_t i = 0; i < shares; i++) {
        const uint64_t bytes = partition(records, count, i, shares, next);

        ck_assert_uint_le(bytes, total / shares + 4096 + 1);
        ck_assert_uint_ge(bytes + 4096 + 1, total / shares);
    }
    for (uint32_t i = 0; i < count; i++)
        ck_assert_uint_eq(next[i], records[i].byte_size);
}

START_TEST(one_tensor_is_cut_at_pages)
{
    const struct emel_tensor_record record = record_at(0, 4096, 10 * 4096);
    uint64_t next = 0;

    ck_assert_uint_eq(partition(&record, 1, 0, 4, &next), 2 * 4096);
    ck_assert_uint_eq(partition(&record, 1, 1, 4, &next), 3 * 4096);
    ck_assert_uint_eq(partition(&record, 1, 2, 4, &next), 2 * 4096);
    ck_assert_uint_eq(partition(&record, 1, 3, 4, &next), 3 * 4096);
}
END_TEST

/* 4,779 * 6 / 7 is 4,096: just enough for the second page. */
START_TEST(the_remainder_of_the_bytes_counts)
{
    const struct emel_tensor_record record = record_at(0, 0, 4779), less = record_at(0, 0, 4778);
    uint64_t next = 0;

    for (uint32_t i = 0; i < 6; i++)
        ck_assert_uint_eq(partition(&less, 1, i, 7, &next), 0);
    ck_assert_uint_eq(partition(&less, 1, 6, 7, &next), 4778);
    next = 0;
    for (uint32_t i = 0; i < 5; i++)
        ck_assert_uint_eq(partition(&record, 1, i, 7, &next), 0);
    ck_assert_uint_eq(partition(&record, 1, 5, 7, &next), 4096);
    ck_assert_uint_eq(partition(&record, 1, 6, 7, &next), 683);
}
END_TEST

START_TEST(shares_follow_the_files_whatever_the_order_of_the_records)
{
    const struct emel_tensor_record records[] = { record_at(1, 4096, 4096),
                                                  record_at(0, 8192, 4096), record_at(0, 0, 4096),
                                                  record_at(1, 0, 4096) };
    uint64_t next[4] = { 0 };

    for (uint32_t share = 0; share < 4; share++) {
        static const uint32_t order[] = { 2, 1, 3, 0 };

        ck_assert_uint_eq(partition(records, 4, share, 4, next), 4096);
        ck_assert_uint_eq(next[order[share]], 4096);
    }
}
END_TEST

START_TEST(a_cut_between_two_tensors_is_where_the_second_begins)
{
    const struct emel_tensor_record records[] = { record_at(0, 0, 5000), record_at(0, 8192, 5000) };
    uint64_t next[2] = { 0 };

    ck_assert_uint_eq(partition(records, 2, 0, 2, next), 5000);
    ck_assert_uint_eq(partition(records, 2, 1, 2, next), 5000);
}
END_TEST

START_TEST(fewer_pages_than_ranks_leave_some_with_nothing)
{
    const struct emel_tensor_record record = record_at(0, 100, 200);
    uint64_t next = 0;

    for (uint32_t i = 0; i + 1 < SHARES; i++)
        ck_assert_uint_eq(partition(&record, 1, i, SHARES, &next), 0);
    ck_assert_uint_eq(partition(&record, 1, SHARES - 1, SHARES, &next), 200);
}
END_TEST

START_TEST(no_bytes_are_no_pieces)
{
    const struct emel_tensor_record empty = record_at(0, 100, 0);
    uint64_t next = 0;

    for (uint32_t i = 0; i < 3; i++) {
        ck_assert_uint_eq(partition(&empty, 1, i, 3, &next), 0);
        ck_assert_uint_eq(partition(NULL, 0, i, 3, &next), 0);
    }
}
END_TEST

/* Random records of three files, with gaps. */
START_TEST(any_records_are_read_once_by_any_ranks)
{
    const unsigned seed = (unsigned)time(NULL);

    srand(seed);
    for (int round = 0; round < 2000; round++) {
        struct emel_tensor_record records[RECORDS];
        const uint32_t count = 1 + (uint32_t)rand() % RECORDS;
        const uint64_t unit = rand() % 2 ? 1 : 3000;
        uint64_t at[3] = { 0 }, total = 0;

        for (uint32_t i = 0; i < count; i++) {
            const uint32_t file = (uint32_t)rand() % 3;
            const uint64_t bytes = (uint64_t)rand() % 5 * unit * (1 + (uint64_t)rand() % 50);

            at[file] += (uint64_t)rand() % 3 * 32 * unit;
            records[i] = record_at(file, at[file], bytes);
            at[file] += bytes;
            total += bytes;
        }
        for (uint32_t i = count; i-- > 1;) { /* in any order */
            const uint32_t other = (uint32_t)rand() % (i + 1);
            const struct emel_tensor_record kept = records[i];

            records[i] = records[other];
            records[other] = kept;
        }
        expect_partitioned(records, count, 1 + (uint32_t)rand() % SHARES, total);
    }
}
END_TEST

START_TEST(the_largest_numbers_do_not_overflow)
{
    const struct emel_tensor_record records[] = { record_at(0, 4096, INT64_MAX - 4096),
                                                  record_at(1, 0, 4096),
                                                  record_at(1, INT64_MAX, 0) };
    uint64_t next[3] = { 0 }, bytes = 0;

    for (uint32_t i = 0; i < SHARES; i++)
        bytes += partition(records, 3, i, SHARES, next);
    ck_assert_uint_eq(bytes, INT64_MAX);
}
END_TEST

static void expect_refused(const struct emel_tensor_record *records, uint32_t count, uint32_t index,
                           uint32_t shares, enum emel_select_error error)
{
    struct emel_partition_piece pieces[RECORDS];
    uint32_t scratch[2 * RECORDS], piece_count = 77;

    ck_assert(
        !emel_partition_bytes(records, count, index, shares, scratch, pieces, &piece_count, &why));
    ck_assert_uint_eq(why.source, EMEL_FAILURE_SELECT);
    ck_assert_uint_eq(why.code, error);
    ck_assert_uint_eq(piece_count, 77);
}

START_TEST(what_is_no_share_is_refused)
{
    const struct emel_io_part part = { .count = 1 };
    struct emel_tensor_record records[] = { record_at(0, 0, 10), record_at(0, 10, 10) };

    expect_refused(records, 2, 3, 3, EMEL_SELECT_NO_SUCH_SHARE);
    ck_assert(why.has_value && why.value == 3 && why.limit == 3);
    expect_refused(records, 2, 0, 0, EMEL_SELECT_NO_SUCH_SHARE);
    records[1].parts = &part;
    records[1].part_count = 1;
    expect_refused(records, 2, 0, 3, EMEL_SELECT_HAS_PARTS);
    ck_assert_str_eq(why.subject, "w");
    records[1] = record_at(0, INT64_MAX, 1);
    expect_refused(records, 2, 0, 3, EMEL_SELECT_INVALID_ARGUMENT);
    records[1] = record_at(0, UINT64_MAX, 1);
    expect_refused(records, 2, 0, 3, EMEL_SELECT_INVALID_ARGUMENT);
    records[1] = record_at(1, 0, INT64_MAX - 9);
    expect_refused(records, 2, 0, 3, EMEL_SELECT_INVALID_ARGUMENT);
}
END_TEST

Suite *partition_suite(void)
{
    Suite *suite = suite_create("model: partition");
    TCase *tests = tcase_create("partition");

    suite_add_tcase(suite, tests);
    tcase_add_test(tests, one_tensor_is_cut_at_pages);
    tcase_add_test(tests, the_remainder_of_the_bytes_counts);
    tcase_add_test(tests, shares_follow_the_files_whatever_the_order_of_the_records);
    tcase_add_test(tests, a_cut_between_two_tensors_is_where_the_second_begins);
    tcase_add_test(tests, fewer_pages_than_ranks_leave_some_with_nothing);
    tcase_add_test(tests, no_bytes_are_no_pieces);
    tcase_add_test(tests, any_records_are_read_once_by_any_ranks);
    tcase_add_test(tests, the_largest_numbers_do_not_overflow);
    tcase_add_test(tests, what_is_no_share_is_refused);
    return suite;
}
