/* The files the command is run on. */
#ifndef TESTS_SUPPORT_COMMAND_FILES_H
#define TESTS_SUPPORT_COMMAND_FILES_H

#include <stddef.h>
#include <stdint.h>

/* A model file in the notation of tests/model/file; its path. */
const char *file_of(const char *notation);

/* The same with that many zeros behind, which take no room on the disk. */
const char *file_and_zeros(const char *notation, uint64_t zeros);

/* A file of these bytes; its path. */
const char *file_with(const void *bytes, size_t count);

/* All that is in a file, until release_retained. */
const unsigned char *file_bytes(const char *path, size_t *bytes);

/* The path of something in a folder. */
const char *path_in(const char *folder, const char *name);

/* One of file_sets.h in a new folder; that folder.  And the path in it to open. */
const char *write_set(int number);
const char *model_in(const char *folder, int number);

/* So many tensors of so many bytes, all zero, that take no room on the disk; the names are
 * blk.0.weight and so on. */
const char *sparse_file(unsigned tensors, uint64_t bytes);

/* One of the models kept outside the project, in the folder that EMEL_TEST_MODELS names;
 * NULL, and said so: it is not there. */
const char *model_of_others(const char *name);

#endif
