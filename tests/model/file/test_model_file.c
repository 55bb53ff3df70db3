/* Opening under bad conditions: a failing system, no memory, files that change. */
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/opening.h"
#include "model/file/suites.h"

static struct opening opening;

static const char model[] = "'GGUF' 4:3 8:2 8:2 s'general.alignment' 4:4 4:64 s'name' 4:8 s'small' "
                            "s'v' 4:2 8:4 8:2 4:0 8:0 s'w' 4:1 8:32 4:2 8:64 @64 z64 z18";

static void enter(void)
{
    opening = (struct opening){ .memory = { .calls = 0 } };
    opening_add(&opening, "model", model);
}

static void leave(void)
{
    opening_leave(&opening);
}

static void check_error(enum emel_model_file_error error, int os_error)
{
    ck_assert_ptr_null(opening.file);
    ck_assert_str_eq(opening.why.name, emel_model_file_error_name((uint32_t)error));
    ck_assert_uint_eq(opening.why.code, (uint32_t)error);
    ck_assert_int_eq(opening.why.os_error, os_error);
    ck_assert_str_eq(opening.why.file, "model");
}

/* --- arguments ------------------------------------------------------------------------------ */

START_TEST(a_path_is_neither_empty_nor_too_long)
{
    char path[EMEL_IO_PATH_MAX + 2];

    memset(path, 'a', sizeof path);
    path[sizeof path - 1] = '\0';
    ck_assert(!opening_open(&opening, path));
    ck_assert_uint_eq(opening.why.code, EMEL_MODEL_FILE_INVALID_ARGUMENT);
    ck_assert(!opening_open(&opening, ""));
    ck_assert_uint_eq(opening.why.code, EMEL_MODEL_FILE_INVALID_ARGUMENT);
    ck_assert(!opening_open(&opening, NULL));
    ck_assert_uint_eq(opening.why.code, EMEL_MODEL_FILE_INVALID_ARGUMENT);
    path[EMEL_IO_PATH_MAX] = '\0';
    ck_assert(!opening_open(&opening, path));
    ck_assert_uint_eq(opening.why.code, EMEL_MODEL_FILE_OPEN_FAILED);
}
END_TEST

START_TEST(a_system_without_a_call_it_takes_is_refused)
{
    struct emel_io_system system = *memory_files_system(&opening.disk);
    const struct emel_model_file_options options = { .system = &system };
    struct emel_failure why;

    switch (_i) {
    case 0: system.open = NULL; break;
    case 1: system.stat = NULL; break;
    case 2: system.read = NULL; break;
    default: system.close = NULL;
    }
    ck_assert_ptr_null(emel_model_file_open("model", &options, &why));
    ck_assert_uint_eq(why.code, EMEL_MODEL_FILE_UNSUPPORTED_PLATFORM);
}
END_TEST

START_TEST(an_allocator_without_a_function_it_needs_is_refused)
{
    struct emel_allocator allocator = *emel_allocator_records();
    const struct emel_model_file_options options = { .allocator = &allocator };
    struct emel_failure why;

    if (_i == 0)
        allocator.allocate = NULL;
    else
        allocator.release = NULL;
    ck_assert_ptr_null(emel_model_file_open("model", &options, &why));
    ck_assert_uint_eq(why.code, EMEL_MODEL_FILE_INVALID_ARGUMENT);
}
END_TEST

START_TEST(why_may_be_null)
{
    const struct emel_io_system system = *memory_files_system(&opening.disk);
    const struct emel_model_file_options options = { .system = &system };
    struct emel_model_file *file = emel_model_file_open("model", &options, NULL);

    ck_assert_ptr_nonnull(file);
    emel_model_file_close(file);
    ck_assert_ptr_null(emel_model_file_open("missing", &options, NULL));
    emel_model_file_close(NULL);
}
END_TEST

/* --- the system ------------------------------------------------------------------------------ */

START_TEST(an_error_of_the_system_is_reported_with_its_number)
{
    static const struct {
        struct system_fault fault;
        enum emel_model_file_error error;
    } rows[] = {
        { { SYSTEM_OPEN, 1, 1, EMFILE }, EMEL_MODEL_FILE_OPEN_FAILED },
        { { SYSTEM_OPEN, 1, 1, EACCES }, EMEL_MODEL_FILE_OPEN_FAILED },
        { { SYSTEM_OPEN, 1, 1, ELOOP }, EMEL_MODEL_FILE_OPEN_FAILED },
        { { SYSTEM_STAT, 1, 1, EIO }, EMEL_MODEL_FILE_STAT_FAILED },
        { { SYSTEM_STAT, 2, 1, ESTALE }, EMEL_MODEL_FILE_STAT_FAILED },
        { { SYSTEM_READ, 1, 1, EIO }, EMEL_MODEL_FILE_READ_FAILED },
        { { SYSTEM_READ, 1, 1, EAGAIN }, EMEL_MODEL_FILE_READ_FAILED },
        { { SYSTEM_READ, 1, 1, ENOMEM }, EMEL_MODEL_FILE_READ_FAILED },
        { { SYSTEM_READ, 1, 1, 0 }, EMEL_MODEL_FILE_SHORT_READ },
        { { SYSTEM_READ, 1, SYSTEM_ALWAYS, EINTR }, EMEL_MODEL_FILE_READ_FAILED },
    };

    opening.system.faults[0] = rows[_i].fault;
    ck_assert(!opening_open(&opening, "model"));
    check_error(rows[_i].error, rows[_i].fault.error);
}
END_TEST

