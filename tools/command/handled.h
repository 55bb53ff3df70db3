/* Models of several files that one call of the command has handled, so that a model that is
 * named through several of its files (emel sums *.gguf) is handled once. */
#ifndef COMMAND_HANDLED_H
#define COMMAND_HANDLED_H

#include "emel/emel.h"

struct handled {
    struct handled_file *all; /* private */
    size_t count, room;       /* private */
};

/* Adds `path`, which must outlive `handled`, and the files of the model that it opened.  A model
 * of one file is not added: who names that twice wants it twice.  False: no memory. */
bool handled_add(struct handled *handled, const char *path, const struct emel_model_file *file,
                 struct emel_failure *why);
/* The path that was added with the file that `path` names, or with the model's first file; NULL:
 * it was not added. */
const char *handled_find(const struct handled *handled, const char *path);
const char *handled_find_model(const struct handled *handled, const struct emel_model_file *file);
void handled_free(struct handled *handled);

#endif
