/* Temporary files whose every byte is known without the file.
 *
 * The byte at an offset is a function of a seed and that offset, so any range that
 * was read can be verified by itself.  Files live in one folder of this process,
 * which temp_leave removes with all that is in it: add both as an unchecked
 * fixture, so that a failing test leaves nothing behind either. */
#ifndef TESTS_SUPPORT_TEMP_H
#define TESTS_SUPPORT_TEMP_H

#include <stddef.h>
#include <stdint.h>

#define TEMP_PATH_BYTES 256

/* A file as it was made. */
struct temp_file {
    char path[TEMP_PATH_BYTES];
    uint64_t seed;
    uint64_t bytes;
};

void temp_enter(void);
void temp_leave(void);
const char *temp_folder(void);

/* A new path in the folder; nothing is there yet. */
void temp_path(char path[TEMP_PATH_BYTES], const char *name);

/* A new file that holds the pattern of `seed`. */
struct temp_file temp_file(uint64_t seed, uint64_t bytes);

/* A new file of zeros, `bytes` long, that takes no room on the disk, and the pattern
 * written into a part of it. */
struct temp_file temp_hole(uint64_t seed, uint64_t bytes);
void temp_write(const struct temp_file *file, uint64_t seed, uint64_t offset, size_t bytes);

/* Changes the length of a file that is there. */
void temp_truncate(const struct temp_file *file, uint64_t bytes);

unsigned char temp_byte(uint64_t seed, uint64_t offset);
void temp_fill(void *memory, uint64_t seed, uint64_t offset, size_t bytes);

/* How many bytes follow the pattern from the first on; `bytes`: all of them. */
size_t temp_matching(const void *memory, uint64_t seed, uint64_t offset, size_t bytes);

#endif
