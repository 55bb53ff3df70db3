/* Arrays of a model file, read element by element. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/metadata/suites.h"
#include "support/opening.h"

static struct opening opening;
static struct emel_failure why;
static struct emel_metadata_iterator iterator;
static struct emel_metadata_element element;
static char buffer[EMEL_METADATA_BUFFER_BYTES];

static void enter(void)
{
    opening = (struct opening){ .memory = { .calls = 0 } };
}

static void leave(void)
{
    opening_leave(&opening);
}

/* A GGUF file of one array, "k": its element type, count and elements are in notation. */
static void open_array(const char *array, size_t room)
{
    char text[1024];

    if (opening.file)
        opening_leave(&opening);
    enter();
    snprintf(text, sizeof text, "'GGUF' 4:3 8:0 8:1 s'k' 4:9 %s", array);
    opening_add(&opening, "model", text);
    ck_assert_msg(opening_open(&opening, "model"), "%s", text);
    ck_assert(emel_metadata_array(opening.file, "k", &iterator, buffer, room, &why));
    ck_assert_uint_eq(why.source, EMEL_FAILURE_NONE);
}

static void next(uint32_t type)
{
    const bool found = emel_metadata_next(&iterator, &element, &why);

    ck_assert_msg(found, "%s: %s", why.name, why.text);
    ck_assert_uint_eq(element.type, type);
}

static void next_is_text(const char *text)
{
    next(EMEL_METADATA_STRING);
    ck_assert_uint_eq(element.bytes, strlen(text));
    ck_assert_mem_eq(element.text, text, strlen(text));
}

static void at_end(void)
{
    memset(&why, 0x5a, sizeof why);
    ck_assert(!emel_metadata_next(&iterator, &element, &why));
    ck_assert_uint_eq(why.source, EMEL_FAILURE_NONE);
    ck_assert(!emel_metadata_skip(&iterator, &why));
    ck_assert_uint_eq(why.source, EMEL_FAILURE_NONE);
}

static void refused(uint32_t source, uint32_t code)
{
    char line[1024];

    emel_failure_print(line, sizeof line, &why);
    ck_assert_msg(why.source == source && why.code == code, "%s", line);
    ck_assert_str_eq(why.subject, "k");
    ck_assert_str_eq(why.file, "model");
}

/* --- elements ------------------------------------------------------------------------------ */

START_TEST(strings_come_one_after_the_other)
{
    static const size_t rooms[] = { 16, 17, 23, 24, 25, 64, sizeof buffer };

    open_array("4:8 8:5 s'first' s'' L(x00ff) s'a token of 16 b' s'last'", rooms[_i]);
    next_is_text("first");
    next_is_text("");
    next(EMEL_METADATA_STRING);
    ck_assert_uint_eq(element.bytes, 2);
    ck_assert_mem_eq(element.text, "\0\xff", 2);
    next_is_text("a token of 16 b");
    next_is_text("last");
    ck_assert_uint_eq(element.depth, 0);
    ck_assert_uint_eq(element.element_type, EMEL_METADATA_STRING);
    ck_assert_uint_eq(element.count, 1);
    at_end();
    at_end();
}
END_TEST

START_TEST(numbers_of_every_type_are_decoded)
{
    open_array("4:0 8:1 1:255", 16);
    next(EMEL_METADATA_UINT8);
    ck_assert_uint_eq(element.value.u, 255);
    open_array("4:1 8:1 1:-128", 16);
    next(EMEL_METADATA_INT8);
    ck_assert_int_eq(element.value.i, -128);
    open_array("4:2 8:1 2:65535", 16);
    next(EMEL_METADATA_UINT16);
    ck_assert_uint_eq(element.value.u, 65535);
    open_array("4:3 8:1 2:-2", 16);
    next(EMEL_METADATA_INT16);
    ck_assert_int_eq(element.value.i, -2);
    open_array("4:4 8:1 4:-1", 16);
    next(EMEL_METADATA_UINT32);
    ck_assert_uint_eq(element.value.u, UINT32_MAX);
    open_array("4:5 8:1 4:-1", 16);
    next(EMEL_METADATA_INT32);
    ck_assert_int_eq(element.value.i, -1);
    open_array("4:6 8:1 4:0xbf000000", 16);
    next(EMEL_METADATA_FLOAT32);
    ck_assert_double_eq(element.value.f, -0.5);
    open_array("4:7 8:2 1:1 1:0", 16);
    next(EMEL_METADATA_BOOL);
    ck_assert_uint_eq(element.value.u, 1);
    open_array("4:10 8:1 8:-1", 16);
    next(EMEL_METADATA_UINT64);
    ck_assert_uint_eq(element.value.u, UINT64_MAX);
    open_array("4:11 8:1 8:-3", 16);
    next(EMEL_METADATA_INT64);
    ck_assert_int_eq(element.value.i, -3);
    open_array("4:12 8:1 8:0x3fb999999999999a", 16);
    next(EMEL_METADATA_FLOAT64);
    ck_assert_double_eq(element.value.f, 0.1);
    at_end();
}
END_TEST