START_TEST(a_read_that_fails_is_reported_with_its_offset)
{
    opening.system.cap = 10;
    opening.system.faults[0] = (struct system_fault){ SYSTEM_READ, 3, 1, EIO };
    ck_assert(!opening_open(&opening, "model"));
    check_error(EMEL_MODEL_FILE_READ_FAILED, EIO);
    ck_assert_uint_eq(opening.why.file_offset, 16);
}
END_TEST

START_TEST(a_bad_sector_behind_the_header_does_not_matter_for_opening)
{
    opening.system.bad = (struct system_bad_sector){ .from = 192, .until = 300, .error = EIO };
    ck_assert(opening_open(&opening, "model"));
}
END_TEST

START_TEST(interrupted_and_tiny_reads_go_on)
{
    opening.system.interruptions = 3;
    opening.system.cap = 1;
    ck_assert(opening_open(&opening, "model"));
    ck_assert_ptr_nonnull(emel_model_file_find(opening.file, "w"));
}
END_TEST

START_TEST(a_close_that_fails_is_not_called_again)
{
    opening.system.faults[0] = (struct system_fault){ SYSTEM_CLOSE, 1, 1, EIO };
    ck_assert(opening_open(&opening, "model"));
    opening_leave(&opening);
    ck_assert_uint_eq(opening.system.calls[SYSTEM_CLOSE], 1);
    enter();
}
END_TEST

START_TEST(what_is_no_regular_file_is_not_read)
{
    opening.disk.files[0].special = true;
    ck_assert(!opening_open(&opening, "model"));
    check_error(EMEL_MODEL_FILE_UNSUPPORTED_RESOURCE, 0);
    ck_assert_uint_eq(opening.system.calls[SYSTEM_READ], 0);
}
END_TEST

static void grow(struct test_system *system, unsigned nth, struct emel_io_stat *stat)
{
    (void)system;
    stat->stamp.size += nth == 2;
}

static void touch(struct test_system *system, unsigned nth, struct emel_io_stat *stat)
{
    (void)system;
    stat->stamp.mtime_nsec += nth == 2;
}

static void age(struct test_system *system, unsigned nth, struct emel_io_stat *stat)
{
    (void)system;
    stat->stamp.mtime_sec -= nth == 2;
}

static void move(struct test_system *system, unsigned nth, struct emel_io_stat *stat)
{
    (void)system;
    stat->stamp.inode += nth == 2;
}

START_TEST(a_file_that_changed_while_it_was_read_is_refused)
{
    static void (*const changes[])(struct test_system *, unsigned, struct emel_io_stat *) = {
        grow,
        touch,
        age,
    };

    opening.system.on_stat = changes[_i];
    ck_assert(!opening_open(&opening, "model"));
    check_error(EMEL_MODEL_FILE_FILE_CHANGED, 0);
}
END_TEST

START_TEST(one_descriptor_is_one_file_whatever_its_inode_is_called)
{
    opening.system.on_stat = move;
    ck_assert(opening_open(&opening, "model"));
}
END_TEST

static uint64_t event_log_size;

static void tell_size(struct test_system *system, unsigned nth, struct emel_io_stat *stat)
{
    (void)system;
    (void)nth;
    stat->stamp.size = event_log_size;
}

START_TEST(no_size_the_system_may_tell_is_believed)
{
    static const uint64_t sizes[] = {
        UINT64_MAX,
        (uint64_t)INT64_MAX + 1,
        INT64_MAX,
        (uint64_t)1 << 50,
    };

    event_log_size = sizes[_i];
    opening.system.on_stat = tell_size;
    /* Then counts and lengths are no lie either, until a read runs out of bytes. */
    opening.disk.files[0].size = 40;
    ck_assert(!opening_open(&opening, "model"));
    check_error(_i < 2 ? EMEL_MODEL_FILE_LIMIT : EMEL_MODEL_FILE_SHORT_READ, 0);
}
END_TEST

/* --- memory ------------------------------------------------------------------------------ */

