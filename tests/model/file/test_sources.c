/* Models that are opened from a list: of paths, of descriptors, of parts of files. */
#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "emel/model/metadata.h"
#include "model/file/suites.h"
#include "support/file_sets.h"
#include "support/notation.h"
#include "support/opening.h"

static struct opening opening;

static void enter(void)
{
    opening = (struct opening){ .memory = { .calls = 0 } };
}

static void leave(void)
{
    opening_leave(&opening);
}

static void check_open(const struct emel_model_source *sources, uint32_t count)
{
    char line[1024];
    const bool opened = opening_open_sources(&opening, sources, count);

    emel_failure_print(line, sizeof line, &opening.why);
    ck_assert_msg(opened, "%s", line);
}

static void check_refused(const struct emel_model_source *sources, uint32_t count,
                          const char *error)
{
    char line[1024];

    ck_assert(!opening_open_sources(&opening, sources, count));
    emel_failure_print(line, sizeof line, &opening.why);
    ck_assert_msg(strcmp(opening.why.name, error) == 0, "%s", line);
}

/* A file of the opening's disk, as a caller opened it. */
static int lend(const char *path)
{
    const struct emel_io_system *under = memory_files_system(&opening.disk);
    int fd = -1;

    ck_assert_int_eq(under->open(under->context, path, &fd), 0);
    system_lend(&opening.system, fd, path);
    return fd;
}

/* --- parts of files ------------------------------------------------------------------------- */

#define GGUF_TEXT                                                                                  \
    "'GGUF' 4:3 8:2 8:1 s'general.name' 4:8 s'part' s'v' 4:1 8:2 4:24 8:0 s'w' 4:1 8:3 4:24 8:32 " \
    "@32 'vv' @32 'www'"
#define SAFETENSORS_TEXT                                                                           \
    "L('{\"__metadata__\":{\"general.name\":\"part\"},"                                            \
    "\"v\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,2]},"                               \
    "\"w\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[2,5]}}') 'vvwww'"

static const char *const models[] = { GGUF_TEXT, SAFETENSORS_TEXT };

/* A model inside a bigger file, at an offset that is not a multiple of its alignment. */
static void add_archive(const char *text)
{
    struct notation model = notation(text);
    char *bytes = malloc(13 + model.size + 999);

    ck_assert_ptr_nonnull(bytes);
    memset(bytes, 0x5a, 13 + model.size + 999);
    memcpy(bytes + 13, model.bytes, model.size);
    opening.disk.files[1] =
        (struct memory_file){ .path = "archive", .bytes = bytes, .size = 13 + model.size + 999 };
    opening.bytes += 13 + model.size + 999;
    free(model.bytes);
}

static void check_same(const struct emel_model_file *file, uint64_t offset)
{
    const struct emel_tensor_record *records, *expected;
    struct emel_metadata entry;
    struct emel_failure why;
    uint32_t count, expected_count;
    char text[5] = "";

    records = emel_model_file_tensors(opening.file, &count);
    expected = emel_model_file_tensors(file, &expected_count);
    ck_assert_uint_eq(count, expected_count);
    for (uint32_t i = 0; i < count; i++) {
        ck_assert_str_eq(records[i].name, expected[i].name);
        ck_assert_uint_eq(records[i].file_offset, expected[i].file_offset + offset);
        ck_assert_uint_eq(records[i].byte_size, expected[i].byte_size);
    }
    ck_assert(emel_model_file_metadata_find(opening.file, "general.name", &entry));
    ck_assert(emel_model_file_metadata_read(opening.file, &entry, 0, text, 4, &why));
    ck_assert_str_eq(text, "part");
}