START_TEST(elements_are_converted_without_loss_or_refused_where_they_are)
{
    uint64_t u = 99;
    int64_t i = 99;
    double f = 99;
    bool b = false;

    open_array("4:5 8:4 4:7 4:-7 4:1 4:2", 16);
    ck_assert(emel_metadata_next_u64(&iterator, &u, &why));
    ck_assert_uint_eq(u, 7);
    ck_assert(!emel_metadata_next_u64(&iterator, &u, &why));
    refused(EMEL_FAILURE_METADATA, EMEL_METADATA_LOSSY);
    ck_assert_str_eq(why.text, "the int32 is -{value}: negative");
    ck_assert_uint_eq(why.value, 7);
    ck_assert_uint_eq(why.file_offset, iterator.entry.file_offset + 4);
    ck_assert_uint_eq(u, 7);
    ck_assert(emel_metadata_next_i64(&iterator, &i, &why)); /* the same element */
    ck_assert_int_eq(i, -7);
    ck_assert(emel_metadata_next_bool(&iterator, &b, &why) && b);
    ck_assert(emel_metadata_next_f64(&iterator, &f, &why));
    ck_assert_double_eq(f, 2);
    ck_assert(!emel_metadata_next_f64(&iterator, &f, &why));
    ck_assert_uint_eq(why.source, EMEL_FAILURE_NONE);
}
END_TEST

START_TEST(an_element_of_another_type_is_refused_where_it_is)
{
    const char *text = NULL;
    uint64_t bytes = 99, u;

    open_array("4:8 8:1 s'text'", 16);
    ck_assert(!emel_metadata_next_u64(&iterator, &u, &why));
    refused(EMEL_FAILURE_METADATA, EMEL_METADATA_WRONG_TYPE);
    ck_assert_str_eq(why.text, "the value is a string, not a number");
    ck_assert(emel_metadata_next_string(&iterator, &text, &bytes, &why));
    ck_assert_uint_eq(bytes, 4);
    ck_assert_mem_eq(text, "text", 4);
    ck_assert(!emel_metadata_next_string(&iterator, &text, &bytes, &why));
    ck_assert_uint_eq(why.source, EMEL_FAILURE_NONE);
    open_array("4:4 8:1 4:1", 16);
    ck_assert(!emel_metadata_next_string(&iterator, &text, &bytes, &why));
    refused(EMEL_FAILURE_METADATA, EMEL_METADATA_WRONG_TYPE);
    ck_assert_str_eq(why.text, "the value is a uint32, not a string");
}
END_TEST

START_TEST(an_empty_array_has_no_element)
{
    open_array("4:4 8:0", 16);
    at_end();
}
END_TEST

/* --- arrays in arrays ----------------------------------------------------------------------- */

#define NESTED "4:9 8:3 4:4 8:2 4:1 4:2 4:9 8:2 4:8 8:0 4:8 8:1 s'x' 4:0 8:0"

