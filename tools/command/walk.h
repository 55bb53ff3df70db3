/* The models in a folder and below it. */
#ifndef COMMAND_WALK_H
#define COMMAND_WALK_H

#include "emel/emel.h"

struct walk {
    char *paths; /* one after the other, each with its terminating zero */
    size_t bytes;
    size_t room; /* private */
};

/* Adds `path` if it is not a folder; otherwise each file in it, or below it, that begins like a
 * model, in the order of their names.  In each folder an index comes before the files that it may
 * name.  Folders that are links, and hidden ones, are skipped. */
bool walk_add(struct walk *walk, const char *path, struct emel_failure *why);
/* The path that follows another one; of NULL the first one.  NULL: there is none. */
const char *walk_next(const struct walk *walk, const char *path);
void walk_free(struct walk *walk);

#endif
