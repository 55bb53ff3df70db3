/* The order of names: each is found, and none may be there twice. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "support/opening.h"
#include "model/file/suites.h"

#define COUNT_MAX 200
#define NAME_BYTES_MAX 80
#define COMMON_MAX 100 /* bytes that all names begin with */

static struct opening opening;
static char names[COUNT_MAX][NAME_BYTES_MAX + COMMON_MAX + 1];
static uint32_t count;

static void enter(void)
{
    opening = (struct opening){ .memory = { .calls = 0 } };
    count = 0;
}

static void leave(void)
{
    opening_leave(&opening);
}

/* --- a file of these names -------------------------------------------------------------------- */

static unsigned char *put_number(unsigned char *at, uint64_t number, int bytes)
{
    for (; bytes > 0; bytes--, number >>= 8)
        *at++ = (unsigned char)(number & 0xff);
    return at;
}

/* A GGUF header of tensors without elements; returns where each name's length is. */
static void add_file(uint64_t offsets[COUNT_MAX])
{
    unsigned char *bytes = calloc(1, 64 + (sizeof *names + 32) * COUNT_MAX), *at = bytes;

    ck_assert_ptr_nonnull(bytes);
    memcpy(at, "GGUF", 4);
    at = put_number(at + 4, 3, 4);
    at = put_number(put_number(at, count, 8), 0, 8);
    for (uint32_t i = 0; i < count; i++) {
        offsets[i] = (uint64_t)(at - bytes);
        at = put_number(at, strlen(names[i]), 8);
        memcpy(at, names[i], strlen(names[i]));
        at += strlen(names[i]);
        at = put_number(at, 1, 4 + 8 + 4 + 8); /* one dimension, of no elements */
    }
    opening.bytes = (uint64_t)(at - bytes) + 32;
    opening.disk.files[0] =
        (struct memory_file){ .path = "model", .bytes = bytes, .size = opening.bytes };
}

static bool is_known(const char *name)
{
    for (uint32_t i = 0; i < count; i++) {
        if (strcmp(names[i], name) == 0)
            return true;
    }
    return false;
}

/* Names that often begin alike, and often with all of another. */
static void make_name(char name[NAME_BYTES_MAX + 1])
{
    static const char *const parts[] = { "a",     "b",        "\x01", "\xc3\xbf", ".",
                                         "layer", "experts.", "10",   "9",        "........" };
    int left = rand() % 12;

    name[0] = '\0';
    if (count > 0 && rand() % 2 == 0)
        strcpy(name, names[(uint32_t)rand() % count]);
    for (; left > 0 && strlen(name) < NAME_BYTES_MAX - 8; left--)
        strcat(name, parts[rand() % 10]);
}

static void make_names(uint32_t most, size_t common)
{
    char name[NAME_BYTES_MAX + 1];

    for (uint32_t i = 0; i < 2 * most && count < most; i++) {
        make_name(name);
        if (!is_known(name))
            strcpy(names[count++], name);
    }
    for (uint32_t i = 0; i < count; i++) {
        memmove(names[i] + common, names[i], strlen(names[i]) + 1);
        memset(names[i], 'm', common);
    }
}

START_TEST(every_name_is_found_whatever_it_begins_with)
{
    const unsigned seed = (unsigned)time(NULL) + (unsigned)_i;
    uint64_t offsets[COUNT_MAX];
    const struct emel_tensor_record *records;
    uint32_t found;

    srand(seed);
    make_names((uint32_t)(rand() % COUNT_MAX), (size_t)(rand() % 3) * COMMON_MAX / 2);
    add_file(offsets);
    ck_assert_msg(opening_open(&opening, "model"), "seed %u: %s", seed, opening.why.text);
    records = emel_model_file_tensors(opening.file, &found);
    ck_assert_uint_eq(found, count);
    for (uint32_t i = 0; i < count; i++)
        ck_assert_msg(emel_model_file_find(opening.file, names[i]) == &records[i],
                      "seed %u: tensor %u is not found", seed, i);
    ck_assert_ptr_null(emel_model_file_find(opening.file, "none"));
}
END_TEST

/* Of several names that are there twice, the first that repeats one before it. */
START_TEST(the_first_repeated_name_is_refused_with_both_offsets)
{
    const unsigned seed = (unsigned)time(NULL) + (unsigned)_i;
    uint64_t offsets[COUNT_MAX];
    uint32_t first, before;

    srand(seed);
    make_names(COUNT_MAX - 2, (size_t)(rand() % 3) * COMMON_MAX / 2);
    first = 1 + (uint32_t)rand() % (count - 1);
    before = (uint32_t)rand() % first;
    memmove(names[first], names[before], sizeof *names);
    memmove(names[count++], names[before], sizeof *names);
    add_file(offsets);
    ck_assert_msg(!opening_open(&opening, "model"), "seed %u", seed);
    ck_assert_str_eq(opening.why.name, "DUPLICATE_NAME");
    ck_assert_msg(opening.why.file_offset == offsets[first] &&
                      opening.why.other_offset == offsets[before],
                  "seed %u", seed);
}
END_TEST

Suite *names_suite(void)
{
    Suite *suite = suite_create("model/file: names");
    TCase *test = tcase_create("names");

    tcase_add_checked_fixture(test, enter, leave);
    tcase_set_timeout(test, 60);
    tcase_add_loop_test(test, every_name_is_found_whatever_it_begins_with, 0, 200);
    tcase_add_loop_test(test, the_first_repeated_name_is_refused_with_both_offsets, 0, 100);
    suite_add_tcase(suite, test);
    return suite;
}
