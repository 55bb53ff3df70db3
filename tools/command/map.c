#include "map.h"

#include <stdio.h>
#include <stdlib.h>

#include "format.h"
#include "report.h"
#include "text.h"

/* What bytes can be: a dtype by its number, or one of the last two. */
enum { DTYPES = 126, HEADER = 126, OTHER = 127, KINDS = 128, COLUMNS_MOST = 400 };

/* One file while it is drawn. */
struct map {
    uint64_t file_bytes;
    size_t columns;
    uint64_t *counts; /* KINDS for each column: bytes */
    uint64_t totals[KINDS];
};

/* --- adding up ------------------------------------------------------------------------------ */

/* Where a column begins, without overflow. */
static uint64_t column_offset(const struct map *map, size_t column)
{
    const uint64_t whole = map->file_bytes / map->columns, rest = map->file_bytes % map->columns;

    return whole * column + rest * column / map->columns;
}

static size_t column_of(const struct map *map, uint64_t offset)
{
    size_t low = 0, high = map->columns - 1; /* the last one that begins at or before */

    while (low < high) {
        const size_t middle = (low + high + 1) / 2;

        if (column_offset(map, middle) <= offset)
            low = middle;
        else
            high = middle - 1;
    }
    return low;
}

static void add_range(struct map *map, unsigned kind, uint64_t from, uint64_t to)
{
    if (from >= to)
        return;
    map->totals[kind] += to - from;
    for (size_t c = column_of(map, from); from < to; c++) {
        const uint64_t end = c + 1 < map->columns ? column_offset(map, c + 1) : map->file_bytes;
        const uint64_t stop = end < to ? end : to;

        map->counts[c * KINDS + kind] += stop - from;
        from = stop;
    }
}

static unsigned kind_of(const struct emel_tensor_record *record)
{
    return record->dtype < DTYPES ? record->dtype : OTHER;
}

/* The selection is sorted: files one after the other.  What is before the first tensor of the
 * file is its header. */
static void add_tensors(struct map *map, const struct selection *selection, uint32_t file)
{
    uint64_t at = 0;
    unsigned between = HEADER;

    for (uint32_t i = 0; i < selection->count; i++) {
        const struct emel_tensor_record *record = selection->records[i];

        if (record->file_index != file || record->byte_size == 0)
            continue;
        add_range(map, between, at, record->file_offset);
        at = record->file_offset + record->byte_size;
        add_range(map, kind_of(record), record->file_offset, at);
        between = OTHER;
    }
    add_range(map, between, at, map->file_bytes);
}

/* --- drawing -------------------------------------------------------------------------------- */

/* Dtypes with more bytes come first. */
static bool comes_before(const struct map *map, unsigned a, unsigned b)
{
    const uint64_t first = map->totals[a], second = map->totals[b];

    return first > second || (first == second && a < b);
}

static size_t rank_of(const struct map *map, unsigned kind)
{
    size_t rank = 0;

    for (unsigned i = 0; i < DTYPES; i++)
        rank += comes_before(map, i, kind);
    return rank;
}

static char letter_of(const struct map *map, unsigned kind)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    size_t rank;

    if (kind == HEADER)
        return '=';
    if (kind == OTHER)
        return '.';
    rank = rank_of(map, kind);
    if (rank >= sizeof letters - 1)
        return '?';
    return letters[rank];
}

/* What most bytes of a column are. */
static unsigned main_kind(const struct map *map, size_t column)
{
    const uint64_t *counts = &map->counts[column * KINDS];
    unsigned most = OTHER;

    for (unsigned kind = 0; kind < KINDS; kind++)
        if (counts[kind] > counts[most])
            most = kind;
    return most;
}

static void print_kind(const struct map *map, unsigned kind, bool exact)
{
    char size[FORMAT_BYTES];
    const char *name = kind < DTYPES ? emel_dtype_name(kind) : kind == HEADER ? "header" : "other";

    if (map->totals[kind] > 0)
        printf("  %c  %-12s %12s  %5.1f %%\n", letter_of(map, kind), name,
               format_size(size, map->totals[kind], exact),
               100.0 * (double)map->totals[kind] / (double)map->file_bytes);
}

static void print_legend(const struct map *map, bool exact)
{
    print_kind(map, HEADER, exact);
    for (size_t rank = 0; rank < DTYPES; rank++)
        for (unsigned kind = 0; kind < DTYPES; kind++)
            if (map->totals[kind] > 0 && rank_of(map, kind) == rank)
                print_kind(map, kind, exact);
    print_kind(map, OTHER, exact);
}

static void print_map(const struct map *map, const char *name, bool exact)
{
    text_print(stdout, name);
    fputs("\n[", stdout);
    for (size_t c = 0; c < map->columns; c++)
        putchar(letter_of(map, main_kind(map, c)));
    fputs("]\n", stdout);
    print_legend(map, exact);
}

static size_t columns_for(uint64_t bytes)
{
    size_t columns = text_columns(stdout) - 2; /* the brackets */

    if (columns > COLUMNS_MOST)
        columns = COLUMNS_MOST;
    return bytes < columns ? (size_t)bytes : columns;
}

static bool draw(const struct selection *selection, const struct emel_io_file *files,
                 uint32_t index, bool exact)
{
    const uint64_t bytes = files[index].stamp ? files[index].stamp->size : 0;
    struct map map = { .file_bytes = bytes, .columns = columns_for(bytes) };

    if (map.columns == 0)
        return true;
    map.counts = calloc(map.columns * KINDS, sizeof *map.counts);
    if (!map.counts)
        return false;
    add_tensors(&map, selection, index);
    print_map(&map, text_base_name(files[index].path), exact);
    free(map.counts);
    return true;
}

bool map_print(const struct emel_model_file *file, struct selection *selection, bool exact,
               struct emel_failure *why)
{
    uint32_t count;
    const struct emel_io_file *files = emel_model_file_files(file, &count);

    selection_order(selection, SORT_OFFSET);
    for (uint32_t i = 0; i < count; i++)
        if (!draw(selection, files, i, exact))
            return refuse(
                why, &(struct refusal){ .name = "OUT_OF_MEMORY", .text = "no memory for the map" });
    return true;
}
