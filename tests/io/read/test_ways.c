/* transferring: which way of reading is taken, and that each of them gives the same. */
#include <check.h>
#include <errno.h>

#include "io/read/reading.h"
#include "io/read/suites.h"

#define KIB UINT64_C(1024)
#define MIB (UINT64_C(1) << 20)

/* One file of no round size, and options of the test's own. */
static void one_file(struct reading *r, uint32_t caching, uint32_t workers)
{
    reading_init(r, 0, READING_VIRTUAL);
    reading_file(r, 40 * MIB + 77);
    r->options.caching = caching;
    r->options.workers = workers;
}

/* --- direct reads in place ------------------------------------------------------------------ */

/* Three neighbours, so that a byte written beyond one is a byte missing from the next. */
static void three_neighbours(struct reading *r, uint64_t offset, uint64_t bytes)
{
    reading_span(r, 0, offset, bytes);
    reading_span(r, 0, offset + bytes, bytes);
    reading_span(r, 0, offset + 2 * bytes, bytes);
}

/* Every direct read asks for what it may ask for, and nothing is left to others. */
static void expect_direct(struct reading *r)
{
    reading_succeeds(r);
    ck_assert_uint_gt(r->disk.direct_tries, 0);
    ck_assert_uint_eq(r->disk.direct_reads, r->disk.direct_tries);
    ck_assert_uint_eq(r->disk.direct_reads, r->system.calls[SYSTEM_READ]);
}

START_TEST(direct_reads_serve_every_offset_size_and_alignment)
{
    static const uint64_t offsets[] = { 0, 1, 32, 511, 512, 4095, 4096, 4128 };
    static const uint64_t sizes[] = { 256 * KIB, 256 * KIB + 1, 300 * KIB - 1, 512 * KIB + 512 };
    static const uint32_t alignments[] = { 1, 32, 512, 4096 };
    static const uint32_t blocks[] = { 1, 512, 4096 };
    struct reading r;

    for (int i = 0; i < 4 * 4 * 3; i++) {
        one_file(&r, EMEL_IO_READ_DIRECT, 1);
        three_neighbours(&r, offsets[_i], sizes[i % 4]);
        r.load.request.policy.alignment = alignments[i / 4 % 4];
        r.disk.files[0].direct_alignment = blocks[i / 16];
        expect_direct(&r);
        reading_free(&r);
    }
}
END_TEST

START_TEST(direct_reads_serve_targets_wherever_they_lie)
{
    static const size_t misplaced[] = { 0, 1, 16, 63 };
    struct reading r;

    for (int i = 0; i < 4; i++) {
        one_file(&r, EMEL_IO_READ_DIRECT, 1);
        r.disk.files[0].direct_alignment = _i ? 4096 : 512;
        reading_target(&r, 0, 100, 300 * KIB, misplaced[i]);
        reading_target(&r, 0, 512 * KIB, 512 * KIB, misplaced[i]);
        expect_direct(&r);
        reading_free(&r);
    }
}
END_TEST

/* The last block of such a file is written whole by a direct read. */
START_TEST(direct_reads_at_the_end_of_a_file_write_nothing_beyond_its_tensor)
{
    static const uint64_t ends[] = { 1 * MIB + 1, 1 * MIB + 511, 1 * MIB + 512, 1 * MIB + 4095 };
    struct reading r;

    for (int i = 0; i < 4; i++) {
        one_file(&r, EMEL_IO_READ_DIRECT, 1);
        r.disk.files[0].bytes = ends[i];
        r.disk.files[0].direct_alignment = _i ? 4096 : 512;
        reading_span(&r, 0, 512 * KIB, ends[i] - 512 * KIB);
        reading_target(&r, 0, 256 * KIB, ends[i] - 256 * KIB, 1);
        reading_target(&r, 0, 768 * KIB, ends[i] - 768 * KIB, 0);
        expect_direct(&r);
        reading_free(&r);
    }
}
END_TEST

/* --- direct reads that do not work ------------------------------------------------------------ */

START_TEST(a_direct_read_that_fails_is_made_again_buffered)
{
    static const int reasons[] = { EINVAL, EOPNOTSUPP, EIO, ENOMEM, EAGAIN, EINTR };
    struct reading r;

    one_file(&r, EMEL_IO_READ_DIRECT, 1 + (uint32_t)_i % 2);
    three_neighbours(&r, 100, 5 * MIB);
    r.disk.files[0].direct_alignment = 512;
    r.disk.files[0].direct_error = reasons[_i];
    reading_succeeds(&r);
    ck_assert_uint_gt(r.disk.direct_tries, 0);
    reading_free(&r);
}
END_TEST

START_TEST(a_file_that_refuses_direct_reads_is_not_asked_at_every_piece)
{
    struct reading r;

    one_file(&r, EMEL_IO_READ_DIRECT, 1);
    reading_span(&r, 0, 0, 40 * MIB);
    r.disk.files[0].direct_alignment = 512;
    r.disk.files[0].direct_error = EINVAL;
    reading_succeeds(&r);
    ck_assert_uint_eq(r.disk.direct_tries, 1);
    reading_free(&r);
}
END_TEST

START_TEST(direct_reads_that_move_less_than_asked_leave_nothing_out)
{
    struct reading r;

    for (size_t cap = 511; cap < 2 * MIB; cap = cap * 3 + 1) {
        one_file(&r, EMEL_IO_READ_DIRECT, 1);
        three_neighbours(&r, 100, 400 * KIB);
        r.disk.files[0].direct_alignment = 512;
        r.system.cap = cap;
        reading_succeeds(&r);
        reading_free(&r);
    }
}
END_TEST

