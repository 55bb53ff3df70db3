/* Models of several files: sets of GGUF shards, an index of safetensors files, folders. */
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "emel/emel.h"
#include "model/file/notation.h"
#include "model/file/opening.h"
#include "model/file/sets.h"
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

#define KEYS(no, count, tensors) \
    "s'split.no' 4:2 2:" #no " s'split.count' 4:2 2:" #count " s'split.tensors.count' 4:5 4:" #tensors " "

#define U8(name, bytes) "\"" name "\":{\"dtype\":\"U8\",\"shape\":[" #bytes "],\"data_offsets\":[0," #bytes "]}"
#define INDEX "model.safetensors.index.json"

static void add(const struct set *set)
{
    for (size_t i = 0; i < set->count; i++)
        opening_add(&opening, set->files[i].path, set->files[i].text);
}

static void check_tensor(const char *name, uint32_t file_index, const char *path, uint64_t bytes)
{
    const struct emel_tensor_record *record = emel_model_file_find(opening.file, name);
    const struct emel_io_file *file;
    uint32_t count;

    ck_assert_ptr_nonnull(record);
    ck_assert_uint_eq(record->file_index, file_index);
    ck_assert_uint_eq(record->byte_size, bytes);
    file = &emel_model_file_files(opening.file, &count)[file_index];
    ck_assert_uint_lt(file_index, count);
    ck_assert_str_eq(file->path, path);
    ck_assert_uint_le(record->file_offset + bytes, file->stamp->size);
}

static void check_text(const char *key, const char *expected)
{
    struct emel_metadata entry;
    char text[16] = "";

    ck_assert(emel_model_file_metadata_find(opening.file, key, &entry));
    ck_assert_uint_lt(entry.byte_size, sizeof text);
    ck_assert(emel_model_file_metadata_read(opening.file, &entry, 0, text,
                                            (size_t)entry.byte_size, &opening.why));
    ck_assert_str_eq(text, expected);
}

/* --- GGUF ---------------------------------------------------------------------------------------- */

START_TEST(any_shard_opens_all_of_its_set_in_their_order)
{
    uint32_t count;
    const struct emel_tensor_record *records;

    add(&sets[SET_GGUF]);
    ck_assert(opening_open(&opening, sets[SET_GGUF].files[_i].path));
    ck_assert_str_eq(emel_model_file_format(opening.file), "gguf");
    ck_assert_uint_eq(emel_model_file_version(opening.file), 3);
    records = emel_model_file_tensors(opening.file, &count);
    ck_assert_uint_eq(count, 3);
    ck_assert_str_eq(records[0].name, "b");
    check_tensor("a", 1, sets[SET_GGUF].files[1].path, 2);
    check_tensor("b", 1, sets[SET_GGUF].files[1].path, 3);
    check_tensor("c", 2, sets[SET_GGUF].files[2].path, 4);
    ck_assert_uint_eq(descriptors_held(&opening.system.descriptors), 3);
}
END_TEST

