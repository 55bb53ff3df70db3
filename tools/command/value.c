#include "value.h"

#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "text.h"

enum { CUT_ROOM = 1024 }; /* for strings of which the beginning is shown */

static bool grow(struct value_reader *reader, uint64_t room, struct emel_failure *why)
{
    char *memory = room <= SIZE_MAX ? realloc(reader->memory, (size_t)room) : NULL;

    if (!memory)
        return refuse(why, &(struct refusal){ .name = "OUT_OF_MEMORY",
                                              .text = "no memory for a metadata value",
                                              .tensor = reader->entry.key });
    reader->memory = memory;
    reader->room = (size_t)room;
    return true;
}

bool value_begin(struct value_reader *reader, const struct emel_model_file *file,
                 const struct emel_metadata *entry, size_t shown, struct emel_failure *why)
{
    *reader = (struct value_reader){ .file = file, .entry = *entry, .shown = shown };
    if (!grow(reader, shown < CUT_ROOM ? CUT_ROOM : EMEL_METADATA_BUFFER_BYTES, why))
        return false;
    return entry->type != EMEL_METADATA_ARRAY ||
           emel_metadata_entry_array(file, entry, &reader->iterator, reader->memory, reader->room,
                                     why);
}

void value_end(struct value_reader *reader)
{
    free(reader->memory);
    reader->memory = NULL;
}

/* --- the value that is no array ---------------------------------------------------------- */

static bool read_text(struct value_reader *reader, struct value *value, struct emel_failure *why)
{
    const uint64_t all = reader->entry.byte_size;
    const size_t bytes = all < reader->shown ? (size_t)all : reader->shown;

    if (bytes > reader->room && !grow(reader, bytes, why))
        return false;
    value->is.text = reader->memory;
    value->is.bytes = all;
    return emel_model_file_metadata_read(reader->file, &reader->entry, 0, reader->memory, bytes,
                                         why);
}

static bool read_entry(struct value_reader *reader, struct value *value, struct emel_failure *why)
{
    why->source = EMEL_FAILURE_NONE;
    if (reader->ended)
        return false;
    reader->ended = true;
    value->is = (struct emel_metadata_element){ .type = reader->entry.type, .count = 1 };
    memcpy(&value->is.value, &reader->entry.value, sizeof value->is.value);
    return value->is.type != EMEL_METADATA_STRING || read_text(reader, value, why);
}

/* --- elements ----------------------------------------------------------------------------- */

static bool is_too_small(const struct emel_failure *why)
{
    return why->source == EMEL_FAILURE_METADATA && why->code == EMEL_METADATA_TOO_SMALL;
}

/* The string that was too long for the buffer is the next one still, since its text is there. */
static bool pass_over(struct value_reader *reader, struct emel_failure *why)
{
    const bool late = reader->late;

    reader->late = false;
    return !late || emel_metadata_skip(&reader->iterator, why);
}

static bool read_element(struct value_reader *reader, struct value *value, struct emel_failure *why)
{
    if (!pass_over(reader, why))
        return false;
    if (emel_metadata_next(&reader->iterator, &value->is, why))
        return true;
    if (!is_too_small(why))
        return false;
    if (reader->shown <= reader->room) {
        reader->late = true;
        return true;
    }
    if (!grow(reader, value->is.bytes, why))
        return false;
    emel_metadata_set_buffer(&reader->iterator, reader->memory, reader->room);
    return emel_metadata_next(&reader->iterator, &value->is, why);
}

bool value_next(struct value_reader *reader, struct value *value, struct emel_failure *why)
{
    const bool array = reader->entry.type == EMEL_METADATA_ARRAY;

    value->cut = false;
    if (!(array ? read_element(reader, value, why) : read_entry(reader, value, why)))
        return false;
    if (value->is.type == EMEL_METADATA_STRING && value->is.bytes > reader->shown) {
        value->cut = true;
        value->is.bytes = text_whole_characters(value->is.text, reader->shown);
    }
    return true;
}
