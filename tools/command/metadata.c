#include "metadata.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "format.h"
#include "table.h"
#include "value.h"

enum {
    SHOWN_ELEMENTS = 8,       /* of an array */
    SHOWN_TEXT = 64,          /* bytes of a string, in a column */
    SHOWN_TEXT_IN_ARRAY = 16, /* and in an array there */
    JSON_TEXT_BYTES = 1 << 20 /* of a string in JSON; longer ones are cut */
};

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
    static const char escapes[] = "\"\"\\\\\nn\rr\tt"; /* what, and its letter */
    char text[] = { '\\', '\0', '\0' };

    for (size_t i = 0; i + 1 < sizeof escapes; i += 2)
        if (escapes[i] == character)
            text[1] = escapes[i + 1];
    if (text[1] == '\0')
        text[0] = character;
    if (character == '\0') /* as every odd one */
        text[0] = '?';
    append(cell, text);
}

/* In quotes, on one line. */
static void append_string(struct cell *cell, const struct value *value)
{
    append(cell, "\"");
    for (size_t i = 0; i < value->bytes; i++)
        append_character(cell, value->text[i]);
    append(cell, value->cut ? "\"..." : "\"");
}

static void append_value(struct cell *cell, const struct value *value)
{
    char text[FORMAT_BYTES];

    switch (value->type) {
    case EMEL_METADATA_STRING: append_string(cell, value); return;
    case EMEL_METADATA_BOOL: append(cell, value->is.u ? "true" : "false"); return;
    case EMEL_METADATA_FLOAT32:
    case EMEL_METADATA_FLOAT64:
        append(cell, format_real(text, value->is.f, value->type == EMEL_METADATA_FLOAT32));
        return;
    case EMEL_METADATA_INT8:
    case EMEL_METADATA_INT16:
    case EMEL_METADATA_INT32:
    case EMEL_METADATA_INT64: snprintf(text, sizeof text, "%" PRId64, value->is.i); break;
    default: snprintf(text, sizeof text, "%" PRIu64, value->is.u);
    }
    append(cell, text);
}

static bool append_entry(struct cell *cell, const struct emel_model_file *file,
                         const struct emel_metadata *entry, struct emel_failure *why)
{
    const bool array = entry->type == EMEL_METADATA_ARRAY;
    char text[SHOWN_TEXT];
    struct value_reader reader;
    struct value value;
    bool failed = false;
    uint32_t shown = 0;

    value_begin(&reader, file, entry, text, array ? SHOWN_TEXT_IN_ARRAY : SHOWN_TEXT);
    append(cell, array ? "[" : "");
    for (; shown < SHOWN_ELEMENTS && value_next(&reader, &value, &failed, why); shown++) {
        append(cell, shown ? ", " : "");
        append_value(cell, &value);
    }
    if (shown < entry->count)
        append(cell, shown ? ", ..." : "...");
    append(cell, array ? "]" : "");
    return !failed;
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
    if (entry.type == EMEL_METADATA_ARRAY)
        snprintf(row->scratch[1], TABLE_SCRATCH, "%s[%" PRIu64 "]",
                 value_type_name(entry.element_type), entry.count);
    else
        snprintf(row->scratch[1], TABLE_SCRATCH, "%s", value_type_name(entry.type));
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

/* --- JSON -------------------------------------------------------------------------------- */

static void json_value(struct json *json, const char *key, const struct value *value)
{
    switch (value->type) {
    case EMEL_METADATA_STRING: json_text_bytes(json, key, value->text, value->bytes); break;
    case EMEL_METADATA_BOOL: json_bool(json, key, value->is.u != 0); break;
    case EMEL_METADATA_FLOAT32: json_single(json, key, (float)value->is.f); break;
    case EMEL_METADATA_FLOAT64: json_real(json, key, value->is.f); break;
    case EMEL_METADATA_INT8:
    case EMEL_METADATA_INT16:
    case EMEL_METADATA_INT32:
    case EMEL_METADATA_INT64: json_signed(json, key, value->is.i); break;
    default: json_number(json, key, value->is.u);
    }
}

static bool json_values(struct json *json, struct value_reader *reader, struct emel_failure *why)
{
    const bool array = reader->entry.type == EMEL_METADATA_ARRAY;
    struct value value;
    bool failed = false, cut = false;

    if (array)
        json_open_array(json, "value");
    for (uint32_t i = 0; i < SHOWN_ELEMENTS && value_next(reader, &value, &failed, why); i++) {
        json_value(json, array ? NULL : "value", &value);
        cut = cut || value.cut;
    }
    if (array)
        json_close(json);
    if (cut)
        json_bool(json, "cut", true);
    return !failed;
}

static bool json_entry(struct json *json, const struct emel_model_file *file,
                       const struct emel_metadata *entry, char *text, struct emel_failure *why)
{
    struct value_reader reader;
    bool done;

    value_begin(&reader, file, entry, text, JSON_TEXT_BYTES);
    json_open_object(json, NULL);
    json_text(json, "key", entry->key);
    json_text(json, "type", value_type_name(entry->type));
    if (entry->type == EMEL_METADATA_ARRAY) {
        json_text(json, "element_type", value_type_name(entry->element_type));
        json_number(json, "count", entry->count);
    }
    done = json_values(json, &reader, why);
    json_close(json);
    return done;
}

bool metadata_json(struct json *json, const struct emel_model_file *file, struct emel_failure *why)
{
    const uint32_t count = emel_model_file_metadata_count(file);
    char *text = malloc(JSON_TEXT_BYTES);
    struct emel_metadata entry;
    bool done = true;

    if (!text)
        return refuse(why, &(struct refusal){ .name = "OUT_OF_MEMORY",
                                              .text = "no memory for metadata strings" });
    json_open_array(json, "metadata");
    for (uint32_t i = 0; done && i < count; i++) {
        emel_model_file_metadata(file, i, &entry);
        done = json_entry(json, file, &entry, text, why);
    }
    json_close(json);
    free(text);
    return done;
}