START_TEST(any_allocation_may_fail)
{
    bool opened = false;

    for (unsigned nth = 1; !opened; nth++) {
        opening.memory = (struct counting){ .fails_at = nth };
        opened = opening_open(&opening, "model");
        if (!opened)
            check_error(EMEL_MODEL_FILE_OUT_OF_MEMORY, 0);
        ck_assert_uint_lt(nth, 100);
    }
    ck_assert_uint_gt(opening.memory.calls, 3);
}
END_TEST

START_TEST(memory_held_by_an_open_file_is_bounded)
{
    ck_assert(opening_open(&opening, "model"));
    ck_assert_uint_lt(opening.memory.held, 40000);
}
END_TEST

/* --- what is given to a load --------------------------------------------------------------- */

START_TEST(the_file_for_a_load_is_the_one_that_was_read)
{
    uint32_t count = 0;
    const struct emel_io_file *files;

    ck_assert(opening_open(&opening, "model"));
    files = emel_model_file_files(opening.file, &count);
    ck_assert_uint_eq(count, 1);
    ck_assert(files[0].borrowed);
    ck_assert_str_eq(files[0].path, "model");
    ck_assert_uint_eq(files[0].stamp->size, opening.bytes);
    ck_assert_uint_eq(descriptors_held(&opening.system.descriptors), 1);
}
END_TEST

START_TEST(a_value_that_cannot_be_read_is_reported_with_its_offset)
{
    struct emel_metadata entry;
    char text[5];

    ck_assert(opening_open(&opening, "model"));
    ck_assert(emel_model_file_metadata_find(opening.file, "name", &entry));
    opening.system.cap = 2;
    opening.system.faults[0] =
        (struct system_fault){ SYSTEM_READ, opening.system.calls[SYSTEM_READ] + 2, 1, EIO };
    ck_assert(!emel_model_file_metadata_read(opening.file, &entry, 0, text, 5, &opening.why));
    ck_assert_uint_eq(opening.why.code, EMEL_MODEL_FILE_READ_FAILED);
    ck_assert_int_eq(opening.why.os_error, EIO);
    ck_assert_uint_eq(opening.why.file_offset, entry.file_offset + 2);
    ck_assert_str_eq(opening.why.subject, "name");
    ck_assert_str_eq(opening.why.file, "model");
}
END_TEST

static void rewrite(struct test_system *system, unsigned nth, struct emel_io_stat *stat)
{
    (void)system, (void)nth;
    stat->stamp.mtime_sec++;
}

START_TEST(a_value_of_a_file_that_was_rewritten_is_not_read)
{
    struct emel_metadata entry;
    char text[5];

    ck_assert(opening_open(&opening, "model"));
    ck_assert(emel_model_file_metadata_find(opening.file, "name", &entry));
    ck_assert(emel_model_file_metadata_read(opening.file, &entry, 0, text, 5, &opening.why));
    opening.system.on_stat = rewrite;
    ck_assert(!emel_model_file_metadata_read(opening.file, &entry, 0, text, 5, &opening.why));
    ck_assert_uint_eq(opening.why.code, EMEL_MODEL_FILE_FILE_CHANGED);
    ck_assert_str_eq(opening.why.file, "model");
    ck_assert(!opening.why.has_subject);
}
END_TEST

Suite *model_file_suite(void)
{
    Suite *suite = suite_create("model/file");
    TCase *test = tcase_create("watched");

    tcase_add_checked_fixture(test, enter, leave);
    tcase_add_test(test, a_path_is_neither_empty_nor_too_long);
    tcase_add_loop_test(test, a_system_without_a_call_it_takes_is_refused, 0, 4);
    tcase_add_loop_test(test, an_allocator_without_a_function_it_needs_is_refused, 0, 2);
    tcase_add_test(test, why_may_be_null);
    tcase_add_loop_test(test, an_error_of_the_system_is_reported_with_its_number, 0, 10);
    tcase_add_test(test, a_read_that_fails_is_reported_with_its_offset);
    tcase_add_test(test, a_bad_sector_behind_the_header_does_not_matter_for_opening);
    tcase_add_test(test, interrupted_and_tiny_reads_go_on);
    tcase_add_test(test, a_close_that_fails_is_not_called_again);
    tcase_add_test(test, what_is_no_regular_file_is_not_read);
    tcase_add_loop_test(test, a_file_that_changed_while_it_was_read_is_refused, 0, 3);
    tcase_add_test(test, one_descriptor_is_one_file_whatever_its_inode_is_called);
    tcase_add_loop_test(test, no_size_the_system_may_tell_is_believed, 0, 4);
    tcase_add_test(test, any_allocation_may_fail);
    tcase_add_test(test, memory_held_by_an_open_file_is_bounded);
    tcase_add_test(test, the_file_for_a_load_is_the_one_that_was_read);
    tcase_add_test(test, a_value_that_cannot_be_read_is_reported_with_its_offset);
    tcase_add_test(test, a_value_of_a_file_that_was_rewritten_is_not_read);
    suite_add_tcase(suite, test);
    return suite;
}
