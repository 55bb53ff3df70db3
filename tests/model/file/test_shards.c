/* Models of several files: sets of GGUF shards, an index of safetensors files, folders. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "emel/emel.h"
#include "support/opening.h"
#include "support/file_sets.h"
#include "model/file/suites.h"
#include "support/temp.h"

static struct opening opening;

static void enter(void)
{
    opening = (struct opening){ .memory = { .calls = 0 } };
}

static void leave(void)
{
    opening_leave(&opening);
}

#define KEYS(no, count, tensors)                                                                   \
    "s'split.no' 4:2 2:" #no " s'split.count' 4:2 2:" #count                                       \
    " s'split.tensors.count' 4:5 4:" #tensors " "

#define U8(name, bytes)                                                                            \
    "\"" name "\":{\"dtype\":\"U8\",\"shape\":[" #bytes "],\"data_offsets\":[0," #bytes "]}"
#define INDEX "model.safetensors.index.json"

static void check_text(const char *key, const char *expected)
{
    struct emel_metadata entry;
    char text[16] = "";

    ck_assert(emel_model_file_metadata_find(opening.file, key, &entry));
    ck_assert_uint_lt(entry.byte_size, sizeof text);
    ck_assert(emel_model_file_metadata_read(opening.file, &entry, 0, text, (size_t)entry.byte_size,
                                            &opening.why));
    ck_assert_str_eq(text, expected);
}

/* --- GGUF ------------------------------------------------------------------------------------- */

START_TEST(any_shard_opens_all_of_its_set_in_their_order)
{
    uint32_t count;
    const struct emel_tensor_record *records;

    set_add(&sets[SET_GGUF], &opening);
    ck_assert(opening_open(&opening, sets[SET_GGUF].files[_i].path));
    ck_assert_str_eq(emel_model_file_format(opening.file), "gguf");
    ck_assert_uint_eq(emel_model_file_version(opening.file), 3);
    records = emel_model_file_tensors(opening.file, &count);
    ck_assert_uint_eq(count, 3);
    ck_assert_str_eq(records[0].name, "b");
    opening_has(&opening, "a", 1, sets[SET_GGUF].files[1].path, 2);
    opening_has(&opening, "b", 1, sets[SET_GGUF].files[1].path, 3);
    opening_has(&opening, "c", 2, sets[SET_GGUF].files[2].path, 4);
    ck_assert_uint_eq(descriptors_held(&opening.system.descriptors), 3);
}
END_TEST

START_TEST(metadata_is_that_of_the_first_shard)
{
    struct emel_metadata entry;

    set_add(&sets[SET_GGUF], &opening);
    ck_assert(opening_open(&opening, sets[SET_GGUF].files[2].path));
    ck_assert_uint_eq(emel_model_file_metadata_count(opening.file), 4);
    check_text("name", "set");
    ck_assert(emel_model_file_metadata_find(opening.file, "split.no", &entry));
    ck_assert_uint_eq(entry.value.u, 0);
    ck_assert(!emel_model_file_metadata_find(opening.file, "general.alignment", &entry));
}
END_TEST

START_TEST(a_count_of_one_or_none_is_a_file_by_itself)
{
    static const char *const texts[] = {
        "'GGUF' 4:3 8:0 8:1 s'split.count' 4:2 2:0",
        "'GGUF' 4:3 8:0 8:1 s'split.count' 4:2 2:1",
        "'GGUF' 4:3 8:0 8:1 s'split.no' 4:2 2:7",
        "'GGUF' 4:3 8:0 8:3 " KEYS(0, 1, 99),
    };

    opening_add(&opening, "model", texts[_i]);
    ck_assert(opening_open(&opening, "model"));
    ck_assert_uint_eq(opening.system.calls[SYSTEM_OPEN], 1);
}
END_TEST

START_TEST(a_prefix_may_be_anything_even_nothing)
{
    opening_add(&opening, "-00001-of-00002.gguf", "'GGUF' 4:3 8:0 8:3 " KEYS(0, 2, 0));
    opening_add(&opening, "-00002-of-00002.gguf", "'GGUF' 4:3 8:0 8:3 " KEYS(1, 2, 0));
    ck_assert(opening_open(&opening, "-00001-of-00002.gguf"));
}
END_TEST

/* --- an index --------------------------------------------------------------------------------- */

START_TEST(an_index_opens_its_files_in_the_order_of_their_names)
{
    uint32_t count;

    set_add(&sets[SET_SAFETENSORS], &opening);
    ck_assert(opening_open(&opening, "d/" INDEX));
    ck_assert_str_eq(emel_model_file_format(opening.file), "safetensors");
    emel_model_file_tensors(opening.file, &count);
    ck_assert_uint_eq(count, 3);
    opening_has(&opening, "a", 0, "d/0.st", 2);
    opening_has(&opening, "b", 1, "d/1.st", 3);
    opening_has(&opening, "c", 2, "d/z/2.st", 4);
    ck_assert_uint_eq(descriptors_held(&opening.system.descriptors), 3);
    ck_assert_uint_eq(emel_model_file_metadata_count(opening.file), 1);
    check_text("format", "pt");
}
END_TEST

START_TEST(an_index_is_detected_by_its_content_in_any_folder)
{
    static const struct set_file files[] = {
        { "i", "'{\"weight_map\":{\"v\":\"v\"}}'" },
        { "v", "L('{" U8("v", 1) "}') 'v'" },
        { "/i", "'{' x0a0d09 '\"weight_map\":{\"v\":\"v\"}}'" },
        { "/v", "L('{" U8("v", 1) "}') 'v'" },
    };

    set_add(&(struct set){ .files = files, .count = sizeof files / sizeof *files }, &opening);
    ck_assert(opening_open(&opening, "i"));
    opening_has(&opening, "v", 0, "v", 1);
    emel_model_file_close(opening.file);
    ck_assert(opening_open(&opening, "/i"));
    opening_has(&opening, "v", 0, "/v", 1);
}
END_TEST

