/* Memory with canary bytes on either side: who writes past its end is found out. */
#ifndef TESTS_SUPPORT_GUARDED_H
#define TESTS_SUPPORT_GUARDED_H

#include <stdbool.h>
#include <stddef.h>

#define GUARDED_CANARY_BYTES 256

/* At an address that is `misplaced` past a multiple of `alignment`. */
void *guarded_new(size_t bytes, size_t alignment, size_t misplaced);

/* Whether nobody wrote just before or just after it.  NULL: true. */
bool guarded_alive(const void *memory);

/* NULL: nothing. */
void guarded_free(void *memory);

#endif
