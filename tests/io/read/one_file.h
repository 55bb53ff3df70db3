/* Loads from one virtual file, the beginning of many tests. */
#ifndef EMEL_TEST_IO_READ_ONE_FILE_H
#define EMEL_TEST_IO_READ_ONE_FILE_H

#include "support/reading.h"

/* A file of so many bytes, read in one of reading_modes(). */
void one_file(struct reading *r, int mode, uint64_t bytes);

/* A file of 40 MiB and 77 bytes, with options of the test's own. */
void one_file_by(struct reading *r, uint32_t caching, uint32_t workers);

/* Three neighbours, so that a byte written beyond one is a byte missing from the next. */
void three_neighbours(struct reading *r, uint64_t offset, uint64_t bytes);

#endif
