/* What the default system makes of what kernels tell of their page cache. */
#define _GNU_SOURCE /* posix_fadvise, RUSAGE_THREAD */
#define _FILE_OFFSET_BITS 64

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

#include "emel/io/system.h"
#include "io/system/suites.h"
#include "support/temp.h"

/* Of 32 bits the calls take their offsets in halves. */
#if defined(__linux__) && UINTPTR_MAX > UINT32_MAX
#include "support/kernel_calls.h"

#define MIB (UINT64_C(1) << 20)
#define LOOKS 16u
#define NO_WAIT 8 /* RWF_NOWAIT */

static const struct emel_io_system *s;
static uint64_t page;
static int fd;

static void enter(void)
{
    struct temp_file file;

    temp_enter();
    s = emel_io_system_default();
    page = (uint64_t)sysconf(_SC_PAGESIZE);
    file = temp_file(1, 100000);
    ck_assert_int_eq(s->open(s->context, file.path, &fd), 0);
}

static void leave(void)
{
    close(fd);
    temp_leave();
}

/* --- what is cached ------------------------------------------------------------------- */

struct question {
    uint64_t offset, bytes;
    int answer;
    bool all;
};

static void ask(void *argument)
{
    struct question *question = argument;

    question->answer = s->cached(s->context, fd, question->offset, question->bytes, &question->all);
}

/* Asks under a kernel that counts cached pages; false: skipped. */
static bool ask_counting(struct kernel_calls *asked, struct question *question)
{
    const struct kernel kernel = kernel_calls_kernel(asked);

#ifdef EMEL_WITHOUT_CACHESTAT
    printf("skipped: built without cachestat\n");
    return false;
#endif
    return kernel_run(&kernel, ask, question);
}

START_TEST(a_range_is_cached_when_every_page_it_touches_is)
{
    const struct {
        uint64_t offset, bytes, pages;
    } ranges[] = {
        { 0, 1, 1 },
        { 0, page, 1 },
        { page - 1, 1, 1 },
        { page - 1, 2, 2 },
        { page, page, 1 },
        { 1, page, 2 },
        { 5 * page + 7, 3 * page, 4 },
    };

    for (unsigned i = 0; i < 2 * sizeof ranges / sizeof *ranges; i++) {
        struct question question = { ranges[i / 2].offset, ranges[i / 2].bytes, -1, i % 2 };
        struct kernel_calls asked = { .cached_pages = ranges[i / 2].pages - i % 2 };

        if (!ask_counting(&asked, &question))
            return;
        ck_assert_int_eq(question.answer, 0);
        ck_assert_int_eq(question.all, i % 2 == 0);
        ck_assert_uint_eq(asked.looks.count, 1);
        ck_assert_uint_eq(asked.looks.ranges[0].offset, question.offset);
        ck_assert_uint_eq(asked.looks.ranges[0].bytes, question.bytes);
        ck_assert_uint_eq(asked.probes.count, 0);
    }
}
END_TEST

START_TEST(a_long_range_is_looked_at_somewhere_in_each_of_its_parts)
{
    struct question question = { 12345, LOOKS * MIB + 7, -1, false };
    struct kernel_calls asked = { .cached_pages = 1 };
    unsigned inside = 0;

    if (!ask_counting(&asked, &question))
        return;
    ck_assert_int_eq(question.answer, 0);
    ck_assert(question.all);
    ck_assert_uint_eq(asked.looks.count, LOOKS);
    for (unsigned i = 0; i < LOOKS; i++) {
        const uint64_t begin = question.offset + i * MIB, at = asked.looks.ranges[i].offset;

        ck_assert_uint_ge(at, begin);
        ck_assert_uint_lt(at - begin, MIB);
        ck_assert_uint_eq(asked.looks.ranges[i].bytes, 1);
        inside += at != begin;
    }
    ck_assert_uint_gt(inside, LOOKS / 2);
}
END_TEST

START_TEST(a_range_of_a_mebibyte_is_the_least_that_is_looked_at_in_parts)
{
    struct question question = { 0, MIB - (unsigned)_i * LOOKS, -1, false };
    struct kernel_calls asked = { .cached_pages = MIB / page };

    if (!ask_counting(&asked, &question))
        return;
    ck_assert(question.all);
    ck_assert_uint_eq(asked.looks.count, _i == 0 ? LOOKS : 1);
}
END_TEST

START_TEST(the_first_look_that_misses_is_the_last)
{
    struct question question = { 0, 100 * MIB, -1, true };
    struct kernel_calls asked = { .cached_pages = 1, .missing_from = 3 };

    if (!ask_counting(&asked, &question))
        return;
    ck_assert_int_eq(question.answer, 0);
    ck_assert(!question.all);
    ck_assert_uint_eq(asked.looks.count, 3);
}
END_TEST

START_TEST(nothing_is_asked_about_no_bytes_and_none_beyond_all_offsets)
{
    struct question nothing = { 5, 0, -1, false };
    struct question endless = { (uint64_t)INT64_MAX - 100, UINT64_MAX, -1, false };
    struct kernel_calls asked = { .cached_pages = 1 };

    if (!ask_counting(&asked, &nothing))
        return;
    ck_assert_int_eq(nothing.answer, 0);
    ck_assert(nothing.all);
    ck_assert_uint_eq(asked.looks.count, 0);
    ck_assert(ask_counting(&asked, &endless));
    ck_assert_uint_eq(asked.looks.count, 1);
    ck_assert_uint_eq(asked.looks.ranges[0].bytes, 100);
}
END_TEST

