/* Tensors that consist of parts: loaded, reloaded into their places, and read. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "model/tensor/suites.h"
#include "support/storage_fixture.h"
#include "support/temp.h"

#define ROWS 50
#define ROW_BYTES 160
#define COLUMN_BYTES 40
#define SLICE_BYTES (ROWS * COLUMN_BYTES)

/* A slice of columns of a matrix in file 0, and two such slices, of two files, as one tensor. */
static const struct emel_io_part slice[] = {
    { .file_offset = 1000 + 80,
      .file_stride = ROW_BYTES,
      .run_bytes = COLUMN_BYTES,
      .count = ROWS,
      .memory_stride = COLUMN_BYTES },
};

static const struct emel_io_part joined[] = {
    { .file_index = 1,
      .file_offset = 500,
      .file_stride = ROW_BYTES,
      .run_bytes = COLUMN_BYTES,
      .count = ROWS,
      .memory_stride = COLUMN_BYTES },
    { .file_index = 2,
      .file_offset = 7,
      .file_stride = 3 * ROW_BYTES,
      .run_bytes = COLUMN_BYTES,
      .count = ROWS,
      .memory_offset = SLICE_BYTES,
      .memory_stride = COLUMN_BYTES },
};

static const struct emel_tensor_record records[] = {
    { .name = "slice",
      .file_offset = 1000 + 80,
      .byte_size = SLICE_BYTES,
      .parts = slice,
      .part_count = 1 },
    { .name = "joined",
      .file_index = 1,
      .file_offset = 500,
      .byte_size = 2 * SLICE_BYTES,
      .parts = joined,
      .part_count = 2 },
};

/* Tensors 0 and 1 of parts, and 2 of one range. */
static void enter(struct keeping *k)
{
    keeping_enter(k, 3);
    for (uint32_t i = 0; i < 2; i++)
        ck_assert(emel_storage_bind(&k->storage, i, &records[i], NULL));
    ck_assert(keeping_bind(k, 2, 0, 0, 3000));
}

static void leave(struct keeping *k)
{
    ck_assert_ptr_null(keeping_books(k));
    ck_assert(emel_storage_deinit(&k->storage));
    ck_assert_uint_eq(k->tensors.held + k->records.held, 0);
    ck_assert_ptr_null(system_check(&k->system));
}

/* Gathered from the pattern of the files, run by run. */
static void expect_parts(const struct emel_tensor_record *record, const unsigned char *data)
{
    for (uint32_t i = 0; i < record->part_count; i++) {
        const struct emel_io_part *part = &record->parts[i];

        for (uint64_t run = 0; run < part->count; run++)
            ck_assert_uint_eq(temp_matching(data + part->memory_offset + run * part->memory_stride,
                                            KEEPING_SEED(part->file_index),
                                            part->file_offset + run * part->file_stride,
                                            COLUMN_BYTES),
                              COLUMN_BYTES);
    }
}

static void expect_loaded(const struct keeping *k)
{
    for (uint32_t i = 0; i < 2; i++)
        expect_parts(&records[i], emel_storage_tensor(&k->storage, i)->data);
}

START_TEST(tensors_of_parts_load_and_reload_into_their_places)
{
    struct keeping k = { .tensors = { .fail_at = 2, .fail_more = 1000 } };
    const void *place;

    enter(&k);
    ck_assert_msg(keeping_load(&k, NULL, 0), "%s", k.why.text);
    expect_loaded(&k);
    place = emel_storage_tensor(&k.storage, 1)->data;
    ck_assert(emel_storage_evict(&k.storage, 1, NULL));
    ck_assert_msg(keeping_load(&k, (const uint32_t[]){ 1 }, 1), "%s", k.why.text);
    ck_assert_ptr_eq(emel_storage_tensor(&k.storage, 1)->data, place);
    expect_loaded(&k);
    leave(&k);
}
END_TEST

