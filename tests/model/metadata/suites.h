/* The suites of tests/model/metadata, for the runner. */
#ifndef TESTS_MODEL_METADATA_SUITES_H
#define TESTS_MODEL_METADATA_SUITES_H

#include <check.h>

Suite *metadata_values_suite(void);
Suite *metadata_arrays_suite(void);
Suite *metadata_arrays_of_files_suite(void);

#endif
