#define _POSIX_C_SOURCE 200809L /* isatty */

/* Metadata for people: a table of all keys, or the whole value of one. */
#include "metadata.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "report.h"
#include "format.h"
#include "table.h"
#include "text.h"
#include "value.h"

enum {
    SHOWN_ELEMENTS = 8,      /* of an array */
    SHOWN_TEXT = 64,         /* bytes of a string, in a column */
    SHOWN_TEXT_IN_ARRAY = 16 /* and in an array there */
};

/* "uint32", "string[96]" */
static void write_type(char *text, size_t room, uint32_t type, uint32_t element_type,
                       uint64_t count)
{
    if (type == EMEL_METADATA_ARRAY)
        snprintf(text, room, "%s[%" PRIu64 "]", emel_metadata_type_name(element_type), count);
    else
        snprintf(text, room, "%s", emel_metadata_type_name(type));
}

/* A number or a bool. */
static const char *write_number(char text[FORMAT_BYTES], const struct emel_metadata_element *is)
{
    switch (is->type) {
    case EMEL_METADATA_BOOL: return is->value.u ? "true" : "false";
    case EMEL_METADATA_FLOAT32: return format_real(text, is->value.f, true);
    case EMEL_METADATA_FLOAT64: return format_real(text, is->value.f, false);
    case EMEL_METADATA_INT8:
    case EMEL_METADATA_INT16:
    case EMEL_METADATA_INT32:
    case EMEL_METADATA_INT64: snprintf(text, FORMAT_BYTES, "%" PRId64, is->value.i); break;
    default: snprintf(text, FORMAT_BYTES, "%" PRIu64, is->value.u);
    }
    return text;
}

/* The letter that stands behind a backslash for this character; 0: none does. */
static char escape_of(char character)
{
    static const char escapes[] = "\"\"\\\\\nn\rr\tt"; /* what, and its letter */

    for (size_t i = 0; i + 1 < sizeof escapes; i += 2)
        if (escapes[i] == character)
            return escapes[i + 1];
    return '\0';
}

/* --- columns ---------------------------------------------------------------------------- */

/* A cell that is being written, and cut where it is full. */
struct cell {
    char *text;
    size_t used;
};

static void append(struct cell *cell, const char *text)
{
    const size_t length = strlen(text);
    const size_t room = TABLE_SCRATCH - 1 - cell->used;
    const size_t taken = length < room ? length : room;

    memcpy(cell->text + cell->used, text, taken);
    cell->used += taken;
    cell->text[cell->used] = '\0';
}

static void append_character(struct cell *cell, char character)
{
    char text[] = { '\\', escape_of(character), '\0' };

    if (!text[1])
        text[0] = character;
    if (!text[0])
        text[0] = '?';
    append(cell, text);
}

/* In quotes, on one line. */
static void append_string(struct cell *cell, const struct value *value)
{
    append(cell, "\"");
    for (size_t i = 0; i < value->is.bytes; i++)
        append_character(cell, value->is.text[i]);
    append(cell, value->cut ? "\"..." : "\"");
}

static void append_value(struct cell *cell, const struct value *value)
{
    char text[FORMAT_BYTES];

    if (value->is.type == EMEL_METADATA_STRING)
        append_string(cell, value);
    else
        append(cell, write_number(text, &value->is));
}

/* Of an array the first elements; of one of arrays none. */
static bool append_entry(struct cell *cell, const struct emel_model_file *file,
                         const struct emel_metadata *entry, struct emel_failure *why)
{
    const bool array = entry->type == EMEL_METADATA_ARRAY;
    const uint32_t most = entry->element_type == EMEL_METADATA_ARRAY ? 0 : SHOWN_ELEMENTS;
    struct value_reader reader;
    struct value value;
    uint32_t shown = 0;
    bool read = value_begin(&reader, file, entry, array ? SHOWN_TEXT_IN_ARRAY : SHOWN_TEXT, why);

    append(cell, array ? "[" : "");
    for (; read && shown < most && (read = value_next(&reader, &value, why)); shown++) {
        append(cell, shown ? ", " : "");
        append_value(cell, &value);
    }
    if (shown < entry->count)
        append(cell, shown ? ", ..." : "...");
    append(cell, array ? "]" : "");
    value_end(&reader);
    return read || why->source == EMEL_FAILURE_NONE;
}

