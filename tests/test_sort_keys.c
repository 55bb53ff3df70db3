#include <check.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "emel/sort_keys.h"
#include "suites.h"

#define COUNT_MAX 500

static struct emel__keyed items[COUNT_MAX + 1], scratch[COUNT_MAX + 1];
static uint64_t keys[COUNT_MAX];

static void sort(uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        items[i] = (struct emel__keyed){ .key = keys[i], .number = i };
    items[count] = scratch[count] = (struct emel__keyed){ .key = 7, .number = 7, .end = 7 };
    emel__sort_keys(items, scratch, count);
    ck_assert_uint_eq(items[count].number, 7);
    ck_assert_uint_eq(scratch[count].number, 7);
}

/* Every number once, beside its key, in order, and of equal keys the one that was first, first. */
static bool is_sorted(uint32_t count)
{
    bool seen[COUNT_MAX] = { false };

    for (uint32_t i = 0; i < count; i++) {
        const uint32_t number = items[i].number;

        if (number >= count || seen[number] || items[i].key != keys[number])
            return false;
        seen[number] = true;
        if (i > 0 && (items[i].key < items[i - 1].key ||
                      (items[i].key == items[i - 1].key && number < items[i - 1].number)))
            return false;
    }
    return true;
}

START_TEST(any_keys_are_put_in_order_and_equal_ones_left_in_theirs)
{
    const unsigned seed = (unsigned)time(NULL);

    printf("sort_keys: seed %u\n", seed);
    srand(seed);
    for (int round = 0; round < 2000; round++) {
        const uint32_t count = (uint32_t)rand() % (COUNT_MAX + 1);
        const int kinds = 1 + rand() % 200, run = 1 + rand() % 100;

        for (uint32_t i = 0; i < count; i++)
            keys[i] = ((uint64_t)(rand() % kinds) << 56) + (i % (uint32_t)run);
        sort(count);
        ck_assert_msg(is_sorted(count), "seed %u round %d", seed, round);
    }
}
END_TEST

START_TEST(keys_are_compared_as_a_whole)
{
    static const uint64_t few[] = { UINT64_MAX, 0, UINT64_C(1) << 63, 1, UINT32_MAX };

    memcpy(keys, few, sizeof few);
    sort(5);
    ck_assert(is_sorted(5));
}
END_TEST

START_TEST(nothing_and_one_are_in_order)
{
    keys[0] = 5;
    sort(1);
    ck_assert(is_sorted(1));
    emel__sort_keys(NULL, NULL, 0);
}
END_TEST

Suite *sort_keys_suite(void)
{
    Suite *suite = suite_create("sort by keys");
    TCase *test = tcase_create("sort");

    tcase_add_test(test, any_keys_are_put_in_order_and_equal_ones_left_in_theirs);
    tcase_add_test(test, keys_are_compared_as_a_whole);
    tcase_add_test(test, nothing_and_one_are_in_order);
    suite_add_tcase(suite, test);
    return suite;
}
