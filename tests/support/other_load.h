/* A load of nothing that keeps an io busy: somebody else's, who shares the io.
 *
 *     struct other_load other;
 *     other_load_begin(&other, io);
 *     other_load_end(&other);          finishes it */
#ifndef TESTS_SUPPORT_OTHER_LOAD_H
#define TESTS_SUPPORT_OTHER_LOAD_H

#include "emel/io/io.h"

struct other_load {
    struct emel_io_load load;
    struct emel_io *io;
};

/* Both fail the test if the io does not do it. */
void other_load_begin(struct other_load *other, struct emel_io *io);
void other_load_end(struct other_load *other);

#endif
