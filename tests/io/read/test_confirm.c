/* confirming: each file once more, and what happens to files that change meanwhile. */
#define _POSIX_C_SOURCE 200809L /* utimensat */

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/reading.h"
#include "io/read/suites.h"

#define KIB UINT64_C(1024)
#define MIB (UINT64_C(1) << 20)

/* --- what a second look can tell ----------------------------------------------- */

static void two_files(struct reading *r, int mode)
{
    reading_init(r, mode, READING_VIRTUAL);
    reading_file(r, 5000);
    reading_file(r, 5000);
    reading_span(r, 1, 1000, 100);
    reading_span(r, 0, 2000, 100);
    reading_span(r, 0, 1000, 100);
    reading_span(r, 1, 500, 0);
}

/* After the two looks of inspecting come those of confirming. */
static void grow_first(struct test_system *system, unsigned nth, struct emel_io_stat *stat)
{
    (void)system;
    stat->stamp.size += nth == 3;
}

static void shrink_second(struct test_system *system, unsigned nth, struct emel_io_stat *stat)
{
    (void)system;
    stat->stamp.size -= nth == 4;
}

static void write_first(struct test_system *system, unsigned nth, struct emel_io_stat *stat)
{
    (void)system;
    stat->stamp.mtime_nsec += nth == 3;
}

static void write_both(struct test_system *system, unsigned nth, struct emel_io_stat *stat)
{
    (void)system;
    stat->stamp.mtime_sec += nth >= 3;
}

static void set_back_second(struct test_system *system, unsigned nth, struct emel_io_stat *stat)
{
    (void)system;
    stat->stamp.mtime_sec -= nth == 4;
}

START_TEST(a_file_whose_size_or_time_changed_is_told)
{
    static const struct {
        void (*change)(struct test_system *system, unsigned nth, struct emel_io_stat *stat);
        uint32_t file;
    } changes[] = {
        { grow_first, 0 }, { shrink_second, 1 },   { write_first, 0 },
        { write_both, 0 }, { set_back_second, 1 },
    };
    struct reading r;

    for (int i = 0; i < 5; i++) {
        two_files(&r, _i);
        r.system.on_stat = changes[i].change;
        reading_fails(&r, reading_file_error(EMEL_IO_READ_FILE_CHANGED, 0, changes[i].file));
        ck_assert_uint_eq(r.owner.releases, 1);
        r.system.on_stat = NULL;
        reading_succeeds(&r);
        reading_free(&r);
    }
}
END_TEST

START_TEST(a_second_look_that_fails_ends_the_load)
{
    static const int reasons[] = { EIO, ESTALE, ENOMEM };
    struct reading r;

    for (uint32_t file = 0; file < 2; file++) {
        two_files(&r, 0);
        r.system.faults[0] = (struct system_fault){ SYSTEM_STAT, 3 + file, 1, reasons[_i] };
        reading_fails(&r, reading_file_error(EMEL_IO_READ_FILE_STAT_FAILED, reasons[_i], file));
        ck_assert_uint_eq(r.owner.releases, 1);
        reading_free(&r);
    }
}
END_TEST

START_TEST(each_file_is_looked_at_twice)
{
    struct reading r;

    two_files(&r, _i);
    reading_succeeds(&r);
    ck_assert_uint_eq(r.system.calls[SYSTEM_STAT], 4);
    reading_free(&r);
}
END_TEST

/* --- real files that change while they are read -------------------------------- */

struct change {
    struct temp_file file;
    void (*happen)(const struct temp_file *file);
};

/* At the first progress, so with some of the file read and most of it not. */
static void change_once(struct load *load, enum load_callback which)
{
    const struct change *change = load->context;

    if (which == LOAD_PROGRESS && load->told == 0 + 1)
        change->happen(&change->file);
}

/* One tensor of 64 KiB, read in 64 steps. */
static void begin_change(struct reading *r, int mode, struct change *change,
                         void (*happen)(const struct temp_file *file))
{
    *change = (struct change){ .file = temp_file(5, 64 * KIB), .happen = happen };
    reading_init(r, mode, READING_REAL);
    reading_span(r, reading_real_file(r, &change->file), 0, 64 * KIB);
    r->options.step_bytes = KIB;
    r->load.context = change;
    r->load.in_callback = change_once;
}

static void truncate_to_half(const struct temp_file *file)
{
    temp_truncate(file, 32 * KIB);
}

