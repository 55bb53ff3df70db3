#include "table.h"

#include <stdio.h>

#include "format.h"

/* One name of a megabyte does not put a megabyte of blanks behind every other. */
enum { ALIGNED_MAX = 100 };

static void widen(size_t widths[TABLE_COLUMNS_MAX], const struct table *table)
{
    struct table_row row;

    for (size_t c = 0; c < table->column_count; c++)
        widths[c] = text_width(table->columns[c].title);
    for (size_t i = 0; i < table->row_count; i++) {
        table->fill(table->context, i, &row);
        for (size_t c = 0; c < table->column_count; c++) {
            const size_t width = text_width(row.cells[c]);

            if (width > widths[c] && width <= ALIGNED_MAX)
                widths[c] = width;
        }
    }
}

static void print_cell(const char *text, size_t width, const struct table_column *column, bool last)
{
    const size_t used = text_width(text);
    const int blanks = used < width ? (int)(width - used) : 0;

    if (column->right)
        printf("%*s", blanks, "");
    text_print(stdout, text);
    if (!column->right && !last)
        printf("%*s", blanks, "");
    fputs(last ? "" : "  ", stdout);
}

static void print_titles(const struct table *table, const size_t *widths)
{
    const bool styled = text_styled(stdout);

    fputs(styled ? "\033[1m" : "", stdout);
    for (size_t c = 0; c < table->column_count; c++)
        print_cell(table->columns[c].title, widths[c], &table->columns[c],
                   c + 1 == table->column_count);
    fputs(styled ? "\033[0m\n" : "\n", stdout);
}

void table_print(const struct table *table)
{
    size_t widths[TABLE_COLUMNS_MAX];
    struct table_row row;

    widen(widths, table);
    print_titles(table, widths);
    for (size_t i = 0; i < table->row_count; i++) {
        table->fill(table->context, i, &row);
        for (size_t c = 0; c < table->column_count; c++)
            print_cell(row.cells[c], widths[c], &table->columns[c], c + 1 == table->column_count);
        putchar('\n');
    }
}
