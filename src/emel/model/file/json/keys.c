#include "emel/model/file/json/keys.h"

#include <string.h>

#define TEXT_CAPACITY_MIN 1024

void emel__json_keys_open(struct emel__json_keys *keys)
{
    keys->first[keys->depth++] = keys->count;
}

void emel__json_keys_close(struct emel__json_keys *keys)
{
    const unsigned first = keys->first[--keys->depth];

    if (first < keys->count)
        keys->text_bytes = keys->keys[first].begin;
    keys->count = first;
}

/* FNV-1a.  Different keys may have the same; then their bytes are compared. */
static uint32_t hash_of(const char *key, size_t bytes)
{
    uint32_t hash = UINT32_C(2166136261);

    for (size_t i = 0; i < bytes; i++)
        hash = (hash ^ (unsigned char)key[i]) * UINT32_C(16777619);
    return hash;
}

static bool reserve_text(struct emel__json_keys *keys, const struct emel__reader *reader,
                         size_t bytes)
{
    size_t capacity = keys->text_capacity ? keys->text_capacity : TEXT_CAPACITY_MIN;
    char *text;

    while (capacity < keys->text_bytes + bytes)
        capacity *= 2;
    if (capacity == keys->text_capacity)
        return true;
    text = emel__reader_allocate_temporary(reader, capacity, 1);
    if (!text)
        return false;
    if (keys->text_bytes > 0)
        memcpy(text, keys->text, keys->text_bytes);
    emel__catalog_free_temporary(reader->file, keys->text, keys->text_capacity, 1);
    keys->text = text;
    keys->text_capacity = capacity;
    return true;
}

static bool reserve(struct emel__json_keys *keys, const struct emel__reader *reader, size_t bytes,
                    uint64_t file_offset, const char *subject)
{
    if (keys->count == EMEL__JSON_KEYS_MAX)
        return emel__reader_blame(reader,
                                  (struct emel__blame){
                                      .error = EMEL_MODEL_FILE_LIMIT,
                                      .text = "the tensor has more than {limit} unknown fields",
                                      .file_offset = file_offset,
                                      .subject = subject,
                                      .subject_bytes = strlen(subject),
                                      .has_value = true,
                                      .value = EMEL__JSON_KEYS_MAX + 1,
                                      .has_limit = true,
                                      .limit = EMEL__JSON_KEYS_MAX,
                                  });
    if (!keys->keys)
        keys->keys =
            emel__reader_allocate_temporary(reader, EMEL__JSON_KEYS_MAX, sizeof *keys->keys);
    return keys->keys && reserve_text(keys, reader, bytes);
}

/* The same key of the innermost object; NULL: there is none. */
static const struct emel__json_key *find(const struct emel__json_keys *keys, uint32_t hash,
                                         const char *key, size_t bytes)
{
    for (unsigned i = keys->first[keys->depth - 1]; i < keys->count; i++) {
        const struct emel__json_key *known = &keys->keys[i];

        if (known->hash == hash && known->bytes == bytes &&
            memcmp(keys->text + known->begin, key, bytes) == 0)
            return known;
    }
    return NULL;
}

bool emel__json_keys_add(struct emel__json_keys *keys, const struct emel__reader *reader,
                         const char *key, size_t bytes, uint64_t file_offset, const char *subject)
{
    const uint32_t hash = hash_of(key, bytes);
    const struct emel__json_key *known = find(keys, hash, key, bytes);

    if (known)
        return emel__reader_blame(reader, (struct emel__blame){
                                              .error = EMEL_MODEL_FILE_DUPLICATE_KEY,
                                              .file_offset = file_offset,
                                              .other_offset = known->file_offset,
                                              .subject = subject,
                                              .subject_bytes = strlen(subject),
                                          });
    if (!reserve(keys, reader, bytes, file_offset, subject))
        return false;
    keys->keys[keys->count++] = (struct emel__json_key){
        .hash = hash,
        .begin = keys->text_bytes,
        .bytes = bytes,
        .file_offset = file_offset,
    };
    if (bytes > 0)
        memcpy(keys->text + keys->text_bytes, key, bytes);
    keys->text_bytes += bytes;
    return true;
}

void emel__json_keys_free(struct emel__json_keys *keys, const struct emel_model_file *file)
{
    emel__catalog_free_temporary(file, keys->keys, EMEL__JSON_KEYS_MAX, sizeof *keys->keys);
    emel__catalog_free_temporary(file, keys->text, keys->text_capacity, 1);
    *keys = (struct emel__json_keys){ .count = 0 };
}
