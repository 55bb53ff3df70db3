/* The suites of tests/model/tensor, for the runner. */
#ifndef TESTS_MODEL_TENSOR_SUITES_H
#define TESTS_MODEL_TENSOR_SUITES_H

#include <check.h>

Suite *residency_suite(void);
Suite *storage_suite(void);
Suite *binding_suite(void);
Suite *all_or_none_suite(void);
Suite *allocator_suite(void);
Suite *pending_loads_suite(void);
Suite *lent_io_suite(void);
Suite *callbacks_suite(void);
Suite *regions_suite(void);
Suite *limit_suite(void);
Suite *detach_suite(void);
Suite *tensor_parts_suite(void);
Suite *reads_suite(void);
Suite *reads_failing_suite(void);
Suite *tensors_landed_suite(void);
Suite *tensors_withdrawn_suite(void);
Suite *places_suite(void);
Suite *places_left_suite(void);
Suite *tensor_rules_suite(void);
Suite *storage_failures_suite(void);
Suite *storage_strategies_suite(void);
Suite *histories_suite(void);

#endif
