/* GGUF files of a million names: in time, and within memory. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "emel/emel.h"
#include "support/opening.h"
#include "model/file/suites.h"

static struct opening opening;

static void enter(void)
{
    opening = (struct opening){ .memory = { .calls = 0 } };
}

static void leave(void)
{
    opening_leave(&opening);
}

static double seconds_of(bool (*run)(void))
{
    struct timespec before = { 0 }, after = { 0 };

    timespec_get(&before, TIME_UTC);
    ck_assert(run());
    timespec_get(&after, TIME_UTC);
    return (double)(after.tv_sec - before.tv_sec) + (double)(after.tv_nsec - before.tv_nsec) / 1e9;
}

static bool open_model(void)
{
    return opening_open(&opening, "model");
}

static void add_bytes(unsigned char *bytes, size_t size)
{
    opening.disk.files[0] = (struct memory_file){ .path = "model", .bytes = bytes, .size = size };
    opening.bytes = size;
}

static unsigned char *put_number(unsigned char *at, uint64_t number, int bytes)
{
    while (bytes-- > 0) {
        *at++ = (unsigned char)(number & 0xff);
        number >>= 8;
    }
    return at;
}

/* As many tensors or keys as there may be, each as small as can be, named from the last
 * letter of the alphabet to the first. */
static size_t put_many(unsigned char *bytes, uint32_t tensors, uint32_t pairs)
{
    unsigned char *at = bytes;

    memcpy(at, "GGUF", 4);
    at = put_number(at + 4, 3, 4);
    at = put_number(at, tensors, 8);
    at = put_number(at, pairs, 8);
    for (uint32_t i = 0; i < tensors + pairs; i++) {
        at = put_number(at, 5, 8);
        at += sprintf((char *)at, "%05x", 0xfffff - i);
        if (i < pairs)
            at = put_number(at, 0, 4 + 1);
        else
            at = put_number(at, 1, 4 + 8 + 4 + 8); /* one dimension, of no elements */
    }
    at = put_number(at, 0, 64);
    return (size_t)(at - bytes);
}

/* How much slower than usual the tests run: sanitizers say it in their environment. */
static double patience(void)
{
    const char *factor = getenv("EMEL_TEST_PATIENCE");

    return factor ? strtod(factor, NULL) : 1.0;
}

START_TEST(a_million_names_are_read_within_memory_and_time)
{
    const uint32_t count = (UINT32_C(1) << 20) - 1;
    unsigned char *bytes = malloc(24 + (size_t)count * 37 + 64);
    double seconds;

    ck_assert_ptr_nonnull(bytes);
    add_bytes(bytes, put_many(bytes, _i == 0 ? count : 0, _i == 0 ? 0 : count));
    seconds = seconds_of(open_model);
    ck_assert_msg(seconds < 5.0 * patience(), "took %.2f s", seconds);
}
END_TEST

START_TEST(a_million_tensors_without_a_name_are_refused_within_memory)
{
    const uint32_t count = UINT32_C(1) << 20;
    const size_t size = 24 + (size_t)count * 24 + 64;
    unsigned char *bytes = calloc(1, size);

    ck_assert_ptr_nonnull(bytes);
    memcpy(bytes, "GGUF\3", 5);
    put_number(bytes + 8, count, 8);
    add_bytes(bytes, size);
    ck_assert(!open_model());
    ck_assert_uint_eq(opening.why.code, EMEL_MODEL_FILE_DUPLICATE_NAME);
    ck_assert_uint_eq(opening.why.file_offset, 24 + 24);
}
END_TEST

