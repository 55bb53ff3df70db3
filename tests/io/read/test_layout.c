/* allocating: one question to the owner, and where each tensor lies in the answer.
 * reading_check_done looks at alignment, bounds and overlaps after every load. */
#include <check.h>

#include "support/reading.h"
#include "io/read/one_file.h"
#include "io/read/suites.h"

#define KIB UINT64_C(1024)
#define MIB (UINT64_C(1) << 20)

/* --- the owner ----------------------------------------------------------------- */

START_TEST(an_owner_who_refuses_ends_the_load)
{
    const struct emel_io_error_event expected = reading_error(EMEL_IO_READ_ALLOCATION_FAILED);
    struct reading r;

    one_file(&r, _i, 5000);
    reading_span(&r, 0, 0, 5000);
    r.owner.refuses = true;
    reading_fails(&r, expected);
    ck_assert_uint_eq(r.owner.allocations, 1);
    ck_assert_uint_eq(r.owner.releases, 0);
    ck_assert_uint_eq(r.system.calls[SYSTEM_READ], 0);
    r.owner.refuses = false;
    reading_succeeds(&r);
    reading_free(&r);
}
END_TEST

START_TEST(misaligned_memory_goes_back_and_ends_the_load)
{
    const struct emel_io_error_event expected = reading_error(EMEL_IO_READ_ALLOCATION_FAILED);
    static const size_t misplaced[] = { 1, 16, 63 };
    struct reading r;

    one_file(&r, 0, 5000);
    reading_span(&r, 0, 0, 5000);
    r.load.request.policy.alignment = 64;
    r.owner.misplaced = misplaced[_i];
    reading_fails(&r, expected);
    ck_assert_uint_eq(r.owner.allocations, 1);
    ck_assert_uint_eq(r.owner.releases, 1);
    ck_assert_uint_eq(r.system.calls[SYSTEM_READ], 0);
    reading_free(&r);
}
END_TEST

START_TEST(a_load_of_targets_asks_for_no_memory)
{
    struct reading r;

    one_file(&r, _i, 5000);
    reading_target(&r, 0, 0, 100, 1);
    reading_target(&r, 0, 4999, 1, 0);
    reading_target(&r, 0, 50, 0, 0);
    reading_succeeds(&r);
    ck_assert_uint_eq(r.owner.allocations, 0);
    ck_assert_ptr_null(r.load.done_event.memory);
    reading_free(&r);
}
END_TEST

/* --- alignment ----------------------------------------------------------------- */

/* Sizes and offsets that fit no alignment, in no order, with a gap and an overlap. */
static void odd_spans(struct reading *r)
{
    static const struct {
        uint64_t offset, bytes;
    } spans[] = {
        { 9001, 777 },   { 0, 1 },     { 1, 3 },   { 4, 4096 }, { 20000, 0 },
        { 20001, 4097 }, { 9100, 10 }, { 64, 64 }, { 65, 31 },
    };

    for (size_t i = 0; i < sizeof spans / sizeof *spans; i++)
        reading_span(r, 0, spans[i].offset, spans[i].bytes);
}

START_TEST(every_alignment_from_1_to_2_mib_is_kept)
{
    struct reading r;

    one_file(&r, 0, 32 * KIB);
    odd_spans(&r);
    r.load.request.policy.alignment = UINT32_C(1) << _i;
    reading_succeeds(&r);
    reading_free(&r);
}
END_TEST

START_TEST(an_alignment_is_kept_however_the_bytes_get_there)
{
    static const uint32_t alignments[] = { 1, 64, 4096 };
    struct reading r;

    for (int i = 0; i < 3; i++) {
        one_file(&r, _i, 32 * KIB);
        odd_spans(&r);
        r.load.request.policy.alignment = alignments[i];
        reading_succeeds(&r);
        reading_free(&r);
    }
}
END_TEST

START_TEST(an_alignment_of_0_is_32)
{
    struct reading r;

    one_file(&r, _i, 5000);
    reading_span(&r, 0, 1, 99);
    reading_span(&r, 0, 150, 99);
    reading_succeeds(&r);
    ck_assert_uint_eq(r.owner.alignment, 32);
    reading_free(&r);
}
END_TEST

