/* Random histories: a short dose, or for EMEL_TEST_SECONDS. */
#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "support/history.h"
#include "model/tensor/suites.h"

#define HISTORIES 40 /* or as many as there is time for */
#define SECONDS 3
#define SHRINKING_SECONDS 600

static uint64_t chosen(const char *variable, uint64_t otherwise)
{
    const char *text = getenv(variable);

    return text ? strtoull(text, NULL, 0) : otherwise;
}

START_TEST(a_storage_keeps_to_its_model_through_random_histories)
{
    const uint64_t seed = chosen("EMEL_TEST_SEED", (uint64_t)time(NULL) << 20);
    const unsigned seconds = (unsigned)chosen("EMEL_TEST_SECONDS", 0);
    const int survived = seconds ? history_torture(seed, seconds, UINT32_MAX)
                                 : history_torture(seed, SECONDS, HISTORIES);

    printf("%d histories of %d operations, EMEL_TEST_SEED=%" PRIu64 "\n", survived, HISTORY_MAX,
           seed);
    ck_assert_int_gt(survived, 0);
}
END_TEST

Suite *histories_suite(void)
{
    Suite *suite = suite_create("model/tensor: histories");
    TCase *tcase = tcase_create("histories");

    tcase_set_timeout(tcase, (double)(chosen("EMEL_TEST_SECONDS", SECONDS) + SHRINKING_SECONDS));
    tcase_add_test(tcase, a_storage_keeps_to_its_model_through_random_histories);
    suite_add_tcase(suite, tcase);
    return suite;
}
