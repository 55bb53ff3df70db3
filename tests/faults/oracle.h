/* What must come of a fault. */
#ifndef TESTS_FAULTS_ORACLE_H
#define TESTS_FAULTS_ORACLE_H

#include "faults/scenario.h"

/* NULL: the outcome is one that these faults may have.  Else what is wrong with it. */
const char *oracle_objects(const struct scenario *scenario, const struct trouble *trouble,
                           const struct outcome *outcome);

/* NULL: the same failure, or both done; `loosely`: but for the place. */
const char *oracle_tells_apart(const struct outcome *a, const struct outcome *b, bool loosely);

#endif