START_TEST(a_model_is_the_same_by_path_by_descriptor_and_inside_a_bigger_file)
{
    const struct emel_model_source path = { .path = "model" };
    struct emel_model_source source;
    struct emel_model_file *file;
    uint64_t length;

    opening_add(&opening, "model", models[_i]);
    length = opening.bytes;
    add_archive(models[_i]);
    check_open(&path, 1);
    file = opening.file;
    check_same(file, 0);

    source = (struct emel_model_source){ .fd = lend("model"), .borrowed = true };
    check_open(&source, 1);
    check_same(file, 0);
    emel_model_file_close(opening.file);

    source = (struct emel_model_source){ .path = "archive", .offset = 13, .length = length };
    check_open(&source, 1);
    check_same(file, 13);
    emel_model_file_close(opening.file);

    source = (struct emel_model_source){
        .fd = lend("archive"), .borrowed = true, .reopen = true, .offset = 13, .length = length
    };
    check_open(&source, 1);
    check_same(file, 13);
    emel_model_file_close(opening.file);
    opening.file = file;
}
END_TEST

START_TEST(the_flag_to_reopen_is_that_of_the_caller)
{
    const struct emel_model_source sources[] = {
        { .path = "model" },
        { .fd = (opening_add(&opening, "model", GGUF_TEXT), lend("model")), .borrowed = true },
        { .fd = lend("model"), .borrowed = true, .reopen = true },
    };
    static const bool expected[] = { true, false, true };
    uint32_t count;

    check_open(&sources[_i], 1);
    ck_assert_int_eq(emel_model_file_files(opening.file, &count)->reopen, expected[_i]);
}
END_TEST

START_TEST(failures_in_a_part_have_the_offsets_of_the_file)
{
    struct emel_model_source source = { .path = "archive", .offset = 13 };

    opening_add(&opening, "model", "''");
    add_archive("'GGUF' 4:9 8:0 8:0");
    check_refused(&source, 1, "VERSION");
    ck_assert_uint_eq(opening.why.file_offset, 13 + 4);
    source.length = 7;
    check_refused(&source, 1, "TRUNCATED");
    ck_assert_uint_eq(opening.why.file_offset, 13 + 7);
    source.length = 100000;
    check_refused(&source, 1, "RANGE");
    ck_assert_uint_eq(opening.why.value, 13 + 100000);
    source.length = UINT64_MAX;
    check_refused(&source, 1, "RANGE");
    source.offset = UINT64_MAX;
    check_refused(&source, 1, "RANGE");
}
END_TEST

/* Bytes of another member, behind the model's own. */
START_TEST(a_part_ends_where_its_length_says)
{
    struct emel_model_source source = { .path = "archive", .offset = 13 };

    opening_add(&opening, "model", SAFETENSORS_TEXT);
    source.length = opening.bytes;
    add_archive(SAFETENSORS_TEXT);
    check_open(&source, 1);
    emel_model_file_close(opening.file);
    source.length++;
    check_refused(&source, 1, "TRAILING");
    source.length -= 2;
    check_refused(&source, 1, "RANGE");
    ck_assert_uint_eq(opening.why.value, source.length + 1);
    ck_assert_uint_eq(opening.why.limit, source.length);
}
END_TEST

/* --- lists ------------------------------------------------------------------------------------ */

/* The same set, under names that say nothing. */
static void add_renamed(const struct set *set, size_t first, const char *const *names)
{
    for (size_t i = first; i < set->count; i++)
        opening_add(&opening, names[i - first], set->files[i].text);
}

START_TEST(shards_in_a_list_need_no_naming_scheme)
{
    static const char *const names[] = { "one", "two", "three" };
    const struct emel_model_source sources[] = { { .path = names[0] },
                                                 { .path = names[1] },
                                                 { .path = names[2] } };
    uint32_t count;

    add_renamed(&sets[_i], _i == SET_SAFETENSORS, names);
    check_open(sources, 3);
    emel_model_file_tensors(opening.file, &count);
    ck_assert_uint_eq(count, 3);
    opening_has(&opening, "c", 2, "three", 4);
}
END_TEST