START_TEST(arrays_in_arrays_are_elements_before_their_own)
{
    open_array(NESTED, 16);
    next(EMEL_METADATA_ARRAY);
    ck_assert_uint_eq(element.depth, 0);
    ck_assert_uint_eq(element.element_type, EMEL_METADATA_UINT32);
    ck_assert_uint_eq(element.count, 2);
    next(EMEL_METADATA_UINT32);
    ck_assert_uint_eq(element.depth, 1);
    next(EMEL_METADATA_UINT32);
    ck_assert_uint_eq(element.value.u, 2);
    next(EMEL_METADATA_ARRAY);
    ck_assert_uint_eq(element.element_type, EMEL_METADATA_ARRAY);
    next(EMEL_METADATA_ARRAY);
    ck_assert_uint_eq(element.depth, 1);
    ck_assert_uint_eq(element.count, 0);
    next(EMEL_METADATA_ARRAY);
    ck_assert_uint_eq(element.depth, 1);
    next_is_text("x");
    ck_assert_uint_eq(element.depth, 2);
    next(EMEL_METADATA_ARRAY);
    ck_assert_uint_eq(element.depth, 0);
    ck_assert_uint_eq(element.element_type, EMEL_METADATA_UINT8);
    at_end();
}
END_TEST

START_TEST(an_array_eight_deep_is_read)
{
    open_array("7*(4:9 8:1) 4:0 8:1 1:42", 16);
    for (uint32_t depth = 0; depth < 7; depth++) {
        next(EMEL_METADATA_ARRAY);
        ck_assert_uint_eq(element.depth, depth);
    }
    next(EMEL_METADATA_UINT8);
    ck_assert_uint_eq(element.value.u, 42);
    ck_assert_uint_eq(element.depth, 7);
    at_end();
}
END_TEST

START_TEST(skipping_passes_over_an_element_and_all_in_it)
{
    open_array(NESTED, 16);
    ck_assert(emel_metadata_skip(&iterator, &why));
    ck_assert(emel_metadata_skip(&iterator, &why));
    next(EMEL_METADATA_ARRAY);
    ck_assert_uint_eq(element.element_type, EMEL_METADATA_UINT8);
    at_end();
    open_array(NESTED, 16);
    next(EMEL_METADATA_ARRAY);
    ck_assert(emel_metadata_skip(&iterator, &why));
    next(EMEL_METADATA_UINT32);
    ck_assert_uint_eq(element.value.u, 2);
    next(EMEL_METADATA_ARRAY);
    ck_assert(emel_metadata_skip(&iterator, &why)); /* one of two in it, and empty */
    next(EMEL_METADATA_ARRAY);
    next_is_text("x");
}
END_TEST

/* --- buffers ------------------------------------------------------------------------------- */

START_TEST(a_string_longer_than_the_buffer_says_what_it_needs)
{
    open_array("4:8 8:3 s'a' L(a100) s'b'", 32);
    next_is_text("a");
    ck_assert(!emel_metadata_next(&iterator, &element, &why));
    refused(EMEL_FAILURE_METADATA, EMEL_METADATA_TOO_SMALL);
    ck_assert_uint_eq(why.value, 100);
    ck_assert_uint_eq(why.limit, 32);
    ck_assert_uint_eq(element.bytes, 100);
    ck_assert_mem_eq(element.text, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 32);
    ck_assert(!emel_metadata_next(&iterator, &element, &why)); /* still there */
    emel_metadata_set_buffer(&iterator, buffer + 64, 100);
    next(EMEL_METADATA_STRING);
    ck_assert_uint_eq(element.bytes, 100);
    ck_assert_ptr_eq(element.text, buffer + 64);
    next_is_text("b");
    at_end();
}
END_TEST

START_TEST(a_string_longer_than_the_buffer_can_be_skipped)
{
    open_array("4:8 8:3 s'a' L(a100) s'b'", 16);
    next_is_text("a");
    ck_assert(!emel_metadata_next(&iterator, &element, &why));
    ck_assert(emel_metadata_skip(&iterator, &why));
    next_is_text("b");
    at_end();
}
END_TEST

