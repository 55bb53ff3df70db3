/* transferring: what a system offers for direct reads, and what is made of it. */
#include <check.h>

#include "support/reading.h"
#include "io/read/suites.h"

#define KIB UINT64_C(1024)
#define MIB (UINT64_C(1) << 20)

static const struct emel_io_system *offering; /* the disk below */
static struct emel_io_direct offered;

static int offer(void *context, int descriptor, int *direct, struct emel_io_direct *limits)
{
    const int os_error = offering->reopen_direct(context, descriptor, direct, limits);

    *limits = offered;
    return os_error;
}

static void enter(struct reading *r, struct emel_io_system *system)
{
    reading_init(r, 0, READING_VIRTUAL);
    reading_file(r, 40 * MIB + 77);
    reading_span(r, 0, 100, 5 * MIB);
    r->disk.files[0].direct_alignment = 512;
    r->options.caching = EMEL_IO_READ_DIRECT;
    r->options.workers = 1;
    offering = r->system.under;
    *system = *offering;
    r->system.under = system;
}

static const struct {
    struct emel_io_direct limits;
    bool met;
} offers[] = {
    { { 512, 512 }, true }, { { 4096, 4096 }, true }, { { 512, 0 }, false },
    { { 0, 512 }, false },  { { 512, 8192 }, false }, { { 8192, 512 }, false },
    { { 3, 512 }, false },  { { 512, 768 }, false },
};

/* Whatever is not met is closed again, which reading_succeeds finds out. */
START_TEST(demands_are_met_in_both_or_reads_are_buffered)
{
    struct emel_io_system system;
    struct reading r;

    enter(&r, &system);
    system.reopen_direct = offer;
    offered = offers[_i].limits;
    reading_succeeds(&r);
    if (offers[_i].met)
        ck_assert_uint_gt(r.disk.direct_reads, 0);
    else
        ck_assert_uint_eq(r.disk.direct_reads, 0);
    ck_assert_uint_eq(r.system.calls[SYSTEM_REOPEN_DIRECT], 1);
    reading_free(&r);
}
END_TEST

START_TEST(a_system_without_direct_reads_is_read_through_the_cache)
{
    struct emel_io_system system;
    struct reading r;

    enter(&r, &system);
    system.reopen_direct = NULL;
    reading_succeeds(&r);
    ck_assert_uint_eq(r.disk.direct_tries, 0);
    ck_assert_uint_gt(r.system.calls[SYSTEM_READ], 0);
    reading_free(&r);
}
END_TEST

/* It might be cached: so nothing is read around the cache unless that was asked for. */
START_TEST(a_system_that_tells_nothing_of_its_cache_is_read_through_it)
{
    struct emel_io_system system;
    struct reading r;

    enter(&r, &system);
    system.cached = NULL;
    r.options.caching = EMEL_IO_READ_AUTOMATIC;
    reading_succeeds(&r);
    ck_assert_uint_eq(r.disk.direct_tries, 0);
    reading_free(&r);
}
END_TEST

START_TEST(one_worker_that_reads_around_the_cache_is_one)
{
    struct emel_io_system system;
    struct reading r;

    enter(&r, &system);
    reading_span(&r, 0, 6 * MIB, 34 * MIB);
    reading_succeeds(&r);
    ck_assert_uint_gt(r.disk.direct_reads, 10);
    ck_assert_uint_eq(r.system.calls[SYSTEM_RUN], 0);
    reading_free(&r);
}
END_TEST

/* Enough for several workers, of a load that does not say how many. */
static void expect_runs_without_processors(uint32_t caching, unsigned runs)
{
    struct emel_io_system system;
    struct reading r;

    enter(&r, &system);
    system.processors = NULL;
    r.options.workers = 0;
    r.options.caching = caching;
    reading_span(&r, 0, 6 * MIB, 34 * MIB);
    reading_succeeds(&r);
    ck_assert_uint_eq(r.system.calls[SYSTEM_RUN], runs);
    reading_free(&r);
}

START_TEST(a_system_that_counts_no_processors_has_one)
{
    expect_runs_without_processors(EMEL_IO_READ_BUFFERED, 0);
}
END_TEST

/* A disk is kept busy by more threads than there are processors. */
START_TEST(workers_that_are_not_told_how_many_read_around_the_cache_on_any_processor)
{
    expect_runs_without_processors(EMEL_IO_READ_DIRECT, 1);
}
END_TEST

/* A piece ends at the last whole page of a tensor before a border; in its first page there is
 * none. */
START_TEST(a_border_in_the_first_page_of_a_tensor_is_read_around_the_cache_too)
{
    struct emel_io_system system;
    struct reading r;

    enter(&r, &system);
    r.load.request.span_count = 0;
    reading_span(&r, 0, 0, 2 * MIB - 1000);
    reading_span(&r, 0, 4 * MIB + 17 + (uint64_t)_i * 512, 3 * MIB);
    reading_succeeds(&r);
    ck_assert_uint_gt(r.disk.direct_reads, 1);
    reading_free(&r);
}
END_TEST

Suite *io_read_direct_limits_suite(void)
{
    Suite *suite = suite_create("io/read: limits of direct reads");
    TCase *test = tcase_create("offers");

    tcase_add_loop_test(test, demands_are_met_in_both_or_reads_are_buffered, 0,
                        (int)(sizeof offers / sizeof *offers));
    tcase_add_test(test, a_system_without_direct_reads_is_read_through_the_cache);
    tcase_add_test(test, a_system_that_tells_nothing_of_its_cache_is_read_through_it);
    tcase_add_test(test, a_system_that_counts_no_processors_has_one);
    tcase_add_test(test, one_worker_that_reads_around_the_cache_is_one);
    tcase_add_test(test, workers_that_are_not_told_how_many_read_around_the_cache_on_any_processor);
    tcase_add_loop_test(test, a_border_in_the_first_page_of_a_tensor_is_read_around_the_cache_too,
                        0, 8);
    suite_add_tcase(suite, test);
    return suite;
}
