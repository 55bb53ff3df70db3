/* Calls of a system table as everybody makes them: interrupted ones are made again,
 * though not for ever, and a range is read however the system slices it. */
#ifndef EMEL_IO_RETRY_H
#define EMEL_IO_RETRY_H

#include "emel/io/system.h"

int emel__io_open(const struct emel_io_system *system, const char *path, int *descriptor);
int emel__io_stat(const struct emel_io_system *system, int descriptor, struct emel_io_stat *stat);

/* One read, which may move less than was asked for; adds to *calls the calls that it made. */
int emel__io_read_once(const struct emel_io_system *system, int descriptor,
                       const struct iovec *slices, int count, uint64_t offset, size_t *moved,
                       uint64_t *calls);

/* Whether a file stands as it stood, as far as its size and modification time tell. */
bool emel__io_unchanged(const struct emel_io_stamp *before, const struct emel_io_stamp *now);

struct emel__io_copied {
    uint64_t bytes; /* that arrived, from the range's begin on */
    int os_error;   /* why no more; 0 with too few bytes: the file ended */
    uint64_t calls; /* of system->read */
};

/* Copies [file_offset, file_offset + least) of the file to memory, and of what lies behind
 * it, up to `most` bytes in all, whatever comes along. */
struct emel__io_copied emel__io_copy(const struct emel_io_system *system, int descriptor,
                                     void *memory, uint64_t file_offset, uint64_t least,
                                     uint64_t most);

#endif
