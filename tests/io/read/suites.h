/* The suites of tests/io/read, for the runner. */
#ifndef TESTS_IO_READ_SUITES_H
#define TESTS_IO_READ_SUITES_H

#include <check.h>

Suite *io_read_check_suite(void);
Suite *io_read_check_spans_suite(void);
Suite *io_read_open_suite(void);
Suite *io_read_inspect_suite(void);
Suite *io_read_layout_suite(void);
Suite *io_read_placement_suite(void);
Suite *io_read_transfer_suite(void);
Suite *io_read_faults_suite(void);
Suite *io_read_caching_suite(void);
Suite *io_read_direct_suite(void);
Suite *io_read_direct_limits_suite(void);
Suite *io_read_steps_suite(void);
Suite *io_read_claims_suite(void);
Suite *io_read_confirm_suite(void);
Suite *io_read_publish_suite(void);
Suite *io_read_real_suite(void);
Suite *io_read_parts_suite(void);
Suite *io_read_windows_suite(void);
Suite *io_read_any_parts_suite(void);
Suite *io_read_landed_suite(void);
Suite *io_read_borrowed_suite(void);
Suite *io_read_property_suite(void);

#endif
