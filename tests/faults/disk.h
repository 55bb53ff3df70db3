/* Files that are bytes in memory, and a system that is strict with who uses it: each
 * descriptor closed once and never used after, none lent closed, direct reads aligned.
 * Any thread may call it at any time. */
#ifndef TESTS_FAULTS_DISK_H
#define TESTS_FAULTS_DISK_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "emel/io/system.h"

#define DISK_FILES 4
#define DISK_DESCRIPTORS 64

struct disk_file {
    const char *path; /* NULL: no file */
    const unsigned char *bytes;
    uint64_t size;
    uint32_t direct_alignment; /* of memory, offset and length; 0: no direct reads */
    bool cached;
};

struct disk {
    struct disk_file files[DISK_FILES];
    /* what was seen */
    unsigned held;       /* descriptors open now, lent ones not counted */
    const char *mistake; /* the first breach of the rules, in words; NULL: none */
    /* private */
    struct emel_io_system table;
    pthread_mutex_t lock;
    int last; /* descriptor given out: none is given twice */
    struct disk_descriptor {
        int fd; /* 0: free */
        unsigned file;
        bool direct, lent;
    } descriptors[DISK_DESCRIPTORS];
};

/* The table of a disk, which stays where it is as long as that is in use. */
const struct emel_io_system *disk_system(struct disk *disk);

/* A descriptor that is the test's own: to be read, never to be closed. */
int disk_lend(struct disk *disk, unsigned file);

/* Which file a descriptor is of, and whether for direct reads; false: it is not open. */
bool disk_knows(struct disk *disk, int descriptor, unsigned *file, bool *direct);

/* What stat tells of a file. */
struct emel_io_stamp disk_stamp(const struct disk *disk, unsigned file);

#endif
