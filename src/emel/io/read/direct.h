/* Direct reads: around the page cache, in whole blocks of the file and of memory. */
#ifndef EMEL_IO_READ_DIRECT_H
#define EMEL_IO_READ_DIRECT_H

#include "emel/io/read/worker.h"

#define EMEL__IO_READ_DIRECT_BYTES (UINT64_C(256) << 10) /* fewer are not worth it */

/* Opens a file for direct reads, once; whether that worked is in the file. */
void emel__io_read_open_direct(struct emel_io_read *read, uint32_t file);

/* Closes what was opened for direct reads.  Idempotent. */
void emel__io_read_close_direct(struct emel_io_read *read);

/* Whether a segment can be tried. */
bool emel__io_read_direct_allowed(const struct emel_io_read *read,
                                  const struct emel__io_read_segment *segment);

/* Fills the segment, and writes nowhere else.  False: it has to be read buffered. */
bool emel__io_read_direct(const struct emel_io_read *read, struct emel__io_read_worker *worker,
                          const struct emel__io_read_segment *segment);

/* Reads a range, in whole pages, into the worker's window; *data is where the range begins.  The
 * range and the pages around it fit the window.  False: it has to be read buffered. */
bool emel__io_read_direct_window(const struct emel_io_read *read,
                                 struct emel__io_read_worker *worker, uint32_t file,
                                 uint64_t offset, uint64_t bytes, unsigned char **data);

#endif
