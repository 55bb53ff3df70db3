#include "table.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cells.h"
#include "options.h"
#include "report.h"
#include "text.h"
#include "writer.h"

/* A name of a megabyte does not put a megabyte of blanks behind every other. */
enum { ALIGNED_MAX = 100 };

/* One table while it is printed. */
struct printing {
    const struct table *table;
    size_t widths[TABLE_COLUMNS_MAX];
    struct cells cells;
    struct writer writer;
};

static _Noreturn void out_of_memory(void)
{
    struct emel_failure why;

    refuse(&why, &(struct refusal){ .name = "OUT_OF_MEMORY", .text = "no memory for the table" });
    report(&why);
    exit(STATUS_FAILED);
}

static bool is_scratch(const struct table_row *row, const char *text)
{
    const uintptr_t begin = (uintptr_t)row->scratch, at = (uintptr_t)text;

    return at >= begin && at < begin + sizeof row->scratch;
}

static bool keep_cell(struct cells *cells, const struct table_row *row, size_t c, size_t *width)
{
    const char *text = row->cells[c];

    *width = row->plain_bytes[c];
    return *width ? cells_add_plain(cells, text, *width)
                  : cells_add(cells, text, !is_scratch(row, text), width);
}

static void keep_row(struct printing *printing, const struct table_row *row)
{
    for (size_t c = 0; c < printing->table->column_count; c++) {
        size_t width;

        if (!keep_cell(&printing->cells, row, c, &width))
            out_of_memory();
        if (width > printing->widths[c] && width <= ALIGNED_MAX)
            printing->widths[c] = width;
    }
}

static void keep_rows(struct printing *printing)
{
    const struct table *table = printing->table;
    struct table_row row = { .cells = { NULL } };

    for (size_t c = 0; c < table->column_count; c++)
        printing->widths[c] = text_width(table->columns[c].title);
    for (size_t i = 0; i < table->row_count; i++) {
        table->fill(table->context, i, &row);
        keep_row(printing, &row);
    }
}

static void write_cell(struct printing *printing, size_t c, const struct cell *cell)
{
    const bool right = printing->table->columns[c].right;
    const bool last = c + 1 == printing->table->column_count;
    const size_t width = printing->widths[c];
    const size_t blanks = cell->width < width ? width - cell->width : 0;

    if (right)
        writer_blanks(&printing->writer, blanks);
    writer_put(&printing->writer, cell->text, cell->bytes);
    if (!last)
        writer_blanks(&printing->writer, right ? 2 : blanks + 2);
}

static void write_titles(struct printing *printing)
{
    const bool styled = text_styled(stdout);

    writer_text(&printing->writer, styled ? "\033[1m" : "");
    for (size_t c = 0; c < printing->table->column_count; c++) {
        const char *title = printing->table->columns[c].title;

        write_cell(
            printing, c,
            &(struct cell){ .text = title, .bytes = strlen(title), .width = text_width(title) });
    }
    writer_text(&printing->writer, styled ? "\033[0m\n" : "\n");
}

static void write_rows(struct printing *printing)
{
    const size_t columns = printing->table->column_count;
    struct cell cell;

    for (size_t c = 0; cells_take(&printing->cells, &cell); c = (c + 1) % columns) {
        write_cell(printing, c, &cell);
        if (c + 1 == columns)
            writer_character(&printing->writer, '\n');
    }
}

void table_print(const struct table *table)
{
    struct printing printing = { .table = table };

    writer_begin(&printing.writer, stdout);
    keep_rows(&printing);
    write_titles(&printing);
    write_rows(&printing);
    writer_flush(&printing.writer);
    cells_free(&printing.cells);
}
