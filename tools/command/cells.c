#include "cells.h"

#include <stdint.h>
#include <string.h>

#include "emel/emel.h"
#include "text.h"

enum {
    BLOCK_FIRST = 64 << 10,
    BLOCK_BYTES = 2 << 20 /* of the others: on a huge page, if the system has them */
};

enum { WORTH_BORROWING = 16 };

/* These follow the first byte of a cell that is not short. */
struct cells_size {
    size_t bytes, width;
};

struct cells_borrowed {
    const char *text;
    uint32_t bytes; /* and width: it is plain */
};

static size_t block_bytes(const struct cells *cells, size_t least)
{
    const size_t usual = cells->last ? BLOCK_BYTES : BLOCK_FIRST;

    return least + sizeof *cells->last > usual ? least + sizeof *cells->last : usual;
}

static struct cells_block *add_block(struct cells *cells, size_t least)
{
    const struct emel_allocator *allocator = emel_allocator_tensors();
    const size_t bytes = block_bytes(cells, least);
    struct cells_block *block = allocator->allocate(allocator->context, bytes, sizeof(void *));

    if (!block)
        return NULL;
    *block = (struct cells_block){ .room = bytes - sizeof *block };
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
    *at = (char)(unsigned char)CELLS_LONG;
    memcpy(at + 1, &size, sizeof size);
    cells->last->used += 1 + sizeof size + size.bytes;
    *width = size.width;
    return true;
}

static bool add_borrowed(struct cells *cells, const char *text, size_t bytes)
{
    const struct cells_borrowed borrowed = { .text = text, .bytes = (uint32_t)bytes };
    char *at = reserve(cells, 1 + sizeof borrowed);

    if (!at)
        return false;
    *at = (char)(unsigned char)CELLS_BORROWED;
    memcpy(at + 1, &borrowed, sizeof borrowed);
    cells->last->used += 1 + sizeof borrowed;
    return true;
}

/* Whether eight characters are all in ' ' .. '~'.  Else the lowest byte that is not has its highest
 * bit set after 1 is added or ' ' is subtracted; a carry only changes higher bytes. */
static bool is_plain(const char *text)
{
    static const uint64_t each = UINT64_C(0x0101010101010101);
    uint64_t word;

    memcpy(&word, text, sizeof word);
    return (((word + each) | (word - each * ' ')) & each << 7) == 0;
}

/* How many bytes can be shown as they are, up to the first that cannot. */
static size_t plain_bytes(const char *text)
{
    const size_t bytes = strlen(text);
    size_t plain = 0;

    while (bytes - plain >= sizeof(uint64_t) && is_plain(text + plain))
        plain += sizeof(uint64_t);
    while (text[plain] >= ' ' && text[plain] <= '~')
        plain++;
    return plain;
}

bool cells_add_plain_slowly(struct cells *cells, const char *text, size_t bytes)
{
    size_t width;

    if (bytes >= CELLS_BORROWED)
        return add_long(cells, text, &width);
    return reserve(cells, 1 + bytes) && cells_add_plain(cells, text, bytes);
}

bool cells_add(struct cells *cells, const char *text, bool stays, size_t *width)
{
    *width = plain_bytes(text);
    if (text[*width] != '\0')
        return add_long(cells, text, width);
    if (stays && *width >= WORTH_BORROWING && *width <= UINT32_MAX)
        return add_borrowed(cells, text, *width);
    return cells_add_plain(cells, text, *width);
}

static void drop_first(struct cells *cells)
{
    struct cells_block *block = cells->first;

    cells->first = block->next;
    cells->taken = 0;
    if (!cells->first)
        cells->last = NULL;
    emel_allocator_tensors()->release(emel_allocator_tensors()->context, block,
                                      sizeof *block + block->room);
}

/* Takes one that is not short; returns how many bytes it has in the block. */
static size_t take(const char *at, struct cell *cell)
{
    const unsigned char first = (unsigned char)*at++;
    struct cells_borrowed borrowed;
    struct cells_size size;

    if (first == CELLS_BORROWED) {
        memcpy(&borrowed, at, sizeof borrowed);
        *cell = (struct cell){ borrowed.text, borrowed.bytes, borrowed.bytes };
        return 1 + sizeof borrowed;
    }
    memcpy(&size, at, sizeof size);
    *cell = (struct cell){ at + sizeof size, size.bytes, size.width };
    return 1 + sizeof size + size.bytes;
}

bool cells_take_slowly(struct cells *cells, struct cell *cell)
{
    const char *at;

    while (cells->first && cells->taken == cells->first->used)
        drop_first(cells);
    if (!cells->first)
        return false;
    at = cells->first->text + cells->taken;
    if ((unsigned char)*at < CELLS_BORROWED)
        return cells_take(cells, cell);
    cells->taken += take(at, cell);
    return true;
}

void cells_free(struct cells *cells)
{
    while (cells->first)
        drop_first(cells);
}
