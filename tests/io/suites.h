/* The suites of tests/io, for the runner. */
#ifndef TESTS_IO_SUITES_H
#define TESTS_IO_SUITES_H

#include <check.h>

Suite *strategy_conformance_suite(void);
Suite *io_suite(void);
Suite *io_minimal_strategy_suite(void);

#endif
