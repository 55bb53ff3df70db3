/* A model file in memory, opened under watch: what is asked of system and allocator is
 * counted, and may be made to fail.
 *
 *     struct opening o = { .system = { .cap = 1 } };
 *     opening_add(&o, "model.gguf", "'GGUF' 4:3 8:0 8:0");
 *     opening_open(&o, "model.gguf");
 *     ...
 *     opening_leave(&o);                 checks that nothing is held any more */
#ifndef TESTS_SUPPORT_OPENING_H
#define TESTS_SUPPORT_OPENING_H

#include <stdbool.h>
#include <stdint.h>

#include "emel/model/file.h"
#include "emel/model/metadata.h"
#include "support/counting_allocator.h"
#include "support/memory_files.h"
#include "support/system.h"

struct opening {
    struct memory_files disk;
    struct test_system system;
    struct counting memory;
    bool alone; /* as in the options */
    /* what came of it */
    struct emel_model_file *file;
    struct emel_failure why;
    uint64_t mark;  /* of the last notation added */
    uint64_t bytes; /* of all files */
};

/* A file, in notation. */
void opening_add(struct opening *opening, const char *path, const char *text);

/* Returns whether it opened.  Fails the test where more memory than 4 x the files + 1 MiB
 * was held at any time, or where a refusal leaves something behind. */
bool opening_open(struct opening *opening, const char *path);

/* The same of a list of files. */
bool opening_open_sources(struct opening *opening, const struct emel_model_source *sources,
                          uint32_t count);

/* Fails the test unless what was opened has this tensor, of so many bytes, in that file. */
void opening_has(const struct opening *opening, const char *name, uint32_t file_index,
                 const char *path, uint64_t bytes);

/* Closes, checks that nothing is held, and forgets the files. */
void opening_leave(struct opening *opening);

/* Fails the test unless the file that `text` describes is refused with this error, over this
 * subject (NULL: none), at its mark (none: at no place), however the reads are cut. */
void opening_refused(const char *text, enum emel_model_file_error error, const char *subject);

#endif
