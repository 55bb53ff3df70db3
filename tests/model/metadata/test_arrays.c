/* Arrays of a model file, read element by element. */
#include <check.h>
#include <string.h>

#include "model/metadata/suites.h"
#include "support/array_walk.h"

/* --- elements ------------------------------------------------------------------------------ */

START_TEST(strings_come_one_after_the_other)
{
    static const size_t rooms[] = { 16, 17, 23, 24, 25, 64, sizeof walk.buffer };

    array_walk_open("4:8 8:5 s'first' s'' L(x00ff) s'a token of 16 b' s'last'", rooms[_i]);
    array_walk_next_is_text("first");
    array_walk_next_is_text("");
    array_walk_next(EMEL_METADATA_STRING);
    ck_assert_uint_eq(walk.element.bytes, 2);
    ck_assert_mem_eq(walk.element.text, "\0\xff", 2);
    array_walk_next_is_text("a token of 16 b");
    array_walk_next_is_text("last");
    ck_assert_uint_eq(walk.element.depth, 0);
    ck_assert_uint_eq(walk.element.element_type, EMEL_METADATA_STRING);
    ck_assert_uint_eq(walk.element.count, 1);
    array_walk_at_end();
    array_walk_at_end();
}
END_TEST

/* The value of each as 64 bits, signed or not, or as a double. */
static const struct {
    const char *array;
    uint32_t type;
    uint64_t u;
    double f;
} numbers[] = {
    { "4:0 8:1 1:255", EMEL_METADATA_UINT8, 255, 0 },
    { "4:1 8:1 1:-128", EMEL_METADATA_INT8, (uint64_t)-128, 0 },
    { "4:2 8:1 2:65535", EMEL_METADATA_UINT16, 65535, 0 },
    { "4:3 8:1 2:-2", EMEL_METADATA_INT16, (uint64_t)-2, 0 },
    { "4:4 8:1 4:-1", EMEL_METADATA_UINT32, UINT32_MAX, 0 },
    { "4:5 8:1 4:-1", EMEL_METADATA_INT32, UINT64_MAX, 0 },
    { "4:6 8:1 4:0xbf000000", EMEL_METADATA_FLOAT32, 0, -0.5 },
    { "4:7 8:1 1:1", EMEL_METADATA_BOOL, 1, 0 },
    { "4:7 8:1 1:0", EMEL_METADATA_BOOL, 0, 0 },
    { "4:10 8:1 8:-1", EMEL_METADATA_UINT64, UINT64_MAX, 0 },
    { "4:11 8:1 8:-3", EMEL_METADATA_INT64, (uint64_t)-3, 0 },
    { "4:12 8:1 8:0x3fb999999999999a", EMEL_METADATA_FLOAT64, 0, 0.1 },
};

START_TEST(numbers_of_every_type_are_decoded)
{
    array_walk_open(numbers[_i].array, 16);
    array_walk_next(numbers[_i].type);
    if (numbers[_i].f != 0)
        ck_assert_double_eq(walk.element.value.f, numbers[_i].f);
    else
        ck_assert_uint_eq(walk.element.value.u, numbers[_i].u);
    array_walk_at_end();
}
END_TEST

START_TEST(elements_are_converted_without_loss_or_refused_where_they_are)
{
    uint64_t u = 99;
    int64_t i = 99;
    double f = 99;
    bool b = false;

    array_walk_open("4:5 8:4 4:7 4:-7 4:1 4:2", 16);
    ck_assert(emel_metadata_next_u64(&walk.iterator, &u, &walk.why));
    ck_assert_uint_eq(u, 7);
    ck_assert(!emel_metadata_next_u64(&walk.iterator, &u, &walk.why));
    array_walk_refused(EMEL_FAILURE_METADATA, EMEL_METADATA_LOSSY);
    ck_assert_str_eq(walk.why.text, "the int32 is -{value}: negative");
    ck_assert_uint_eq(walk.why.value, 7);
    ck_assert_uint_eq(walk.why.file_offset, walk.iterator.entry.file_offset + 4);
    ck_assert_uint_eq(u, 7);
    ck_assert(emel_metadata_next_i64(&walk.iterator, &i, &walk.why)); /* the same element */
    ck_assert_int_eq(i, -7);
    ck_assert(emel_metadata_next_bool(&walk.iterator, &b, &walk.why) && b);
    ck_assert(emel_metadata_next_f64(&walk.iterator, &f, &walk.why));
    ck_assert_double_eq(f, 2);
    ck_assert(!emel_metadata_next_f64(&walk.iterator, &f, &walk.why));
    ck_assert_uint_eq(walk.why.source, EMEL_FAILURE_NONE);
}
END_TEST

