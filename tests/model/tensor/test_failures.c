/* What a failure says, to the letter. */
#define _POSIX_C_SOURCE 200809L
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "support/storage_fixture.h"
#include "model/tensor/suites.h"
#include "support/temp.h"

static void expect_line(const struct emel_failure *why, const char *expected)
{
    char line[1024];
    const int length = emel_failure_print(line, sizeof line, why);

    ck_assert_str_eq(line, expected);
    ck_assert_int_eq(length, (int)strlen(expected));
}

static void expect_line_with_errno(const struct emel_failure *why, const char *expected, int error)
{
    char text[128], line[1024];

    ck_assert_int_eq(strerror_r(error, text, sizeof text), 0);
    snprintf(line, sizeof line, "%s (%s)", expected, text);
    expect_line(why, line);
}

START_TEST(a_read_that_fails_names_file_tensor_byte_and_cause)
{
    struct keeping k = {
        .system = { .bad = { .path = "file-2", .from = 1009, .until = 1010, .error = EIO } }
    };

    keeping_enter(&k, 0);
    ck_assert(!keeping_load(&k, NULL, 0));
    keeping_expect_why(&k, EMEL_FAILURE_READ, EMEL_IO_READ_FILE_READ_FAILED, "tensor-4");
    ck_assert_str_eq(k.why.name, "FILE_READ_FAILED");
    ck_assert_str_eq(k.why.text, "the file could not be read");
    ck_assert_str_eq(k.why.file, "file-2");
    ck_assert_uint_eq(k.why.file_offset, 1009);
    ck_assert_int_eq(k.why.os_error, EIO);
    expect_line_with_errno(&k.why,
                           "FILE_READ_FAILED: file 'file-2', tensor or key 'tensor-4', "
                           "at byte 1009: the file could not be read",
                           EIO);
    keeping_leave(&k);
}
END_TEST

START_TEST(a_file_too_small_is_told_with_the_first_byte_it_lacks)
{
    struct keeping k = { .limit = 0 };

    keeping_enter(&k, 0);
    k.disk.files[1].bytes = 4321;
    ck_assert(!keeping_load(&k, (const uint32_t[]){ 0, 1 }, 2));
    keeping_expect_why(&k, EMEL_FAILURE_READ, EMEL_IO_READ_SPAN_OUT_OF_RANGE, "tensor-1");
    expect_line(&k.why, "SPAN_OUT_OF_RANGE: file 'file-1', tensor or key 'tensor-1', "
                        "at byte 4321: the file has 4,321 bytes, its tensors need 5,000: "
                        "incomplete download?");
    keeping_leave(&k);
}
END_TEST

START_TEST(a_missing_file_is_told_with_its_path)
{
    char path[TEMP_PATH_BYTES], expected[1024];
    struct emel_io_file file = { .path = path };
    const struct emel_storage_options options = { .files = &file, .file_count = 1 };
    const struct emel_tensor_record record = { .name = "w", .byte_size = 4 };
    struct emel_storage storage;
    struct emel_failure why;

    temp_path(path, "missing.bin");
    ck_assert(emel_storage_init(&storage, 1, &options, NULL));
    ck_assert(emel_storage_bind(&storage, 0, &record, NULL));
    ck_assert(!emel_storage_load(&storage, NULL, &why));
    snprintf(expected, sizeof expected, "FILE_OPEN_FAILED: file '%s': the file could not be opened",
             path);
    expect_line_with_errno(&why, expected, ENOENT);
    emel_storage_deinit(&storage);
}
END_TEST

START_TEST(a_borrowed_file_without_a_label_is_told_without_one)
{
    struct emel_io_file file = { .fd = 0, .borrowed = true };
    struct test_system system = { .faults = { { SYSTEM_STAT, 1, SYSTEM_ALWAYS, EBADF } } };
    const struct emel_io_system table = system_table(&system);
    const struct emel_storage_options options = { .files = &file,
                                                  .file_count = 1,
                                                  .system = &table };
    const struct emel_tensor_record record = { .name = "w", .byte_size = 4 };
    struct emel_storage storage;
    struct emel_failure why;

    ck_assert(emel_storage_init(&storage, 1, &options, NULL));
    ck_assert(emel_storage_bind(&storage, 0, &record, NULL));
    ck_assert(!emel_storage_load(&storage, NULL, &why));
    expect_line_with_errno(&why, "FILE_STAT_FAILED: the file could not be inspected", EBADF);
    emel_storage_deinit(&storage);
}
END_TEST

START_TEST(what_a_tensor_refuses_is_told_with_its_name)
{
    struct keeping k = { .limit = 0 };

    keeping_enter(&k, 0);
    ck_assert(!emel_storage_evict(&k.storage, 3, &k.why));
    expect_line(&k.why, "REFUSED: tensor or key 'tensor-3': the tensor is not resident");
    keeping_leave(&k);
}
END_TEST

START_TEST(what_the_storage_refuses_is_told_in_its_words)
{
    struct keeping k = { .limit = 10 };

    keeping_enter(&k, 0);
    ck_assert(!keeping_load(&k, (const uint32_t[]){ 1 }, 1));
    expect_line(&k.why, "LIMIT_EXCEEDED: the storage would hold 5,000 bytes; its limit is 10");
    ck_assert(!keeping_load(&k, (const uint32_t[]){ 99 }, 1));
    expect_line(&k.why, "INVALID_ARGUMENT: there is no tensor 99: the storage has 6");
    k.records.fail_at = k.records.allocations + 1;
    ck_assert(!keeping_load(&k, NULL, 0));
    expect_line(&k.why, "OUT_OF_MEMORY: no memory for the storage's own records");
    keeping_leave(&k);
}
END_TEST

START_TEST(a_failure_outlives_what_failed)
{
    struct keeping k = { .system = { .bad = { .from = 0, .until = 1, .error = EIO } } };
    struct emel_failure why;

    keeping_enter(&k, 0);
    ck_assert(!emel_storage_load(&k.storage, NULL, &why));
    keeping_leave(&k);
    memset(&k, 0, sizeof k);
    expect_line_with_errno(&why,
                           "FILE_READ_FAILED: file 'file-1', tensor or key 'tensor-1', "
                           "at byte 0: the file could not be read",
                           EIO);
}
END_TEST

Suite *storage_failures_suite(void)
{
    Suite *suite = suite_create("model/tensor: failures");
    TCase *tcase = tcase_create("told");

    tcase_add_unchecked_fixture(tcase, temp_enter, temp_leave);
    tcase_add_test(tcase, a_read_that_fails_names_file_tensor_byte_and_cause);
    tcase_add_test(tcase, a_file_too_small_is_told_with_the_first_byte_it_lacks);
    tcase_add_test(tcase, a_missing_file_is_told_with_its_path);
    tcase_add_test(tcase, a_borrowed_file_without_a_label_is_told_without_one);
    tcase_add_test(tcase, what_a_tensor_refuses_is_told_with_its_name);
    tcase_add_test(tcase, what_the_storage_refuses_is_told_in_its_words);
    tcase_add_test(tcase, a_failure_outlives_what_failed);
    suite_add_tcase(suite, tcase);
    return suite;
}
