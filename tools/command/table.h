/* Aligned columns on standard output. */
#ifndef COMMAND_TABLE_H
#define COMMAND_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#define TABLE_COLUMNS_MAX 6
#define TABLE_SCRATCH 512

struct table_column {
    const char *title;
    bool right; /* else aligned to the left */
};

/* One row.  A cell points to text that stays valid until the table is printed, or into
 * `scratch`. */
struct table_row {
    const char *cells[TABLE_COLUMNS_MAX];
    /* How many bytes a cell in `scratch` has, if it is only of ' ' .. '~'.  0: not known. */
    size_t plain_bytes[TABLE_COLUMNS_MAX];
    char scratch[TABLE_COLUMNS_MAX][TABLE_SCRATCH];
};

struct table {
    const struct table_column *columns;
    size_t column_count, row_count;
    /* Fills in one row, which is zeroed before the first.  Called once for each, from the first to
     * the last. */
    void (*fill)(void *context, size_t index, struct table_row *row);
    void *context;
};

/* Keeps the text of all cells until the last row is filled in, because the columns' widths depend
 * on it.  Without memory for that, says so and exits. */
void table_print(const struct table *table);

#endif