START_TEST(an_element_of_another_type_is_refused_where_it_is)
{
    const char *text = NULL;
    uint64_t bytes = 99, u;

    array_walk_open("4:8 8:1 s'text'", 16);
    ck_assert(!emel_metadata_next_u64(&walk.iterator, &u, &walk.why));
    array_walk_refused(EMEL_FAILURE_METADATA, EMEL_METADATA_WRONG_TYPE);
    ck_assert_str_eq(walk.why.text, "the value is a string, not a number");
    ck_assert(emel_metadata_next_string(&walk.iterator, &text, &bytes, &walk.why));
    ck_assert_uint_eq(bytes, 4);
    ck_assert_mem_eq(text, "text", 4);
    ck_assert(!emel_metadata_next_string(&walk.iterator, &text, &bytes, &walk.why));
    ck_assert_uint_eq(walk.why.source, EMEL_FAILURE_NONE);
    array_walk_open("4:4 8:1 4:1", 16);
    ck_assert(!emel_metadata_next_string(&walk.iterator, &text, &bytes, &walk.why));
    array_walk_refused(EMEL_FAILURE_METADATA, EMEL_METADATA_WRONG_TYPE);
    ck_assert_str_eq(walk.why.text, "the value is a uint32, not a string");
}
END_TEST

START_TEST(an_empty_array_has_no_element)
{
    array_walk_open("4:4 8:0", 16);
    array_walk_at_end();
}
END_TEST

/* --- arrays in arrays ----------------------------------------------------------------------- */

#define NESTED "4:9 8:3 4:4 8:2 4:1 4:2 4:9 8:2 4:8 8:0 4:8 8:1 s'x' 4:0 8:0"

START_TEST(arrays_in_arrays_are_elements_before_their_own)
{
    array_walk_open(NESTED, 16);
    array_walk_next(EMEL_METADATA_ARRAY);
    ck_assert_uint_eq(walk.element.depth, 0);
    ck_assert_uint_eq(walk.element.element_type, EMEL_METADATA_UINT32);
    ck_assert_uint_eq(walk.element.count, 2);
    array_walk_next(EMEL_METADATA_UINT32);
    ck_assert_uint_eq(walk.element.depth, 1);
    array_walk_next(EMEL_METADATA_UINT32);
    ck_assert_uint_eq(walk.element.value.u, 2);
    array_walk_next(EMEL_METADATA_ARRAY);
    ck_assert_uint_eq(walk.element.element_type, EMEL_METADATA_ARRAY);
    array_walk_next(EMEL_METADATA_ARRAY);
    ck_assert_uint_eq(walk.element.depth, 1);
    ck_assert_uint_eq(walk.element.count, 0);
    array_walk_next(EMEL_METADATA_ARRAY);
    ck_assert_uint_eq(walk.element.depth, 1);
    array_walk_next_is_text("x");
    ck_assert_uint_eq(walk.element.depth, 2);
    array_walk_next(EMEL_METADATA_ARRAY);
    ck_assert_uint_eq(walk.element.depth, 0);
    ck_assert_uint_eq(walk.element.element_type, EMEL_METADATA_UINT8);
    array_walk_at_end();
}
END_TEST

START_TEST(an_array_eight_deep_is_read)
{
    array_walk_open("7*(4:9 8:1) 4:0 8:1 1:42", 16);
    for (uint32_t depth = 0; depth < 7; depth++) {
        array_walk_next(EMEL_METADATA_ARRAY);
        ck_assert_uint_eq(walk.element.depth, depth);
    }
    array_walk_next(EMEL_METADATA_UINT8);
    ck_assert_uint_eq(walk.element.value.u, 42);
    ck_assert_uint_eq(walk.element.depth, 7);
    array_walk_at_end();
}
END_TEST

START_TEST(skipping_passes_over_an_element_and_all_in_it)
{
    array_walk_open(NESTED, 16);
    ck_assert(emel_metadata_skip(&walk.iterator, &walk.why));
    ck_assert(emel_metadata_skip(&walk.iterator, &walk.why));
    array_walk_next(EMEL_METADATA_ARRAY);
    ck_assert_uint_eq(walk.element.element_type, EMEL_METADATA_UINT8);
    array_walk_at_end();
    array_walk_open(NESTED, 16);
    array_walk_next(EMEL_METADATA_ARRAY);
    ck_assert(emel_metadata_skip(&walk.iterator, &walk.why));
    array_walk_next(EMEL_METADATA_UINT32);
    ck_assert_uint_eq(walk.element.value.u, 2);
    array_walk_next(EMEL_METADATA_ARRAY);
    ck_assert(emel_metadata_skip(&walk.iterator, &walk.why)); /* one of two in it, and empty */
    array_walk_next(EMEL_METADATA_ARRAY);
    array_walk_next_is_text("x");
}
END_TEST

