/* inspecting: is it a regular file, the one that was meant, and long enough? */
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "support/reading.h"
#include "io/read/suites.h"

static void expect_refused_before_memory(struct reading *r, struct emel_io_error_event expected)
{
    reading_fails(r, expected);
    ck_assert_uint_eq(r->owner.allocations, 0);
    ck_assert_uint_eq(r->system.calls[SYSTEM_READ], 0);
}

static void two_files(struct reading *r)
{
    reading_init(r, 0, READING_VIRTUAL);
    reading_file(r, 5000);
    reading_file(r, 5000);
    reading_span(r, 1, 1000, 100);
    reading_span(r, 0, 2000, 100);
    reading_span(r, 0, 1000, 100);
    reading_span(r, 1, 500, 0);
}

START_TEST(a_file_that_cannot_be_inspected_is_named_with_the_reason)
{
    static const int reasons[] = { EIO, EBADF, EOVERFLOW, ESTALE, ENOMEM };
    struct reading r;

    for (uint32_t file = 0; file < 2; file++) {
        two_files(&r);
        r.system.faults[0] = (struct system_fault){ SYSTEM_STAT, 1 + file, 1, reasons[_i] };
        expect_refused_before_memory(
            &r, reading_file_error(EMEL_IO_READ_FILE_STAT_FAILED, reasons[_i], file));
        r.system.faults[0].from = 0;
        reading_succeeds(&r);
        reading_free(&r);
    }
}
END_TEST

START_TEST(what_is_no_regular_file_is_unsupported)
{
    struct reading r;

    for (uint32_t file = 0; file < 2; file++) {
        two_files(&r);
        r.disk.files[file].special = true;
        expect_refused_before_memory(
            &r, reading_file_error(EMEL_IO_READ_UNSUPPORTED_RESOURCE, 0, file));
        reading_free(&r);
    }
}
END_TEST

/* --- sizes --------------------------------------------------------------------- */

START_TEST(a_span_may_end_where_its_file_does_and_no_later)
{
    struct reading r;

    two_files(&r);
    reading_span(&r, 1, 4000, 1000);
    reading_succeeds(&r);
    r.spans[4].byte_size++;
    expect_refused_before_memory(
        &r, reading_span_error(&r, EMEL_IO_READ_SPAN_OUT_OF_RANGE, 0, 4, 5000));
    r.spans[4].file_offset++;
    r.spans[4].byte_size--;
    expect_refused_before_memory(
        &r, reading_span_error(&r, EMEL_IO_READ_SPAN_OUT_OF_RANGE, 0, 4, 5000));
    reading_free(&r);
}
END_TEST

START_TEST(a_span_wholly_beyond_its_file_is_told_with_its_own_offset)
{
    static const uint64_t offsets[] = { 5000, 5001, UINT64_C(1) << 40, INT64_MAX - 1 };
    struct reading r;

    two_files(&r);
    reading_span(&r, 0, offsets[_i], 1);
    expect_refused_before_memory(
        &r, reading_span_error(&r, EMEL_IO_READ_SPAN_OUT_OF_RANGE, 0, 4, offsets[_i]));
    reading_free(&r);
}
END_TEST

START_TEST(of_several_spans_out_of_range_the_lowest_is_told)
{
    struct reading r;

    two_files(&r);
    reading_span(&r, 1, 4800, 300); /* of the second file, though listed first */
    reading_span(&r, 0, 6000, 10);
    reading_span(&r, 0, 4900, 300);
    reading_span(&r, 0, 4900, 200); /* as low, but a later span */
    expect_refused_before_memory(
        &r, reading_span_error(&r, EMEL_IO_READ_SPAN_OUT_OF_RANGE, 0, 6, 5000));
    reading_free(&r);
}
END_TEST

START_TEST(a_span_behind_those_of_the_request_is_nobodys)
{
    struct reading r;

    two_files(&r);
    reading_span(&r, 0, 4900, 300);
    reading_span(&r, 0, 4800, 300); /* lower, and there, but not counted */
    r.load.request.span_count--;
    expect_refused_before_memory(&r, reading_span_error(&r, EMEL_IO_READ_SPAN_OUT_OF_RANGE, 0,
                                                        r.load.request.span_count - 1, 5000));
    reading_free(&r);
}
END_TEST

START_TEST(a_span_of_an_empty_file_is_out_of_range)
{
    struct reading r;

    reading_init(&r, 0, READING_VIRTUAL);
    reading_file(&r, 0);
    reading_span(&r, 0, 0, 1);
    expect_refused_before_memory(&r,
                                 reading_span_error(&r, EMEL_IO_READ_SPAN_OUT_OF_RANGE, 0, 0, 0));
    reading_free(&r);
}
END_TEST

/* --- stamps -------------------------------------------------------------------- */

START_TEST(a_file_as_stamped_is_loaded)
{
    struct emel_io_stamp stamp;
    struct reading r;

    two_files(&r);
    stamp = virtual_stamp(&r.disk, 1);
    r.files[1].stamp = &stamp;
    reading_succeeds(&r);
    reading_free(&r);
}
END_TEST

START_TEST(a_file_that_is_not_as_stamped_has_changed)
{
    struct emel_io_stamp stamp;
    struct reading r;

    two_files(&r);
    stamp = virtual_stamp(&r.disk, 1);
    switch (_i) {
    case 0: stamp.size++; break;
    case 1: stamp.mtime_sec--; break;
    case 2: stamp.mtime_nsec++; break;
    case 3: stamp.inode++; break;
    case 4: stamp.device++; break;
    }
    r.files[1].stamp = &stamp;
    expect_refused_before_memory(&r, reading_file_error(EMEL_IO_READ_FILE_CHANGED, 0, 1));
    reading_free(&r);
}
END_TEST

