#include "emel/model/file/order.h"

#include <string.h>

#include "emel/model/file/tables.h"
#include "emel/sort_keys.h"

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

/* --- long names: by eight bytes at a time -------------------------------------------------- */

#define KEY_BYTES 8

/* Bytes that are compared before a key: only so many times more than it has, so that the time is
 * in proportion to the names whatever they are. */
#define MORE_MAX ((size_t)8 * KEY_BYTES)

/* On average: shorter names do not justify the memory that their keys need. */
#define NAME_BYTES_MIN 9

/* A group is names side by side that begin with the same bytes.  Its first item has, in `end`,
 * where the group ends, and in `key`, how many bytes of its names are known to be the same.  Each
 * group is sorted by the next eight bytes that may differ, which splits it into groups again; a
 * group of one is done. */
struct by_bytes {
    const struct emel__names *names;
    struct emel__keyed *items, *scratch;
    bool repeated; /* a name is there twice */
};

static bool are_long(const struct emel__names *names)
{
    const uint64_t enough = (uint64_t)NAME_BYTES_MIN * names->count;
    uint64_t bytes = 0;

    for (uint32_t i = 0; i < names->count && bytes <= enough; i++)
        bytes += strlen(emel__name(names, i));
    return bytes > enough;
}

static uint64_t key_of_eight(const unsigned char *name)
{
    return (uint64_t)name[0] << 56 | (uint64_t)name[1] << 48 | (uint64_t)name[2] << 40 |
           (uint64_t)name[3] << 32 | (uint64_t)name[4] << 24 | (uint64_t)name[5] << 16 |
           (uint64_t)name[6] << 8 | name[7];
}

/* In the order of the bytes; a name that is shorter is filled with zeros, which it has none of. */
static uint64_t key_of(const char *name)
{
    uint64_t key = 0;

    if (!memchr(name, '\0', KEY_BYTES))
        return key_of_eight((const unsigned char *)name);
    for (unsigned i = 0; name[i] != '\0'; i++)
        key |= (uint64_t)(unsigned char)name[i] << (8 * (KEY_BYTES - 1 - i));
    return key;
}

/* Sets the keys of a group: the eight bytes behind `known` bytes and `more`, if those are the
 * same in all its names; else false. */
static bool set_keys(const struct by_bytes *sort, uint32_t begin, uint32_t end, size_t known,
                     size_t more)
{
    const char *first = emel__name(sort->names, sort->items[begin].number) + known;

    for (uint32_t i = begin; i < end; i++) {
        const char *name = emel__name(sort->names, sort->items[i].number) + known;

        if (strncmp(first, name, more) != 0)
            return false;
        sort->items[i].key = key_of(name + more);
    }
    return true;
}

/* At most MORE_MAX. */
static size_t count_same(const char *a, const char *b)
{
    size_t same = 0;

    while (same < MORE_MAX && a[same] == b[same] && a[same] != '\0')
        same++;
    return same;
}

/* Sets the keys of a group behind what its first and its last name have in common, or if other
 * names have not, behind what is known.  Returns how many bytes that is. */
static size_t set_best_keys(const struct by_bytes *sort, uint32_t begin, uint32_t end)
{
    const size_t known = (size_t)sort->items[begin].key;
    const char *first = emel__name(sort->names, sort->items[begin].number);
    const char *last = emel__name(sort->names, sort->items[end - 1].number);
    const size_t more = count_same(first + known, last + known);

    if (set_keys(sort, begin, end, known, more))
        return known + more;
    (void)set_keys(sort, begin, end, known, 0);
    return known;
}

/* The group of the same key that begins there. */
static uint32_t end_of_key(const struct by_bytes *sort, uint32_t begin, uint32_t end)
{
    uint32_t at = begin + 1;

    while (at < end && sort->items[at].key == sort->items[begin].key)
        at++;
    return at;
}

/* Names that end within their key are the same name, and each is a group of its own. */
static void end_names(struct by_bytes *sort, uint32_t begin, uint32_t end)
{
    for (uint32_t i = begin; i < end; i++)
        sort->items[i].end = i + 1;
    sort->repeated |= end - begin > 1;
}

static void split_group(struct by_bytes *sort, uint32_t begin)
{
    struct emel__keyed *items = sort->items;
    const uint32_t end = items[begin].end;
    const size_t before = set_best_keys(sort, begin, end);
    uint32_t next;

    emel__sort_keys(items + begin, sort->scratch, end - begin);
    for (uint32_t i = begin; i < end; i = next) {
        next = end_of_key(sort, i, end);
        if (items[i].key % 256 == 0) {
            end_names(sort, i, next);
        } else {
            items[i].end = next;
            items[i].key = before + KEY_BYTES;
        }
    }
}

static void sort_by_bytes(struct by_bytes *sort, uint32_t *index)
{
    const uint32_t count = sort->names->count;

    for (uint32_t i = 0; i < count; i++)
        sort->items[i].number = i;
    sort->items[0].key = 0;
    sort->items[0].end = count;
    for (uint32_t i = 0; i < count;) {
        if (sort->items[i].end > i + 1) {
            split_group(sort, i);
        } else {
            index[i] = sort->items[i].number;
            i++;
        }
    }
}

static bool order_by_bytes(const struct emel__reader *reader, const struct emel__names *names,
                           uint32_t *index, bool *repeated)
{
    struct by_bytes sort = { .names = names };

    sort.items = emel__reader_allocate_temporary(reader, names->count, 2 * sizeof *sort.items);
    if (!sort.items)
        return false;
    sort.scratch = sort.items + names->count;
    sort_by_bytes(&sort, index);
    emel__catalog_free_temporary(reader->file, sort.items, names->count, 2 * sizeof *sort.items);
    *repeated = sort.repeated;
    return true;
}

/* --- short names: by comparing them --------------------------------------------------------- */

static bool name_before(const void *context, uint32_t a, uint32_t b)
{
    return strcmp(emel__name(context, a), emel__name(context, b)) < 0;
}

static bool order_by_comparing(const struct emel__reader *reader, const struct emel__names *names,
                               uint32_t *index, bool *repeated)
{
    *repeated = false;
    if (!emel__order(reader, index, 0, names->count, name_before, names))
        return false;
    for (uint32_t i = 1; i < names->count && !*repeated; i++)
        *repeated = !name_before(names, index[i - 1], index[i]);
    return true;
}

bool emel__order_by_name(const struct emel__reader *reader, struct emel__arena *arena,
                         const struct emel__names *names, uint32_t **index, bool *repeated)
{
    if (!*index)
        *index = emel__tables_allocate(reader, arena, names->count, sizeof **index);
    return *index && (are_long(names) ? order_by_bytes(reader, names, *index, repeated)
                                      : order_by_comparing(reader, names, *index, repeated));
}