START_TEST(metadata_is_that_of_the_first_shard)
{
    struct emel_metadata entry;

    add(&sets[SET_GGUF]);
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

START_TEST(paths_of_all_shards_have_a_limit)
{
    static const char tail[] = "-00001-of-01000.gguf";
    char path[200];

    memset(path, 'p', sizeof path);
    memcpy(path + sizeof path - sizeof tail, tail, sizeof tail);
    opening_add(&opening, path, "'GGUF' 4:3 8:0 8:2 s'split.no' 4:2 2:0 s'split.count' 4:2 ^ 2:1000");
    ck_assert(!opening_open(&opening, path));
    ck_assert_str_eq(opening.why.name, "LIMIT");
    ck_assert_uint_eq(opening.why.file_offset, opening.mark);
    ck_assert(!opening_open(&opening, path + 100));
    ck_assert_str_eq(opening.why.name, "OPEN_FAILED");
}
END_TEST

/* --- an index --------------------------------------------------------------------------------------- */

START_TEST(an_index_opens_its_files_in_the_order_of_their_names)
{
    uint32_t count;

    add(&sets[SET_SAFETENSORS]);
    ck_assert(opening_open(&opening, "d/" INDEX));
    ck_assert_str_eq(emel_model_file_format(opening.file), "safetensors");
    emel_model_file_tensors(opening.file, &count);
    ck_assert_uint_eq(count, 3);
    check_tensor("a", 0, "d/0.st", 2);
    check_tensor("b", 1, "d/1.st", 3);
    check_tensor("c", 2, "d/z/2.st", 4);
    ck_assert_uint_eq(descriptors_held(&opening.system.descriptors), 3);
    ck_assert_uint_eq(emel_model_file_metadata_count(opening.file), 1);
    check_text("format", "pt");
}
END_TEST

START_TEST(an_index_is_told_by_its_content_wherever_it_lies)
{
    static const struct set_file files[] = {
        { "i", "'{\"weight_map\":{\"v\":\"v\"}}'" },
        { "v", "L('{" U8("v", 1) "}') 'v'" },
        { "/i", "'{' x0a0d09 '\"weight_map\":{\"v\":\"v\"}}'" },
        { "/v", "L('{" U8("v", 1) "}') 'v'" },
    };

    add(&(struct set){ .files = files, .count = sizeof files / sizeof *files });
    ck_assert(opening_open(&opening, "i"));
    check_tensor("v", 0, "v", 1);
    emel_model_file_close(opening.file);
    ck_assert(opening_open(&opening, "/i"));
    check_tensor("v", 0, "/v", 1);
}
END_TEST

/* Its length begins with the byte of a brace, and 34 with that of a quote. */
START_TEST(a_header_of_123_bytes_is_no_index)
{
    static const char *const texts[] = {
        "8:123 '{}' 121*(' ')",
        "8:8827 '{}' 8825*(' ')", /* 0x227b: a brace and a quote */
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

START_TEST(files_of_an_index_and_their_paths_have_limits)
{
    static const struct {
        unsigned count;
        int bytes;
        const char *error;
    } rows[] = {
        { EMEL_MODEL_FILE_SHARDS_MAX, 5, "SHARD_MISSING" },
        { EMEL_MODEL_FILE_SHARDS_MAX + 1, 5, "LIMIT" },
        { EMEL_MODEL_FILE_SHARDS_MAX, 127, "SHARD_MISSING" },
        { EMEL_MODEL_FILE_SHARDS_MAX, 128, "LIMIT" },
    };

    add_wide_index(rows[_i].count, rows[_i].bytes);
    ck_assert(!opening_open(&opening, "i"));
    ck_assert_str_eq(opening.why.name, rows[_i].error);
}
END_TEST

/* --- folders ------------------------------------------------------------------------------------------ */

START_TEST(a_folder_is_the_index_in_it)
{
    static const char *const paths[] = { "d", "d/" };

    add(&sets[SET_SAFETENSORS]);
    opening_add(&opening, "d/model.safetensors", "'not read'");
    opening_add(&opening, paths[_i], "");
    opening.disk.files[sets[SET_SAFETENSORS].count + 1].folder = true;
    ck_assert(opening_open(&opening, paths[_i]));
    check_tensor("c", 2, "d/z/2.st", 4);
}
END_TEST

START_TEST(a_folder_without_an_index_is_the_model_in_it)
{
    opening_add(&opening, "d/model.safetensors", sets[SET_SAFETENSORS].files[1].text);
    opening_add(&opening, "d", "");
    opening.disk.files[1].folder = true;
    ck_assert(opening_open(&opening, "d"));
    check_tensor("a", 0, "d/model.safetensors", 2);
    ck_assert_uint_eq(descriptors_held(&opening.system.descriptors), 1);
}
END_TEST

static void check_refused(const char *path, const char *error, int os_error, const char *blamed)
{
    ck_assert(!opening_open(&opening, path));
    ck_assert_str_eq(opening.why.name, error);
    ck_assert_int_eq(opening.why.os_error, os_error);
    ck_assert_str_eq(opening.why.file, blamed);
}

START_TEST(a_folder_with_neither_says_what_was_looked_for)
{
    opening_add(&opening, "d/model.gguf", "'GGUF' 4:3 8:0 8:0");
    opening_add(&opening, "d", "");
    opening.disk.files[1].folder = true;
    check_refused("d", "FOLDER", 0, "d");
    ck_assert_ptr_nonnull(strstr(opening.why.text, "model.safetensors.index.json"));
}
END_TEST

START_TEST(a_folder_in_a_folder_is_not_looked_into)
{
    opening_add(&opening, "d/model.safetensors", "");
    opening_add(&opening, "d", "");
    opening_add(&opening, "d/model.safetensors/model.safetensors", sets[SET_SAFETENSORS].files[1].text);
    opening.disk.files[0].folder = opening.disk.files[1].folder = true;
    check_refused("d", "UNSUPPORTED_RESOURCE", 0, "d/model.safetensors");
}
END_TEST

START_TEST(what_is_in_a_folder_but_does_not_open_is_told)
{
    opening_add(&opening, "d/model.safetensors", sets[SET_SAFETENSORS].files[1].text);
    opening_add(&opening, "d", "");
    opening.disk.files[1].folder = true;
    opening.system.faults[0] = (struct system_fault){ SYSTEM_OPEN, 2, 1, EACCES };
    check_refused("d", "OPEN_FAILED", EACCES, "d/" INDEX);
}
END_TEST

START_TEST(a_folder_leaves_room_in_its_path_for_the_names_in_it)
{
    char path[EMEL_IO_PATH_MAX + 1];

    memset(path, 'd', sizeof path);
    path[sizeof path - 1] = '\0';
    opening_add(&opening, path, "");
    opening.disk.files[0].folder = true;
    ck_assert(!opening_open(&opening, path));
    ck_assert_str_eq(opening.why.name, "LIMIT");
    path[EMEL_IO_PATH_MAX - sizeof INDEX] = '\0';
    ck_assert(!opening_open(&opening, path));
    ck_assert_str_eq(opening.why.name, "FOLDER");
}
END_TEST

/* --- loading ---------------------------------------------------------------------------------------------- */

static void write_file(const char *folder, const struct set_file *file)
{
    struct notation made = notation(file->text);
    char path[TEMP_PATH_BYTES + 64];
    FILE *stream;

    snprintf(path, sizeof path, "%s/%s", folder, file->path);
    stream = fopen(path, "wb");
    ck_assert_ptr_nonnull(stream);
    ck_assert_uint_eq(fwrite(made.bytes, 1, made.size, stream), made.size);
    fclose(stream);
    free(made.bytes);
}

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
    snprintf(path, sizeof path, "%s/d", folder);
    ck_assert_int_eq(mkdir(folder, 0700) | mkdir(path, 0700), 0);
    snprintf(path, sizeof path, "%s/d/z", folder);
    ck_assert_int_eq(mkdir(path, 0700), 0);
    for (size_t i = 0; i < sets[_i].count; i++)
        write_file(folder, &sets[_i].files[i]);
    snprintf(path, sizeof path, "%s/%s", folder, sets[_i].path);
    check_loaded(path);
    snprintf(path, sizeof path, "%s/d", folder);
    if (_i == SET_SAFETENSORS)
        check_loaded(path);
}
END_TEST

/* --- the suite ---------------------------------------------------------------------------------------------- */

static TCase *watched(void)
{
    TCase *test = tcase_create("watched");

    tcase_add_checked_fixture(test, enter, leave);
    tcase_add_loop_test(test, any_shard_opens_all_of_its_set_in_their_order, 0, 3);
    tcase_add_test(test, metadata_is_that_of_the_first_shard);
    tcase_add_loop_test(test, a_count_of_one_or_none_is_a_file_by_itself, 0, 4);
    tcase_add_test(test, a_prefix_may_be_anything_even_nothing);
    tcase_add_test(test, paths_of_all_shards_have_a_limit);
    tcase_add_test(test, an_index_opens_its_files_in_the_order_of_their_names);
    tcase_add_test(test, an_index_is_told_by_its_content_wherever_it_lies);
    tcase_add_loop_test(test, a_header_of_123_bytes_is_no_index, 0, 2);
    tcase_add_test(test, a_path_of_a_file_takes_all_that_a_path_may);
    tcase_add_loop_test(test, files_of_an_index_and_their_paths_have_limits, 0, 4);
    tcase_add_loop_test(test, a_folder_is_the_index_in_it, 0, 2);
    tcase_add_test(test, a_folder_without_an_index_is_the_model_in_it);
    tcase_add_test(test, a_folder_with_neither_says_what_was_looked_for);
    tcase_add_test(test, a_folder_in_a_folder_is_not_looked_into);
    tcase_add_test(test, what_is_in_a_folder_but_does_not_open_is_told);
    tcase_add_test(test, a_folder_leaves_room_in_its_path_for_the_names_in_it);
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
