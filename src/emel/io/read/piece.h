/* A piece of the line, by whichever way of reading suits it. */
#ifndef EMEL_IO_READ_PIECE_H
#define EMEL_IO_READ_PIECE_H

#include "emel/io/read/line.h"

/* One worker's own way to a file: a descriptor with a readahead of its own. */
struct emel__io_read_lane {
    bool own;       /* whether it is to have one */
    uint32_t file;  /* that `descriptor` is of */
    int descriptor; /* -1: none */
};

/* Looks at what lies between: opens for direct reads what is not cached, where that is
 * allowed.  False: all is cached, or it cannot be told; true: some of it is not. */
bool emel__io_read_look_ahead(struct emel_io_read *read, uint64_t begin, uint64_t end);

/* False: something in it could not be read. */
bool emel__io_read_copy_piece(const struct emel_io_read *read, struct emel__io_read_lane *lane,
                              uint64_t begin, uint64_t end);

void emel__io_read_leave_lane(const struct emel_io_read *read, struct emel__io_read_lane *lane);

#endif
