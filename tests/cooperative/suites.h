/* The suites of tests/cooperative, for the runner. */
#ifndef TESTS_COOPERATIVE_SUITES_H
#define TESTS_COOPERATIVE_SUITES_H

#include <check.h>

Suite *cooperative_suite(void);
Suite *cooperative_storage_suite(void);
Suite *lender_suite(void);
Suite *device_suite(void);
Suite *threads_suite(void);
Suite *waiting_suite(void);

#endif
