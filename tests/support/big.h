/* Gigabytes of address space that take no memory until they are written to. */
#ifndef TESTS_SUPPORT_BIG_H
#define TESTS_SUPPORT_BIG_H

#include <stdint.h>

void *big_new(uint64_t bytes);
void big_free(void *memory, uint64_t bytes);

#endif
