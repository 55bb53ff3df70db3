/* The suites of tests/ itself, for the runner. */
#ifndef TESTS_SUITES_H
#define TESTS_SUITES_H

#include <check.h>

Suite *sort_suite(void);
Suite *sort_keys_suite(void);
Suite *layout_suite(void);
Suite *failure_suite(void);
Suite *ffi_suite(void);

#endif
