/* The suites of tests/io/system, for the runner. */
#ifndef TESTS_IO_SYSTEM_SUITES_H
#define TESTS_IO_SYSTEM_SUITES_H

#include <check.h>

Suite *io_system_suite(void);
Suite *io_threads_suite(void);
Suite *io_unowned_file_suite(void);
Suite *io_kernel_suite(void);
Suite *io_cached_suite(void);

#endif
