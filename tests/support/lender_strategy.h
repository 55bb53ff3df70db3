/* A strategy that reads nothing: its files are in memory already, and it lends that.
 *
 * Tensors without a target point into the lender's own memory, which outlives them, so
 * the owner is never asked for any and nothing is to be released; targets are filled.
 * It exists in tests only: nothing in src/ knows of it. */
#ifndef TESTS_SUPPORT_LENDER_STRATEGY_H
#define TESTS_SUPPORT_LENDER_STRATEGY_H

#include "support/simple_plan.h"

#define LENDER_KIND (EMEL_IO_STRATEGY_USER + 2u)

#define LENDER_ERRORS(X)                                                                           \
    X(NONE, 0, "no error")                                                                         \
    X(NO_SUCH_BYTES, 1, "the lender's memory does not hold the tensor")                            \
    X(MISALIGNED, 2, "the tensor lies askew in the lender's memory")                               \
    X(GONE, 3, "the lender's memory is gone")                                                      \
    X(CANCELLED, 4, "the load was cancelled")

enum lender_error {
#define LENDER_ERROR_VALUE(name, number, sentence) LENDER_##name = number,
    LENDER_ERRORS(LENDER_ERROR_VALUE)
#undef LENDER_ERROR_VALUE
};

struct lender_file {
    unsigned char *bytes;
    uint64_t size;
};

struct lender {
    const struct lender_file *files; /* beside load->files */
    bool gone;                       /* fails at its last tensor */
    /* private */
    bool busy;
    struct emel__io_plan plan;
    struct emel_io_error_event failure;
    uint32_t next; /* span to be lent; span_count: all are, and are to be published */
    enum lender_error error;
};

/* The strategy of a struct lender that the caller has initialised. */
struct emel_io_strategy lender_strategy(struct lender *lender);

const char *lender_error_name(uint32_t error);
const char *lender_error_text(uint32_t error);

#endif
