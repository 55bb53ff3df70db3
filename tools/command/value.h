/* Reads the values of metadata, one by one: an array's elements, or the one value that is no
 * array. */
#ifndef COMMAND_VALUE_H
#define COMMAND_VALUE_H

#include "emel/emel.h"

struct value {
    struct emel_metadata_element is; /* its text stays until the next call */
    bool cut;                        /* of a string: only its beginning is there */
};

/* Goes through one entry.  End it in any case. */
struct value_reader {
    const struct emel_model_file *file;
    struct emel_metadata entry;
    size_t shown; /* of a string at most so many bytes */
    /* private */
    struct emel_metadata_iterator iterator;
    char *memory;
    size_t room;
    bool ended; /* the one value that is no array was there */
    bool late;  /* the iterator has still to pass over the element that was there */
};

/* With shown SIZE_MAX no string is cut. */
bool value_begin(struct value_reader *reader, const struct emel_model_file *file,
                 const struct emel_metadata *entry, size_t shown, struct emel_failure *why);
/* False: there is no other, and why->source is EMEL_FAILURE_NONE; or it could not be read. */
bool value_next(struct value_reader *reader, struct value *value, struct emel_failure *why);
void value_end(struct value_reader *reader);

#endif
