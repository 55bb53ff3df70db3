/* What a test keeps until its end, so that none has to give back what it looked at. */
#ifndef TESTS_TOOLS_KEEP_H
#define TESTS_TOOLS_KEEP_H

#include <stddef.h>

#include <jansson.h>

char *keep_memory(size_t bytes);
const json_t *keep_json(json_t *json);
void keep_nothing(void);

#endif
