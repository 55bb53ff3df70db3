/* Safetensors headers of many tensors: within memory, whatever comes behind them. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/opening.h"
#include "model/file/suites.h"

static struct opening opening;
static char *text;
static size_t used;

static void enter(void)
{
    opening = (struct opening){ .memory = { .calls = 0 } };
    text = malloc(64u << 20);
    used = 8;
    ck_assert_ptr_nonnull(text);
}

static void leave(void)
{
    opening_leave(&opening);
}

/* As short as a tensor can be. */
static void put_empty(uint32_t number)
{
    used += (size_t)sprintf(text + used,
                            "%c\"%x\":{\"dtype\":\"U8\",\"shape\":[0],"
                            "\"data_offsets\":[0,0]}",
                            number ? ',' : '{', number);
}

/* A shape takes four times as much memory as it has bytes here. */
static void put_shape(uint32_t extents)
{
    used += (size_t)sprintf(text + used,
                            ",\"shape\":{\"dtype\":\"U8\",\"data_offsets\":[0,0],\"shape\":[0");
    for (uint32_t i = 1; i < extents; i++, used += 2)
        memcpy(text + used, ",0", 2);
    used += (size_t)sprintf(text + used, "]}");
}

static void open_text(uint32_t tensors)
{
    uint32_t count;

    text[used++] = '}';
    for (int i = 0; i < 8; i++)
        text[i] = (char)(unsigned char)((used - 8) >> (8 * i) & 0xff);
    opening.disk.files[0] =
        (struct memory_file){ .path = "model", .bytes = (unsigned char *)text, .size = used };
    opening.bytes = used;
    ck_assert_msg(opening_open(&opening, "model"), "%s", opening.why.text);
    (void)emel_model_file_tensors(opening.file, &count);
    ck_assert_uint_eq(count, tensors);
}

/* The table of tensors grows at a power of two. */
static const uint32_t counts[] = {
    1, 17, 1000, 32768, 32769, 65537, 65600, 131073, 200000, 262145
};

START_TEST(many_tensors_are_read_within_memory)
{
    for (uint32_t i = 0; i < counts[_i]; i++)
        put_empty(i);
    open_text(counts[_i]);
}
END_TEST

/* From the tensors at the begin it looks as if there would be many more. */
START_TEST(a_long_shape_behind_many_tensors_is_read_within_memory)
{
    for (uint32_t i = 0; i < counts[_i]; i++)
        put_empty(i);
    put_shape(2000000);
    open_text(counts[_i] + 1);
}
END_TEST

/* Shapes too short for memory of their own. */
START_TEST(many_shapes_behind_many_tensors_are_read_within_memory)
{
    for (uint32_t i = 0; i < counts[_i] / 4; i++)
        put_empty(i);
    for (uint32_t i = 0; i < 20000; i++) {
        used += (size_t)sprintf(
            text + used, ",\"x%x\":{\"dtype\":\"U8\",\"data_offsets\":[0,0],\"shape\":[0", i);
        for (uint32_t extent = 1; extent < 100; extent++)
            used += (size_t)sprintf(text + used, ",%u", extent % 2 + i % 2);
        used += (size_t)sprintf(text + used, "]}");
    }
    open_text(counts[_i] / 4 + 20000);
}
END_TEST

Suite *safetensors_much_suite(void)
{
    const int cases = (int)(sizeof counts / sizeof *counts);
    Suite *suite = suite_create("model/file: large safetensors headers");
    TCase *test = tcase_create("large");

    tcase_add_checked_fixture(test, enter, leave);
    tcase_set_timeout(test, 120);
    tcase_add_loop_test(test, many_tensors_are_read_within_memory, 0, cases);
    tcase_add_loop_test(test, a_long_shape_behind_many_tensors_is_read_within_memory, 0, cases);
    tcase_add_loop_test(test, many_shapes_behind_many_tensors_are_read_within_memory, 2, cases);
    suite_add_tcase(suite, test);
    return suite;
}