START_TEST(shards_in_a_list_may_be_descriptors_and_are_not_closed)
{
    static const char *const names[] = { "one", "two", "three" };
    struct emel_model_source sources[3] = { { .path = "one" } };

    add_renamed(&sets[_i], _i == SET_SAFETENSORS, names);
    for (int i = 1; i < 3; i++)
        sources[i] = (struct emel_model_source){ .fd = lend(names[i]), .borrowed = true };
    check_open(sources, 3);
    ck_assert_uint_eq(descriptors_held(&opening.system.descriptors), 1);
    ck_assert_ptr_nonnull(emel_model_file_find(opening.file, "c"));
}
END_TEST

START_TEST(a_list_of_gguf_shards_is_all_of_them_in_their_order)
{
    static const char *const names[] = { "one", "two", "three" };
    const struct emel_model_source ordered[] = { { .path = names[0] },
                                                 { .path = names[1] },
                                                 { .path = names[2] } };
    const struct emel_model_source swapped[] = { { .path = names[0] },
                                                 { .path = names[2] },
                                                 { .path = names[1] } };
    const struct emel_model_source one = {
        .fd = (add_renamed(&sets[SET_GGUF], 0, names), lend("two")), .borrowed = true
    };

    check_refused(ordered, 2, "SHARD_COUNT");
    ck_assert_uint_eq(opening.why.value, 2);
    ck_assert_uint_eq(opening.why.limit, 3);
    check_refused(swapped, 3, "SHARD_KEY");
    check_refused(&one, 1, "SHARD_COUNT");
    opening.alone = true;
    check_open(&one, 1);
    emel_model_file_close(opening.file);
    check_open(swapped, 2);
}
END_TEST

START_TEST(a_list_is_of_one_format_and_no_index)
{
    const struct emel_model_source mixed[] = { { .path = "g" }, { .path = "s" } };
    const struct emel_model_source index[] = { { .path = "s" }, { .path = "i" } };
    const struct emel_model_source part = { .path = "i", .length = 30 };
    const struct emel_model_source twice[] = { { .path = "s" }, { .path = "s" } };

    opening_add(&opening, "g", "'GGUF' 4:3 8:0 8:0");
    opening_add(&opening, "s", SAFETENSORS_TEXT);
    opening_add(&opening, "i", "'{\"weight_map\":{\"v\":\"s\",\"w\":\"s\"}}'");
    check_refused(mixed, 2, "MAGIC");
    check_refused(index, 2, "MAGIC");
    check_refused(&part, 1, "SOURCE");
    check_refused(twice, 2, "SHARD_TWICE");
}
END_TEST

START_TEST(a_list_that_breaks_a_rule_is_refused)
{
    static const struct emel_model_source bad[] = {
        { .path = NULL },
        { .path = "" },
        { .fd = -1, .borrowed = true },
    };

    check_refused(&bad[_i], 1, "INVALID_ARGUMENT");
    check_refused(bad, 0, "INVALID_ARGUMENT");
    check_refused(NULL, 1, "INVALID_ARGUMENT");
}
END_TEST

START_TEST(memory_for_a_list_may_be_missing)
{
    static const char *const names[] = { "one", "two", "three" };
    const struct emel_model_source sources[] = { { .path = names[0] },
                                                 { .path = names[1] },
                                                 { .path = names[2], .offset = 0, .length = 0 } };
    const struct emel_model_source part = { .path = "one", .length = 24 };
    bool opened = false;

    add_renamed(&sets[_i], _i == SET_SAFETENSORS, names);
    for (unsigned nth = 1; !opened; nth++) {
        opening.memory = (struct counting){ .fails_at = nth };
        opened = opening_open_sources(&opening, sources, 3);
        ck_assert_uint_lt(nth, 300);
        if (!opened)
            ck_assert_str_eq(opening.why.name, "OUT_OF_MEMORY");
    }
    emel_model_file_close(opening.file);
    opening.file = NULL;
    for (unsigned nth = 2; nth < 5; nth++) {
        opening.memory = (struct counting){ .fails_at = nth };
        if (!opening_open_sources(&opening, &part, 1) && nth < 3)
            ck_assert_str_eq(opening.why.name, "OUT_OF_MEMORY");
        emel_model_file_close(opening.file);
        opening.file = NULL;
    }
}
END_TEST