/* --- pages that are probed --------------------------------------------------------------- */

static const int64_t no_counting[] = { -ENOSYS, -EPERM };

START_TEST(where_pages_are_not_counted_two_at_random_are_probed)
{
    struct question question = { 12345, 64 * page, -1, false };
    struct kernel_calls asked = { .cachestat = no_counting[_i], .preadv2 = 1 };
    const struct kernel kernel = kernel_calls_kernel(&asked);
    unsigned elsewhere = 0;

    for (unsigned i = 0; i < 50; i++)
        if (!kernel_run(&kernel, ask, &question))
            return;
    ck_assert_int_eq(question.answer, 0);
    ck_assert(question.all);
    ck_assert_uint_eq(asked.probes.count, 100);
    ck_assert_int_eq(asked.read_flags, NO_WAIT);
    for (unsigned i = 0; i < 100; i++) {
        ck_assert_uint_ge(asked.probes.ranges[i].offset, question.offset);
        ck_assert_uint_lt(asked.probes.ranges[i].offset - question.offset, question.bytes);
        ck_assert_uint_eq(asked.probes.ranges[i].bytes, 1);
        for (unsigned j = 0; j < i; j++)
            elsewhere +=
                asked.probes.ranges[j].offset / page != asked.probes.ranges[i].offset / page;
    }
    ck_assert_uint_gt(elsewhere, 4950 / 2); /* of all pairs about 1 in 17 share a page */
    ck_assert_uint_eq(asked.put_out.count, 0);
}
END_TEST

/* Or it would count as cached the next time. */
START_TEST(the_page_that_a_probe_missed_is_put_out_again)
{
    struct question question = { 12345, 64 * page, -1, true };
    struct kernel_calls asked = { .cachestat = no_counting[_i], .preadv2 = -EAGAIN };
    const struct kernel kernel = kernel_calls_kernel(&asked);

    for (unsigned i = 1; i <= 10; i++) {
        if (!kernel_run(&kernel, ask, &question))
            return;
        ck_assert_int_eq(question.answer, 0);
        ck_assert(!question.all);
        ck_assert_uint_eq(asked.probes.count, i);
        ck_assert_uint_eq(asked.put_out.count, i);
        ck_assert_int_eq(asked.advice, POSIX_FADV_DONTNEED);
        ck_assert_uint_eq(asked.put_out.ranges[i - 1].offset,
                          asked.probes.ranges[i - 1].offset / page * page);
        ck_assert_uint_eq(asked.put_out.ranges[i - 1].bytes, page);
    }
}
END_TEST

/* A fast device is done with a missing page before the probe returns. */
START_TEST(a_page_that_a_device_read_for_the_probe_was_not_cached)
{
    struct question question = { 12345, 64 * page, -1, true };
    struct kernel_calls asked = { .cachestat = no_counting[_i], .preadv2 = 1, .probe_blocks = 8 };
    const struct kernel kernel = kernel_calls_kernel(&asked);

    if (!kernel_run(&kernel, ask, &question))
        return;
    ck_assert_int_eq(question.answer, 0);
    ck_assert(!question.all);
    ck_assert_int_eq(asked.usage_of, RUSAGE_THREAD);
    ck_assert_uint_eq(asked.probes.count, 1);
    ck_assert_uint_eq(asked.put_out.count, 1);
    ck_assert_uint_eq(asked.put_out.ranges[0].offset, asked.probes.ranges[0].offset / page * page);
}
END_TEST

START_TEST(what_can_be_neither_counted_nor_probed_is_told_as_an_error)
{
    struct question question = { 12345, 64 * page, -1, true };
    struct kernel_calls asked = { .cachestat = no_counting[_i], .preadv2 = -EOPNOTSUPP };
    const struct kernel kernel = kernel_calls_kernel(&asked);

    if (!kernel_run(&kernel, ask, &question))
        return;
    ck_assert_int_eq(question.answer, EOPNOTSUPP);
    ck_assert_uint_eq(asked.probes.count, 1);
    ck_assert_uint_eq(asked.put_out.count, 0);
}
END_TEST

static void add_tests(TCase *test)
{
    tcase_add_checked_fixture(test, enter, leave);
    tcase_add_test(test, a_range_is_cached_when_every_page_it_touches_is);
    tcase_add_test(test, a_long_range_is_looked_at_somewhere_in_each_of_its_parts);
    tcase_add_loop_test(test, a_range_of_a_mebibyte_is_the_least_that_is_looked_at_in_parts, 0, 2);
    tcase_add_test(test, the_first_look_that_misses_is_the_last);
    tcase_add_test(test, nothing_is_asked_about_no_bytes_and_none_beyond_all_offsets);
    tcase_add_loop_test(test, where_pages_are_not_counted_two_at_random_are_probed, 0, 2);
    tcase_add_loop_test(test, the_page_that_a_probe_missed_is_put_out_again, 0, 2);
    tcase_add_loop_test(test, a_page_that_a_device_read_for_the_probe_was_not_cached, 0, 2);
    tcase_add_loop_test(test, what_can_be_neither_counted_nor_probed_is_told_as_an_error, 0, 2);
}

#else
static void add_tests(TCase *test)
{
    (void)test;
    printf("skipped: this system has no calls that could be answered otherwise\n");
}
#endif

Suite *io_cached_suite(void)
{
    Suite *suite = suite_create("io/system: what is cached");
    TCase *test = tcase_create("cached");

    add_tests(test);
    suite_add_tcase(suite, test);
    return suite;
}
