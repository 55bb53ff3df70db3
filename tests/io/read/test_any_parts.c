/* Spans of any parts whatever, read in any way: the same layouts in every mode, whatever the system
 * says of its cache and whenever it refuses direct reads.  The bytes are those of the file, and a
 * bad sector fails the same byte.
 *
 * The seed is printed; EMEL_TEST_SEED sets it, EMEL_TEST_ROUNDS says how many layouts. */
#include <check.h>
#include <errno.h>
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

static unsigned seed_of_layouts(void)
{
    static unsigned seed;
    const char *given = getenv("EMEL_TEST_SEED");

    if (!seed) {
        seed = given ? (unsigned)strtoul(given, NULL, 0) : (unsigned)time(NULL);
        printf("io/read: random parts, EMEL_TEST_SEED=%u\n", seed);
        (void)fflush(stdout);
    }
    return seed;
}

static unsigned rounds(void)
{
    const char *given = getenv("EMEL_TEST_ROUNDS");

    return given ? (unsigned)atoi(given) : 12;
}

/* --- whatever the system says --------------------------------------------------------------- */

/* Some of a file is in the page cache, and some is not. */
static int cached_here_and_there(void *context, int descriptor, uint64_t offset, uint64_t bytes,
                                 bool *all)
{
    (void)context, (void)descriptor;
    *all = (offset / (300 * KIB) + bytes / KIB) % 3 == 0;
    return 0;
}

static int tell_nothing_of_the_cache(void *context, int descriptor, uint64_t offset, uint64_t bytes,
                                     bool *all)
{
    (void)context, (void)descriptor, (void)offset, (void)bytes;
    *all = false;
    return ENOSYS;
}

/* Direct reads go well for a while. */
static void refuse_later(struct reading *r, unsigned after)
{
    for (uint32_t i = 0; i < r->load.request.file_count; i++) {
        r->disk.files[i].direct_error = EINVAL;
        r->disk.files[i].direct_well = after;
    }
}

enum { AS_THE_MODE, HERE_AND_THERE, TELLING_NOTHING, REFUSING, MANNERS };

static void any_manner(struct reading *r, struct emel_io_system *system)
{
    const uint64_t manner = below(MANNERS);
    const unsigned after = (unsigned)below(30);

    *system = *r->system.under;
    if (manner == HERE_AND_THERE)
        system->cached = cached_here_and_there;
    if (manner == TELLING_NOTHING)
        system->cached = tell_nothing_of_the_cache;
    if (manner == REFUSING)
        refuse_later(r, after);
    r->system.under = system;
}

/* The load that a number stands for: what is drawn does not depend on the mode. */
static void load_of(struct reading *r, int mode, unsigned number, struct emel_io_system *system,
                    struct emel_io_part (*parts)[PARTS])
{
    bool as_mode;

    srand(number);
    reading_init(r, mode, READING_VIRTUAL);
    any_load(r, parts);
    as_mode = below(3) > 0;
    for (uint32_t i = 0; i < r->load.request.file_count && as_mode; i++)
        r->disk.files[i].cached = r->mode->cached;
    if (as_mode)
        r->options.caching = r->mode->caching;
    any_manner(r, system);
}

/* --- and whatever cannot be read -------------------------------------------------------------- */

/* The first byte of a run that is in [from, until) of file 0, in the order of the span's memory;
 * EMEL_IO_NO_OFFSET: none. */
static uint64_t hit_of_run(const struct emel_io_part *part, uint64_t row, uint64_t from,
                           uint64_t until)
{
    const uint64_t begin = part->file_offset + row * part->file_stride;

    if (part->file_index || begin >= until || begin + part->run_bytes <= from)
        return EMEL_IO_NO_OFFSET;
    return begin > from ? begin : from;
}

