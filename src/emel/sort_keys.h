/* emel/sort_keys.h - puts numbers in the order of the keys beside them.
 *
 * A merge sort that begins with the runs that are in order already: stable, n log n whatever
 * the keys are, and nearly linear for names in the order of the numbers in them.  emel/sort.h
 * calls a function for each comparison instead, and needs less memory. */
#ifndef EMEL_SORT_KEYS_H
#define EMEL_SORT_KEYS_H

#include <stdint.h>

struct emel__keyed {
    uint64_t key;
    uint32_t number;
    uint32_t end; /* undefined after sorting */
};

/* Sorts items[0 .. count - 1].  `scratch` has room for as many; its contents are undefined
 * afterwards. */
void emel__sort_keys(struct emel__keyed *items, struct emel__keyed *scratch, uint32_t count);

#endif
