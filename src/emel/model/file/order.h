/* Orders items by name, or by any other comparison. */
#ifndef EMEL_MODEL_FILE_ORDER_H
#define EMEL_MODEL_FILE_ORDER_H

#include "emel/model/file/reader.h"
#include "emel/sort.h"

/* Tensors or entries, which have names. */
struct emel__names {
    const char *(*name)(const void *items, uint32_t number);
    const void *items;
    uint32_t count;
    bool apart; /* tensors: those of different files may have one name */
};

/* Whether the name of one is before that of the other; the context is a struct emel__names. */
bool emel__name_before(const void *context, uint32_t a, uint32_t b);

/* Sorts the `count` numbers from `first` on into `index`. */
bool emel__order(const struct emel__reader *reader, uint32_t *index, uint32_t first, uint32_t count,
                 emel__sort_less *less, const void *context);

/* Orders by name into *index, which is allocated if it is NULL. */
bool emel__order_by_name(const struct emel__reader *reader, struct emel__arena *arena,
                         const struct emel__names *names, uint32_t **index);

#endif
