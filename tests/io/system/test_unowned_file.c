/* Reading a file that belongs to somebody else, as users of a shared model folder do: the
 * kernel then tells nothing of its pages, and random ones are probed instead.  Also that a
 * cold load leaves the page cache as it was. */
#define _GNU_SOURCE
#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "emel/io/read.h"
#include "io/system/suites.h"
#include "support/load.h"
#include "support/owner.h"
#include "support/temp.h"

#ifndef SYS_cachestat
#define SYS_cachestat 451
#endif

#define FILE_BYTES (UINT64_C(24) << 20)
#define STRANGER 65534
#define PAGE 4096u

static struct temp_file file;

static void enter(void)
{
    temp_enter();
    ck_assert_int_eq(chmod(temp_folder(), 0755), 0);
    file = temp_file(7, FILE_BYTES);
    ck_assert_int_eq(chmod(file.path, 0644), 0);
}

/* Pages of the file in the cache, as its owner is told; -1: this kernel tells nobody. */
static long cached_pages(void)
{
    uint64_t range[2] = { 0, FILE_BYTES }, counts[5] = { 0 };
    int fd = open(file.path, O_RDONLY | O_CLOEXEC);
    long answer = syscall(SYS_cachestat, fd, range, counts, 0u);

    close(fd);
    return answer == 0 ? (long)counts[0] : -1;
}

/* False: the file system keeps its pages whatever it is told, as tmpfs does. */
static bool put_out_of_cache(void)
{
    int fd = open(file.path, O_RDWR | O_CLOEXEC);
    long left;

    fdatasync(fd);
    posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
    close(fd);
    left = cached_pages();
    return left == 0;
}

/* Around the cache is where the system, and the file system, let one read. */
static bool is_read_around_the_cache(void)
{
    const struct emel_io_system *system = emel_io_system_default();
    struct emel_io_direct limits;
    int fd = open(file.path, O_RDONLY | O_CLOEXEC), direct = -1;
    bool there = system->cached && system->reopen_direct &&
                 system->reopen_direct(system->context, fd, &direct, &limits) == 0;

    if (direct >= 0)
        close(direct);
    close(fd);
    return there;
}

static bool can_see_a_cold_load(void)
{
    if (is_read_around_the_cache() && put_out_of_cache())
        return true;
    printf("skipped: no direct reads here, or pages that stay in the cache or are not counted\n");
    return false;
}

static void load_it(void)
{
    struct owner owner = { .refuses = false };
    struct emel_io_read read;
    struct emel_io_strategy strategy = emel_io_read_init(&read, NULL);
    const struct emel_io_file files[] = { { .path = file.path } };
    const struct emel_io_span spans[] = { { .byte_size = FILE_BYTES } };
    struct load load = {
        .request = {
            .files = files, .file_count = 1, .spans = spans, .span_count = 1,
            .policy = { .strategy = EMEL_IO_STRATEGY_READ_COPY },
            .owner = owner_for_io(&owner),
        },
    };
    struct emel_io io;

    emel_io_init(&io);
    ck_assert(emel_io_register(&io, &strategy));
    load_prepare(&load, &io);
    ck_assert_int_eq(emel_io_run(&io, &load.request), EMEL_IO_ENDED);
    ck_assert_uint_eq(load.done, 1);
    ck_assert_uint_eq(temp_matching(load.request.data[0], file.seed, 0, FILE_BYTES), FILE_BYTES);
    owner_free(&owner);
    load_free(&load);
}

START_TEST(a_cold_load_leaves_the_page_cache_as_it_was)
{
    if (!can_see_a_cold_load())
        return;
    load_it();
    ck_assert_int_le(cached_pages(), 16);
}
END_TEST

/* Warm and cold, and again after that: a probe must not make the next load think that all
 * is cached. */
START_TEST(a_stranger_loads_the_same_bytes_warm_and_cold)
{
    if (geteuid() != 0) {
        printf("skipped: only root can read as somebody else\n");
        return;
    }
    ck_assert_int_eq(seteuid(STRANGER), 0);
    load_it();
    ck_assert_int_eq(seteuid(0), 0);
    for (int i = 0; i < 3 && can_see_a_cold_load(); i++) {
        ck_assert_int_eq(seteuid(STRANGER), 0);
        load_it();
        ck_assert_int_eq(seteuid(0), 0);
        ck_assert_int_le(cached_pages(), (long)(FILE_BYTES / PAGE / 4));
    }
}
END_TEST

Suite *io_unowned_file_suite(void)
{
    Suite *suite = suite_create("io/system: a file of another user");
    TCase *test = tcase_create("stranger");

    tcase_add_checked_fixture(test, enter, temp_leave);
    tcase_add_test(test, a_cold_load_leaves_the_page_cache_as_it_was);
    tcase_add_test(test, a_stranger_loads_the_same_bytes_warm_and_cold);
    suite_add_tcase(suite, test);
    return suite;
}
