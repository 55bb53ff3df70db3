/* A model of three tensors in a file, opened under watch. */
#ifndef TESTS_SUPPORT_SMALL_MODEL_H
#define TESTS_SUPPORT_SMALL_MODEL_H

#include "emel/emel.h"
#include "support/ledger.h"
#include "support/system.h"
#include "support/temp.h"

/* Three tensors of bytes, not in the order of the header. */
#define SMALL_MODEL                                                                                \
    "'GGUF' 4:3 8:3 8:0 "                                                                          \
    "s'blk.0.w' 4:1 8:5 4:24 8:64 s'blk.1.w' 4:2 8:3 8:2 4:24 8:0 s'empty' 4:1 8:0 4:24 8:32 "     \
    "@32 'ABCDEF' @32 z32 'abcde'"

struct small_model {
    char path[TEMP_PATH_BYTES];
    struct test_system system;
    struct emel_io_system table;
    struct ledger tensors, records;
    struct emel_allocator tensor_memory, record_memory;
    struct emel_model_options options;
    struct emel_failure why;
};

/* A file of that notation, at a path or at one of its own, with all that opens it. */
void small_model_write(const char *path, const char *text);
void small_model_enter(struct small_model *small, const char *text);

/* NULL: small->why says what. */
struct emel_model *small_model_open(struct small_model *small);

/* Fail the test unless all memory and descriptors are given back, the tensor has these bytes,
 * or all tensors of SMALL_MODEL have theirs. */
void small_model_released(const struct small_model *small);
void small_model_has(const struct emel_model *model, const char *name, const char *bytes);
void small_model_loaded(const struct emel_model *model);

#endif
