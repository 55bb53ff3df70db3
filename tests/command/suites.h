/* The suites of tests/command, for the runner. */
#ifndef TESTS_TOOLS_SUITES_H
#define TESTS_TOOLS_SUITES_H

#include <check.h>

Suite *tool_options_suite(void);
Suite *tool_inspect_suite(void);
Suite *tool_json_suite(void);
Suite *tool_load_suite(void);
Suite *tool_cat_suite(void);
Suite *tool_sums_suite(void);
Suite *tool_verify_suite(void);
Suite *tool_shards_suite(void);
Suite *tool_terminal_suite(void);
Suite *sample_suite(void);

#endif
