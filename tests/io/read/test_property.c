/* Any layout whatever, read in any way: the bytes are those of the file, each tensor is
 * aligned and alone, and nothing around them is written.
 *
 * The seed is printed; EMEL_TEST_SEED sets it, EMEL_TEST_ROUNDS says how many layouts. */
#include <check.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "support/reading.h"
#include "io/read/suites.h"

#define KIB UINT64_C(1024)
#define MIB (UINT64_C(1) << 20)

/* --- chance -------------------------------------------------------------------- */

struct chance {
    uint64_t state;
};

static uint64_t draw(struct chance *chance)
{
    uint64_t z = chance->state += UINT64_C(0x9e3779b97f4a7c15);

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static uint64_t below(struct chance *chance, uint64_t end)
{
    return draw(chance) % end;
}

static bool one_in(struct chance *chance, uint64_t n)
{
    return below(chance, n) == 0;
}

static uint64_t number_from(const char *variable, uint64_t otherwise)
{
    const char *text = getenv(variable);

    return text ? strtoull(text, NULL, 0) : otherwise;
}

static uint64_t seed(void)
{
    static uint64_t seed;

    if (!seed) {
        seed = number_from("EMEL_TEST_SEED", (uint64_t)time(NULL));
        printf("io/read: random layouts, EMEL_TEST_SEED=%" PRIu64 "\n", seed);
        fflush(stdout);
    }
    return seed;
}

/* --- a layout ------------------------------------------------------------------ */

/* Sizes and offsets of every order of magnitude, and now and then a round one. */
static uint64_t any_size(struct chance *chance, uint64_t most)
{
    uint64_t size = below(chance, UINT64_C(2) << below(chance, 20));

    if (one_in(chance, 3))
        size &= ~UINT64_C(4095);
    return size > most ? most : size;
}

static void any_span(struct chance *chance, struct reading *r, uint64_t *follow)
{
    const uint32_t file = (uint32_t)below(chance, r->load.request.file_count);
    const uint64_t bytes = r->disk.files[file].bytes;
    uint64_t offset, size;

    offset = one_in(chance, 2) ? *follow + any_size(chance, bytes) % 200 : below(chance, bytes + 1);
    if (offset > bytes)
        offset = bytes - any_size(chance, bytes);
    size = any_size(chance, bytes - offset);
    if (one_in(chance, 4))
        reading_target(r, file, offset, size, (size_t)below(chance, 64));
    else
        reading_span(r, file, offset, size);
    *follow = offset + size;
}

static void any_files(struct chance *chance, struct reading *r)
{
    static const uint32_t blocks[] = { 0, 1, 512, 4096 };
    const uint64_t count = 1 + below(chance, 3);

    for (uint64_t i = 0; i < count; i++) {
        const uint32_t file = reading_file(r, 1 + below(chance, 8 * MIB));

        r->disk.files[file].direct_alignment = blocks[below(chance, 4)];
        r->disk.files[file].cached = one_in(chance, 2);
    }
}

static void any_options(struct chance *chance, struct reading *r)
{
    static const uint32_t workers[] = { 0, 1, 2, 8 };

    r->options.workers = workers[below(chance, 4)];
    r->options.caching = (uint32_t)below(chance, 3);
    r->options.step_bytes = one_in(chance, 2) ? 0 : 64 * KIB + below(chance, 16 * MIB);
    r->load.request.policy.alignment = one_in(chance, 4) ? 0 : UINT32_C(1) << below(chance, 14);
    r->system.threads = (enum threads)below(chance, 5);
    if (one_in(chance, 4))
        r->system.cap = 4096 + (size_t)below(chance, MIB);
    if (one_in(chance, 4))
        r->system.interruptions = (unsigned)below(chance, 3);
}

static void any_load(struct chance *chance, struct reading *r)
{
    const uint64_t spans = below(chance, 40);
    uint64_t follow = 0;

    reading_init(r, 0, READING_VIRTUAL);
    any_options(chance, r);
    any_files(chance, r);
    for (uint64_t i = 0; i < spans; i++)
        any_span(chance, r, &follow);
}

/* --- and what must be true of it ----------------------------------------------- */

START_TEST(any_layout_is_loaded)
{
    const uint64_t rounds = number_from("EMEL_TEST_ROUNDS", 40);
    struct reading r;

    for (uint64_t round = 0; round < rounds; round++) {
        struct chance chance = { seed() + (uint64_t)_i * 1000003 + round };

        any_load(&chance, &r);
        reading_succeeds(&r);
        reading_free(&r);
    }
}
END_TEST

/* The span, and the byte, that comes first in the order of (file, offset, index). */
static struct emel_io_error_event lowest_hit(const struct reading *r, uint64_t from, uint64_t until)
{
    const struct emel_io_span *spans = r->spans, *lowest = NULL;

    for (uint32_t i = 0; i < r->load.request.span_count; i++) {
        const struct emel_io_span *span = &spans[i];

        if (span->file_offset >= until || span->file_offset + span->byte_size <= from ||
            span->byte_size == 0)
            continue;
        if (!lowest || span->file_index < lowest->file_index ||
            (span->file_index == lowest->file_index && span->file_offset < lowest->file_offset))
            lowest = span;
    }
    if (!lowest)
        return reading_error(EMEL_IO_READ_NONE);
    return reading_span_error(r, EMEL_IO_READ_FILE_READ_FAILED, EIO, (uint32_t)(lowest - spans),
                              lowest->file_offset > from ? lowest->file_offset : from);
}

START_TEST(a_bad_sector_anywhere_fails_the_lowest_tensor_over_it_or_none)
{
    const uint64_t rounds = number_from("EMEL_TEST_ROUNDS", 40);
    struct reading r;

    for (uint64_t round = 0; round < rounds; round++) {
        struct chance chance = { ~seed() + (uint64_t)_i * 1000003 + round };
        struct emel_io_error_event expected;
        uint64_t from;

        any_load(&chance, &r);
        from = below(&chance, r.disk.files[0].bytes) & ~UINT64_C(511);
        r.system.bad =
            (struct system_bad_sector){ .from = from, .until = from + 512, .error = EIO };
        expected = lowest_hit(&r, from, from + 512);
        if (expected.strategy_error)
            reading_fails_once(&r, expected);
        else
            reading_succeeds(&r);
        reading_free(&r);
    }
}
END_TEST

Suite *io_read_property_suite(void)
{
    Suite *suite = suite_create("io/read: any layout");
    TCase *tcase = tcase_create("random");

    seed(); /* before the tests part into processes of their own */
    tcase_set_timeout(tcase, 60);
    tcase_add_loop_test(tcase, any_layout_is_loaded, 0, 4);
    tcase_add_loop_test(tcase, a_bad_sector_anywhere_fails_the_lowest_tensor_over_it_or_none, 0, 4);
    suite_add_tcase(suite, tcase);
    return suite;
}