/* A descriptor is the file by itself: another name of it may have another inode, as on
 * some network file systems, and is still what the caller meant. */
START_TEST(a_lent_descriptor_is_held_to_size_and_time_only)
{
    const struct temp_file file = temp_file(1, 1000);
    const int fd = open(file.path, O_RDONLY);
    const struct emel_io_system *system = emel_io_system_default();
    struct emel_io_error_event expected;
    struct emel_io_stat stat;
    struct reading r;

    reading_init(&r, 0, READING_REAL);
    reading_span(&r, reading_real_file(&r, &file), 0, 1000);
    system_lend(&r.system, fd, file.path);
    ck_assert_int_eq(system->stat(system->context, fd, &stat), 0);
    r.files[0] = (struct emel_io_file){ .fd = fd, .borrowed = true, .stamp = &stat.stamp };
    stat.stamp.inode++;
    stat.stamp.device++;
    reading_succeeds(&r);
    stat.stamp.mtime_nsec ^= 1;
    expected = reading_file_error(EMEL_IO_READ_FILE_CHANGED, 0, 0);
    reading_fails(&r, expected);
    close(fd);
    reading_free(&r);
}
END_TEST

START_TEST(another_file_under_the_stamped_path_has_changed)
{
    const struct temp_file first = temp_file(1, 1000), second = temp_file(1, 1000);
    const struct emel_io_system *system = emel_io_system_default();
    struct emel_io_error_event expected;
    struct emel_io_stat stat;
    struct reading r;
    int fd;

    ck_assert_int_eq(system->open(system->context, first.path, &fd), 0);
    ck_assert_int_eq(system->stat(system->context, fd, &stat), 0);
    reading_init(&r, 0, READING_REAL);
    reading_span(&r, reading_real_file(&r, &first), 0, 1000);
    r.files[0].stamp = &stat.stamp;
    reading_succeeds(&r);
    ck_assert_int_eq(rename(second.path, first.path), 0);
    expected = reading_file_error(EMEL_IO_READ_FILE_CHANGED, 0, 0);
    reading_fails(&r, expected);
    ck_assert_int_eq(system->close(system->context, fd), 0);
    reading_free(&r);
}
END_TEST

/* --- files of the kernel ------------------------------------------------------- */

/* Their contents do not show in their size, and only the size counts. */
START_TEST(a_file_under_proc_has_no_bytes_to_load)
{
    const struct temp_file file = { .path = "/proc/self/status" };
    struct emel_io_error_event expected;
    struct reading r;

    if (access(file.path, R_OK) != 0) {
        printf("skipped: %s is not there\n", file.path);
        return;
    }
    reading_init(&r, 0, READING_REAL);
    reading_span(&r, reading_real_file(&r, &file), 0, 10);
    expected = reading_span_error(&r, EMEL_IO_READ_SPAN_OUT_OF_RANGE, 0, 0, 0);
    reading_fails(&r, expected);
    reading_free(&r);
}
END_TEST

START_TEST(a_file_under_sys_ends_before_its_size_says)
{
    const struct temp_file file = { .path = "/sys/kernel/mm/transparent_hugepage/enabled" };
    const struct emel_io_error_event *error;
    struct reading r;

    if (access(file.path, R_OK) != 0) {
        printf("skipped: %s is not there\n", file.path);
        return;
    }
    reading_init(&r, _i, READING_REAL);
    reading_span(&r, reading_real_file(&r, &file), 0, 4096);
    reading_prepare(&r);
    ck_assert_int_eq(emel_io_run(&r.io, &r.load.request), EMEL_IO_ENDED);
    error = &r.load.error_event;
    ck_assert_uint_eq(r.load.failed, 1);
    ck_assert_uint_eq(error->strategy_error, EMEL_IO_READ_SHORT_READ);
    ck_assert_uint_gt(error->file_offset, 0);
    ck_assert_uint_lt(error->file_offset, 4096);
    ck_assert(owner_has_all(&r.owner));
    reading_free(&r);
}
END_TEST

static TCase *real_tcase(void)
{
    TCase *tcase = tcase_create("real files");

    tcase_add_unchecked_fixture(tcase, temp_enter, temp_leave);
    tcase_add_test(tcase, a_lent_descriptor_is_held_to_size_and_time_only);
    tcase_add_test(tcase, another_file_under_the_stamped_path_has_changed);
    tcase_add_test(tcase, a_file_under_proc_has_no_bytes_to_load);
    tcase_add_loop_test(tcase, a_file_under_sys_ends_before_its_size_says, 0, reading_modes());
    return tcase;
}

Suite *io_read_inspect_suite(void)
{
    Suite *suite = suite_create("io/read: inspecting");
    TCase *tcase = tcase_create("virtual files");

    tcase_add_loop_test(tcase, a_file_that_cannot_be_inspected_is_named_with_the_reason, 0, 5);
    tcase_add_test(tcase, what_is_no_regular_file_is_unsupported);
    tcase_add_test(tcase, a_span_may_end_where_its_file_does_and_no_later);
    tcase_add_loop_test(tcase, a_span_wholly_beyond_its_file_is_told_with_its_own_offset, 0, 4);
    tcase_add_test(tcase, of_several_spans_out_of_range_the_lowest_is_told);
    tcase_add_test(tcase, a_span_behind_those_of_the_request_is_nobodys);
    tcase_add_test(tcase, a_span_of_an_empty_file_is_out_of_range);
    tcase_add_test(tcase, a_file_as_stamped_is_loaded);
    tcase_add_loop_test(tcase, a_file_that_is_not_as_stamped_has_changed, 0, 5);
    suite_add_tcase(suite, tcase);
    suite_add_tcase(suite, real_tcase());
    return suite;
}
