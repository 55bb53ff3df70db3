/* An array of a model file, read element by element in tests. */
#ifndef TESTS_SUPPORT_ARRAY_WALK_H
#define TESTS_SUPPORT_ARRAY_WALK_H

#include "emel/model/metadata.h"
#include "support/opening.h"

struct array_walk {
    struct opening opening;
    struct emel_failure why;
    struct emel_metadata_iterator iterator;
    struct emel_metadata_element element;
    char buffer[EMEL_METADATA_BUFFER_BYTES];
};

extern struct array_walk walk;

/* The fixture of each test. */
void array_walk_enter(void);
void array_walk_leave(void);

/* Begins with a GGUF file of one array, "k": its element type, count and elements are in
 * notation. */
void array_walk_open(const char *array, size_t room);

/* Fail the test unless the next element is of that type; or that text. */
void array_walk_next(uint32_t type);
void array_walk_next_is_text(const char *text);

/* Fails the test unless there is no other element. */
void array_walk_at_end(void);

/* Fails the test unless walk.why has this code, and blames the array. */
void array_walk_refused(uint32_t source, uint32_t code);

#endif