START_TEST(demands_that_cannot_be_met_mean_buffered_reads)
{
    static const uint32_t demands[] = { 3, 8192, UINT32_C(1) << 31, UINT32_MAX };
    struct reading r;

    one_file(&r, EMEL_IO_READ_DIRECT, 1);
    three_neighbours(&r, 100, 400 * KIB);
    r.disk.files[0].direct_alignment = demands[_i];
    reading_succeeds(&r);
    ck_assert_uint_eq(r.disk.direct_tries, 0);
    reading_free(&r);
}
END_TEST

/* --- which way ---------------------------------------------------------------------------------- */

static unsigned direct_reads_of(uint32_t caching, bool cached, int query_error)
{
    unsigned reads;
    struct reading r;

    one_file(&r, caching, 2);
    three_neighbours(&r, 100, 5 * MIB);
    r.disk.files[0].direct_alignment = 512;
    r.disk.files[0].cached = cached;
    r.system.faults[0] = (struct system_fault){ SYSTEM_CACHED, 1, query_error ? SYSTEM_ALWAYS : 0,
                                                query_error };
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

/* --- one read for many tensors -------------------------------------------------------------- */

static unsigned reads_of(uint64_t gap, uint64_t size)
{
    struct reading r;
    unsigned reads;

    one_file(&r, EMEL_IO_READ_BUFFERED, 1);
    for (uint64_t i = 0; i < 20; i++)
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
    ck_assert_uint_eq(reads_of(8192, 160 * KIB), 20);
    ck_assert_uint_gt(reads_of(4096, 4096), 10); /* twice the bytes is no bargain */
}
END_TEST

/* --- workers ---------------------------------------------------------------------------------------- */

START_TEST(cold_buffered_reads_give_each_worker_a_descriptor_and_close_it)
{
    struct reading r;

    one_file(&r, EMEL_IO_READ_BUFFERED, 2);
    reading_span(&r, 0, 0, 40 * MIB);
    reading_succeeds(&r); /* which finds any descriptor left open */
    ck_assert_uint_ge(r.system.calls[SYSTEM_REOPEN], 2);
    ck_assert_uint_eq(r.system.calls[SYSTEM_CLOSE], 1 + r.system.calls[SYSTEM_REOPEN]);
    reading_free(&r);
}
END_TEST

START_TEST(workers_share_a_descriptor_where_there_is_no_other_to_be_had)
{
    struct reading r;

    one_file(&r, EMEL_IO_READ_BUFFERED, 2);
    reading_span(&r, 0, 0, 40 * MIB);
    r.system.faults[0] = (struct system_fault){ SYSTEM_REOPEN, 1, SYSTEM_ALWAYS, EMFILE };
    reading_succeeds(&r);
    reading_free(&r);
}
END_TEST

START_TEST(threads_that_cannot_start_are_done_without)
{
    static const enum threads threads[] = { THREADS_FEWER, THREADS_NONE, THREADS_IN_TURN,
                                            THREADS_NO_RUN };
    struct reading r;

    for (uint32_t caching = 0; caching <= EMEL_IO_READ_DIRECT; caching++) {
        one_file(&r, caching, 8);
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

    one_file(&r, EMEL_IO_READ_AUTOMATIC, 0);
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

    one_file(&r, EMEL_IO_READ_AUTOMATIC, 0);
    for (uint64_t i = 0; i < 40; i += 2) {
        reading_span(&r, 0, i * KIB, KIB);
        reading_target(&r, 0, (i + 1) * KIB, KIB, 0);
    }
    reading_succeeds(&r);
    ck_assert_uint_eq(r.system.calls[SYSTEM_RUN], 0);
    reading_free(&r);
}
END_TEST

Suite *io_read_ways_suite(void)
{
    Suite *suite = suite_create("io/read: ways of transferring");
    TCase *direct = tcase_create("direct"), *rest = tcase_create("choice and workers");

    tcase_set_timeout(direct, 60); /* under a sanitizer, on a busy machine */
    tcase_add_loop_test(direct, direct_reads_serve_every_offset_size_and_alignment, 0, 8);
    tcase_add_loop_test(direct, direct_reads_serve_targets_wherever_they_lie, 0, 2);
    tcase_add_loop_test(direct, direct_reads_at_the_end_of_a_file_write_nothing_beyond_its_tensor, 0,
                        2);
    tcase_add_loop_test(direct, a_direct_read_that_fails_is_made_again_buffered, 0, 6);
    tcase_add_test(direct, a_file_that_refuses_direct_reads_is_not_asked_at_every_piece);
    tcase_add_test(direct, direct_reads_that_move_less_than_asked_leave_nothing_out);
    tcase_add_loop_test(direct, demands_that_cannot_be_met_mean_buffered_reads, 0, 4);
    tcase_set_timeout(rest, 60); /* under a sanitizer, on a busy machine */
    tcase_add_test(rest, automatic_reads_around_the_cache_what_is_not_in_it);
    tcase_add_test(rest, automatic_reads_buffered_where_it_cannot_tell);
    tcase_add_test(rest, buffered_never_reads_around_the_cache);
    tcase_add_test(rest, direct_reads_around_the_cache_whatever_is_in_it);
    tcase_add_test(rest, neighbours_are_read_together);
    tcase_add_test(rest, what_nobody_asked_for_is_not_read_for_long);
    tcase_add_test(rest, cold_buffered_reads_give_each_worker_a_descriptor_and_close_it);
    tcase_add_test(rest, workers_share_a_descriptor_where_there_is_no_other_to_be_had);
    tcase_add_loop_test(rest, threads_that_cannot_start_are_done_without, 0, 4);
    tcase_add_test(rest, a_small_load_starts_no_threads);
    tcase_add_test(rest, many_small_targets_start_no_threads);
    suite_add_tcase(suite, direct);
    suite_add_tcase(suite, rest);
    return suite;
}
