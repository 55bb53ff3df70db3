/* Orders items by name, or by any other comparison. */
#ifndef EMEL_MODEL_FILE_ORDER_H
#define EMEL_MODEL_FILE_ORDER_H

#include "emel/model/file/reader.h"
#include "emel/sort.h"

/* Tensors or entries, which have names. */
struct emel__names {
    const void *items;
    size_t item_bytes; /* each begins with a pointer to its name */
    uint32_t count;
};

static inline const char *emel__name(const struct emel__names *names, uint32_t number)
{
    const void *item = (const char *)names->items + number * names->item_bytes;

    return *(const char *const *)item;
}

/* Sorts the `count` numbers from `first` on into `index`. */
bool emel__order(const struct emel__reader *reader, uint32_t *index, uint32_t first, uint32_t count,
                 emel__sort_less *less, const void *context);

/* Orders by name into *index, which is allocated if it is NULL; items of the same name stay in
 * their order.  *repeated: whether any name is there twice. */
bool emel__order_by_name(const struct emel__reader *reader, struct emel__arena *arena,
                         const struct emel__names *names, uint32_t **index, bool *repeated);

#endif
