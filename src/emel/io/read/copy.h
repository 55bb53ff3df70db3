/* One range of a file into memory, however the system slices it. */
#ifndef EMEL_IO_READ_COPY_H
#define EMEL_IO_READ_COPY_H

#include "emel/io/system.h"

struct emel__io_read_copied {
    uint64_t bytes;    /* that arrived, from the range's begin on */
    int      os_error; /* why not more; 0 with fewer bytes: the file ended */
};

struct emel__io_read_copied emel__io_read_copy(const struct emel_io_system *system, int descriptor,
                                               void *memory, uint64_t file_offset, uint64_t bytes);

#endif
