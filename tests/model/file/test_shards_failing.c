/* Models of several files under bad conditions: a failing system, no memory, files that
 * change. */
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "support/opening.h"
#include "support/file_sets.h"
#include "model/file/suites.h"

static struct opening opening;

static void enter(void)
{
    opening = (struct opening){ .memory = { .calls = 0 } };
}

static void leave(void)
{
    opening_leave(&opening);
}

static void check_refused(const char *path, const char *error, int os_error, const char *blamed)
{
    ck_assert(!opening_open(&opening, path));
    ck_assert_str_eq(opening.why.name, error);
    ck_assert_int_eq(opening.why.os_error, os_error);
    ck_assert_str_eq(opening.why.file, blamed);
}

START_TEST(any_allocation_may_fail)
{
    bool opened = false;

    set_add(&sets[_i], &opening);
    for (unsigned nth = 1; !opened; nth++) {
        opening.memory = (struct counting){ .fails_at = nth };
        opened = opening_open(&opening, sets[_i].path);
        if (!opened)
            ck_assert_str_eq(opening.why.name, "OUT_OF_MEMORY");
        ck_assert_uint_lt(nth, 200);
    }
    ck_assert_uint_gt(opening.memory.calls, 15);
}
END_TEST

/* Every open, stat and read, in turn: all is given back, and the error is that of the call. */
START_TEST(any_call_may_fail)
{
    static const struct {
        enum system_call call;
        const char *error;
    } calls[] = {
        { SYSTEM_OPEN, "OPEN_FAILED" },
        { SYSTEM_STAT, "STAT_FAILED" },
        { SYSTEM_READ, "READ_FAILED" },
    };
    bool opened;

    set_add(&sets[_i], &opening);
    for (size_t c = 0; c < sizeof calls / sizeof *calls; c++) {
        opened = false;
        for (unsigned nth = 1; !opened; nth++) {
            system_forget(&opening.system);
            opening.system.faults[0] = (struct system_fault){ calls[c].call, nth, 1, EMFILE };
            opened = opening_open(&opening, sets[_i].path);
            if (!opened) {
                ck_assert_str_eq(opening.why.name, calls[c].error);
                ck_assert_int_eq(opening.why.os_error, EMFILE);
                ck_assert_str_ne(opening.why.file, "");
            }
            ck_assert_uint_lt(nth, 100);
        }
        ck_assert_uint_gt(opening.system.calls[calls[c].call], 3);
        emel_model_file_close(opening.file);
        opening.file = NULL;
    }
}
END_TEST

static unsigned changed_from;

static void touch(struct test_system *system, unsigned nth, struct emel_io_stat *stat)
{
    (void)system;
    stat->stamp.mtime_sec += nth >= changed_from ? (int64_t)nth : 0;
}

START_TEST(a_file_that_changes_while_the_set_is_read_is_refused)
{
    set_add(&sets[_i], &opening);
    opening.system.on_stat = touch;
    for (changed_from = 5; changed_from < 8; changed_from++) {
        system_forget(&opening.system);
        ck_assert(!opening_open(&opening, sets[_i].path));
        ck_assert_str_eq(opening.why.name, "FILE_CHANGED");
    }
}
END_TEST

/* As many metadata pairs as a header may have, of as few bytes as may be, in each file; and
 * the last two alike, which only shows when all are in order. */
static void add_wide_metadata(const char *path, const char *name)
{
    char *text = malloc(16384 * 16 + 256), *at = text;

    ck_assert_ptr_nonnull(text);
    at += sprintf(at, "L('{\"__metadata__\":{");
    for (unsigned i = 0; i < 16384; i++)
        at += sprintf(at, "%s\"%x\":\"\"", i > 0 ? "," : "", i < 16383 || name[0] != 'w' ? i : 0);
    sprintf(at, "},\"%s\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}}') 'x'", name);
    opening_add(&opening, path, text);
    free(text);
}

START_TEST(wide_metadata_in_every_file_keeps_to_the_bound_of_memory)
{
    opening_add(&opening, "i", "'{\"weight_map\":{\"v\":\"v\",\"w\":\"w\",\"u\":\"u\"}}'");
    add_wide_metadata("u", "u");
    add_wide_metadata("v", "v");
    add_wide_metadata("w", "w");
    check_refused("i", "DUPLICATE_KEY", 0, "w");
    ck_assert_uint_gt(opening.memory.most, 1 << 20);
}
END_TEST

START_TEST(a_count_of_shards_that_are_not_there_costs_nothing)
{
    opening_add(&opening, "m-00001-of-01024.gguf",
                "'GGUF' 4:3 8:0 8:3 "
                "s'split.no' 4:2 2:0 s'split.count' 4:2 2:1024 "
                "s'split.tensors.count' 4:5 4:2147483647");
    check_refused("m-00001-of-01024.gguf", "SHARD_MISSING", ENOENT, "m-00002-of-01024.gguf");
    ck_assert_uint_lt(opening.memory.most, 300000);
}
END_TEST

static TCase *failing(void)
{
    TCase *test = tcase_create("failing");

    tcase_add_checked_fixture(test, enter, leave);
    tcase_add_loop_test(test, any_allocation_may_fail, 0, SETS);
    tcase_add_loop_test(test, any_call_may_fail, 0, SETS);
    tcase_add_loop_test(test, a_file_that_changes_while_the_set_is_read_is_refused, 0, SETS);
    tcase_add_test(test, wide_metadata_in_every_file_keeps_to_the_bound_of_memory);
    tcase_add_test(test, a_count_of_shards_that_are_not_there_costs_nothing);
    return test;
}

Suite *shards_failing_suite(void)
{
    Suite *suite = suite_create("model/file: shards failing");

    suite_add_tcase(suite, failing());
    return suite;
}
