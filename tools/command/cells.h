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

/* Adds a text, without what a terminal could obey (see format.h), and returns its width in *width.
 * It is copied unless it `stays` valid until it is taken.  False: no memory. */
bool cells_add(struct cells *cells, const char *text, bool stays, size_t *width);
/* Adds a copy of a text of ' ' .. '~' alone, whose width is its bytes.  False: no memory. */
bool cells_add_plain(struct cells *cells, const char *text, size_t bytes);
/* Takes the first text that is left; it is valid until the next call.  False: none is left. */
bool cells_take(struct cells *cells, struct cell *cell);
void cells_free(struct cells *cells);

#endif
