/* Metadata as JSON: whole values. */
#include "files.h"
#include "metadata.h"
#include "value.h"

static void json_value(struct json *json, const char *key, const struct value *value)
{
    const struct emel_metadata_element *is = &value->is;

    switch (is->type) {
    case EMEL_METADATA_ARRAY: json_open_array(json, key); break;
    case EMEL_METADATA_STRING: json_text_bytes(json, key, is->text, (size_t)is->bytes); break;
    case EMEL_METADATA_BOOL: json_bool(json, key, is->value.u != 0); break;
    case EMEL_METADATA_FLOAT32: json_single(json, key, (float)is->value.f); break;
    case EMEL_METADATA_FLOAT64: json_real(json, key, is->value.f); break;
    case EMEL_METADATA_INT8:
    case EMEL_METADATA_INT16:
    case EMEL_METADATA_INT32:
    case EMEL_METADATA_INT64: json_signed(json, key, is->value.i); break;
    default: json_number(json, key, is->value.u);
    }
}

/* An array is open until an element comes that is not in it. */
static bool json_elements(struct json *json, struct value_reader *reader, struct emel_failure *why)
{
    unsigned outside = json->depth;
    struct value value;

    json_open_array(json, "value");
    while (value_next(reader, &value, why)) {
        json_close_to(json, outside + 1 + value.is.depth);
        json_value(json, NULL, &value);
    }
    json_close_to(json, outside);
    return why->source == EMEL_FAILURE_NONE;
}

static bool json_values(struct json *json, struct value_reader *reader, struct emel_failure *why)
{
    struct value value;

    if (reader->entry.type == EMEL_METADATA_ARRAY)
        return json_elements(json, reader, why);
    if (!value_next(reader, &value, why))
        return false;
    json_value(json, "value", &value);
    return true;
}

static bool json_entry(struct json *json, const struct emel_model_file *file,
                       const struct emel_metadata *entry, struct emel_failure *why)
{
    struct value_reader reader;
    bool done = value_begin(&reader, file, entry, SIZE_MAX, why);

    json_open_object(json, NULL);
    json_text(json, "key", entry->key);
    json_text(json, "type", emel_metadata_type_name(entry->type));
    if (entry->type == EMEL_METADATA_ARRAY) {
        json_text(json, "element_type", emel_metadata_type_name(entry->element_type));
        json_number(json, "count", entry->count);
    }
    done = done && json_values(json, &reader, why);
    json_close(json);
    value_end(&reader);
    return done;
}

bool metadata_find(const struct emel_model_file *file, const char *key, struct emel_metadata *entry,
                   struct emel_failure *why)
{
    uint32_t count;
    const struct emel_io_file *files = emel_model_file_files(file, &count);

    if (emel_model_file_metadata_find(file, key, entry))
        return true;
    return refuse(why, &(struct refusal){
                           .name = emel_metadata_error_name(EMEL_METADATA_KEY_MISSING),
                           .text = emel_metadata_error_text(EMEL_METADATA_KEY_MISSING),
                           .file = files[0].path,
                           .tensor = key,
                       });
}

bool metadata_json(struct json *json, const struct emel_model_file *file, const char *key,
                   struct emel_failure *why)
{
    const uint32_t count = emel_model_file_metadata_count(file);
    struct emel_metadata entry;
    bool done = !key || metadata_find(file, key, &entry, why);

    if (!done)
        return false;
    json_open_array(json, "metadata");
    if (key)
        done = json_entry(json, file, &entry, why);
    for (uint32_t i = 0; !key && done && i < count; i++) {
        emel_model_file_metadata(file, i, &entry);
        done = json_entry(json, file, &entry, why);
    }
    json_close(json);
    return done;
}
