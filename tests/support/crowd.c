#define _POSIX_C_SOURCE 200809L

#include "support/crowd.h"

#include <check.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "support/temp.h"

#define SEED_OF_FILE(file) (UINT64_C(1000) + (file))

static uint64_t chosen_seed(void)
{
    const char *text = getenv("EMEL_TEST_SEED");

    return text ? strtoull(text, NULL, 0) : (uint64_t)time(NULL);
}

void crowd_enter(struct crowd *crowd)
{
    *crowd = (struct crowd){ .seed = chosen_seed() };
    crowd->random = crowd->seed;
    crowd->system = watch_system(&crowd->watch);
    printf("EMEL_TEST_SEED=%" PRIu64 "\n", crowd->seed);
    fflush(stdout);
    for (uint32_t i = 0; i < CROWD_FILES; i++) {
        const struct temp_file file = temp_file(SEED_OF_FILE(i), CROWD_FILE_BYTES);

        crowd->files[i] = (struct emel_io_file){
            .fd = open(file.path, O_RDONLY | O_CLOEXEC),
            .borrowed = true,
        };
        ck_assert_int_ge(crowd->files[i].fd, 0);
    }
}

void crowd_leave(struct crowd *crowd)
{
    for (uint32_t i = 0; i < CROWD_FILES; i++)
        ck_assert_int_eq(close(crowd->files[i].fd), 0); /* nobody else has closed it */
}

/* splitmix64 */
uint64_t crowd_random(struct crowd *crowd, uint64_t below)
{
    uint64_t z = crowd->random += UINT64_C(0x9e3779b97f4a7c15);

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return (z ^ (z >> 31)) % below;
}

bool crowd_right(uint32_t file, const void *memory, uint64_t offset, uint64_t bytes)
{
    return temp_matching(memory, SEED_OF_FILE(file), offset, (size_t)bytes) == bytes;
}

void crowd_took(struct crowd *crowd, uint64_t bytes)
{
    crowd->memory += bytes;
    if (crowd->memory > crowd->memory_peak)
        crowd->memory_peak = crowd->memory;
}

void crowd_gave(struct crowd *crowd, uint64_t bytes)
{
    crowd->memory -= bytes;
}

void crowd_report(const struct crowd *crowd, const char *what, uint64_t memory_bound)
{
    const struct watch *watch = &crowd->watch;

    printf("%s: %u loads, %u at once: %u done, %u cancelled; %u steps, %" PRIu64
           " bytes, longest step %" PRIu64 "; at most %u descriptors beside %d lent, %" PRIu64
           " bytes of memory\n",
           what, crowd->loads, CROWD_ACTIVE, crowd->done, crowd->cancelled, crowd->steps,
           watch->all, watch->longest, watch->peak, CROWD_FILES, crowd->memory_peak);
    ck_assert_uint_eq(crowd->loads, CROWD_LOADS);
    ck_assert_uint_eq(crowd->done + crowd->cancelled, CROWD_LOADS);
    ck_assert_uint_gt(crowd->cancelled, CROWD_LOADS / 20);
    ck_assert_uint_gt(crowd->done, CROWD_LOADS / 2);
    ck_assert_uint_le(watch->longest, CROWD_STEP_BYTES);
    ck_assert_uint_eq(watch->peak, 0); /* the files were open, and no one opened another */
    ck_assert_uint_eq(crowd->memory, 0);
    ck_assert_uint_le(crowd->memory_peak, memory_bound);
}
