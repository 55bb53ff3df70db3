/* What a crowd of loads on one thread needs: files lent to all of them, random numbers,
 * and figures to tell at the end. */
#ifndef TESTS_SUPPORT_CROWD_H
#define TESTS_SUPPORT_CROWD_H

#include <stdbool.h>
#include <stdint.h>

#include "support/counting_system.h"
#include "emel/io/io.h"

#define CROWD_FILES 300
#define CROWD_FILE_BYTES 40000
#define CROWD_LOADS 10000u
#define CROWD_ACTIVE 200 /* at once */
#define CROWD_STEP_BYTES 4096

struct crowd {
    struct emel_io_file files[CROWD_FILES]; /* open, and lent */
    struct watch watch;
    struct emel_io_system system;
    uint64_t seed, random;
    unsigned loads, done, cancelled, steps;
    uint64_t memory, memory_peak; /* bytes in use for loads */
};

/* Makes the files, and opens each of them once. */
void crowd_enter(struct crowd *crowd);
void crowd_leave(struct crowd *crowd);

uint64_t crowd_random(struct crowd *crowd, uint64_t below);

/* Whether memory holds these bytes of a file. */
bool crowd_right(uint32_t file, const void *memory, uint64_t offset, uint64_t bytes);

/* Memory of loads, counted. */
void crowd_took(struct crowd *crowd, uint64_t bytes);
void crowd_gave(struct crowd *crowd, uint64_t bytes);

/* Fails the test unless everything stayed within bounds, and prints the figures. */
void crowd_report(const struct crowd *crowd, const char *what, uint64_t memory_bound);

#endif
