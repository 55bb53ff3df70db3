/* Files that ask for more than is allowed, and systems that give less than is needed. */
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "support/opening.h"
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

static void check_refused(const char *path, enum emel_model_file_error error, const char *blamed)
{
    ck_assert(!opening_open(&opening, path));
    ck_assert_str_eq(opening.why.name, emel_model_file_error_name((uint32_t)error));
    ck_assert_str_eq(opening.why.file, blamed);
}

/* --- too much -------------------------------------------------------------------------- */

/* A sparse file is long, and takes no space. */
static void claim(struct test_system *system, unsigned nth, struct emel_io_stat *stat)
{
    (void)system, (void)nth;
    stat->stamp.size = UINT64_C(1) << 50;
}

static const struct {
    const char *text, *subject;
} excesses[] = {
    { "'GGUF' 4:3 ^8:0x100001 8:0", "" },
    { "'GGUF' 4:3 8:0 ^8:0x100001", "" },
    { "'GGUF' 4:3 8:1 8:0 s'w' 4:1 8:0x10000000001 4:24 ^8:0", "w" },
    { "L( '{\"w\":{\"dtype\":\"U8\",\"shape\":[1099511627777],\"data_offsets\":' ^ "
      "'[0,1099511627777]}}' )",
      "w" },
    { "'{\"weight_map\":{\"a\":\"b\"}}'", "" }, /* at no place: it is the index itself */
};

START_TEST(counts_and_sizes_have_limits_however_long_the_file)
{
    opening_add(&opening, "model", excesses[_i].text);
    opening.system.on_stat = claim;
    check_refused("model", EMEL_MODEL_FILE_LIMIT, "model");
    ck_assert_str_eq(opening.why.subject, excesses[_i].subject);
    ck_assert_uint_eq(opening.why.file_offset, opening.mark);
}
END_TEST

#define ENDLESS(type) "'GGUF' 4:3 8:0 8:1 s'k' 4:9 4:" #type " ^ 8:0x300000000"

/* Arrays of bools, integers, strings and arrays, longer than any header may be. */
static const char *const endless[] = { ENDLESS(7), ENDLESS(10), ENDLESS(8), ENDLESS(9) };

START_TEST(a_header_without_end_is_refused_before_it_is_read)
{
    opening_add(&opening, "model", endless[_i]);
    opening.system.on_stat = claim;
    check_refused("model", EMEL_MODEL_FILE_LIMIT, "model");
    ck_assert_str_eq(opening.why.subject, "k");
    ck_assert_uint_eq(opening.why.file_offset, opening.mark);
    ck_assert_uint_eq(opening.why.limit, 256 << 20);
    ck_assert_uint_ge(opening.why.value, 0x300000000);
    ck_assert_uint_le(opening.system.moved, 64 << 10);
}
END_TEST

/* Strings and arrays that are longer than they need be are only seen when they are walked. */
static const char *const longer[] = {
    "'GGUF' 4:3 8:0 8:1 s'k' 4:9 4:8 8:2 s'a' ^ 8:0x20000000",
    "'GGUF' 4:3 8:0 8:1 s'k' 4:9 4:9 8:2 4:0 8:0 4:0 ^ 8:0x20000000",
    "'GGUF' 4:3 8:0 8:1 s'k' 4:8 ^ 8:0x20000000",
    "'GGUF' 4:3 8:0 8:1 ^ 8:0x20000000",
};

START_TEST(a_string_longer_than_a_header_is_refused_before_it_is_read)
{
    opening_add(&opening, "model", longer[_i]);
    opening.system.on_stat = claim;
    check_refused("model", EMEL_MODEL_FILE_LIMIT, "model");
    ck_assert_uint_eq(opening.why.limit, 256 << 20);
    ck_assert_uint_gt(opening.why.value, 512 << 20);
    ck_assert_uint_le(opening.system.moved, 64 << 10);
}
END_TEST

#define FILLED(no)                                                                                 \
    "'GGUF' 4:3 8:0 8:4 s'split.no' 4:2 2:" #no " s'split.count' 4:2 2:6 "                         \
    "s'split.tensors.count' 4:5 4:0 s'k' 4:9 4:0 8:0xd000000"

