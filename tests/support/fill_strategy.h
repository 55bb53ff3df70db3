/* The smallest strategy there can be: it fills every tensor with one byte, a tensor a
 * step.  It exists to show that a strategy is added by adding files: nothing in src/
 * knows of it. */
#ifndef TESTS_SUPPORT_FILL_STRATEGY_H
#define TESTS_SUPPORT_FILL_STRATEGY_H

#include <stdbool.h>

#include "emel/io/io.h"

#define FILL_KIND (EMEL_IO_STRATEGY_USER + 1u)

enum fill_error { FILL_NONE, FILL_NO_MEMORY, FILL_BROKEN, FILL_CANCELLED };

struct fill {
    unsigned char byte;
    bool broken; /* fails at its second tensor, or instead of publishing */
    bool waits;  /* for `woken`, before each tensor */
    bool woken;
    /* private */
    int state;
    struct emel_io_load *load;
    unsigned char *region;
    size_t region_bytes;
    uint32_t next; /* span to be filled */
    enum fill_error error;
};

/* The strategy of a struct fill that the caller has initialised. */
struct emel_io_strategy fill_strategy(struct fill *fill);

#endif