/* Its length begins with the byte of a brace, and 34 with that of a quote. */
START_TEST(a_header_of_123_bytes_is_no_index)
{
    static const char *const texts[] = {
        "8:123 '{}' 121*(' ')", "8:8827 '{}' 8825*(' ')", /* 0x227b: a brace and a quote */
    };

    opening_add(&opening, "model", texts[_i]);
    ck_assert(opening_open(&opening, "model"));
    ck_assert_str_eq(emel_model_file_format(opening.file), "safetensors");
}
END_TEST

START_TEST(a_path_of_a_file_takes_all_that_a_path_may)
{
    char text[5000], name[4094];

    memset(name, 'n', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    snprintf(text, sizeof text, "'{\"weight_map\":{\"v\":\"%s\"}}'", name);
    opening_add(&opening, "d/i", text);
    ck_assert(!opening_open(&opening, "d/i"));
    ck_assert_str_eq(opening.why.name, "SHARD_MISSING");
}
END_TEST

/* The index of `count` tensors in as many files, whose names have `bytes` bytes. */
static void add_wide_index(unsigned count, int bytes)
{
    char *text = malloc((size_t)count * ((size_t)bytes + 32) + 64);
    char *at = text;

    ck_assert_ptr_nonnull(text);
    at += sprintf(at, "'{\"weight_map\":{");
    for (unsigned i = 0; i < count; i++)
        at += sprintf(at, "%s\"t%u\":\"%0*u\"", i > 0 ? "," : "", i, bytes, i);
    sprintf(at, "}}'");
    opening_add(&opening, "i", text);
    free(text);
}

START_TEST(files_of_an_index_have_a_limit_whatever_their_paths)
{
    static const struct {
        unsigned count;
        int bytes;
        const char *error;
    } rows[] = {
        { EMEL_MODEL_FILE_SHARDS_MAX, 5, "SHARD_MISSING" },
        { EMEL_MODEL_FILE_SHARDS_MAX + 1, 5, "LIMIT" },
        { EMEL_MODEL_FILE_SHARDS_MAX, 1000, "SHARD_MISSING" },
    };

    add_wide_index(rows[_i].count, rows[_i].bytes);
    ck_assert(!opening_open(&opening, "i"));
    ck_assert_str_eq(opening.why.name, rows[_i].error);
}
END_TEST

/* --- loading ---------------------------------------------------------------------------------- */

static void check_loaded(const char *path)
{
    struct emel_failure why;
    struct emel_model *model = emel_model_open(path, NULL, &why);
    static const char *const names[] = { "a", "b", "c" };

    ck_assert_msg(model != NULL, "%s: %s", why.name, why.file);
    ck_assert(emel_model_load(model, NULL, &why));
    for (size_t i = 0; i < 3; i++) {
        const struct emel_tensor *tensor = emel_model_find(model, names[i]);

        ck_assert_ptr_nonnull(tensor);
        ck_assert_uint_eq(tensor->byte_size, i + 2);
        for (size_t byte = 0; byte < i + 2; byte++)
            ck_assert_int_eq(((const char *)tensor->data)[byte], names[i][0]);
    }
    emel_model_close(model);
}

START_TEST(tensors_of_all_files_are_loaded_as_one_model)
{
    char folder[TEMP_PATH_BYTES], path[TEMP_PATH_BYTES + 64];

    temp_path(folder, "set");
    ck_assert_int_eq(mkdir(folder, 0700), 0);
    set_write(&sets[_i], folder);
    snprintf(path, sizeof path, "%s/%s", folder, sets[_i].path);
    check_loaded(path);
    snprintf(path, sizeof path, "%s/d", folder);
    if (_i == SET_SAFETENSORS)
        check_loaded(path);
}
END_TEST

/* --- the suite -------------------------------------------------------------------------------- */

static TCase *watched(void)
{
    TCase *test = tcase_create("watched");

    tcase_add_checked_fixture(test, enter, leave);
    tcase_add_loop_test(test, any_shard_opens_all_of_its_set_in_their_order, 0, 3);
    tcase_add_test(test, metadata_is_that_of_the_first_shard);
    tcase_add_loop_test(test, a_count_of_one_or_none_is_a_file_by_itself, 0, 4);
    tcase_add_test(test, a_prefix_may_be_anything_even_nothing);
    tcase_add_test(test, an_index_opens_its_files_in_the_order_of_their_names);
    tcase_add_test(test, an_index_is_detected_by_its_content_in_any_folder);
    tcase_add_loop_test(test, a_header_of_123_bytes_is_no_index, 0, 2);
    tcase_add_test(test, a_path_of_a_file_takes_all_that_a_path_may);
    tcase_add_loop_test(test, files_of_an_index_have_a_limit_whatever_their_paths, 0, 3);
    return test;
}

Suite *shards_suite(void)
{
    Suite *suite = suite_create("model/file: shards");
    TCase *real = tcase_create("real");

    suite_add_tcase(suite, watched());
    tcase_add_unchecked_fixture(real, temp_enter, temp_leave);
    tcase_add_loop_test(real, tensors_of_all_files_are_loaded_as_one_model, 0, SETS);
    suite_add_tcase(suite, real);
    return suite;
}
