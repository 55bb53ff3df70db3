/* Files that are not there: a system whose files are a pattern and a size, as large
 * as one likes, with direct reads as picky as a real disk's.
 *
 *     struct virtual_disk disk = { .files = { { .path = "a", .seed = 1, .bytes = 5000 } } };
 *     struct test_system system = { .under = virtual_system(&disk) };
 *
 * A direct read at the end of a file writes through the end of its last block, as
 * O_DIRECT does. */
#ifndef TESTS_SUPPORT_VIRTUAL_H
#define TESTS_SUPPORT_VIRTUAL_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "emel/io/system.h"

#define VIRTUAL_FILES 8
#define VIRTUAL_DESCRIPTORS 256
#define VIRTUAL_PROCESSORS 4

struct virtual_file {
    const char *path;
    uint64_t seed, bytes;
    uint64_t claims; /* what stat says instead of `bytes`; 0: the truth */
    bool special;    /* no regular file */
    /* Reads write no more than the mark of each MiB they pass: its number, in eight
     * bytes.  Gigabytes are read in no time, into memory that is never touched. */
    bool marked;
    uint32_t direct_alignment; /* of memory, offset and length; 0: no direct reads */
    int direct_error;          /* what direct reads answer; 0: bytes; */
    unsigned direct_well;      /* only after so many of the disk's went well */
    bool cached;
};

struct virtual_disk {
    struct virtual_file files[VIRTUAL_FILES];
    atomic_uint direct_tries, direct_reads; /* asked for, and given */
    /* private */
    struct emel_io_system table;
    struct virtual_descriptor {
        unsigned file; /* 1 + its index; 0: not open */
        bool direct;
    } descriptors[VIRTUAL_DESCRIPTORS];
};

#define VIRTUAL_MARK_EVERY (UINT64_C(1) << 20)

/* The table of a disk, which stays where it is as long as that is in use. */
const struct emel_io_system *virtual_system(struct virtual_disk *disk);

/* What stat tells of a file. */
struct emel_io_stamp virtual_stamp(const struct virtual_disk *disk, unsigned file);

/* Whether memory read from [offset, offset + bytes) of a marked file has its marks. */
bool virtual_marks_right(const void *memory, uint64_t offset, uint64_t bytes);

#endif
