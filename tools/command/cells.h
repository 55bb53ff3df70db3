/* A queue of texts that may be shown on a terminal: the cells of a table, row by row. */
#ifndef COMMAND_CELLS_H
#define COMMAND_CELLS_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* Private. */
struct cells_block {
    struct cells_block *next;
    size_t used, room;
    char text[]; /* of each cell its size, then its bytes */
};

struct cells {
    struct cells_block *first, *last; /* private */
    size_t taken;                     /* private: of the first block */
};

/* Private.  A short cell of plain text begins with one byte, which is both its bytes and its width.
 * Others begin with one of these. */
enum { CELLS_BORROWED = 254, CELLS_LONG = 255 };

struct cell {
    const char *text;
    size_t bytes, width; /* width: in characters */
};

/* Adds a text, without what a terminal could obey (see format.h), and returns its width in *width.
 * It is copied unless it `stays` valid until it is taken.  False: no memory. */
bool cells_add(struct cells *cells, const char *text, bool stays, size_t *width);
/* Adds a copy of a text of ' ' .. '~' alone, whose width is its bytes.  False: no memory. */
static inline bool cells_add_plain(struct cells *cells, const char *text, size_t bytes);
/* Takes the first text that is left; it is valid until the next call.  False: none is left. */
static inline bool cells_take(struct cells *cells, struct cell *cell);
void cells_free(struct cells *cells);

/* Private: the cases that the two below leave out. */
bool cells_add_plain_slowly(struct cells *cells, const char *text, size_t bytes);
bool cells_take_slowly(struct cells *cells, struct cell *cell);

/* Inline: a table of a million rows makes five million of these calls. */
static inline bool cells_add_plain(struct cells *cells, const char *text, size_t bytes)
{
    struct cells_block *block = cells->last;
    char *at;

    if (!block || bytes >= CELLS_BORROWED || block->room - block->used <= bytes)
        return cells_add_plain_slowly(cells, text, bytes);
    at = block->text + block->used;
    *at = (char)(unsigned char)bytes;
    memcpy(at + 1, text, bytes);
    block->used += 1 + bytes;
    return true;
}

static inline bool cells_take(struct cells *cells, struct cell *cell)
{
    const struct cells_block *block = cells->first;
    unsigned char bytes;

    if (!block || cells->taken == block->used)
        return cells_take_slowly(cells, cell);
    bytes = (unsigned char)block->text[cells->taken];
    if (bytes >= CELLS_BORROWED)
        return cells_take_slowly(cells, cell);
    *cell = (struct cell){ block->text + cells->taken + 1, bytes, bytes };
    cells->taken += 1 + (size_t)bytes;
    return true;
}

#endif