START_TEST(a_million_equal_keys_are_one_key_unless_the_last_differs)
{
    const uint32_t count = UINT32_C(1) << 20;
    const size_t size = 24 + (size_t)count * 14;
    unsigned char *bytes = calloc(1, size);

    ck_assert_ptr_nonnull(bytes);
    memcpy(bytes, "GGUF\3", 5);
    put_number(bytes + 16, count, 8);
    for (uint32_t i = 0; i < count; i++)
        memcpy(bytes + 24 + (size_t)i * 14, "\1\0\0\0\0\0\0\0k", 9);
    bytes[size - 1] = (unsigned char)_i;
    add_bytes(bytes, size);
    if (_i == 0) {
        ck_assert(open_model());
        ck_assert_uint_eq(emel_model_file_metadata_count(opening.file), 1);
    } else {
        ck_assert(!open_model());
        ck_assert_uint_eq(opening.why.code, EMEL_MODEL_FILE_DUPLICATE_KEY);
        ck_assert_uint_eq(opening.why.file_offset, size - 14);
        ck_assert_uint_eq(opening.why.other_offset, 24);
    }
}
END_TEST

/* --- the whole handle ----------------------------------------------------------------------- */

#define MILLION ((UINT32_C(1) << 20) - 1)

/* A million tensors of one byte, under names of up to five digits: 37 bytes of header each. */
static size_t put_bytes(unsigned char *bytes)
{
    unsigned char *at = bytes;

    at = (unsigned char *)memcpy(at, "GGUF\3\0\0\0", 8) + 8;
    at = put_number(at, MILLION, 8);
    at = put_number(at, 1, 8);
    at = put_number(at, sizeof "general.alignment" - 1, 8);
    at += sprintf((char *)at, "general.alignment");
    at = put_number(put_number(at, 4, 4), 1, 4);
    for (uint32_t i = 0; i < MILLION; i++) {
        char name[8];
        int length = sprintf(name, "%x", MILLION - i);

        at = put_number(at, (uint64_t)length, 8);
        at = (unsigned char *)memcpy(at, name, (size_t)length) + length;
        at = put_number(at, 1, 4);
        at = put_number(at, 1, 8);
        at = put_number(at, 24, 4);
        at = put_number(at, i, 8);
    }
    memset(at, 0, MILLION);
    return (size_t)(at - bytes) + MILLION;
}

/* The same in safetensors, with no byte each. */
static size_t put_empty(unsigned char *bytes)
{
    char *at = (char *)bytes + 8;

    at += sprintf(at, "{");
    for (uint32_t i = 0; i < MILLION; i++)
        at += sprintf(at, "%s\"%x\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}",
                      i > 0 ? "," : "", MILLION - i);
    at += sprintf(at, "}");
    put_number(bytes, (uint64_t)(at - (char *)bytes) - 8, 8);
    return (size_t)(at - (char *)bytes);
}

START_TEST(a_model_of_a_million_tensors_opens_within_memory)
{
    unsigned char *bytes = malloc((size_t)MILLION * 64 + 100);
    struct counting memory = { .calls = 0 };
    const struct emel_allocator allocator = counting_allocator(&memory);
    struct emel_model_options options = { .records = &allocator };
    struct emel_model *model;
    size_t size;

    ck_assert_ptr_nonnull(bytes);
    size = _i == 0 ? put_bytes(bytes) : put_empty(bytes);
    add_bytes(bytes, size);
    options.system = memory_files_system(&opening.disk);
    model = emel_model_open("model", &options, &opening.why);
    ck_assert_msg(model, "%s", opening.why.text);
    ck_assert_uint_eq(emel_model_tensor_count(model), MILLION);
    emel_model_close(model);
    ck_assert_uint_le(memory.most, 4 * size + ((size_t)1 << 20));
    ck_assert_uint_eq(memory.held, 0);
}
END_TEST

Suite *gguf_much_suite(void)
{
    Suite *suite = suite_create("model/file: large GGUF");
    TCase *test = tcase_create("much");

    tcase_add_checked_fixture(test, enter, leave);
    tcase_set_timeout(test, 60);
    tcase_add_loop_test(test, a_million_names_are_read_within_memory_and_time, 0, 2);
    tcase_add_test(test, a_million_tensors_without_a_name_are_refused_within_memory);
    tcase_add_loop_test(test, a_million_equal_keys_are_one_key_unless_the_last_differs, 0, 2);
    tcase_add_loop_test(test, a_model_of_a_million_tensors_opens_within_memory, 0, 2);
    suite_add_tcase(suite, test);
    return suite;
}
