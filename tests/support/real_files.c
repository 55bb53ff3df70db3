#define _POSIX_C_SOURCE 200809L /* access */

#include "support/real_files.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct emel_model_file *real_open(const char *name)
{
    const char *folder = getenv("EMEL_TEST_MODELS");
    char path[4096];
    struct emel_failure why;
    struct emel_model_file *file;

    snprintf(path, sizeof path, "%s/%s", folder ? folder : "../shared/models", name);
    if (access(path, R_OK) != 0) {
        printf("skipped: %s is not there\n", path);
        return NULL;
    }
    file = emel_model_file_open(path, NULL, &why);
    ck_assert_msg(file != NULL, "%s: %s", path, why.text);
    return file;
}
