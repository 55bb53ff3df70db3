/* Reads the values of metadata, one by one. */
#ifndef COMMAND_VALUE_H
#define COMMAND_VALUE_H

#include "emel/emel.h"

struct value {
    uint32_t type; /* enum emel_metadata_type; an array in an array has no value here */
    union {
        uint64_t u;
        int64_t i;
        double f;
    } is;
    const char *text; /* of a string, in the reader's memory until the next value */
    size_t bytes;     /* of `text` */
    bool cut;         /* the string is longer */
};

/* Goes through one entry; a scalar is one value. */
struct value_reader {
    const struct emel_model_file *file;
    struct emel_metadata entry;
    char *text; /* yours: room for strings */
    size_t room;
    uint64_t offset, left; /* private */
};

void value_begin(struct value_reader *reader, const struct emel_model_file *file,
                 const struct emel_metadata *entry, char *text, size_t room);
/* False: there is no other; or it could not be read, and *failed is true. */
bool value_next(struct value_reader *reader, struct value *value, bool *failed,
                struct emel_failure *why);

const char *value_type_name(uint32_t type);

#endif
