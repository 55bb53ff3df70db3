/* Files that are bytes in memory: a system to put under a test_system. */
#ifndef TESTS_SUPPORT_MEMORY_FILES_H
#define TESTS_SUPPORT_MEMORY_FILES_H

#include <stdbool.h>
#include <stddef.h>

#include "emel/io/system.h"

#define MEMORY_FILES 16

struct memory_file {
    const char *path; /* NULL: no file */
    const void *bytes;
    size_t size;
    bool special; /* no regular file, and nothing is in it */
    bool folder;  /* the same, but in it are those whose paths begin with its own and a / */
};

struct memory_files {
    struct memory_file files[MEMORY_FILES];
    /* private */
    struct emel_io_system table;
    int opened; /* times: each gets a descriptor of its own */
};

/* The table of the files, which stay where they are as long as that is in use. */
const struct emel_io_system *memory_files_system(struct memory_files *files);

#endif