START_TEST(headers_of_all_files_together_have_a_limit)
{
    static const char *const shards[][2] = {
        { "m-00001-of-00006.gguf", FILLED(0) }, { "m-00002-of-00006.gguf", FILLED(1) },
        { "m-00003-of-00006.gguf", FILLED(2) }, { "m-00004-of-00006.gguf", FILLED(3) },
        { "m-00005-of-00006.gguf", FILLED(4) }, { "m-00006-of-00006.gguf", FILLED(5) },
    };

    for (size_t i = 0; i < sizeof shards / sizeof *shards; i++)
        opening_add(&opening, shards[i][0], shards[i][1]);
    opening.system.on_stat = claim;
    check_refused("m-00001-of-00006.gguf", EMEL_MODEL_FILE_LIMIT, "m-00005-of-00006.gguf");
    ck_assert_uint_eq(opening.why.limit, 1 << 30);
    ck_assert_uint_gt(opening.why.value, 1 << 30);
}
END_TEST

/* The first alone has all that a model may have. */
START_TEST(tensors_of_all_files_together_have_a_limit)
{
#define SPLIT(no) "s'split.no' 4:2 2:" #no " s'split.count' 4:2 2:2 s'split.tensors.count' 4:5 4:1"
    opening_add(&opening, "m-00001-of-00002.gguf", "'GGUF' 4:3 8:0x100000 8:3 " SPLIT(0));
    opening_add(&opening, "m-00002-of-00002.gguf",
                "'GGUF' 4:3 8:1 8:3 " SPLIT(1) " s'w' 4:1 8:1 4:24 8:0 @32 'w'");
    opening.system.on_stat = claim;
    check_refused("m-00002-of-00002.gguf", EMEL_MODEL_FILE_LIMIT, "m-00002-of-00002.gguf");
}
END_TEST

/* --- too little ------------------------------------------------------------------------ */

#define LONG_TEXT "1100*( 'n' )"
#define FIELDS ":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}"
#define KEYS                                                                                       \
    "s'numbers' 4:9 4:4 8:2 4:1 4:2 s'words' 4:9 4:8 8:2 s'one' s'two' "                           \
    "s'truths' 4:9 4:7 8:3 x010001 s'lists' 4:9 4:9 8:1 4:7 8:1 x01 s'word' 4:8 s'w' "             \
    "s'truth' 4:7 1:1 "

/* Whatever is long gets memory of its own, and whatever is many more of it. */
static const char *const models[] = {
    "'GGUF' 4:3 8:2 8:6 " KEYS
    "s'a' 4:1 8:1 4:24 8:0 s'b' 4:4 8:1 8:1 8:1 8:1 4:24 8:32 @32 'a' @32 'b'",
    "L( '{\"__metadata__\":{\"k\":\"v\"},\"a\"" FIELDS ",\"b\"" FIELDS "}' )",
    "L( '{\"__metadata__\":{\"k\":\"v\"},\"a\"" FIELDS ",\"' " LONG_TEXT " '\"" FIELDS "}' )",
    "L( '{\"' " LONG_TEXT " '\":{\"dtype\":\"U8\",\"shape\":[0' 200*( ',1' ) "
    "'],\"data_offsets\":[0,0]}}' )",
    "L( '{\"a\\n' " LONG_TEXT " '\":{\"x' 2*( " LONG_TEXT
    " ) '\":{\"y\\n\":1},\"y\":[],\"dtype\":\"U\\u0038\","
    "\"shape\":[0' 5000*( ',1' ) '],\"data_offsets\":[0,0]}}' )",
    ("'GGUF' 4:3 8:0 8:4 s'k' 4:8 s'v' s'a' 4:9 4:8 8:2 s'x' s'y' s'k' 4:8 s'v' s'a' 4:9 4:8 8:2 "
     "s'x' s'y'"),
};

enum { SHORT_MODELS = 2, MODELS = 6 };

START_TEST(any_small_read_may_fail)
{
    static const size_t caps[] = { 1, 8, 9 };
    bool opened = false;

    opening_add(&opening, "model", models[_i / 3]);
    opening.system.cap = caps[_i % 3];
    for (unsigned nth = 1; !opened; nth++) {
        system_forget(&opening.system);
        opening.system.faults[0] = (struct system_fault){ SYSTEM_READ, nth, 1, EIO };
        opened = opening_open(&opening, "model");
        if (!opened) {
            ck_assert_str_eq(opening.why.name, "READ_FAILED");
            ck_assert_int_eq(opening.why.os_error, EIO);
        }
        ck_assert_uint_lt(nth, 10000);
    }
}
END_TEST

