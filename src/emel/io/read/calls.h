/* Calls of the system, as the steps make them: interrupted ones are made again, though
 * not for ever, and a range is read however the system slices it. */
#ifndef EMEL_IO_READ_CALLS_H
#define EMEL_IO_READ_CALLS_H

#include "emel/io/system.h"

int emel__io_read_call_open(const struct emel_io_system *system, const char *path,
                            int *descriptor);
int emel__io_read_call_stat(const struct emel_io_system *system, int descriptor,
                            struct emel_io_stat *stat);

struct emel__io_read_copied {
    uint64_t bytes;    /* that arrived, from the range's begin on */
    int      os_error; /* why not more; 0 with fewer bytes: the file ended */
};

/* Copies [file_offset, file_offset + bytes) of the file to memory. */
struct emel__io_read_copied emel__io_read_copy(const struct emel_io_system *system, int descriptor,
                                               void *memory, uint64_t file_offset, uint64_t bytes);

#endif
