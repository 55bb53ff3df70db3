/* The suites of tests/model itself, for the runner. */
#ifndef TESTS_MODEL_SUITES_H
#define TESTS_MODEL_SUITES_H

#include <check.h>

Suite *model_suite(void);
Suite *model_failing_suite(void);
Suite *model_memory_suite(void);
Suite *select_suite(void);
Suite *slice_suite(void);
Suite *slice_gathered_suite(void);
Suite *equal_share_suite(void);
Suite *some_suite(void);
Suite *partition_suite(void);
Suite *parts_suite(void);
Suite *join_suite(void);
Suite *sealing_suite(void);

#endif