struct listing {
    const struct emel_model_file *file;
    struct emel_failure *why;
    bool failed;
};

static void fill_row(void *context, size_t index, struct table_row *row)
{
    struct listing *listing = context;
    struct cell cell = { .text = row->scratch[2] };
    struct emel_metadata entry;

    emel_model_file_metadata(listing->file, (uint32_t)index, &entry);
    row->cells[0] = entry.key;
    row->cells[1] = row->scratch[1];
    write_type(row->scratch[1], TABLE_SCRATCH, entry.type, entry.element_type, entry.count);
    append(&cell, "");
    if (!listing->failed)
        listing->failed = !append_entry(&cell, listing->file, &entry, listing->why);
    row->cells[2] = cell.text;
}

bool metadata_print(const struct emel_model_file *file, struct emel_failure *why)
{
    static const struct table_column columns[] = { { "KEY", false },
                                                   { "TYPE", false },
                                                   { "VALUE", false } };
    struct listing listing = { .file = file, .why = why };
    const struct table table = {
        .columns = columns,
        .column_count = sizeof columns / sizeof *columns,
        .row_count = emel_model_file_metadata_count(file),
        .fill = fill_row,
        .context = &listing,
    };

    table_print(&table);
    return !listing.failed;
}

/* --- one value, whole -------------------------------------------------------------------- */

/* On one line; bytes that a terminal might obey, or that are not UTF-8, in hexadecimal. */
static void print_quoted(const char *text, size_t bytes)
{
    putchar('"');
    while (bytes > 0) {
        bool fit;
        const size_t taken = text_next(text, bytes, &fit);
        const char letter = escape_of(*text);

        if (letter)
            printf("\\%c", letter);
        else if (fit)
            fwrite(text, 1, taken, stdout);
        else
            for (size_t i = 0; i < taken; i++)
                printf("\\x%02x", (unsigned char)text[i]);
        text += taken;
        bytes -= taken;
    }
    putchar('"');
}

/* As it is, unless a terminal might obey it. */
static void print_text(const char *text, size_t bytes)
{
    const bool terminal = isatty(fileno(stdout));

    while (bytes > 0) {
        bool fit;
        const size_t taken = terminal ? text_next(text, bytes, &fit) : bytes;
        const bool as_it_is = !terminal || fit || *text == '\n' || *text == '\t';

        fwrite(as_it_is ? text : "?", 1, as_it_is ? taken : 1, stdout);
        text += taken;
        bytes -= taken;
    }
}

static void print_value(const struct value *value, bool in_array)
{
    char text[FORMAT_BYTES * 2];

    printf("%*s", (int)(2 * value->is.depth), "");
    switch (value->is.type) {
    case EMEL_METADATA_STRING:
        (in_array ? print_quoted : print_text)(value->is.text, (size_t)value->is.bytes);
        break;
    case EMEL_METADATA_ARRAY:
        write_type(text, sizeof text, value->is.type, value->is.element_type, value->is.count);
        fputs(text, stdout);
        break;
    default: fputs(write_number(text, &value->is), stdout);
    }
    putchar('\n');
}

bool metadata_print_key(const struct emel_model_file *file, const char *key,
                        struct emel_failure *why)
{
    struct emel_metadata entry;
    struct value_reader reader;
    struct value value;
    bool begun;

    if (!metadata_find(file, key, &entry, why))
        return false;
    begun = value_begin(&reader, file, &entry, SIZE_MAX, why);
    while (begun && value_next(&reader, &value, why))
        print_value(&value, entry.type == EMEL_METADATA_ARRAY);
    value_end(&reader);
    return begun && why->source == EMEL_FAILURE_NONE;
}
