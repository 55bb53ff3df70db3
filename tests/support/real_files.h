/* Model files as other programs wrote them. */
#ifndef TESTS_SUPPORT_REAL_FILES_H
#define TESTS_SUPPORT_REAL_FILES_H

#include "emel/model/file.h"

/* Opens one in the folder that EMEL_TEST_MODELS names, else in ../shared/models.  NULL,
 * and says so, where it is not there; fails the test where it does not open. */
struct emel_model_file *real_open(const char *name);

#endif
