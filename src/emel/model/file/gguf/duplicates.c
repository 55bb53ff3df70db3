#include "emel/model/file/gguf/duplicates.h"

#include <string.h>

#include "emel/model/file/name_index.h"

/* Compares two ranges of the file through `scratch`, which is as big as the buffer.  False: it
 * could not be read; else *same says. */
static bool compare_bytes(struct emel__reader *reader, unsigned char *scratch,
                          const struct emel__entry *a, const struct emel__entry *b, bool *same)
{
    uint64_t done = 0;

    while (*same && done < a->byte_size) {
        const uint64_t rest = a->byte_size - done;
        const size_t bytes =
            rest < EMEL__READ_BUFFER_BYTES ? (size_t)rest : EMEL__READ_BUFFER_BYTES;
        const unsigned char *text = emel__reader_at(reader, a->file_offset + done, bytes);

        if (!text)
            return false;
        memcpy(scratch, text, bytes);
        text = emel__reader_at(reader, b->file_offset + done, bytes);
        if (!text)
            return false;
        *same = memcmp(scratch, text, bytes) == 0;
        done += bytes;
    }
    return true;
}

static bool compare(struct emel__reader *reader, unsigned char *scratch,
                    const struct emel__entry *a, const struct emel__entry *b, bool *same)
{
    *same =
        a->type == b->type && a->element_type == b->element_type && a->byte_size == b->byte_size;
    if (*same && a->type != EMEL_METADATA_STRING)
        *same = a->bits == b->bits;
    if (a->type != EMEL_METADATA_STRING && a->type != EMEL_METADATA_ARRAY)
        return true;
    return compare_bytes(reader, scratch, a, b, same);
}

/* Marks what repeats an earlier entry by taking its key away. */
static bool mark(struct emel__reader *reader, unsigned char *scratch, uint32_t *marked)
{
    struct emel__metadata *metadata = reader->metadata;
    struct emel__entry *entries = metadata->entries;
    uint32_t first = metadata->by_key[0];

    for (uint32_t i = 1; i < metadata->count; i++) {
        const uint32_t next = metadata->by_key[i];
        bool same = false;

        if (strcmp(entries[first].key, entries[next].key) != 0) {
            first = next;
            continue;
        }
        if (!compare(reader, scratch, &entries[first], &entries[next], &same))
            return false;
        if (!same)
            return emel__name_index_fail_key(reader, next, first);
        entries[next].key = NULL;
        (*marked)++;
    }
    return true;
}

static void drop_marked(struct emel__metadata *metadata)
{
    uint32_t kept = 0;

    for (uint32_t i = 0; i < metadata->count; i++) {
        if (metadata->entries[i].key)
            metadata->entries[kept++] = metadata->entries[i];
    }
    metadata->count = kept;
}

static bool any_duplicate(const struct emel__metadata *metadata)
{
    for (uint32_t i = 1; i < metadata->count; i++) {
        if (strcmp(metadata->entries[metadata->by_key[i - 1]].key,
                   metadata->entries[metadata->by_key[i]].key) == 0)
            return true;
    }
    return false;
}

bool emel__gguf_drop_duplicates(struct emel__reader *reader)
{
    unsigned char *scratch;
    uint32_t marked = 0;
    bool done;

    if (!any_duplicate(reader->metadata))
        return true;
    scratch = emel__reader_allocate_temporary(reader, 1, EMEL__READ_BUFFER_BYTES);
    if (!scratch)
        return false;
    done = mark(reader, scratch, &marked);
    emel__catalog_free_temporary(reader->file, scratch, 1, EMEL__READ_BUFFER_BYTES);
    if (!done)
        return false;
    drop_marked(reader->metadata);
    return emel__name_index_keys(reader);
}
