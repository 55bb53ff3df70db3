#ifndef TESTS_CHART_EXPLORE_H
#define TESTS_CHART_EXPLORE_H

#include <check.h>

Suite *io_read_chart_suite(void);
Suite *model_tensor_chart_suite(void);

#endif
