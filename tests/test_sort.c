#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "emel/sort.h"
#include "suites.h"

#define COUNT_MAX 500

struct keys {
    unsigned keys[COUNT_MAX];
    size_t asked; /* comparisons */
};

static bool less(const void *context, uint32_t a, uint32_t b)
{
    struct keys *keys = (struct keys *)(uintptr_t)context;

    keys->asked++;
    return keys->keys[a] < keys->keys[b];
}

static void sort(struct keys *keys, uint32_t *index, size_t count)
{
    uint32_t scratch[COUNT_MAX];

    for (size_t i = 0; i < count; i++)
        index[i] = (uint32_t)i;
    keys->asked = 0;
    emel__sort(index, scratch, count, less, keys);
}

/* Every number once, in order, and of equal keys the one that was first, first. */
static bool is_sorted(const struct keys *keys, const uint32_t *index, size_t count)
{
    bool seen[COUNT_MAX] = { false };

    for (size_t i = 0; i < count; i++) {
        if (index[i] >= count || seen[index[i]])
            return false;
        seen[index[i]] = true;
        if (i > 0 &&
            (keys->keys[index[i]] < keys->keys[index[i - 1]] ||
             (keys->keys[index[i]] == keys->keys[index[i - 1]] && index[i] < index[i - 1])))
            return false;
    }
    return true;
}

START_TEST(any_keys_are_put_in_order_and_equal_ones_left_in_theirs)
{
    unsigned seed = (unsigned)time(NULL);
    struct keys keys;
    uint32_t index[COUNT_MAX];

    printf("sort: seed %u\n", seed);
    srand(seed);
    for (int round = 0; round < 2000; round++) {
        size_t count = (size_t)rand() % (COUNT_MAX + 1);
        int kinds = 1 + rand() % 200;

        for (size_t i = 0; i < count; i++)
            keys.keys[i] = (unsigned)(rand() % kinds);
        sort(&keys, index, count);
        ck_assert_msg(is_sorted(&keys, index, count), "seed %u round %d", seed, round);
    }
}
END_TEST

START_TEST(what_is_in_order_is_looked_at_once)
{
    struct keys keys;
    uint32_t index[COUNT_MAX];

    for (unsigned i = 0; i < COUNT_MAX; i++)
        keys.keys[i] = i / 3;
    sort(&keys, index, COUNT_MAX);
    ck_assert(is_sorted(&keys, index, COUNT_MAX));
    ck_assert_uint_eq(keys.asked, COUNT_MAX - 1);
}
END_TEST

START_TEST(no_order_takes_more_than_n_log_n)
{
    struct keys keys;
    uint32_t index[COUNT_MAX];

    for (unsigned i = 0; i < COUNT_MAX; i++)
        keys.keys[i] = _i == 0 ? COUNT_MAX - i : (i * 7919) % COUNT_MAX;
    sort(&keys, index, COUNT_MAX);
    ck_assert(is_sorted(&keys, index, COUNT_MAX));
    ck_assert_uint_le(keys.asked, COUNT_MAX * 10);
}
END_TEST

START_TEST(nothing_and_one_are_in_order)
{
    struct keys keys = { .keys = { 1 } };
    uint32_t index[COUNT_MAX] = { 77 };

    emel__sort(NULL, NULL, 0, less, &keys);
    sort(&keys, index, 1);
    ck_assert_uint_eq(index[0], 0);
}
END_TEST

Suite *sort_suite(void)
{
    Suite *suite = suite_create("sort");
    TCase *test = tcase_create("sort");

    tcase_add_test(test, any_keys_are_put_in_order_and_equal_ones_left_in_theirs);
    tcase_add_test(test, what_is_in_order_is_looked_at_once);
    tcase_add_loop_test(test, no_order_takes_more_than_n_log_n, 0, 2);
    tcase_add_test(test, nothing_and_one_are_in_order);
    suite_add_tcase(suite, test);
    return suite;
}