START_TEST(a_tensor_of_parts_that_fails_leaves_everything_as_it_was)
{
    struct keeping k = { .system = { .bad = { "file-2", .from = 7 + 49 * 3 * ROW_BYTES,
                                              .until = 8 + 49 * 3 * ROW_BYTES, .error = 5 } } };

    enter(&k);
    ck_assert(!keeping_load(&k, NULL, 0));
    keeping_expect_why(&k, EMEL_FAILURE_READ, EMEL_IO_READ_FILE_READ_FAILED, "joined");
    ck_assert_str_eq(k.why.file, "file-2");
    ck_assert_uint_eq(k.why.file_offset, 7 + 49 * 3 * ROW_BYTES);
    for (uint32_t i = 0; i < 3; i++)
        keeping_expect(&k, i, "bound");
    leave(&k);
}
END_TEST

START_TEST(tensors_and_records_of_parts_are_read_into_targets)
{
    static const uint32_t both[] = { 0, 1 };
    static unsigned char room[2][2 * SLICE_BYTES];
    const struct emel_tensor_target targets[] = { { room[0], SLICE_BYTES },
                                                  { room[1], 2 * SLICE_BYTES } };
    struct emel_storage_request request = { .count = 2, .targets = targets };
    struct keeping k = { .limit = 1 };

    enter(&k);
    for (int of_records = 0; of_records < 2; of_records++) {
        memset(room, 0, sizeof room);
        request.tensors = of_records ? NULL : both;
        request.records = of_records ? records : NULL;
        ck_assert_msg(emel_storage_read(&k.storage, &request, &k.why), "%s", k.why.text);
        for (int i = 0; i < 2; i++)
            expect_parts(&records[i], room[i]);
    }
    leave(&k);
}
END_TEST

START_TEST(a_record_whose_parts_are_missing_is_refused)
{
    const struct emel_tensor_record record = { .name = "w", .byte_size = 4, .part_count = 3 };
    struct keeping k = { .limit = 0 };
    char text[128];

    keeping_enter(&k, 1);
    ck_assert(!emel_storage_bind(&k.storage, 0, &record, &k.why));
    ck_assert_uint_eq(k.why.rule, EMEL_TENSOR_RULE_RECORD_PARTS);
    emel_failure_print_text(text, sizeof text, &k.why);
    ck_assert_str_eq(text, "the record's part_count is 3, but its parts are NULL");
    keeping_leave(&k);
}
END_TEST

START_TEST(parts_that_leave_a_hole_are_refused_by_io_and_nothing_changes)
{
    const struct emel_io_part hole = {
        .file_stride = 4, .run_bytes = 4, .count = 1, .memory_stride = 4, .memory_offset = 1
    };
    const struct emel_tensor_record record = {
        .name = "w", .byte_size = 4, .parts = &hole, .part_count = 1
    };
    struct keeping k = { .limit = 0 };

    keeping_enter(&k, 1);
    ck_assert(emel_storage_bind(&k.storage, 0, &record, NULL));
    ck_assert(!keeping_load(&k, NULL, 0));
    keeping_expect_why(&k, EMEL_FAILURE_IO, EMEL_IO_INVALID_REQUEST, "w");
    ck_assert_uint_eq(k.why.rule, EMEL_IO_RULE_PART_HOLE);
    keeping_expect(&k, 0, "bound");
    keeping_leave(&k);
}
END_TEST

Suite *tensor_parts_suite(void)
{
    Suite *suite = suite_create("model/tensor: parts");
    TCase *tcase = tcase_create("parts");

    tcase_add_test(tcase, tensors_of_parts_load_and_reload_into_their_places);
    tcase_add_test(tcase, a_tensor_of_parts_that_fails_leaves_everything_as_it_was);
    tcase_add_test(tcase, tensors_and_records_of_parts_are_read_into_targets);
    tcase_add_test(tcase, a_record_whose_parts_are_missing_is_refused);
    tcase_add_test(tcase, parts_that_leave_a_hole_are_refused_by_io_and_nothing_changes);
    suite_add_tcase(suite, tcase);
    return suite;
}