START_TEST(a_list_names_no_folder_and_no_missing_file)
{
    const struct emel_model_source folder[] = { { .path = "one" }, { .path = "d" } };
    const struct emel_model_source missing[] = { { .path = "one" }, { .path = "none" } };
    const struct emel_model_source closed[] = { { .path = "one" },
                                                { .fd = 12345, .borrowed = true } };

    opening_add(&opening, "one", SAFETENSORS_TEXT);
    opening_add(&opening, "d", "''");
    opening.disk.files[1].folder = true;
    check_refused(folder, 2, "UNSUPPORTED_RESOURCE");
    ck_assert_str_eq(opening.why.file, "d");
    check_refused(missing, 2, "SHARD_MISSING");
    ck_assert_str_eq(opening.why.file, "none");
    opening.system.faults[0] = (struct system_fault){ SYSTEM_STAT, 2, 1, EBADF };
    system_forget(&opening.system);
    system_lend(&opening.system, 12345, "lent");
    check_refused(closed, 2, "STAT_FAILED");
    ck_assert(!opening.why.has_file);
}
END_TEST

/* --- sealing ---------------------------------------------------------------------------------- */

START_TEST(a_sealed_file_keeps_its_records_and_closes_its_descriptors)
{
    struct emel_metadata entry;
    struct emel_failure why;
    uint32_t count;
    char text[4];

    opening_add(&opening, "model", models[_i]);
    ck_assert(opening_open(&opening, "model"));
    emel_model_file_seal(opening.file);
    ck_assert_uint_eq(descriptors_held(&opening.system.descriptors), 0);
    ck_assert_ptr_nonnull(emel_model_file_find(opening.file, "w"));
    ck_assert(emel_model_file_metadata_find(opening.file, "general.name", &entry));
    ck_assert_int_eq(emel_model_file_files(opening.file, &count)->fd, -1);
    if (_i == 0) {
        ck_assert(!emel_model_file_metadata_read(opening.file, &entry, 0, text, 4, &why));
        ck_assert_str_eq(why.name, "SEALED");
        ck_assert_str_eq(why.subject, "general.name");
    } else {
        ck_assert(emel_model_file_metadata_read(opening.file, &entry, 0, text, 4, &why));
    }
}
END_TEST

Suite *sources_suite(void)
{
    Suite *suite = suite_create("model/file: sources");
    TCase *test = tcase_create("sources");

    tcase_add_checked_fixture(test, enter, leave);
    tcase_add_loop_test(test, a_model_is_the_same_by_path_by_descriptor_and_inside_a_bigger_file, 0,
                        2);
    tcase_add_loop_test(test, the_flag_to_reopen_is_that_of_the_caller, 0, 3);
    tcase_add_test(test, failures_in_a_part_have_the_offsets_of_the_file);
    tcase_add_test(test, a_part_ends_where_its_length_says);
    tcase_add_loop_test(test, shards_in_a_list_need_no_naming_scheme, 0, SETS);
    tcase_add_loop_test(test, shards_in_a_list_may_be_descriptors_and_are_not_closed, 0, SETS);
    tcase_add_test(test, a_list_of_gguf_shards_is_all_of_them_in_their_order);
    tcase_add_test(test, a_list_is_of_one_format_and_no_index);
    tcase_add_loop_test(test, a_list_that_breaks_a_rule_is_refused, 0, 3);
    tcase_add_loop_test(test, memory_for_a_list_may_be_missing, 0, SETS);
    tcase_add_test(test, a_list_names_no_folder_and_no_missing_file);
    tcase_add_loop_test(test, a_sealed_file_keeps_its_records_and_closes_its_descriptors, 0, 2);
    suite_add_tcase(suite, test);
    return suite;
}