static void truncate_to_nothing(const struct temp_file *file)
{
    temp_truncate(file, 0);
}

static void grow(const struct temp_file *file)
{
    temp_truncate(file, 65 * KIB);
}

/* The clock of a file system may be too coarse to show it, so it is helped along. */
static void rewrite(const struct temp_file *file)
{
    const struct timespec times[] = { { .tv_sec = 1000000000 }, { .tv_sec = 1000000000 } };

    temp_write(file, 6, 0, 64 * KIB);
    ck_assert_int_eq(utimensat(AT_FDCWD, file->path, times, 0), 0);
}

static void rename_over(const struct temp_file *file)
{
    const struct temp_file other = temp_file(6, 1000);

    ck_assert_int_eq(rename(other.path, file->path), 0);
}

static void delete (const struct temp_file *file)
{
    ck_assert_int_eq(unlink(file->path), 0);
}

static void link_to(const struct temp_file *file)
{
    char path[TEMP_PATH_BYTES];

    temp_path(path, "link");
    ck_assert_int_eq(link(file->path, path), 0);
}

START_TEST(a_file_truncated_while_loading_is_a_short_read)
{
    struct change change;
    struct reading r;

    begin_change(&r, _i, &change, truncate_to_half);
    reading_fails_once(&r, reading_span_error(&r, EMEL_IO_READ_SHORT_READ, 0, 0, 32 * KIB));
    reading_free(&r);
}
END_TEST

/* How far the reading had come when the file was emptied is the strategy's affair. */
START_TEST(a_file_emptied_while_loading_is_a_short_read_behind_what_was_read)
{
    struct change change;
    struct reading r;

    begin_change(&r, _i, &change, truncate_to_nothing);
    reading_prepare(&r);
    ck_assert_int_eq(emel_io_run(&r.io, &r.load.request), EMEL_IO_ENDED);
    ck_assert_uint_eq(r.load.error_event.file_offset, r.load.progress_event.bytes_done);
    reading_check_failed(
        &r, reading_span_error(&r, EMEL_IO_READ_SHORT_READ, 0, 0, r.load.error_event.file_offset));
    reading_free(&r);
}
END_TEST

START_TEST(a_file_written_or_grown_while_loading_has_changed)
{
    static void (*const changes[])(const struct temp_file *file) = { rewrite, grow };
    struct change change;
    struct reading r;

    for (int i = 0; i < 2; i++) {
        begin_change(&r, _i, &change, changes[i]);
        reading_fails_once(&r, reading_file_error(EMEL_IO_READ_FILE_CHANGED, 0, 0));
        reading_free(&r);
    }
}
END_TEST

START_TEST(a_file_replaced_removed_or_linked_while_loading_is_still_the_old_whole_file)
{
    static void (*const changes[])(const struct temp_file *file) = { rename_over, delete, link_to };
    struct change change;
    struct reading r;

    for (int i = 0; i < 3; i++) {
        begin_change(&r, _i, &change, changes[i]);
        reading_succeeds(&r);
        ck_assert_uint_gt(r.load.told, 0);
        reading_free(&r);
    }
}
END_TEST

static TCase *real_tcase(void)
{
    TCase *tcase = tcase_create("real files");
    const int modes = reading_modes();

    tcase_add_unchecked_fixture(tcase, temp_enter, temp_leave);
    tcase_add_loop_test(tcase, a_file_truncated_while_loading_is_a_short_read, 0, modes);
    tcase_add_loop_test(tcase, a_file_emptied_while_loading_is_a_short_read_behind_what_was_read, 0,
                        modes);
    tcase_add_loop_test(tcase, a_file_written_or_grown_while_loading_has_changed, 0, modes);
    tcase_add_loop_test(tcase,
                        a_file_replaced_removed_or_linked_while_loading_is_still_the_old_whole_file,
                        0, modes);
    return tcase;
}

Suite *io_read_confirm_suite(void)
{
    Suite *suite = suite_create("io/read: confirming");
    TCase *tcase = tcase_create("virtual files");

    tcase_add_loop_test(tcase, a_file_whose_size_or_time_changed_is_told, 0, reading_modes());
    tcase_add_loop_test(tcase, a_second_look_that_fails_ends_the_load, 0, 3);
    tcase_add_loop_test(tcase, each_file_is_looked_at_twice, 0, reading_modes());
    suite_add_tcase(suite, tcase);
    suite_add_tcase(suite, real_tcase());
    return suite;
}
