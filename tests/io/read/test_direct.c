/* transferring: direct reads, which move whole blocks between aligned places only. */
#include <check.h>
#include <errno.h>

#include "support/reading.h"
#include "io/read/one_file.h"
#include "io/read/suites.h"

#define KIB UINT64_C(1024)
#define MIB (UINT64_C(1) << 20)

/* --- direct reads in place ----------------------------------------------------- */

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
        one_file_by(&r, EMEL_IO_READ_DIRECT, 1);
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
        one_file_by(&r, EMEL_IO_READ_DIRECT, 1);
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
        one_file_by(&r, EMEL_IO_READ_DIRECT, 1);
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

/* --- pages under a device ------------------------------------------------------ */

/* Where reads may write to a target, on its whole pages; and whether one wrote elsewhere. */
static struct {
    const struct emel_io_system *under;
    uintptr_t begin, end;
    unsigned inside, outside;
} watched;

static int watching_read(void *context, int descriptor, const struct iovec *slices, int count,
                         uint64_t offset, size_t *moved)
{
    for (int i = 0; i < count; i++) {
        const uintptr_t begin = (uintptr_t)slices[i].iov_base, end = begin + slices[i].iov_len;

        if (begin >= watched.begin && end <= watched.end)
            watched.inside++;
        else if (end > watched.begin - 4096 && begin < watched.end + 4096)
            watched.outside++;
    }
    return watched.under->read(context, descriptor, slices, count, offset, moved);
}

static uintptr_t page_of(uintptr_t address)
{
    return address / 4096 * 4096;
}

START_TEST(direct_reads_write_to_no_page_that_the_tensor_shares)
{
    static const size_t misplaced[] = { 0, 1, 16, 32 };
    static const uint32_t blocks[] = { 1, 4, 512, 4096 };
    struct emel_io_system watching;
    struct reading r;

    for (int i = 0; i < 16; i++) {
        one_file_by(&r, EMEL_IO_READ_DIRECT, 1);
        r.disk.files[0].direct_alignment = blocks[i / 4];
        reading_target(&r, 0, 100 + (uint64_t)_i * 512, 300 * KIB, misplaced[i % 4]);
        watched.under = r.system.under;
        watched.begin = page_of((uintptr_t)r.spans[0].target + 4095);
        watched.end = page_of((uintptr_t)r.spans[0].target + 300 * KIB);
        watched.inside = watched.outside = 0;
        watching = *r.system.under;
        watching.read = watching_read;
        r.system.under = &watching;
        expect_direct(&r);
        ck_assert_uint_eq(watched.inside, 1);
        ck_assert_uint_eq(watched.outside, 0);
        reading_free(&r);
    }
}
END_TEST

/* --- direct reads that do not work --------------------------------------------- */

START_TEST(a_direct_read_that_fails_is_made_again_buffered)
{
    static const int reasons[] = { EINVAL, EOPNOTSUPP, EIO, ENOMEM, EAGAIN, EINTR };
    struct reading r;

    one_file_by(&r, EMEL_IO_READ_DIRECT, 1 + (uint32_t)_i % 2);
    three_neighbours(&r, 100, 5 * MIB);
    r.disk.files[0].direct_alignment = 512;
    r.disk.files[0].direct_error = reasons[_i];
    reading_succeeds(&r);
    ck_assert_uint_gt(r.disk.direct_tries, 0);
    reading_free(&r);
}
END_TEST

START_TEST(an_interrupted_direct_read_is_made_again)
{
    struct reading r;

    one_file_by(&r, EMEL_IO_READ_DIRECT, 1);
    three_neighbours(&r, 100, 5 * MIB);
    r.disk.files[0].direct_alignment = 512;
    r.system.interruptions = 3;
    reading_succeeds(&r);
    ck_assert_uint_eq(r.disk.direct_reads, r.disk.direct_tries);
    ck_assert_uint_eq(r.system.calls[SYSTEM_READ], 4 * r.disk.direct_reads);
    reading_free(&r);
}
END_TEST

START_TEST(a_file_that_refuses_direct_reads_is_not_asked_at_every_piece)
{
    struct reading r;

    one_file_by(&r, EMEL_IO_READ_DIRECT, 1);
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
        one_file_by(&r, EMEL_IO_READ_DIRECT, 1);
        three_neighbours(&r, 100, 400 * KIB);
        r.disk.files[0].direct_alignment = 512;
        r.system.cap = cap;
        reading_succeeds(&r);
        reading_free(&r);
    }
}
END_TEST

/* A disk that fails in one place is no file system that refuses. */
START_TEST(a_bad_sector_does_not_end_direct_reads_elsewhere)
{
    struct reading r;

    one_file_by(&r, EMEL_IO_READ_DIRECT, 1);
    for (uint64_t i = 0; i < 8; i++)
        reading_span(&r, 0, i * MIB, MIB - 32 * KIB);
    r.disk.files[0].direct_alignment = 512;
    r.system.bad = (struct system_bad_sector){
        .from = MIB - 16 * KIB, .until = MIB - 15 * KIB, .error = EIO, .greedy = true
    };
    reading_succeeds(&r);
    ck_assert_uint_ge(r.disk.direct_reads, 1);
    reading_free(&r);
}
END_TEST

START_TEST(demands_that_cannot_be_met_mean_buffered_reads)
{
    static const uint32_t demands[] = { 3, 8192, UINT32_C(1) << 31, UINT32_MAX };
    struct reading r;

    one_file_by(&r, EMEL_IO_READ_DIRECT, 1);
    three_neighbours(&r, 100, 400 * KIB);
    r.disk.files[0].direct_alignment = demands[_i];
    reading_succeeds(&r);
    ck_assert_uint_eq(r.disk.direct_tries, 0);
    reading_free(&r);
}
END_TEST

Suite *io_read_direct_suite(void)
{
    Suite *suite = suite_create("io/read: direct reads");
    TCase *tcase = tcase_create("direct");

    tcase_set_timeout(tcase, 60); /* under a sanitizer, on a busy machine */
    tcase_add_loop_test(tcase, direct_reads_serve_every_offset_size_and_alignment, 0, 8);
    tcase_add_loop_test(tcase, direct_reads_serve_targets_wherever_they_lie, 0, 2);
    tcase_add_loop_test(tcase, direct_reads_at_the_end_of_a_file_write_nothing_beyond_its_tensor, 0,
                        2);
    tcase_add_loop_test(tcase, direct_reads_write_to_no_page_that_the_tensor_shares, 0, 3);
    tcase_add_test(tcase, an_interrupted_direct_read_is_made_again);
    tcase_add_loop_test(tcase, a_direct_read_that_fails_is_made_again_buffered, 0, 6);
    tcase_add_test(tcase, a_file_that_refuses_direct_reads_is_not_asked_at_every_piece);
    tcase_add_test(tcase, direct_reads_that_move_less_than_asked_leave_nothing_out);
    tcase_add_test(tcase, a_bad_sector_does_not_end_direct_reads_elsewhere);
    tcase_add_loop_test(tcase, demands_that_cannot_be_met_mean_buffered_reads, 0, 4);
    suite_add_tcase(suite, tcase);
    return suite;
}
