/* The smallest strategy there can be: it fills every tensor with one byte, a tensor a
 * step.  It exists to show that a strategy is added by adding files: nothing in src/
 * knows of it. */
#ifndef TESTS_SUPPORT_FILL_STRATEGY_H
#define TESTS_SUPPORT_FILL_STRATEGY_H

#include "support/simple_plan.h"

#define FILL_KIND (EMEL_IO_STRATEGY_USER + 1u)

#define FILL_ERRORS(X)                                                                             \
    X(NONE, 0, "no error")                                                                         \
    X(NO_MEMORY, 1, "the owner gave no memory")                                                    \
    X(BROKEN, 2, "the filler is broken")                                                           \
    X(CANCELLED, 3, "the load was cancelled")

enum fill_error {
#define FILL_ERROR_VALUE(name, number, sentence) FILL_##name = number,
    FILL_ERRORS(FILL_ERROR_VALUE)
#undef FILL_ERROR_VALUE
};

struct fill {
    unsigned char byte;
    bool broken; /* fails at its second tensor, or instead of publishing */
    bool waits;  /* for `woken`, before each tensor */
    bool woken;
    /* private */
    int state;
    struct emel__io_plan plan;
    struct emel_io_error_event failure;
    uint32_t next; /* span to be filled */
    enum fill_error error;
};

/* The strategy of a struct fill that the caller has initialised. */
struct emel_io_strategy fill_strategy(struct fill *fill);

const char *fill_error_name(uint32_t error);
const char *fill_error_text(uint32_t error);

#endif
