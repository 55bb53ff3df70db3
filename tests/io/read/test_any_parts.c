/* Spans of any parts whatever, read in any way. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "io/read/suites.h"
#include "support/reading.h"

#define KIB UINT64_C(1024)
#define MIB (UINT64_C(1) << 20)
#define PARTS 6

static uint64_t below(uint64_t end)
{
    return (((uint64_t)rand() << 31) ^ (uint64_t)rand()) % end;
}

static uint64_t any_run(void)
{
    return 1 + below(UINT64_C(2) << below(17));
}

/* A part of one file of `bytes`, of runs of so many bytes. */
static struct emel_io_part any_part(struct reading *r, uint64_t run, uint64_t count)
{
    const uint32_t file = (uint32_t)below(r->load.request.file_count);
    const uint64_t bytes = r->disk.files[file].bytes;
    uint64_t stride = run + (below(3) ? below(UINT64_C(2) << below(14)) : 0);

    while (count > 1 && (count - 1) * stride + run > bytes)
        stride = run + (stride - run) / 2;
    return (struct emel_io_part){
        .file_index = file,
        .file_offset = below(bytes - ((count - 1) * stride + run) + 1),
        .file_stride = stride,
        .run_bytes = run,
        .count = count,
    };
}

static void any_parts(struct reading *r, struct emel_io_part *parts, uint32_t count)
{
    const bool interleave = below(2);
    const uint64_t rows = 1 + below(300);
    uint64_t filled = 0;

    for (uint32_t i = 0; i < count; i++) {
        const uint64_t run = any_run() % (4 * MIB / rows) + 1;

        parts[i] = any_part(r, run, interleave ? rows : 1 + below(rows));
        parts[i].memory_offset = filled;
        parts[i].memory_stride = run;
        filled += interleave ? run : run * parts[i].count;
    }
    for (uint32_t i = 0; interleave && i < count; i++)
        parts[i].memory_stride = filled;
}

static void any_load(struct reading *r, struct emel_io_part (*parts)[PARTS])
{
    for (uint32_t i = 0; i < 1 + (uint32_t)below(3); i++) {
        const uint32_t file = reading_file(r, 4 * MIB + below(4 * MIB));

        r->disk.files[file].cached = below(2);
    }
    r->options.step_bytes = below(2) ? 0 : 4 * KIB + below(2 * MIB);
    r->options.caching = (uint32_t)below(EMEL_IO_READ_CACHING_MAX + 1);
    for (int i = 0; i < 8; i++) {
        const uint32_t count = 1 + (uint32_t)below(PARTS);

        if (below(3) == 0) {
            reading_span(r, 0, below(MIB), below(MIB));
            continue;
        }
        any_parts(r, parts[i], count);
        reading_parts(r, parts[i], count, below(4) == 0);
    }
}

START_TEST(every_byte_of_every_run_arrives_however_it_is_read)
{
    const char *given = getenv("EMEL_TEST_SEED");
    const char *rounds = getenv("EMEL_TEST_ROUNDS");
    const unsigned seed = given ? (unsigned)strtoul(given, NULL, 0) : (unsigned)time(NULL);

    printf("io/read: random parts, EMEL_TEST_SEED=%u\n", seed);
    srand(seed + (unsigned)_i);
    for (int round = 0; round < (rounds ? atoi(rounds) : 6); round++) {
        static struct emel_io_part parts[8][PARTS];
        struct reading r;

        reading_init(&r, _i, READING_VIRTUAL);
        any_load(&r, parts);
        reading_succeeds(&r);
        reading_free(&r);
    }
}
END_TEST

Suite *io_read_any_parts_suite(void)
{
    Suite *suite = suite_create("io/read: any parts");
    TCase *random = tcase_create("random");

    tcase_set_timeout(random, 60);
    tcase_add_loop_test(random, every_byte_of_every_run_arrives_however_it_is_read, 0,
                        reading_modes());
    suite_add_tcase(suite, random);
    return suite;
}
