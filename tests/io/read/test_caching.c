/* transferring: which way of reading is taken, and how many threads take it. */
#include <check.h>
#include <errno.h>

#include "support/reading.h"
#include "io/read/one_file.h"
#include "io/read/suites.h"

#define KIB UINT64_C(1024)
#define MIB (UINT64_C(1) << 20)

/* --- which way ----------------------------------------------------------------- */

static unsigned direct_reads_of(uint32_t caching, bool cached, int query_error)
{
    unsigned reads;
    struct reading r;

    one_file_by(&r, caching, 2);
    three_neighbours(&r, 100, 5 * MIB);
    r.disk.files[0].direct_alignment = 512;
    r.disk.files[0].cached = cached;
    r.system.faults[0] =
        (struct system_fault){ SYSTEM_CACHED, 1, query_error ? SYSTEM_ALWAYS : 0, query_error };
    reading_succeeds(&r);
    reads = r.disk.direct_reads;
    reading_free(&r);
    return reads;
}

START_TEST(automatic_reads_around_the_cache_what_is_not_in_it)
{
    ck_assert_uint_gt(direct_reads_of(EMEL_IO_READ_AUTOMATIC, false, 0), 0);
    ck_assert_uint_eq(direct_reads_of(EMEL_IO_READ_AUTOMATIC, true, 0), 0);
}
END_TEST

START_TEST(automatic_reads_buffered_where_it_cannot_tell)
{
    ck_assert_uint_eq(direct_reads_of(EMEL_IO_READ_AUTOMATIC, false, EPERM), 0);
    ck_assert_uint_eq(direct_reads_of(EMEL_IO_READ_AUTOMATIC, false, ENOSYS), 0);
}
END_TEST

START_TEST(buffered_never_reads_around_the_cache)
{
    ck_assert_uint_eq(direct_reads_of(EMEL_IO_READ_BUFFERED, false, 0), 0);
    ck_assert_uint_eq(direct_reads_of(EMEL_IO_READ_BUFFERED, true, 0), 0);
}
END_TEST

START_TEST(direct_reads_around_the_cache_whatever_is_in_it)
{
    ck_assert_uint_gt(direct_reads_of(EMEL_IO_READ_DIRECT, false, 0), 0);
    ck_assert_uint_gt(direct_reads_of(EMEL_IO_READ_DIRECT, true, 0), 0);
    ck_assert_uint_gt(direct_reads_of(EMEL_IO_READ_DIRECT, true, EPERM), 0);
}
END_TEST

/* --- one read for many tensors ------------------------------------------------- */

static unsigned reads_of(uint64_t gap, uint64_t size)
{
    struct reading r;
    unsigned reads;

    one_file_by(&r, EMEL_IO_READ_BUFFERED, 1);
    for (uint64_t i = 0; i < 10; i++) /* all within a piece */
        reading_span(&r, 0, i * (size + gap), size);
    reading_succeeds(&r);
    reads = r.system.calls[SYSTEM_READ];
    reading_free(&r);
    return reads;
}

START_TEST(neighbours_are_read_together)
{
    ck_assert_uint_eq(reads_of(0, 4096), 1);
    ck_assert_uint_eq(reads_of(64, 4096), 1);
    ck_assert_uint_eq(reads_of(4096, 128 * KIB), 1);
}
END_TEST

START_TEST(what_nobody_asked_for_is_not_read_for_long)
{
    ck_assert_uint_eq(reads_of(8192, 160 * KIB), 10);
    ck_assert_uint_gt(reads_of(4096, 4096), 5); /* twice the bytes is no bargain */
}
END_TEST

/* --- workers ------------------------------------------------------------------- */

/* One worker may have come to all of it before the other began. */
START_TEST(cold_buffered_reads_give_each_worker_a_descriptor_and_close_it)
{
    struct reading r;

    one_file_by(&r, EMEL_IO_READ_BUFFERED, 2);
    reading_span(&r, 0, 0, 40 * MIB);
    reading_succeeds(&r); /* which finds any descriptor left open */
    ck_assert_uint_ge(r.system.calls[SYSTEM_REOPEN], 1);
    ck_assert_uint_eq(r.system.calls[SYSTEM_CLOSE], 1 + r.system.calls[SYSTEM_REOPEN]);
    reading_free(&r);
}
END_TEST

/* What cannot be read around the cache after all, is read as if it never could. */
START_TEST(where_direct_reads_are_refused_the_next_step_gives_each_worker_a_descriptor)
{
    struct reading r;

    one_file_by(&r, EMEL_IO_READ_AUTOMATIC, 2);
    r.disk.files[0].direct_alignment = 512;
    r.disk.files[0].direct_error = EINVAL;
    r.options.step_bytes = 10 * MIB;
    reading_span(&r, 0, 0, 40 * MIB);
    reading_succeeds(&r);
    ck_assert_uint_ge(r.system.calls[SYSTEM_REOPEN], 1);
    reading_free(&r);
}
END_TEST

