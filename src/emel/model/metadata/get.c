/* Numbers, bools and strings that are no elements of arrays. */
#include <string.h>

#include "emel/fail.h"
#include "emel/model/metadata/value.h"

static bool find(const struct emel_model_file *file, const char *key, struct emel_metadata *entry,
                 struct emel_failure *why)
{
    if (key && emel_model_file_metadata_find(file, key, entry))
        return true;

    *entry = (struct emel_metadata){ .key = key };
    const struct emel__value_place place =
        emel__value_place(file, entry, EMEL_FAILURE_NO_OFFSET, why);
    return emel__value_fail(&place,
                            key ? EMEL_METADATA_KEY_MISSING : EMEL_METADATA_INVALID_ARGUMENT);
}

static struct emel__value value_of(const struct emel_metadata *entry)
{
    struct emel__value value = { .type = entry->type };

    memcpy(&value.is, &entry->value, sizeof value.is);
    return value;
}

static bool succeed_if(bool done, struct emel_failure *why)
{
    if (done)
        emel__succeed(why);
    return done;
}

/* --- numbers and bools --------------------------------------------------------------------- */

bool emel_metadata_entry_u64(const struct emel_model_file *file, const struct emel_metadata *entry,
                             uint64_t *to, struct emel_failure *why)
{
    const struct emel__value_place place = emel__value_place(file, entry, entry->file_offset, why);
    const struct emel__value value = value_of(entry);

    return succeed_if(emel__value_to_u64(&place, &value, to), why);
}

bool emel_metadata_entry_i64(const struct emel_model_file *file, const struct emel_metadata *entry,
                             int64_t *to, struct emel_failure *why)
{
    const struct emel__value_place place = emel__value_place(file, entry, entry->file_offset, why);
    const struct emel__value value = value_of(entry);

    return succeed_if(emel__value_to_i64(&place, &value, to), why);
}

bool emel_metadata_entry_f64(const struct emel_model_file *file, const struct emel_metadata *entry,
                             double *to, struct emel_failure *why)
{
    const struct emel__value_place place = emel__value_place(file, entry, entry->file_offset, why);
    const struct emel__value value = value_of(entry);

    return succeed_if(emel__value_to_f64(&place, &value, to), why);
}

bool emel_metadata_entry_bool(const struct emel_model_file *file, const struct emel_metadata *entry,
                              bool *to, struct emel_failure *why)
{
    const struct emel__value_place place = emel__value_place(file, entry, entry->file_offset, why);
    const struct emel__value value = value_of(entry);

    return succeed_if(emel__value_to_bool(&place, &value, to), why);
}

bool emel_metadata_u64(const struct emel_model_file *file, const char *key, uint64_t *value,
                       struct emel_failure *why)
{
    struct emel_metadata entry;

    return find(file, key, &entry, why) && emel_metadata_entry_u64(file, &entry, value, why);
}

bool emel_metadata_i64(const struct emel_model_file *file, const char *key, int64_t *value,
                       struct emel_failure *why)
{
    struct emel_metadata entry;

    return find(file, key, &entry, why) && emel_metadata_entry_i64(file, &entry, value, why);
}

bool emel_metadata_f64(const struct emel_model_file *file, const char *key, double *value,
                       struct emel_failure *why)
{
    struct emel_metadata entry;

    return find(file, key, &entry, why) && emel_metadata_entry_f64(file, &entry, value, why);
}

bool emel_metadata_bool(const struct emel_model_file *file, const char *key, bool *value,
                        struct emel_failure *why)
{
    struct emel_metadata entry;

    return find(file, key, &entry, why) && emel_metadata_entry_bool(file, &entry, value, why);
}

/* --- strings ------------------------------------------------------------------------------- */

bool emel_metadata_entry_string(const struct emel_model_file *file,
                                const struct emel_metadata *entry, char *buffer, size_t room,
                                uint64_t *length, struct emel_failure *why)
{
    const struct emel__value_place place = emel__value_place(file, entry, entry->file_offset, why);

    if (entry->type != EMEL_METADATA_STRING)
        return emel__value_wrong_type(&place, entry->type, EMEL__STRING);
    if (length)
        *length = entry->byte_size;
    if (room <= entry->byte_size)
        return emel__value_too_small(&place, entry->byte_size + 1, room);
    if (!emel_model_file_metadata_read(file, entry, 0, buffer, (size_t)entry->byte_size, why))
        return false;
    buffer[entry->byte_size] = '\0';
    return true;
}

bool emel_metadata_string(const struct emel_model_file *file, const char *key, char *buffer,
                          size_t room, uint64_t *length, struct emel_failure *why)
{
    struct emel_metadata entry;

    return find(file, key, &entry, why) &&
           emel_metadata_entry_string(file, &entry, buffer, room, length, why);
}

/* --- arrays -------------------------------------------------------------------------------- */

bool emel_metadata_entry_array(const struct emel_model_file *file,
                               const struct emel_metadata *entry,
                               struct emel_metadata_iterator *iterator, void *buffer, size_t room,
                               struct emel_failure *why)
{
    const struct emel__value_place place = emel__value_place(file, entry, entry->file_offset, why);

    if (entry->type != EMEL_METADATA_ARRAY)
        return emel__value_wrong_type(&place, entry->type, EMEL__ARRAY);
    if (room < EMEL_METADATA_BUFFER_BYTES_MIN)
        return emel__value_too_small(&place, EMEL_METADATA_BUFFER_BYTES_MIN, room);
    *iterator = (struct emel_metadata_iterator){
        .file = file,
        .entry = *entry,
        .buffer = buffer,
        .room = room,
        .types = { entry->element_type },
        .left = { entry->count },
    };
    emel__succeed(why);
    return true;
}

bool emel_metadata_array(const struct emel_model_file *file, const char *key,
                         struct emel_metadata_iterator *iterator, void *buffer, size_t room,
                         struct emel_failure *why)
{
    struct emel_metadata entry;

    return find(file, key, &entry, why) &&
           emel_metadata_entry_array(file, &entry, iterator, buffer, room, why);
}
