/* The suites of tests/command, for the runner. */
#ifndef TESTS_COMMAND_SUITES_H
#define TESTS_COMMAND_SUITES_H

#include <check.h>

Suite *command_options_suite(void);
Suite *command_inspect_suite(void);
Suite *command_metadata_suite(void);
Suite *command_json_suite(void);
Suite *command_load_suite(void);
Suite *command_cat_suite(void);
Suite *command_sums_suite(void);
Suite *command_summing_suite(void);
Suite *command_verify_suite(void);
Suite *command_shards_suite(void);
Suite *command_terminal_suite(void);
Suite *command_views_suite(void);
Suite *command_diff_suite(void);
Suite *command_extract_suite(void);
Suite *command_slices_suite(void);
Suite *sample_suite(void);

#endif