START_TEST(a_buffer_below_the_least_is_refused)
{
    open_array("4:8 8:1 s'a'", 16);
    ck_assert(!emel_metadata_array(opening.file, "k", &iterator, buffer, 15, &why));
    refused(EMEL_FAILURE_METADATA, EMEL_METADATA_TOO_SMALL);
    ck_assert_uint_eq(why.value, 16);
    ck_assert_uint_eq(why.limit, 15);
    emel_metadata_set_buffer(&iterator, buffer, 7);
    ck_assert(!emel_metadata_next(&iterator, &element, &why));
    refused(EMEL_FAILURE_METADATA, EMEL_METADATA_TOO_SMALL);
    ck_assert_uint_eq(why.value, 16);
    ck_assert_uint_eq(why.limit, 7);
    emel_metadata_set_buffer(&iterator, buffer, 16);
    next_is_text("a");
}
END_TEST

/* --- the file underneath -------------------------------------------------------------------- */

enum { TOKENS = 128256 };

/* As many tokens as a large vocabulary has, of 1 to 12 bytes. */
static void open_tokens(void)
{
    unsigned char *bytes = malloc(TOKENS * (8 + 12) + 64), *at = bytes;

    ck_assert_ptr_nonnull(bytes);
    memcpy(at,
           "GGUF\3\0\0\0"
           "\0\0\0\0\0\0\0\0"
           "\1\0\0\0\0\0\0\0"
           "\1\0\0\0\0\0\0\0k"
           "\11\0\0\0\10\0\0\0\0\365\1\0\0\0\0\0",
           49);
    at += 49;
    for (unsigned i = 0; i < TOKENS; i++) {
        const int length = snprintf((char *)at + 8, 13, "%.*u", 1 + (int)(i % 12), i);

        memset(at, 0, 8);
        *at = (unsigned char)length;
        at += 8 + length;
    }
    opening.disk.files[0] =
        (struct memory_file){ .path = "model", .bytes = bytes, .size = (size_t)(at - bytes) };
    opening.bytes = (uint64_t)(at - bytes);
    ck_assert(opening_open(&opening, "model"));
}

START_TEST(a_vocabulary_costs_one_sequential_read)
{
    const char *text;
    char expected[16];
    uint64_t bytes;
    unsigned reads, count = 0;

    open_tokens();
    reads = opening.system.calls[SYSTEM_READ];
    opening.system.moved = 0;
    ck_assert(emel_metadata_array(opening.file, "k", &iterator, buffer, sizeof buffer, &why));
    for (; emel_metadata_next_string(&iterator, &text, &bytes, &why); count++) {
        const int length =
            snprintf(expected, sizeof expected, "%.*u", 1 + (int)(count % 12), count);

        ck_assert_uint_eq(bytes, (uint64_t)length);
        ck_assert_mem_eq(text, expected, bytes);
    }
    ck_assert_uint_eq(why.source, EMEL_FAILURE_NONE);
    ck_assert_uint_eq(count, TOKENS);
    ck_assert_uint_eq(opening.system.moved, iterator.entry.byte_size); /* no byte twice */
    reads = opening.system.calls[SYSTEM_READ] - reads;
    ck_assert_uint_le(reads, iterator.entry.byte_size / (sizeof buffer - 32) + 1);
}
END_TEST

START_TEST(a_read_that_fails_leaves_the_iterator_where_it_is)
{
    open_array("4:8 8:4 s'aaaaaaa' s'bbbbbbb' s'ccccccc' s'ddddddd'", 16);
    next_is_text("aaaaaaa");
    opening.system.faults[0] =
        (struct system_fault){ SYSTEM_READ, opening.system.calls[SYSTEM_READ] + 1, 1, 5 };
    ck_assert(!emel_metadata_next(&iterator, &element, &why));
    refused(EMEL_FAILURE_MODEL_FILE, EMEL_MODEL_FILE_READ_FAILED);
    ck_assert_int_eq(why.os_error, 5);
    next_is_text("bbbbbbb");
    opening.system.faults[0] =
        (struct system_fault){ SYSTEM_READ, opening.system.calls[SYSTEM_READ] + 1, 1, 5 };
    ck_assert(!emel_metadata_skip(&iterator, &why));
    refused(EMEL_FAILURE_MODEL_FILE, EMEL_MODEL_FILE_READ_FAILED);
    next_is_text("ccccccc");
    next_is_text("ddddddd");
    at_end();
}
END_TEST

