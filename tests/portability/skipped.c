/* Stands in for the suites that need jansson or run the command: what they are about is the
 * same on every machine. */
#include "check.h"

#define SKIPPED(name)                                                                              \
    Suite *name##_suite(void);                                                                     \
    Suite *name##_suite(void)                                                                      \
    {                                                                                              \
        printf("skipped: suite " #name "\n");                                                      \
        return suite_create(#name);                                                                \
    }
SKIPPED(json)
#include <skipped_suites.h> /* made of tests/command/suites.h */