START_TEST(workers_share_a_descriptor_where_there_is_no_other_to_be_had)
{
    struct reading r;

    one_file_by(&r, EMEL_IO_READ_BUFFERED, 2);
    reading_span(&r, 0, 0, 40 * MIB);
    r.system.faults[0] = (struct system_fault){ SYSTEM_REOPEN, 1, SYSTEM_ALWAYS, EMFILE };
    reading_succeeds(&r);
    reading_free(&r);
}
END_TEST

static int scribble_and_refuse(void *context, int descriptor, int *again)
{
    (void)context;
    (void)descriptor;
    *again = 12345;
    return EMFILE;
}

START_TEST(what_a_refused_opening_leaves_behind_is_no_descriptor)
{
    struct emel_io_system scribbling;
    struct reading r;

    one_file_by(&r, EMEL_IO_READ_BUFFERED, 2);
    scribbling = *r.system.under;
    scribbling.reopen = scribble_and_refuse;
    r.system.under = &scribbling;
    reading_span(&r, 0, 0, 40 * MIB);
    reading_succeeds(&r);
    reading_free(&r);
}
END_TEST

START_TEST(workers_share_a_descriptor_where_the_system_cannot_open_again)
{
    struct emel_io_system unable;
    struct reading r;

    one_file_by(&r, EMEL_IO_READ_BUFFERED, 2);
    unable = *r.system.under;
    unable.reopen = NULL;
    r.system.under = &unable;
    reading_span(&r, 0, 0, 40 * MIB);
    reading_succeeds(&r);
    reading_free(&r);
}
END_TEST

START_TEST(workers_share_a_descriptor_where_all_is_cached)
{
    struct reading r;

    one_file_by(&r, EMEL_IO_READ_AUTOMATIC, 2);
    r.disk.files[0].cached = true;
    reading_span(&r, 0, 0, 40 * MIB);
    reading_succeeds(&r);
    ck_assert_uint_gt(r.system.calls[SYSTEM_RUN], 0);
    ck_assert_uint_eq(r.system.calls[SYSTEM_REOPEN], 0);
    reading_free(&r);
}
END_TEST

START_TEST(threads_that_cannot_start_are_done_without)
{
    static const enum threads threads[] = { THREADS_FEWER, THREADS_NONE, THREADS_IN_TURN,
                                            THREADS_NO_RUN };
    struct reading r;

    for (uint32_t caching = 0; caching <= EMEL_IO_READ_DIRECT; caching++) {
        one_file_by(&r, caching, 8);
        r.system.threads = threads[_i];
        r.disk.files[0].direct_alignment = 512;
        reading_span(&r, 0, 5, 20 * MIB);
        reading_succeeds(&r);
        reading_free(&r);
    }
}
END_TEST

START_TEST(a_small_load_starts_no_threads)
{
    struct reading r;

    one_file_by(&r, EMEL_IO_READ_AUTOMATIC, 0);
    three_neighbours(&r, 0, 1 * MIB);
    reading_succeeds(&r);
    ck_assert_uint_eq(r.system.calls[SYSTEM_RUN], 0);
    reading_free(&r);
}
END_TEST

/* Targets lie elsewhere than the tensors around them, but are no bytes more for that. */
START_TEST(many_small_targets_start_no_threads)
{
    struct reading r;

    one_file_by(&r, EMEL_IO_READ_AUTOMATIC, 0);
    for (uint64_t i = 0; i < 40; i += 2) {
        reading_span(&r, 0, i * KIB, KIB);
        reading_target(&r, 0, (i + 1) * KIB, KIB, 0);
    }
    reading_succeeds(&r);
    ck_assert_uint_eq(r.system.calls[SYSTEM_RUN], 0);
    reading_free(&r);
}
END_TEST

Suite *io_read_caching_suite(void)
{
    Suite *suite = suite_create("io/read: caching");
    TCase *tcase = tcase_create("choice and workers");

    tcase_set_timeout(tcase, 60); /* under a sanitizer, on a busy machine */
    tcase_add_test(tcase, automatic_reads_around_the_cache_what_is_not_in_it);
    tcase_add_test(tcase, automatic_reads_buffered_where_it_cannot_tell);
    tcase_add_test(tcase, buffered_never_reads_around_the_cache);
    tcase_add_test(tcase, direct_reads_around_the_cache_whatever_is_in_it);
    tcase_add_test(tcase, neighbours_are_read_together);
    tcase_add_test(tcase, what_nobody_asked_for_is_not_read_for_long);
    tcase_add_test(tcase, cold_buffered_reads_give_each_worker_a_descriptor_and_close_it);
    tcase_add_test(tcase,
                   where_direct_reads_are_refused_the_next_step_gives_each_worker_a_descriptor);
    tcase_add_test(tcase, workers_share_a_descriptor_where_there_is_no_other_to_be_had);
    tcase_add_test(tcase, what_a_refused_opening_leaves_behind_is_no_descriptor);
    tcase_add_test(tcase, workers_share_a_descriptor_where_the_system_cannot_open_again);
    tcase_add_test(tcase, workers_share_a_descriptor_where_all_is_cached);
    tcase_add_loop_test(tcase, threads_that_cannot_start_are_done_without, 0, 4);
    tcase_add_test(tcase, a_small_load_starts_no_threads);
    tcase_add_test(tcase, many_small_targets_start_no_threads);
    suite_add_tcase(suite, tcase);
    return suite;
}
