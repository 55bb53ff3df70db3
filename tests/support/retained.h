/* What a test keeps until its end, so that none has to give back what it looked at. */
#ifndef TESTS_SUPPORT_RETAINED_H
#define TESTS_SUPPORT_RETAINED_H

#include <stddef.h>

#include <jansson.h>

char *retain_memory(size_t bytes);
const json_t *retain_json(json_t *json);
void release_retained(void);

#endif
