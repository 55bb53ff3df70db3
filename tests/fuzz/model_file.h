/* What must hold of any bytes that are opened as a model file. */
#ifndef TESTS_FUZZ_MODEL_FILE_H
#define TESTS_FUZZ_MODEL_FILE_H

#include <stddef.h>
#include <stdint.h>

/* Opens the bytes, twice, in reads of different sizes.  Aborts unless both end alike,
 * memory stays within 4 x size + 1 MiB and goes back, and what opened is what it says:
 * every record in the file, none sharing bytes, every name and key found, every value
 * readable. */
void fuzz_model_file(const uint8_t *bytes, size_t size);

/* The same of a set of files, of which the first is opened. */
struct memory_files;
void fuzz_model_files(const struct memory_files *disk);

#endif
