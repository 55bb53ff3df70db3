#include "emel/sort.h"

#include <string.h>

struct order {
    emel__sort_less *less;
    const void *context;
};

static bool in_order(const struct order *order, const uint32_t *index, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        if (order->less(order->context, index[i], index[i - 1]))
            return false;
    }
    return true;
}

/* Merges two neighbouring runs into `out`.  Of equals the left one goes first:
 * that is what makes the sort stable. */
static void merge(const struct order *order, const uint32_t *left, size_t left_count,
                  const uint32_t *right, size_t right_count, uint32_t *out)
{
    while (left_count > 0 && right_count > 0) {
        if (order->less(order->context, *right, *left)) {
            *out++ = *right++;
            right_count--;
        } else {
            *out++ = *left++;
            left_count--;
        }
    }
    memcpy(out, left, left_count * sizeof *out);
    memcpy(out + left_count, right, right_count * sizeof *out);
}

/* The same of two runs side by side; if they are in order already, they are copied at once. */
static void merge_or_copy(const struct order *order, const uint32_t *from, size_t left_count,
                          size_t right_count, uint32_t *out)
{
    const uint32_t *right = from + left_count;

    if (right_count == 0 || !order->less(order->context, right[0], right[-1]))
        memcpy(out, from, (left_count + right_count) * sizeof *out);
    else
        merge(order, from, left_count, right, right_count, out);
}

/* Merges runs of `width` two by two, from `from` into `to`. */
static void merge_all(const struct order *order, const uint32_t *from, uint32_t *to, size_t count,
                      size_t width)
{
    size_t start = 0;

    while (start < count) {
        size_t rest = count - start;
        size_t left = rest < width ? rest : width;
        size_t right = rest - left < width ? rest - left : width;

        merge_or_copy(order, from + start, left, right, to + start);
        start += left + right;
    }
}

void emel__sort(uint32_t *index, uint32_t *scratch, size_t count, emel__sort_less *less,
                const void *context)
{
    const struct order order = { .less = less, .context = context };
    uint32_t *from = index, *to = scratch;

    if (in_order(&order, index, count))
        return;
    for (size_t width = 1; width < count; width *= 2) {
        merge_all(&order, from, to, count, width);
        uint32_t *sorted = to;
        to = from;
        from = sorted;
    }
    if (from != index)
        memcpy(index, from, count * sizeof *index);
}
