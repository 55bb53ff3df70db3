#include "emel/model/file/name_index.h"

#include <assert.h>
#include <stddef.h>
#include <string.h>

#include "emel/model/file/order.h"

static_assert(offsetof(struct emel_tensor_record, name) == 0, "a record begins with its name");
static_assert(offsetof(struct emel__entry, key) == 0, "an entry begins with its key");

static struct emel__names tensor_names(const struct emel_model_file *file)
{
    return (struct emel__names){ file->tensors, sizeof *file->tensors, file->tensor_count };
}

static struct emel__names entry_keys(const struct emel__metadata *metadata)
{
    return (struct emel__names){ metadata->entries, sizeof *metadata->entries, metadata->count };
}

/* --- finding ------------------------------------------------------------------------ */

/* In the index, where the first item of a name is, or would be. */
static uint32_t find_first(const struct emel__names *names, const uint32_t *index, const char *name)
{
    uint32_t low = 0, high = names->count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;

        if (strcmp(emel__name(names, index[middle]), name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static uint32_t find(const struct emel__names *names, const uint32_t *index, const char *name)
{
    const uint32_t at = find_first(names, index, name);

    if (at == names->count || strcmp(emel__name(names, index[at]), name) != 0)
        return EMEL__NOT_FOUND;
    return index[at];
}

uint32_t emel__name_index_first(const struct emel_model_file *file, const char *name)
{
    const struct emel__names names = tensor_names(file);

    return find_first(&names, file->by_name, name);
}

uint32_t emel__name_index_find_tensor(const struct emel_model_file *file, const char *name)
{
    const struct emel__names names = tensor_names(file);

    return find(&names, file->by_name, name);
}

uint32_t emel__name_index_find_key(const struct emel__metadata *metadata, const char *key)
{
    const struct emel__names names = entry_keys(metadata);

    return find(&names, metadata->by_key, key);
}

/* --- duplicates ------------------------------------------------------------------------ */

static bool is_same_file(const struct emel_tensor_record *tensors, uint32_t a, uint32_t b)
{
    return tensors[a].file_index == tensors[b].file_index;
}

static bool have_same_name(const struct emel__names *names, uint32_t a, uint32_t b)
{
    return strcmp(emel__name(names, a), emel__name(names, b)) == 0;
}

/* The first item that has the name of an earlier item; *before is the last of those earlier items.
 * EMEL__NOT_FOUND: all names differ.  If `apart` is not NULL, the items are these tensors, and
 * tensors of different files may have the same name. */
static uint32_t first_duplicate(const struct emel__names *names, const uint32_t *index,
                                const struct emel_tensor_record *apart, uint32_t *before)
{
    uint32_t first = EMEL__NOT_FOUND;

    for (uint32_t i = 1; i < names->count; i++) {
        if (index[i] < first && have_same_name(names, index[i - 1], index[i]) &&
            (!apart || is_same_file(apart, index[i - 1], index[i]))) {
            first = index[i];
            *before = index[i - 1];
        }
    }
    return first;
}

/* --- metadata ------------------------------------------------------------------------ */

bool emel__name_index_keys(struct emel__reader *reader)
{
    struct emel__metadata *metadata = reader->metadata;
    const struct emel__names names = entry_keys(metadata);
    bool repeated; /* that is for check_keys, or for whoever allows it */

    return emel__order_by_name(reader, metadata->arena, &names, &metadata->by_key, &repeated);
}

bool emel__name_index_fail_key(const struct emel__reader *reader, uint32_t duplicate,
                               uint32_t first)
{
    const struct emel__entry *entries = reader->metadata->entries;

    return emel__reader_blame(
        reader, (struct emel__blame){
                    .error = EMEL_MODEL_FILE_DUPLICATE_KEY,
                    .file_offset = entries[duplicate].file_offset - entries[duplicate].key_before,
                    .other_offset = entries[first].file_offset - entries[first].key_before,
                    .subject = entries[duplicate].key,
                    .subject_bytes = strlen(entries[duplicate].key),
                });
}

bool emel__name_index_check_keys(const struct emel__reader *reader)
{
    const struct emel__names names = entry_keys(reader->metadata);
    uint32_t before = 0;
    uint32_t duplicate = first_duplicate(&names, reader->metadata->by_key, NULL, &before);

    return duplicate == EMEL__NOT_FOUND || emel__name_index_fail_key(reader, duplicate, before);
}

/* --- tensors ------------------------------------------------------------------------- */

/* `other`: the offset in the same file that has to do with it; 0: none. */
static bool fail_tensor(const struct emel__reader *reader, uint32_t number,
                        enum emel_model_file_error error, uint64_t file_offset, uint64_t other)
{
    const struct emel_model_file *file = reader->file;
    const struct emel_tensor_record *tensor = &file->tensors[number];

    return emel__model_file_fail(reader->why, &(struct emel__blame){
                                                  .error = error,
                                                  .file_offset = file_offset,
                                                  .other_offset = other,
                                                  .path = file->files[tensor->file_index].path,
                                                  .subject = tensor->name,
                                                  .subject_bytes = strlen(tensor->name),
                                              });
}

/* `apart`: tensors of different files may have one name. */
static bool order_tensors(struct emel__reader *reader, bool apart)
{
    struct emel_model_file *file = reader->file;
    const struct emel__header_offsets *offsets = file->header_offsets;
    const struct emel__names names = tensor_names(file);
    uint32_t duplicate, before = 0;
    bool repeated;

    if (!emel__order_by_name(reader, &file->arena, &names, &file->by_name, &repeated))
        return false;
    if (!repeated)
        return true;
    duplicate = first_duplicate(&names, file->by_name, apart ? file->tensors : NULL, &before);
    if (duplicate == EMEL__NOT_FOUND)
        return true;
    if (!is_same_file(file->tensors, duplicate, before))
        return fail_tensor(reader, duplicate, EMEL_MODEL_FILE_SHARD_TWICE, offsets[duplicate].name,
                           0);
    return fail_tensor(reader, duplicate, EMEL_MODEL_FILE_DUPLICATE_NAME, offsets[duplicate].name,
                       offsets[before].name);
}

bool emel__name_index_tensors(struct emel__reader *reader)
{
    return order_tensors(reader, false);
}

bool emel__name_index_tensors_of_files(struct emel__reader *reader)
{
    return order_tensors(reader, true);
}

static bool offset_before(const void *context, uint32_t a, uint32_t b)
{
    const struct emel_tensor_record *tensors = context;

    if (tensors[a].file_offset != tensors[b].file_offset)
        return tensors[a].file_offset < tensors[b].file_offset;
    return tensors[a].byte_size == 0 && tensors[b].byte_size > 0;
}

uint32_t *emel__name_index_by_offset(struct emel__reader *reader, uint32_t first)
{
    struct emel_model_file *file = reader->file;
    uint32_t count = file->tensor_count - first;
    uint32_t *index = emel__reader_allocate_temporary(reader, count, sizeof *index);

    if (!index || emel__order(reader, index, first, count, offset_before, file->tensors))
        return index;
    emel__catalog_free_temporary(file, index, count, sizeof *index);
    return NULL;
}

bool emel__name_index_fail_overlap(struct emel__reader *reader, uint32_t number, uint32_t other)
{
    const struct emel_model_file *file = reader->file;

    return emel__name_index_tensors(reader) &&
           fail_tensor(reader, number, EMEL_MODEL_FILE_OVERLAP, file->header_offsets[number].data,
                       file->header_offsets[other].data);
}
