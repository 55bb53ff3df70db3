/* allocating: where in its region a tensor begins.  Congruent to its place in the file, modulo
 * a page, a direct read puts it there without a second copy; but that may cost no more than a
 * sixteenth of what the tensors take. */
#include <check.h>

#include "support/reading.h"
#include "io/read/suites.h"

#define KIB UINT64_C(1024)
#define MIB (UINT64_C(1) << 20)
#define PAGE UINT64_C(4096)
#define FAR MIB /* what lies so far apart is not read together */

static void one_file(struct reading *r, uint32_t alignment)
{
    reading_init(r, 0, READING_VIRTUAL);
    reading_file(r, 40 * MIB);
    r->load.request.policy.alignment = alignment;
}

/* Where in the region a tensor begins. */
static uint64_t place(const struct reading *r, uint32_t index)
{
    return (uint64_t)((uintptr_t)r->load.request.data[index] -
                      (uintptr_t)r->load.done_event.memory);
}

START_TEST(tensors_far_apart_begin_congruent_to_the_file_modulo_a_page)
{
    static const uint64_t offsets[] = { 0, 32, 64, 2048, PAGE - 32, PAGE, 5 * PAGE + 96 };
    const uint64_t offset = offsets[_i];
    struct reading r;

    one_file(&r, 32);
    for (uint32_t i = 0; i < 4; i++)
        reading_span(&r, 0, offset + i * FAR, 300 * KIB + 17 * i);
    reading_succeeds(&r);
    for (uint32_t i = 0; i < 4; i++)
        ck_assert_uint_eq(place(&r, i) % PAGE, offset % PAGE);
    ck_assert_uint_lt(place(&r, 0), PAGE); /* by no more than a page is any moved for it */
    for (uint32_t i = 1; i < 4; i++)
        ck_assert_uint_lt(place(&r, i) - place(&r, i - 1) - r.spans[i - 1].byte_size, PAGE + 32);
    reading_free(&r);
}
END_TEST

START_TEST(an_alignment_goes_before_congruence)
{
    struct reading r;

    one_file(&r, 64);
    reading_span(&r, 0, 96, 300 * KIB);
    reading_span(&r, 0, 96 + FAR, 300 * KIB);
    reading_succeeds(&r);
    ck_assert_uint_eq(place(&r, 0), 0);
    ck_assert_uint_eq(place(&r, 1), 300 * KIB);
    reading_free(&r);
}
END_TEST

START_TEST(congruence_costs_a_sixteenth_of_the_tensors_and_not_a_byte_more)
{
    const uint64_t bytes = 16 * 64 - (uint64_t)_i;
    struct reading r;

    one_file(&r, 32);
    reading_span(&r, 0, 64, bytes);
    reading_succeeds(&r);
    ck_assert_uint_eq(place(&r, 0), _i == 0 ? 64 : 0);
    ck_assert_uint_eq(r.load.done_event.memory_bytes, place(&r, 0) + bytes);
    reading_free(&r);
}
END_TEST

/* Of 100 tensors each would like half a page. */
START_TEST(what_is_spent_for_one_tensor_is_spent_for_all)
{
    struct reading r;
    unsigned congruent = 0;

    reading_init(&r, 0, READING_VIRTUAL);
    reading_file(&r, 200 * MIB);
    r.load.request.policy.alignment = 32;
    for (uint32_t i = 0; i < 100; i++)
        reading_span(&r, 0, i * FAR + (i % 2) * 2048, 4096);
    reading_succeeds(&r);
    for (uint32_t i = 0; i < 100; i++)
        congruent += place(&r, i) % PAGE == r.spans[i].file_offset % PAGE;
    ck_assert_uint_gt(congruent, 10);
    ck_assert_uint_lt(congruent, 100);
    ck_assert_uint_le(r.load.done_event.memory_bytes, 100 * 4096 + 100 * 4096 / 16);
    reading_free(&r);
}
END_TEST

Suite *io_read_placement_suite(void)
{
    Suite *suite = suite_create("io/read: placement");
    TCase *test = tcase_create("landing");

    tcase_add_loop_test(test, tensors_far_apart_begin_congruent_to_the_file_modulo_a_page, 0, 7);
    tcase_add_test(test, an_alignment_goes_before_congruence);
    tcase_add_loop_test(test, congruence_costs_a_sixteenth_of_the_tensors_and_not_a_byte_more, 0,
                        2);
    tcase_add_test(test, what_is_spent_for_one_tensor_is_spent_for_all);
    suite_add_tcase(suite, test);
    return suite;
}