START_TEST(a_skip_that_fails_leaves_the_buffer_usable)
{
    open_array("4:9 8:2 4:0 8:9 9*(1:1) 4:0 8:1 1:7", 16);
    next(EMEL_METADATA_ARRAY);
    for (int i = 0; i < 9; i++)
        next(EMEL_METADATA_UINT8);
    opening.system.faults[0] =
        (struct system_fault){ SYSTEM_READ, opening.system.calls[SYSTEM_READ] + 1, 1, 5 };
    ck_assert(!emel_metadata_skip(&iterator, &why)); /* its first bytes were in the buffer */
    refused(EMEL_FAILURE_MODEL_FILE, EMEL_MODEL_FILE_READ_FAILED);
    next(EMEL_METADATA_ARRAY);
    ck_assert_uint_eq(element.count, 1);
    next(EMEL_METADATA_UINT8);
    ck_assert_uint_eq(element.value.u, 7);
    at_end();
}
END_TEST

/* Bytes that are written to the file after it was opened, `at` bytes into the array. */
struct overwriting {
    const char *array;
    size_t at;
    const char *bytes;
    size_t count;
};

static const struct overwriting overwritings[] = {
    { "4:8 8:2 s'a' s'b'", 0, "\3\0\0\0\0\0\0\0", 8 }, /* a length that does not fit */
    { "4:8 8:2 s'a' s'b'", 0, "\2\0\0\0\0\0\0\0", 8 }, /* one that leaves no room */
    { "4:8 8:2 s'a' s'b'", 7, "\377", 1 },             /* a length near 2^64 */
    { "4:9 8:1 4:4 8:1 4:1", 0, "\15", 1 },            /* a type that there is not */
    { "4:9 8:1 4:4 8:1 4:1", 4, "\2", 1 },             /* a count that does not fit */
    { "4:9 8:1 4:9 8:1 4:9 8:1 4:9 8:1 4:9 8:1 4:9 8:1 4:9 8:1 4:0 8:12 z12", 72, "\11", 1 },
    { "4:7 8:1 1:1", 0, "\2", 1 }, /* a bool of 2 */
};

START_TEST(an_array_that_was_overwritten_is_refused)
{
    const struct overwriting *overwriting = &overwritings[_i];
    unsigned char *bytes;

    open_array(overwriting->array, 16);
    bytes = (unsigned char *)(uintptr_t)opening.disk.files[0].bytes;
    memcpy(bytes + iterator.entry.file_offset + overwriting->at, overwriting->bytes,
           overwriting->count);
    while (emel_metadata_next(&iterator, &element, &why))
        ;
    refused(EMEL_FAILURE_MODEL_FILE, EMEL_MODEL_FILE_FILE_CHANGED);
}
END_TEST

Suite *metadata_arrays_suite(void)
{
    Suite *suite = suite_create("metadata: arrays");
    TCase *group = tcase_create("arrays");

    tcase_add_checked_fixture(group, enter, leave);
    tcase_add_loop_test(group, strings_come_one_after_the_other, 0, 7);
    tcase_add_test(group, numbers_of_every_type_are_decoded);
    tcase_add_test(group, elements_are_converted_without_loss_or_refused_where_they_are);
    tcase_add_test(group, an_element_of_another_type_is_refused_where_it_is);
    tcase_add_test(group, an_empty_array_has_no_element);
    tcase_add_test(group, arrays_in_arrays_are_elements_before_their_own);
    tcase_add_test(group, an_array_eight_deep_is_read);
    tcase_add_test(group, skipping_passes_over_an_element_and_all_in_it);
    tcase_add_test(group, a_string_longer_than_the_buffer_says_what_it_needs);
    tcase_add_test(group, a_string_longer_than_the_buffer_can_be_skipped);
    tcase_add_test(group, a_buffer_below_the_least_is_refused);
    tcase_add_test(group, a_vocabulary_costs_one_sequential_read);
    tcase_add_test(group, a_read_that_fails_leaves_the_iterator_where_it_is);
    tcase_add_test(group, a_skip_that_fails_leaves_the_buffer_usable);
    tcase_add_loop_test(group, an_array_that_was_overwritten_is_refused, 0,
                        sizeof overwritings / sizeof *overwritings);
    suite_add_tcase(suite, group);
    return suite;
}
