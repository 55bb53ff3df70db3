/* A queue of texts that may be shown on a terminal: the cells of a table, row by row. */
#ifndef COMMAND_CELLS_H
#define COMMAND_CELLS_H

#include <stdbool.h>
#include <stddef.h>

struct cells {
    struct cells_block *first, *last; /* private */
    size_t taken;                     /* private: of the first block */
};

struct cell {
    const char *text;
    size_t bytes, width; /* width: in characters */
};

/* Copies a text to the end, without what a terminal could obey (see format.h), and answers its
 * width.  False: no memory. */
bool cells_add(struct cells *cells, const char *text, size_t *width);
/* The first one that was not taken yet, which lives until the next call; false: there is none. */
bool cells_take(struct cells *cells, struct cell *cell);
void cells_free(struct cells *cells);

#endif
