#include "emel/model/file/order.h"

#include <string.h>

#include "emel/model/file/tables.h"

bool emel__name_before(const void *context, uint32_t a, uint32_t b)
{
    const struct emel__names *names = context;

    return strcmp(names->name(names->items, a), names->name(names->items, b)) < 0;
}

/* Names are compared by the eight bytes behind what all of them have in common, which lie side by
 * side, and only if those are the same by the rest. */
struct sort_keys {
    const struct emel__names *names;
    size_t common; /* bytes */
    uint64_t *keys;
};

#define KEY_BYTES 8
#define NAME_BYTES_MIN 6 /* on average: shorter names do not justify the memory of a key */

/* In the order of the bytes; a name that is shorter is filled with zeros, which it has none of. */
static uint64_t key_of(const char *name)
{
    uint64_t key = 0;

    for (int i = 0; i < KEY_BYTES; i++) {
        key = key << 8 | (unsigned char)*name;
        name += *name != '\0';
    }
    return key;
}

static bool key_before(const void *context, uint32_t a, uint32_t b)
{
    const struct sort_keys *sort = context;
    const struct emel__names *names = sort->names;
    const size_t rest = sort->common + KEY_BYTES;

    if (sort->keys[a] != sort->keys[b])
        return sort->keys[a] < sort->keys[b];
    if ((sort->keys[a] & 0xff) == 0)
        return false; /* both end here */
    return strcmp(names->name(names->items, a) + rest, names->name(names->items, b) + rest) < 0;
}

/* The bytes that all names begin with, and how long the names are together. */
static size_t common_bytes(const struct emel__names *names, uint64_t *bytes)
{
    const char *first = names->name(names->items, 0);
    size_t common = strlen(first);

    *bytes = 0;
    for (uint32_t i = 0; i < names->count; i++) {
        const char *name = names->name(names->items, i);
        size_t same = 0;

        *bytes += strlen(name);
        while (same < common && name[same] == first[same])
            same++;
        common = same;
    }
    return common;
}

bool emel__order(const struct emel__reader *reader, uint32_t *index, uint32_t first, uint32_t count,
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

static bool order_by_keys(const struct emel__reader *reader, const struct emel__names *names,
                          uint32_t *index, size_t common)
{
    struct sort_keys sort = { .names = names, .common = common };
    bool ordered;

    sort.keys = emel__reader_allocate_temporary(reader, names->count, sizeof *sort.keys);
    if (!sort.keys)
        return false;
    for (uint32_t i = 0; i < names->count; i++)
        sort.keys[i] = key_of(names->name(names->items, i) + common);
    ordered = emel__order(reader, index, 0, names->count, key_before, &sort);
    emel__catalog_free_temporary(reader->file, sort.keys, names->count, sizeof *sort.keys);
    return ordered;
}

bool emel__order_by_name(const struct emel__reader *reader, struct emel__arena *arena,
                         const struct emel__names *names, uint32_t **index)
{
    uint64_t bytes = 0;
    size_t common;

    if (!*index)
        *index = emel__tables_allocate(reader, arena, names->count, sizeof **index);
    if (!*index)
        return false;
    common = names->count > 0 ? common_bytes(names, &bytes) : 0;
    if (bytes > (uint64_t)NAME_BYTES_MIN * names->count)
        return order_by_keys(reader, names, *index, common);
    return emel__order(reader, *index, 0, names->count, emel__name_before, names);
}
