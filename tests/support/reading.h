/* What a test of read/copy needs, set up in a few lines:
 *
 *     struct reading r;
 *     reading_init(&r, _i, READING_VIRTUAL);
 *     reading_span(&r, reading_file(&r, 5000), 100, 4000);
 *     reading_succeeds(&r);
 *     reading_free(&r);
 *
 * reading_succeeds and reading_fails ask for everything that emel/io/io.h promises of
 * such a load, every time: one publication, bytes, canaries, alignment, descriptors,
 * who has the memory. */
#ifndef TESTS_SUPPORT_READING_H
#define TESTS_SUPPORT_READING_H

#include <stdbool.h>
#include <stdint.h>

#include "emel/io/read.h"
#include "support/load.h"
#include "support/owner.h"
#include "support/system.h"
#include "support/temp.h"
#include "support/virtual.h"

#define READING_SPANS 4096

/* How the bytes get there.  Every test that reads any is repeated over all of them:
 *
 *     tcase_add_loop_test(tcase, a_test, 0, reading_modes());      `_i` is the mode */
struct reading_mode {
    const char *name;
    uint32_t caching, workers;
    enum threads threads;
    uint32_t direct_alignment; /* of virtual files */
    bool cached;               /* are the virtual files */
};

int reading_modes(void);

enum reading_files {
    READING_VIRTUAL, /* patterns without a file, see support/virtual.h */
    READING_REAL     /* in the file system */
};

struct reading {
    const struct reading_mode *mode;
    struct test_system system;
    struct virtual_disk disk;
    struct owner owner;
    struct emel_io_read_options options;
    struct emel_io_read read;
    struct emel_io_strategy strategy;
    struct emel_io io;
    struct load load;
    struct emel_io_file files[VIRTUAL_FILES];
    char paths[VIRTUAL_FILES][16];
    uint64_t seeds[VIRTUAL_FILES];
    struct emel_io_span *spans;
    void (*tamper)(struct reading *r); /* changes a load that is ready to begin */
};

/* Nothing to load yet; by the options of a mode. */
void reading_init(struct reading *r, int mode, enum reading_files files);
void reading_free(struct reading *r);

/* One more file; answers its index. */
uint32_t reading_file(struct reading *r, uint64_t bytes);
uint32_t reading_real_file(struct reading *r, const struct temp_file *file);

/* One more span; answers its index.  Its id is that and 100.  Targets have canaries and
 * lie `misplaced` bytes past a multiple of 64. */
uint32_t reading_span(struct reading *r, uint32_t file, uint64_t offset, uint64_t bytes);
/* One more span of these parts, which stay where they are; with a target if `target`. */
uint32_t reading_parts(struct reading *r, const struct emel_io_part *parts, uint32_t count,
                       bool target);
uint32_t reading_target(struct reading *r, uint32_t file, uint64_t offset, uint64_t bytes,
                        size_t misplaced);

/* Gets the load ready for emel_io_begin, for those who step by themselves; and looks
 * at what came of it. */
void reading_prepare(struct reading *r);
void reading_check_done(struct reading *r);
void reading_check_failed(struct reading *r, struct emel_io_error_event expected);

/* Loads to the end and checks.  The memory stays with r->owner until reading_free or
 * the next load. */
void reading_succeeds(struct reading *r);
void reading_fails_once(struct reading *r, struct emel_io_error_event expected);

/* The same error three times over. */
void reading_fails(struct reading *r, struct emel_io_error_event expected);

/* An error event: one that names nothing else, a broken rule, a file, or the first byte of a
 * span that cannot be read. */
struct emel_io_error_event reading_error(enum emel_io_read_error error);
struct emel_io_error_event reading_rule_error(enum emel_io_rule rule);
struct emel_io_error_event reading_file_error(enum emel_io_read_error error, int os_error,
                                              uint32_t file);
struct emel_io_error_event reading_span_error(const struct reading *r,
                                              enum emel_io_read_error error, int os_error,
                                              uint32_t span, uint64_t offset);

#endif
