#include "cells.h"

#include <stdlib.h>
#include <string.h>

#include "format.h"

enum { BLOCK_BYTES = 1 << 18 };

struct cells_block {
    struct cells_block *next;
    size_t used, room;
    char text[]; /* of each cell its size, then its bytes */
};

/* The size of a short cell of plain text is one byte, which is both its bytes and its width.  That
 * of any other is this byte and a struct. */
enum { LONG_CELL = 255 };

struct cells_size {
    size_t bytes, width;
};

static struct cells_block *add_block(struct cells *cells, size_t least)
{
    const size_t room = least > BLOCK_BYTES ? least : BLOCK_BYTES;
    struct cells_block *block = malloc(sizeof *block + room);

    if (!block)
        return NULL;
    *block = (struct cells_block){ .room = room };
    if (cells->last)
        cells->last->next = block;
    else
        cells->first = block;
    cells->last = block;
    return block;
}

static char *reserve(struct cells *cells, size_t bytes)
{
    struct cells_block *block = cells->last;

    if (!block || block->room - block->used < bytes)
        block = add_block(cells, bytes);
    return block ? block->text + block->used : NULL;
}

static bool add_short(struct cells *cells, const char *text, size_t bytes)
{
    char *at = reserve(cells, 1 + bytes);

    if (!at)
        return false;
    *at = (char)(unsigned char)bytes;
    memcpy(at + 1, text, bytes);
    cells->last->used += 1 + bytes;
    return true;
}

/* A character that may not be shown becomes one byte, so the copy is not longer. */
static bool add_long(struct cells *cells, const char *text, size_t *width)
{
    const size_t bytes = strlen(text);
    struct cells_size size;
    char *at = reserve(cells, 1 + sizeof size + bytes + 1), *copy;

    if (!at)
        return false;
    copy = at + 1 + sizeof size;
    text_copy(copy, bytes + 1, text, bytes);
    size = (struct cells_size){ .bytes = strlen(copy), .width = text_width(copy) };
    *at = (char)(unsigned char)LONG_CELL;
    memcpy(at + 1, &size, sizeof size);
    cells->last->used += 1 + sizeof size + size.bytes;
    *width = size.width;
    return true;
}

bool cells_add(struct cells *cells, const char *text, size_t *width)
{
    *width = 0;
    while (text[*width] >= ' ' && text[*width] <= '~')
        ++*width;
    if (text[*width] == '\0' && *width < LONG_CELL)
        return add_short(cells, text, *width);
    return add_long(cells, text, width);
}

static void drop_first(struct cells *cells)
{
    struct cells_block *block = cells->first;

    cells->first = block->next;
    cells->taken = 0;
    if (!cells->first)
        cells->last = NULL;
    free(block);
}

bool cells_take(struct cells *cells, struct cell *cell)
{
    struct cells_size size;
    const char *at;

    while (cells->first && cells->taken == cells->first->used)
        drop_first(cells);
    if (!cells->first)
        return false;
    at = cells->first->text + cells->taken;
    size = (struct cells_size){ .bytes = (unsigned char)*at, .width = (unsigned char)*at };
    at++;
    if (size.bytes == LONG_CELL) {
        memcpy(&size, at, sizeof size);
        at += sizeof size;
    }
    *cell = (struct cell){ .text = at, .bytes = size.bytes, .width = size.width };
    cells->taken = (size_t)(at + size.bytes - cells->first->text);
    return true;
}

void cells_free(struct cells *cells)
{
    while (cells->first)
        drop_first(cells);
}
