/* emel/sort.h - puts an index in order.
 *
 * Records stay where they are; what is sorted is a list of their numbers.  Stable,
 * n log n whatever the input, linear where it is in order already, and without an
 * allocation of its own, which qsort(3) does not promise. */
#ifndef EMEL_SORT_H
#define EMEL_SORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Whether the record numbered `a` belongs strictly before the one numbered `b`. */
typedef bool emel__sort_less(const void *context, uint32_t a, uint32_t b);

/* Sorts index[0 .. count - 1].  `scratch` has room for as many and holds nothing
 * of use afterwards. */
void emel__sort(uint32_t *index, uint32_t *scratch, size_t count, emel__sort_less *less,
                const void *context);

#endif