/* --- buffers ------------------------------------------------------------------------------- */

START_TEST(a_string_longer_than_the_buffer_says_what_it_needs)
{
    array_walk_open("4:8 8:3 s'a' L(a100) s'b'", 32);
    array_walk_next_is_text("a");
    ck_assert(!emel_metadata_next(&walk.iterator, &walk.element, &walk.why));
    array_walk_refused(EMEL_FAILURE_METADATA, EMEL_METADATA_TOO_SMALL);
    ck_assert_uint_eq(walk.why.value, 100);
    ck_assert_uint_eq(walk.why.limit, 32);
    ck_assert_uint_eq(walk.element.bytes, 100);
    ck_assert_mem_eq(walk.element.text, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 32);
    ck_assert(!emel_metadata_next(&walk.iterator, &walk.element, &walk.why)); /* still there */
    emel_metadata_set_buffer(&walk.iterator, walk.buffer + 64, 100);
    array_walk_next(EMEL_METADATA_STRING);
    ck_assert_uint_eq(walk.element.bytes, 100);
    ck_assert_ptr_eq(walk.element.text, walk.buffer + 64);
    array_walk_next_is_text("b");
    array_walk_at_end();
}
END_TEST

START_TEST(a_string_longer_than_the_buffer_can_be_skipped)
{
    array_walk_open("4:8 8:3 s'a' L(a100) s'b'", 16);
    array_walk_next_is_text("a");
    ck_assert(!emel_metadata_next(&walk.iterator, &walk.element, &walk.why));
    ck_assert(emel_metadata_skip(&walk.iterator, &walk.why));
    array_walk_next_is_text("b");
    array_walk_at_end();
}
END_TEST

START_TEST(a_buffer_below_the_least_is_refused)
{
    array_walk_open("4:8 8:1 s'a'", 16);
    ck_assert(
        !emel_metadata_array(walk.opening.file, "k", &walk.iterator, walk.buffer, 15, &walk.why));
    array_walk_refused(EMEL_FAILURE_METADATA, EMEL_METADATA_TOO_SMALL);
    ck_assert_uint_eq(walk.why.value, 16);
    ck_assert_uint_eq(walk.why.limit, 15);
    emel_metadata_set_buffer(&walk.iterator, walk.buffer, 7);
    ck_assert(!emel_metadata_next(&walk.iterator, &walk.element, &walk.why));
    array_walk_refused(EMEL_FAILURE_METADATA, EMEL_METADATA_TOO_SMALL);
    ck_assert_uint_eq(walk.why.value, 16);
    ck_assert_uint_eq(walk.why.limit, 7);
    emel_metadata_set_buffer(&walk.iterator, walk.buffer, 16);
    array_walk_next_is_text("a");
}
END_TEST

Suite *metadata_arrays_suite(void)
{
    Suite *suite = suite_create("metadata: arrays");
    TCase *group = tcase_create("arrays");

    tcase_add_checked_fixture(group, array_walk_enter, array_walk_leave);
    tcase_add_loop_test(group, strings_come_one_after_the_other, 0, 7);
    tcase_add_loop_test(group, numbers_of_every_type_are_decoded, 0,
                        sizeof numbers / sizeof *numbers);
    tcase_add_test(group, elements_are_converted_without_loss_or_refused_where_they_are);
    tcase_add_test(group, an_element_of_another_type_is_refused_where_it_is);
    tcase_add_test(group, an_empty_array_has_no_element);
    tcase_add_test(group, arrays_in_arrays_are_elements_before_their_own);
    tcase_add_test(group, an_array_eight_deep_is_read);
    tcase_add_test(group, skipping_passes_over_an_element_and_all_in_it);
    tcase_add_test(group, a_string_longer_than_the_buffer_says_what_it_needs);
    tcase_add_test(group, a_string_longer_than_the_buffer_can_be_skipped);
    tcase_add_test(group, a_buffer_below_the_least_is_refused);
    suite_add_tcase(suite, group);
    return suite;
}