static uint64_t hit_of_part(const struct emel_io_part *part, uint64_t from, uint64_t until)
{
    uint64_t hit = EMEL_IO_NO_OFFSET;

    for (uint64_t row = 0; row < part->count && hit == EMEL_IO_NO_OFFSET; row++)
        hit = hit_of_run(part, row, from, until);
    return hit;
}

static uint64_t hit_of(const struct emel_io_span *span, uint64_t from, uint64_t until)
{
    const struct emel_io_part alone = { .file_index = span->file_index,
                                        .file_offset = span->file_offset,
                                        .run_bytes = span->byte_size,
                                        .count = span->byte_size > 0 };
    const struct emel_io_part *parts = span->part_count ? span->parts : &alone;
    const uint32_t count = span->part_count ? span->part_count : 1;
    const bool in_turn = count > 1 && parts->memory_stride != parts->run_bytes;
    uint64_t hit = EMEL_IO_NO_OFFSET;

    for (uint64_t row = 0; in_turn && row < parts->count; row++)
        for (uint32_t i = 0; i < count && hit == EMEL_IO_NO_OFFSET; i++)
            hit = hit_of_run(&parts[i], row, from, until);
    for (uint32_t i = 0; !in_turn && i < count && hit == EMEL_IO_NO_OFFSET; i++)
        hit = hit_of_part(&parts[i], from, until);
    return hit;
}

static bool is_before(const struct emel_io_span *a, const struct emel_io_span *b)
{
    if (a->file_index != b->file_index)
        return a->file_index < b->file_index;
    return a->file_offset < b->file_offset;
}

/* Of the spans that are hit, the first in the order of (file, offset, index). */
static struct emel_io_error_event lowest_hit(const struct reading *r, uint64_t from, uint64_t until)
{
    const struct emel_io_span *lowest = NULL;
    struct emel_io_error_event error;
    uint64_t at = 0;

    for (uint32_t i = 0; i < r->load.request.span_count; i++) {
        const uint64_t hit = hit_of(&r->spans[i], from, until);

        if (hit == EMEL_IO_NO_OFFSET || (lowest && !is_before(&r->spans[i], lowest)))
            continue;
        lowest = &r->spans[i];
        at = hit;
    }
    if (!lowest)
        return reading_error(EMEL_IO_READ_NONE);
    error = reading_span_error(r, EMEL_IO_READ_FILE_READ_FAILED, EIO, (uint32_t)(lowest - r->spans),
                               at);
    error.file_index = 0; /* of the run, not of the span */
    return error;
}

START_TEST(any_parts_are_the_same_in_every_mode_and_so_is_what_a_bad_sector_fails)
{
    const unsigned number = seed_of_layouts();

    for (unsigned round = 0; round < rounds(); round++) {
        static struct emel_io_part parts[8][PARTS];
        struct emel_io_error_event expected;
        struct emel_io_system system;
        struct reading r;
        uint64_t from;

        load_of(&r, _i, number + round, &system, parts);
        from = below(r.disk.files[0].bytes) & ~UINT64_C(511);
        if (below(3))
            r.system.bad = (struct system_bad_sector){
                .path = "file-0", .from = from, .until = from + 512, .error = EIO
            };
        expected = r.system.bad.error ? lowest_hit(&r, from, from + 512)
                                      : reading_error(EMEL_IO_READ_NONE);
        if (expected.strategy_error)
            reading_fails_once(&r, expected);
        else
            reading_succeeds(&r);
        reading_free(&r);
    }
}
END_TEST

Suite *io_read_any_parts_suite(void)
{
    Suite *suite = suite_create("io/read: any parts");
    TCase *random = tcase_create("random");

    (void)seed_of_layouts(); /* before the tests part into processes of their own */
    tcase_set_timeout(random, 60);
    tcase_add_loop_test(random,
                        any_parts_are_the_same_in_every_mode_and_so_is_what_a_bad_sector_fails, 0,
                        reading_modes());
    suite_add_tcase(suite, random);
    return suite;
}
