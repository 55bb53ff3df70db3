#include "emel/sort_keys.h"

#include <stddef.h>
#include <string.h>

/* Sets `end` of the first item of each run to where the run ends. */
static void mark_runs(struct emel__keyed *items, uint32_t count)
{
    uint32_t begin = 0;

    for (uint32_t i = 1; i < count; i++) {
        if (items[i].key < items[i - 1].key) {
            items[begin].end = i;
            begin = i;
        }
    }
    items[begin].end = count;
}

/* Of equals the one from the left run goes first: that makes the sort stable. */
static void merge(const struct emel__keyed *left, const struct emel__keyed *right,
                  const struct emel__keyed *end, struct emel__keyed *out)
{
    const struct emel__keyed *const left_end = right;

    while (left < left_end && right < end)
        *out++ = right->key < left->key ? *right++ : *left++;
    memcpy(out, left, (size_t)(left_end - left) * sizeof *out);
    memcpy(out + (left_end - left), right, (size_t)(end - right) * sizeof *out);
}

/* Merges the runs two by two. */
static void merge_runs(const struct emel__keyed *from, struct emel__keyed *to, uint32_t count)
{
    uint32_t end;

    for (uint32_t begin = 0; begin < count; begin = end) {
        const uint32_t middle = from[begin].end;

        end = middle < count ? from[middle].end : count;
        merge(from + begin, from + middle, from + end, to + begin);
        to[begin].end = end;
    }
}

void emel__sort_keys(struct emel__keyed *items, struct emel__keyed *scratch, uint32_t count)
{
    struct emel__keyed *from = items, *to = scratch;

    if (count == 0)
        return;
    mark_runs(items, count);
    while (from[0].end < count) {
        struct emel__keyed *const merged = to;

        merge_runs(from, to, count);
        to = from;
        from = merged;
    }
    if (from != items)
        memcpy(items, from, count * sizeof *items);
}
