/* A short dose of random histories; `history_torture` gives longer ones. */
#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "model/tensor/history.h"
#include "model/tensor/suites.h"

#define HISTORIES 40
#define SECONDS 3

static uint64_t chosen_seed(void)
{
    const char *text = getenv("EMEL_TEST_SEED");

    return text ? strtoull(text, NULL, 0) : (uint64_t)time(NULL) << 20;
}

START_TEST(a_storage_keeps_to_its_model_through_random_histories)
{
    const uint64_t seed = chosen_seed();
    const int survived = history_torture(seed, SECONDS, HISTORIES);

    printf("%d histories of %d operations, EMEL_TEST_SEED=%" PRIu64 "\n", survived, HISTORY_MAX, seed);
    ck_assert_int_gt(survived, 0);
}
END_TEST

Suite *histories_suite(void)
{
    Suite *suite = suite_create("model/tensor: histories");
    TCase *tcase = tcase_create("histories");

    tcase_set_timeout(tcase, 300); /* shrinking takes its time */
    tcase_add_test(tcase, a_storage_keeps_to_its_model_through_random_histories);
    suite_add_tcase(suite, tcase);
    return suite;
}