START_TEST(a_target_is_exempt_from_alignment)
{
    struct reading r;

    one_file(&r, _i, 5000);
    r.load.request.policy.alignment = 4096;
    reading_target(&r, 0, 11, 3000, 1);
    reading_target(&r, 0, 4000, 1000, 63);
    reading_span(&r, 0, 3500, 100);
    reading_succeeds(&r);
    reading_free(&r);
}
END_TEST

/* --- no bytes ------------------------------------------------------------------ */

START_TEST(a_tensor_without_bytes_still_points_into_the_region)
{
    struct reading r;

    one_file(&r, _i, 5000);
    r.load.request.policy.alignment = 256;
    reading_span(&r, 0, 0, 0);
    reading_succeeds(&r); /* alone */
    reading_span(&r, 0, 100, 300);
    reading_span(&r, 0, 5000, 0);
    reading_succeeds(&r); /* and among others */
    reading_free(&r);
}
END_TEST

/* --- memory -------------------------------------------------------------------- */

/* Each tensor rounded up to the alignment, and a sixteenth for gaps and page padding. */
static uint64_t fair_share(const struct reading *r, uint64_t alignment)
{
    uint64_t rounded = 0;

    for (uint32_t i = 0; i < r->load.request.span_count; i++)
        rounded += (r->spans[i].byte_size + alignment - 1) & ~(alignment - 1);
    return rounded + rounded / 16;
}

START_TEST(gaps_in_a_file_cost_little_memory)
{
    static const uint64_t strides[] = { 1000, 1024, 4000, 4096 + 32, 70000, UINT64_C(1) << 31 };
    struct reading r;

    one_file(&r, 0, UINT64_C(1) << 40);
    for (uint64_t i = 0; i < 100; i++)
        reading_span(&r, 0, i * strides[_i], 1000);
    reading_succeeds(&r);
    ck_assert_uint_le(r.load.done_event.memory_bytes, fair_share(&r, 32));
    reading_free(&r);
}
END_TEST

START_TEST(spans_that_share_bytes_of_the_file_share_no_memory)
{
    struct reading r;
    unsigned char *first;

    one_file(&r, _i, 5000);
    reading_span(&r, 0, 0, 1000);
    reading_span(&r, 0, 0, 1000);
    reading_span(&r, 0, 500, 1000);
    reading_succeeds(&r);
    first = r.load.request.data[0];
    first[600] ^= 0xff;
    ck_assert_uint_eq(temp_matching(r.load.request.data[1], r.seeds[0], 0, 1000), 1000);
    ck_assert_uint_eq(temp_matching(r.load.request.data[2], r.seeds[0], 500, 1000), 1000);
    reading_free(&r);
}
END_TEST

Suite *io_read_layout_suite(void)
{
    Suite *suite = suite_create("io/read: allocating");
    TCase *tcase = tcase_create("layout");
    const int modes = reading_modes();

    tcase_add_loop_test(tcase, an_owner_who_refuses_ends_the_load, 0, modes);
    tcase_add_loop_test(tcase, misaligned_memory_goes_back_and_ends_the_load, 0, 3);
    tcase_add_loop_test(tcase, a_load_of_targets_asks_for_no_memory, 0, modes);
    tcase_add_loop_test(tcase, every_alignment_from_1_to_2_mib_is_kept, 0, 22);
    tcase_add_loop_test(tcase, an_alignment_is_kept_however_the_bytes_get_there, 0, modes);
    tcase_add_loop_test(tcase, an_alignment_of_0_is_32, 0, modes);
    tcase_add_loop_test(tcase, a_target_is_exempt_from_alignment, 0, modes);
    tcase_add_loop_test(tcase, a_tensor_without_bytes_still_points_into_the_region, 0, modes);
    tcase_add_loop_test(tcase, gaps_in_a_file_cost_little_memory, 0, 6);
    tcase_add_loop_test(tcase, spans_that_share_bytes_of_the_file_share_no_memory, 0, modes);
    suite_add_tcase(suite, tcase);
    return suite;
}
