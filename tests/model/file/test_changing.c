/* Files that are others by the time they are read again, of the same size and time: only
 * what is in them can tell.  Each is swapped before each read in turn. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "support/notation.h"
#include "support/opening.h"
#include "model/file/suites.h"

#define READS_MOST 200

static struct opening opening;

static struct {
    unsigned at; /* the read before which it happens */
    unsigned file;
    struct notation after;
} swap;

static void enter(void)
{
    opening = (struct opening){ .memory = { .calls = 0 } };
}

static void leave(void)
{
    opening_leave(&opening);
}

static void swap_file(struct test_system *system, enum system_call call, unsigned nth)
{
    (void)system;
    if (call == SYSTEM_READ && nth == swap.at)
        opening.disk.files[swap.file].bytes = swap.after.bytes;
}

/* How often the swap of a file for `after` ends in that error, opening `path`. */
static unsigned count_refused(unsigned file, const char *after, const char *path,
                              enum emel_model_file_error error)
{
    const void *before = opening.disk.files[file].bytes;
    unsigned refused = 0;

    swap.file = file;
    swap.after = notation(after);
    ck_assert_uint_eq(swap.after.size, opening.disk.files[file].size);
    opening.system.before = swap_file;
    for (swap.at = 1; swap.at < READS_MOST; swap.at++) {
        system_forget(&opening.system);
        opening.disk.files[file].bytes = before;
        opening_open(&opening, path);
        refused += !opening.file && opening.why.code == (uint32_t)error;
        emel_model_file_close(opening.file);
        opening.file = NULL;
    }
    opening.disk.files[file].bytes = before;
    free(swap.after.bytes);
    return refused;
}

static unsigned count_noticed(unsigned file, const char *after, const char *path)
{
    return count_refused(file, after, path, EMEL_MODEL_FILE_FILE_CHANGED);
}

/* --- one file -------------------------------------------------------------------------- */

#define EMPTY ":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}"
/* Shapes of 5,000 and of 2,000 extents, in as many bytes. */
#define SHAPE(extents)                                                                             \
    "L( '{\"a\":{\"dtype\":\"U8\",\"shape\":[0,' " extents "'],\"data_offsets\":[0,0]}}' )"
#define MANY_EXTENTS SHAPE("4999*( '1,' ) '1'")
#define FEW_EXTENTS SHAPE("1999*( '1001,' ) '1001'")

/* A shape of many extents is counted before it is read. */
START_TEST(a_shape_that_has_more_extents_than_were_counted_is_noticed)
{
    opening_add(&opening, "model", MANY_EXTENTS);
    ck_assert(opening_open(&opening, "model"));
    emel_model_file_close(opening.file);
    ck_assert_uint_gt(count_noticed(0, FEW_EXTENTS, "model"), 0);
}
END_TEST

/* --- several files --------------------------------------------------------------------- */

#define INDEX(path) "'{\"weight_map\":{\"a\":\"" path "\"}}'"

START_TEST(an_index_that_names_another_file_is_noticed)
{
    opening_add(&opening, "i", INDEX("a.st"));
    opening_add(&opening, "a.st", "L( '{\"a\"" EMPTY "}' )");
    ck_assert_uint_gt(count_noticed(0, INDEX("b.st"), "i"), 0);
}
END_TEST

START_TEST(an_index_that_is_none_when_it_is_read_is_refused)
{
    opening_add(&opening, "i", INDEX("a.st"));
    opening_add(&opening, "a.st", "L( '{\"a\"" EMPTY "}' )");
    ck_assert_uint_gt(count_refused(0, "'[' 25*( ' ' ) ']'", "i", EMEL_MODEL_FILE_SHARD_INDEX), 0);
}
END_TEST

START_TEST(an_index_that_names_a_file_by_too_long_a_path_is_noticed)
{
    opening_add(&opening, "i", INDEX("a.st") " 4100*( ' ' )");
    opening_add(&opening, "a.st", "L( '{\"a\"" EMPTY "}' )");
    ck_assert_uint_gt(count_noticed(0, INDEX("' 4100*( 'a' ) 'a.st"), "i"), 0);
}
END_TEST

#define SPLIT(number)                                                                              \
    "s'split.no' 4:2 2:" #number " s'split.count' 4:2 2:2 s'split.tensors.count' 4:5 4:2 "
#define EMPTY_GGUF " 4:1 8:0 4:24 8:0 "

/* The last, behind which no memory is reserved. */
START_TEST(a_last_shard_with_more_tensors_than_were_counted_is_noticed)
{
    opening_add(&opening, "m-00001-of-00002.gguf",
                "'GGUF' 4:3 8:1 8:3 " SPLIT(0) "s'a'" EMPTY_GGUF "@32");
    opening_add(&opening, "m-00002-of-00002.gguf",
                "'GGUF' 4:3 8:1 8:3 " SPLIT(1) "L( 34*( 'b' ) )" EMPTY_GGUF "@32");
    ck_assert_uint_gt(
        count_noticed(1, "'GGUF' 4:3 8:2 8:3 " SPLIT(1) "s'b'" EMPTY_GGUF "s'c'" EMPTY_GGUF "@32",
                      "m-00001-of-00002.gguf"),
        0);
}
END_TEST

Suite *changing_suite(void)
{
    Suite *suite = suite_create("model/file: changing");
    TCase *test = tcase_create("changing");

    tcase_add_checked_fixture(test, enter, leave);
    tcase_add_test(test, a_shape_that_has_more_extents_than_were_counted_is_noticed);
    tcase_add_test(test, an_index_that_names_another_file_is_noticed);
    tcase_add_test(test, an_index_that_is_none_when_it_is_read_is_refused);
    tcase_add_test(test, an_index_that_names_a_file_by_too_long_a_path_is_noticed);
    tcase_add_test(test, a_last_shard_with_more_tensors_than_were_counted_is_noticed);
    suite_add_tcase(suite, test);
    return suite;
}
