/* Runs every suite but those of tests/chart, which put other steps in place of the real. */
#include <check.h>
#include <stdlib.h>

#define SUITES(X)                                                                           \
    X(sort)                                                                                 \
    X(failure)                                                                              \
    X(io)                                                                                   \
    X(strategy_conformance)

#define DECLARE(name) Suite *name##_suite(void);
SUITES(DECLARE)

int main(void)
{
    SRunner *runner = srunner_create(NULL);
    int failed;

#define ADD(name) srunner_add_suite(runner, name##_suite());
    SUITES(ADD)
    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