static void check_memory_may_fail(const char *path)
{
    bool opened = false;

    for (unsigned nth = 1; !opened; nth++) {
        opening.memory = (struct counting){ .fails_at = nth };
        opened = opening_open(&opening, path);
        if (!opened)
            ck_assert_str_eq(opening.why.name, "OUT_OF_MEMORY");
        ck_assert_uint_lt(nth, 300);
    }
}

START_TEST(any_memory_may_be_missing)
{
    opening_add(&opening, "model", models[_i]);
    check_memory_may_fail("model");
}
END_TEST

/* Of names, then of shapes as well, there is more than a few pieces of memory hold. */
static const struct {
    const char *before, *after; /* a name's number */
} many[] = {
    { "L( 56*( 'n' ) ", ") 4:1 8:0 4:24 8:0 " },
    { "L( ", ") 4:4 8:1 8:1 8:1 8:0 4:24 8:0 " },
};

#define TENSORS 2000u

START_TEST(memory_for_many_names_and_shapes_may_be_missing)
{
    static char text[TENSORS * 64];
    char *at = text + sprintf(text, "'GGUF' 4:3 8:%u 8:0 ", TENSORS);

    for (unsigned i = 0; i < TENSORS; i++)
        at += sprintf(at, "%s'%04u' %s", many[_i].before, i, many[_i].after);
    strcpy(at, "@32");
    opening_add(&opening, "model", text);
    check_memory_may_fail("model");
}
END_TEST

/* Paths so long have memory of their own, and so each list has to get its own too. */
START_TEST(memory_for_files_of_long_paths_may_be_missing)
{
    static char path[1201], index[1300], shard[1100 + 4];

    memset(path, 'p', sizeof path - 1);
    memset(shard, 's', sizeof shard - 4);
    memcpy(shard + sizeof shard - 4, ".st", 4);
    strcpy(index, "'{\"weight_map\":{\"a\":\"");
    strcat(index, shard);
    strcat(index, "\"}}'");
    opening_add(&opening, path, index);
    opening_add(&opening, shard, "L( '{\"a\"" FIELDS "}' )");
    check_memory_may_fail(path);
}
END_TEST

START_TEST(a_value_of_another_model_is_not_found)
{
    struct emel_metadata entry = { .key = "nobody's" };
    struct emel_failure why;
    char byte = 'x';

    opening_add(&opening, "g", "'GGUF' 4:3 8:0 8:1 s'k' 4:8 s'v'");
    ck_assert(opening_open(&opening, "g"));
    ck_assert(!emel_model_file_metadata_find(opening.file, "nobody's", &entry));
    ck_assert(!emel_model_file_metadata_read(opening.file, &entry, 0, &byte, 1, &why));
    ck_assert_str_eq(why.name, "INVALID_ARGUMENT");
    ck_assert_str_eq(why.subject, "nobody's");
    ck_assert_int_eq(byte, 'x');
}
END_TEST

Suite *limits_suite(void)
{
    Suite *suite = suite_create("model/file: limits");
    TCase *test = tcase_create("limits");

    tcase_add_checked_fixture(test, enter, leave);
    tcase_set_timeout(test, 30);
    tcase_add_loop_test(test, counts_and_sizes_have_limits_however_long_the_file, 0,
                        (int)(sizeof excesses / sizeof *excesses));
    tcase_add_loop_test(test, a_header_without_end_is_refused_before_it_is_read, 0, 4);
    tcase_add_loop_test(test, a_string_longer_than_a_header_is_refused_before_it_is_read, 0, 4);
    tcase_add_test(test, headers_of_all_files_together_have_a_limit);
    tcase_add_test(test, tensors_of_all_files_together_have_a_limit);
    tcase_add_loop_test(test, any_small_read_may_fail, 0, 3 * SHORT_MODELS);
    tcase_add_loop_test(test, any_memory_may_be_missing, 0, MODELS);
    tcase_add_loop_test(test, memory_for_many_names_and_shapes_may_be_missing, 0, 2);
    tcase_add_test(test, memory_for_files_of_long_paths_may_be_missing);
    tcase_add_test(test, a_value_of_another_model_is_not_found);
    suite_add_tcase(suite, test);
    return suite;
}
