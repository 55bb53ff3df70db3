/* transferring: files of the file system itself, however the bytes get there. */
#define _POSIX_C_SOURCE 200809L /* truncate */
#define _FILE_OFFSET_BITS 64

#include <check.h>
#include <stdio.h>
#include <unistd.h>

#include "support/reading.h"
#include "io/read/suites.h"

#define KIB UINT64_C(1024)
#define MIB (UINT64_C(1) << 20)

START_TEST(files_are_loaded_byte_for_byte)
{
    const struct temp_file small = temp_file(1, 5000), large = temp_file(2, 6 * MIB + 77);
    struct reading r;

    reading_init(&r, _i, READING_REAL);
    reading_real_file(&r, &small);
    reading_real_file(&r, &large);
    reading_span(&r, 1, 5 * MIB, MIB + 77); /* to the last byte */
    reading_target(&r, 1, 4 * MIB + 1, MIB, 3);
    reading_span(&r, 1, 32, 3 * MIB);
    reading_span(&r, 1, 3 * MIB + 64, 600 * KIB + 1);
    reading_span(&r, 0, 0, 5000);
    reading_target(&r, 0, 4999, 1, 0);
    reading_span(&r, 0, 17, 0);
    reading_succeeds(&r);
    reading_free(&r);
}
END_TEST

/* It tells how many are open below it. */
static int lowest_free_descriptor(void)
{
    const int fd = dup(STDOUT_FILENO);

    ck_assert_int_ge(fd, 0);
    close(fd);
    return fd;
}

START_TEST(the_default_system_needs_no_help_and_keeps_nothing_open)
{
    const struct temp_file file = temp_file(3, 9 * MIB);
    const int free_descriptor = lowest_free_descriptor();
    struct emel_io_strategy strategy;
    struct reading r;

    reading_init(&r, _i, READING_REAL);
    reading_span(&r, reading_real_file(&r, &file), 5, 9 * MIB - 5);
    strategy = emel_io_read_init(&r.read, NULL);
    emel_io_init(&r.io);
    ck_assert(emel_io_register(&r.io, &strategy));
    reading_succeeds(&r);
    ck_assert_int_eq(lowest_free_descriptor(), free_descriptor);
    reading_free(&r);
}
END_TEST

START_TEST(one_file_under_two_names_is_loaded_twice)
{
    const struct temp_file file = temp_file(4, 10000);
    struct temp_file other = file;
    struct reading r;

    temp_path(other.path, "link");
    ck_assert_int_eq(link(file.path, other.path), 0);
    reading_init(&r, _i, READING_REAL);
    reading_span(&r, reading_real_file(&r, &file), 0, 10000);
    reading_span(&r, reading_real_file(&r, &other), 1, 9999);
    reading_succeeds(&r);
    reading_free(&r);
}
END_TEST

/* A hole takes no room on the disk; but not every file system has files so long. */
START_TEST(offsets_of_long_files_are_kept_whole)
{
    static const uint64_t offsets[] = { (UINT64_C(1) << 31) - 5, (UINT64_C(1) << 32) - 5,
                                        (UINT64_C(1) << 40) + 77 };
    const struct temp_file file = temp_file(5, 0);
    struct reading r;

    if (truncate(file.path, (off_t)(offsets[2] + 70000)) != 0) {
        printf("skipped: no file of a tebibyte in %s\n", temp_folder());
        return;
    }
    reading_init(&r, _i, READING_REAL);
    reading_real_file(&r, &file);
    for (int i = 2; i >= 0; i--) {
        temp_write(&file, file.seed, offsets[i], 70000);
        reading_span(&r, 0, offsets[i], 70000);
    }
    reading_succeeds(&r);
    reading_free(&r);
}
END_TEST

Suite *io_read_real_suite(void)
{
    Suite *suite = suite_create("io/read: real files");
    TCase *tcase = tcase_create("real files");
    const int modes = reading_modes();

    tcase_add_unchecked_fixture(tcase, temp_enter, temp_leave);
    tcase_add_loop_test(tcase, files_are_loaded_byte_for_byte, 0, modes);
    tcase_add_loop_test(tcase, the_default_system_needs_no_help_and_keeps_nothing_open, 0, modes);
    tcase_add_loop_test(tcase, one_file_under_two_names_is_loaded_twice, 0, modes);
    tcase_add_loop_test(tcase, offsets_of_long_files_are_kept_whole, 0, modes);
    suite_add_tcase(suite, tcase);
    return suite;
}
