#include "emel/model/file/name_index.h"

#include <string.h>

#include "emel/sort.h"

/* Tensors or entries, which have names. */
struct names {
    const char *(*name)(const void *items, uint32_t number);
    const void *items;
    uint32_t count;
};

static const char *tensor_name(const void *items, uint32_t number)
{
    const struct emel_tensor_record *tensors = items;

    return tensors[number].name;
}

static const char *entry_key(const void *items, uint32_t number)
{
    const struct emel__entry *entries = items;

    return entries[number].key;
}

static struct names tensor_names(const struct emel_model_file *file)
{
    return (struct names){ tensor_name, file->tensors, file->tensor_count };
}

static struct names entry_keys(const struct emel__metadata *metadata)
{
    return (struct names){ entry_key, metadata->entries, metadata->count };
}

/* --- finding ------------------------------------------------------------------------ */

static uint32_t find(const struct names *names, const uint32_t *index, const char *name)
{
    uint32_t low = 0, high = names->count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order = strcmp(name, names->name(names->items, index[middle]));

        if (order == 0)
            return index[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return EMEL__NOT_FOUND;
}

uint32_t emel__name_index_find_tensor(const struct emel_model_file *file, const char *name)
{
    const struct names names = tensor_names(file);

    return find(&names, file->by_name, name);
}

uint32_t emel__name_index_find_key(const struct emel__metadata *metadata, const char *key)
{
    const struct names names = entry_keys(metadata);

    return find(&names, metadata->by_key, key);
}

/* --- ordering ------------------------------------------------------------------------ */

static bool named_before(const void *context, uint32_t a, uint32_t b)
{
    const struct names *names = context;

    return strcmp(names->name(names->items, a), names->name(names->items, b)) < 0;
}

static bool offset_before(const void *context, uint32_t a, uint32_t b)
{
    const struct emel_tensor_record *tensors = context;

    if (tensors[a].file_offset != tensors[b].file_offset)
        return tensors[a].file_offset < tensors[b].file_offset;
    return tensors[a].byte_size == 0 && tensors[b].byte_size > 0;
}

/* Sorts the `count` numbers from `first` on. */
static bool order(struct emel__reader *reader, uint32_t *index, uint32_t first, uint32_t count,
                  emel__sort_less *less, const void *context)
{
    uint32_t *scratch = emel__reader_allocate_temporary(reader, count, sizeof *scratch);

    if (!scratch)
        return false;
    for (uint32_t i = 0; i < count; i++)
        index[i] = first + i;
    emel__sort(index, scratch, count, less, context);
    emel__catalog_free_temporary(reader->file, scratch, count, sizeof *scratch);
    return true;
}

/* The first item whose name an item before it has, and the last of those before it;
 * EMEL__NOT_FOUND: no name is there twice. */
static uint32_t first_duplicate(const struct names *names, const uint32_t *index, uint32_t *before)
{
    uint32_t first = EMEL__NOT_FOUND;

    for (uint32_t i = 1; i < names->count; i++) {
        if (index[i] < first && !named_before(names, index[i - 1], index[i])) {
            first = index[i];
            *before = index[i - 1];
        }
    }
    return first;
}

/* An index by name; NULL: *why says why. */
static uint32_t *order_by_name(struct emel__reader *reader, struct emel__arena *arena,
                               const struct names *names)
{
    uint32_t *index = emel__reader_allocate(reader, arena, names->count, sizeof *index);

    if (!index || !order(reader, index, 0, names->count, named_before, names))
        return NULL;
    return index;
}

/* --- metadata ------------------------------------------------------------------------ */

bool emel__name_index_metadata(struct emel__reader *reader)
{
    struct emel__metadata *metadata = reader->metadata;
    const struct names names = entry_keys(metadata);
    uint32_t duplicate, before;

    metadata->by_key = order_by_name(reader, metadata->arena, &names);
    if (!metadata->by_key)
        return false;
    duplicate = first_duplicate(&names, metadata->by_key, &before);
    if (duplicate == EMEL__NOT_FOUND)
        return true;

    const struct emel__entry *entry = &metadata->entries[duplicate];
    return emel__reader_fail(reader, EMEL_MODEL_FILE_DUPLICATE_KEY,
                             entry->file_offset - entry->key_before, entry->key);
}

/* --- tensors ------------------------------------------------------------------------- */

static bool fail_tensor(const struct emel__reader *reader, uint32_t number,
                        enum emel_model_file_error error, uint64_t file_offset)
{
    const struct emel_tensor_record *tensor = &reader->file->tensors[number];

    return emel__catalog_fail(reader->file, tensor->file_index, error, file_offset, tensor->name,
                              reader->why);
}

bool emel__name_index_tensors(struct emel__reader *reader)
{
    struct emel_model_file *file = reader->file;
    const struct names names = tensor_names(file);
    uint32_t duplicate, before = 0;
    bool apart;

    file->by_name = order_by_name(reader, &file->arena, &names);
    if (!file->by_name)
        return false;
    duplicate = first_duplicate(&names, file->by_name, &before);
    if (duplicate == EMEL__NOT_FOUND)
        return true;
    apart = file->tensors[duplicate].file_index != file->tensors[before].file_index;
    return fail_tensor(reader, duplicate,
                       apart ? EMEL_MODEL_FILE_SHARD_TWICE : EMEL_MODEL_FILE_DUPLICATE_NAME,
                       file->header_offsets[duplicate].name);
}

uint32_t *emel__name_index_by_offset(struct emel__reader *reader, uint32_t first)
{
    struct emel_model_file *file = reader->file;
    uint32_t count = file->tensor_count - first;
    uint32_t *index = emel__reader_allocate_temporary(reader, count, sizeof *index);

    if (!index || order(reader, index, first, count, offset_before, file->tensors))
        return index;
    emel__catalog_free_temporary(file, index, count, sizeof *index);
    return NULL;
}

bool emel__name_index_fail_overlap(struct emel__reader *reader, uint32_t number)
{
    const struct emel_model_file *file = reader->file;

    return emel__name_index_tensors(reader) &&
           fail_tensor(reader, number, EMEL_MODEL_FILE_OVERLAP, file->header_offsets[number].data);
}
