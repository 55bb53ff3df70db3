/* The commands over models of several files: tensors a, b and c, "aa", "bbb" and "cccc". */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/file_sets.h"
#include "support/small_model.h"
#include "support/temp.h"
#include "support/command.h"
#include "support/command_files.h"
#include "support/retained.h"
#include "support/command_output.h"
#include "command/suites.h"

/* Of each set: the file a tensor is in, as it lies in the set's folder, and its base name. */
static const struct place {
    const char *a, *b, *c, *c_base;
} places[SETS] = {
    [SET_GGUF] = { "d/m-00002-of-00003.gguf", "d/m-00002-of-00003.gguf", "d/m-00003-of-00003.gguf",
                   "m-00003-of-00003.gguf" },
    [SET_SAFETENSORS] = { "d/0.st", "d/1.st", "d/z/2.st", "2.st" },
};

START_TEST(inspect_tells_which_file_each_tensor_is_in)
{
    const char *folder = write_set(_i), *path = model_in(folder, _i);
    const struct ran ran = emel("inspect", path);
    const char *row = strstr(ran.out, "\nc ");

    ck_assert_int_eq(ran.status, 0);
    says(ran.out, "FILE\n");
    says(ran.out, ", 3 files, 3 tensors, 9 B\n");
    ck_assert_ptr_nonnull(row);
    row = strchr(row + 1, '\n') - strlen(places[_i].c_base);
    ck_assert_mem_eq(row, places[_i].c_base, strlen(places[_i].c_base));
}
END_TEST

static void expect_in_file(const json_t *file, const char *name, const char *path)
{
    const json_t *tensor = json_element(json_object_get(file, "tensors"), "name", name);
    const json_t *files = json_object_get(file, "files");

    ck_assert_str_eq(json_string_value(json_array_get(files, json_number_at(tensor, "file"))),
                     path);
}

START_TEST(json_tells_the_path_of_the_file_each_tensor_is_in)
{
    const char *folder = write_set(_i), *path = model_in(folder, _i);
    const struct ran ran = emel("inspect", "--json", path);
    const json_t *file = json_of_one(&ran);

    ck_assert_str_eq(json_text_at(file, "path"), path);
    ck_assert_uint_eq(json_array_size(json_object_get(file, "files")), 3);
    expect_in_file(file, "a", path_in(folder, places[_i].a));
    expect_in_file(file, "b", path_in(folder, places[_i].b));
    expect_in_file(file, "c", path_in(folder, places[_i].c));
}
END_TEST

START_TEST(a_folder_is_the_model_of_the_index_in_it)
{
    const char *folder = write_set(SET_SAFETENSORS), *inner = path_in(folder, "d");
    const struct ran ran = emel("inspect", inner);

    ck_assert_int_eq(ran.status, 0);
    says(ran.out, inner);
    says(ran.out, ": safetensors, 3 files, 3 tensors, 9 B\n");
}
END_TEST

/* The same three tensors in one file. */
#define WHOLE                                                                                      \
    "'GGUF' 4:3 8:3 8:0 s'a' 4:1 8:2 4:24 8:0 s'b' 4:1 8:3 4:24 8:32 s'c' 4:1 8:4 4:24 8:64 "      \
    "@32 'aa' @32 'bbb' @32 'cccc'"

START_TEST(sums_of_a_set_are_those_of_the_same_tensors_in_one_file)
{
    const char *path = model_in(write_set(_i), _i);
    const struct ran whole = emel("sums", file_of(WHOLE));
    struct ran ran = emel("sums", path);

    ck_assert_int_eq(ran.status, 0);
    ck_assert_str_eq(ran.out, whole.out);
    ran = emel("verify", path, file_with(whole.out, whole.out_bytes));
    ck_assert_int_eq(ran.status, 0);
    says(ran.out, path);
    says(ran.out, ": 3 tensors as summed\n");
}
END_TEST

START_TEST(cat_writes_a_tensor_or_a_slice_of_whichever_file)
{
    const char *path = model_in(write_set(_i), _i);

    ck_assert_str_eq(emel("cat", path, "a").out, "aa");
    ck_assert_str_eq(emel("cat", path, "b").out, "bbb");
    ck_assert_str_eq(emel("cat", path, "c").out, "cccc");
    ck_assert_str_eq(emel("cat", "--slice=0:1:3", path, "c").out, "cc");
}
END_TEST

START_TEST(load_takes_some_of_several_files)
{
    const char *path = model_in(write_set(_i), _i);
    struct ran ran = emel("load", path);
    const json_t *tensors;

    says(ran.out, ": 3 tensors resident, 9 B in ");
    ran = emel("load", "--json", "--verbose", "--tensor=a", "--slice=c=0:0:3", path);
    ck_assert_int_eq(ran.status, 0);
    ck_assert_uint_eq(json_number_at(json_of_one(&ran), "tensor_count"), 2);
    tensors = json_object_get(json_of_one(&ran), "tensors");
    ck_assert_uint_eq(json_number_at(json_element(tensors, "name", "a"), "bytes"), 2);
    ck_assert_uint_eq(json_number_at(json_element(tensors, "name", "c"), "bytes"), 3);
}
END_TEST

/* --- one set, several operands ---------------------------------------------------------------- */

/* Another path that opens the set: of safetensors the folder. */
static const char *other_path_in(const char *folder, int number)
{
    return path_in(folder, number == SET_GGUF ? places[number].c : "d");
}

static const char *notice_of(const char *path, const char *first)
{
    char *text = retain_memory(4 * TEMP_PATH_BYTES + 64);

    snprintf(text, 4 * TEMP_PATH_BYTES + 64, "emel: '%s' is the same model as '%s': skipped\n",
             path, first);
    return text;
}

START_TEST(a_set_named_through_several_of_its_files_is_handled_once)
{
    const char *folder = write_set(_i);
    const char *first = model_in(folder, _i), *second = other_path_in(folder, _i);
    struct ran ran = emel("load", first, second, SAMPLE, first);

    ck_assert_int_eq(ran.status, 0);
    says(ran.out, first);
    ck_assert_ptr_null(strstr(strstr(ran.out, ": 3 tensors") + 1, ": 3 tensors"));
    ck_assert_uint_eq(ran.err_bytes,
                      2 * strlen(notice_of(second, first)) + strlen(first) - strlen(second));
    says(ran.err, notice_of(second, first));
    says(ran.err, notice_of(first, first));
    ck_assert_uint_eq(emel("inspect", first, second).err_bytes, strlen(notice_of(second, first)));
    ck_assert_uint_eq(emel("load", "-q", first, second).err_bytes, 0);
}
END_TEST

START_TEST(sums_of_a_set_named_twice_are_those_of_one_model)
{
    const char *folder = write_set(_i);
    const char *first = model_in(folder, _i), *second = other_path_in(folder, _i);
    const struct ran ran = emel("sums", first, second);

    ck_assert_int_eq(emel("verify", second, file_with(ran.out, ran.out_bytes)).status, 0);
}
END_TEST

START_TEST(json_says_which_model_a_file_is_part_of)
{
    const char *folder = write_set(_i);
    const char *first = model_in(folder, _i), *second = other_path_in(folder, _i);
    const struct ran ran = emel("sums", "--json", first, second, SAMPLE);
    const json_t *all = json_of(&ran), *same = json_array_get(all, 1);

    ck_assert_uint_eq(json_array_size(all), 3);
    ck_assert_uint_eq(json_object_size(same), 2);
    ck_assert_str_eq(json_text_at(same, "path"), second);
    ck_assert_str_eq(json_text_at(same, "same_as"), first);
    ck_assert_ptr_nonnull(json_object_get(json_array_get(all, 2), "tensors"));
    ck_assert_uint_eq(ran.err_bytes, 0);
}
END_TEST

/* --- one file of a set, and files inside others ----------------------------------------------- */

START_TEST(a_shard_is_opened_alone_when_asked)
{
    const char *folder = write_set(SET_GGUF), *shard = path_in(folder, places[SET_GGUF].c);
    struct ran ran;

    ck_assert_int_eq(remove(path_in(folder, places[SET_GGUF].a)), 0);
    ran = emel("inspect", shard);
    refused_in_one_line(&ran, "SHARD_MISSING", "");
    ran = emel("inspect", "--alone", shard);
    ck_assert_msg(ran.status == 0, "%s", ran.err);
    says(ran.out, ": gguf version 3, 1 tensor, 4 B\n");
    ck_assert_str_eq(emel("cat", "--alone", shard, "c").out, "cccc");
    says(emel("load", "--alone", shard).out, ": 1 tensor resident, 4 B in ");
    ck_assert_int_eq(emel("diff", "--alone", shard, shard).status, 0);
    ck_assert_int_eq(emel("--alone", "sums", shard).status, 0);
}
END_TEST

START_TEST(a_model_inside_a_bigger_file_is_named_by_its_offset)
{
    size_t bytes;
    const unsigned char *model = file_bytes(SAMPLE, &bytes);
    const struct ran sums = emel("sums", SAMPLE);
    char *big = retain_memory(4096 + bytes + 100), name[2 * TEMP_PATH_BYTES];
    const char *path;
    struct ran ran;

    memset(big, 'x', 4096 + bytes + 100);
    memcpy(big + 4096, model, bytes);
    path = file_with(big, 4096 + bytes + 100);
    snprintf(name, sizeof name, "%s@4096:%zu", path, bytes);
    ck_assert_str_eq(emel("sums", name).out, sums.out);
    snprintf(name, sizeof name, "%s@4KiB", path);
    ran = emel("sums", name);
    ck_assert_str_eq(ran.out, sums.out);
    ck_assert_int_eq(emel("diff", SAMPLE, name).status, 0);
    ran = emel("inspect", path);
    refused_in_one_line(&ran, "MAGIC", "");
    snprintf(name, sizeof name, "%s@4096:%zu", path, bytes - 1);
    ran = emel("inspect", name);
    refused_in_one_line(&ran, "RANGE", "output.weight");
    ran = emel("inspect", "no/such/file@12");
    refused_in_one_line(&ran, "OPEN_FAILED: file 'no/such/file'", "");
    ran = emel("inspect", "no/such/file@twelve");
    refused_in_one_line(&ran, "OPEN_FAILED: file 'no/such/file@twelve'", "");
}
END_TEST

START_TEST(a_file_whose_name_looks_like_an_offset_is_opened_itself)
{
    const char *path = path_in(temp_folder(), "model@4096");

    small_model_write(path, WHOLE);
    says(emel("inspect", path).out, ": gguf version 3, 3 tensors, 9 B\n");
}
END_TEST

START_TEST(tensors_that_the_index_does_not_name_are_counted)
{
    const char *folder = write_set(SET_SAFETENSORS);
    const char *index = model_in(folder, SET_SAFETENSORS);
    struct ran ran;

    small_model_write(index, "'{\"weight_map\":{\"c\":\"z/2.st\",\"b\":\"1.st\"}}'");
    ran = emel("inspect", "--summary", index);
    ck_assert_msg(ran.status == 0, "%s", ran.err);
    does_not_say(ran.out, "ignored");
    small_model_write(path_in(folder, "d/1.st"),
                      "L('{\"b\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[0,3]},"
                      "\"x\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[3,4]}}') 'bbbx'");
    ran = emel("inspect", "--summary", index);
    says(ran.out, "\nignored         1 tensor that the index does not name\n");
    says(ran.out, ": safetensors, 2 files, 2 tensors, 7 B\n");
    ran = emel("inspect", "--summary", "--json", index);
    ck_assert_uint_eq(json_number_at(json_object_get(json_of_one(&ran), "summary"), "ignored"), 1);
}
END_TEST

/* --- as many as the hard limit allows --------------------------------------------------------- */

enum { SHARDS = 40 };

static const char *write_shards(void)
{
    const char *path = NULL;
    char text[256], name[64];

    for (int i = 0; i < SHARDS; i++) {
        snprintf(name, sizeof name, "m-%05d-of-%05d.gguf", i + 1, SHARDS);
        snprintf(text, sizeof text,
                 "'GGUF' 4:3 8:1 8:3 s'split.no' 4:2 2:%d s'split.count' 4:2 2:%d "
                 "s'split.tensors.count' 4:5 4:%d s'%d' 4:1 8:1 4:24 8:0 @32 'x'",
                 i, SHARDS, SHARDS, i);
        path = path_in(temp_folder(), name);
        small_model_write(path, text);
    }
    return path;
}

START_TEST(the_soft_limit_on_descriptors_is_raised_to_the_hard_one)
{
    static const char script[] = "ulimit -S -n 20; exec \"$0\" load \"$1\"";
    const char *command = getenv("EMEL") ? getenv("EMEL") : "build/emel";
    const char *const arguments[] = { "-c", script, command, write_shards(), NULL };
    const struct ran ran = program_run("EMEL_TEST_SHELL", "/bin/sh", arguments);

    ck_assert_msg(ran.status == 0, "%s", ran.err);
    says(ran.out, ": 40 tensors resident, 40 B in ");
}
END_TEST

/* --- failures --------------------------------------------------------------------------------- */

/* Whatever reads the model refuses it over that file. */
static void expect_blamed(const char *path, const char *error, const char *blamed)
{
    static const char *const commands[] = { "inspect", "load", "sums" };
    char begins[2 * TEMP_PATH_BYTES + 64];
    struct ran ran;

    snprintf(begins, sizeof begins, "%s: file '%s'", error, blamed);
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        ran = emel(commands[i], path);
        refused_in_one_line(&ran, begins, "");
    }
    ran = emel("cat", path, "a");
    refused_in_one_line(&ran, begins, "");
    ran = emel("verify", path, file_with("", 0));
    refused_in_one_line(&ran, begins, "");
    ran = emel("inspect", "--json", path);
    ck_assert_str_eq(json_text_at(json_of_one(&ran), "path"), path);
    ck_assert_str_eq(json_text_at(json_object_get(json_of_one(&ran), "error"), "file"), blamed);
}

START_TEST(a_shard_that_is_missing_is_named)
{
    const char *folder = write_set(_i), *shard = path_in(folder, places[_i].c);

    ck_assert_int_eq(remove(shard), 0);
    expect_blamed(model_in(folder, _i), "SHARD_MISSING", shard);
}
END_TEST

START_TEST(a_shard_cut_short_is_named)
{
    const char *folder = write_set(_i), *shard = path_in(folder, places[_i].c);
    size_t bytes;
    const unsigned char *whole = file_bytes(shard, &bytes);
    FILE *file = fopen(shard, "wb");

    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(whole, 1, bytes - 1, file), bytes - 1);
    fclose(file);
    expect_blamed(model_in(folder, _i), "RANGE", shard);
}
END_TEST

/* Whose files are there, but not what they should hold: the model is blamed, and the tensor. */
START_TEST(a_tensor_that_is_not_as_summed_is_named)
{
    const char *folder = write_set(_i), *path = model_in(folder, _i);
    const struct ran sums = emel("sums", path);
    const char *shard = path_in(folder, places[_i].c);
    FILE *file = fopen(shard, "r+b");
    struct ran ran;

    ck_assert_ptr_nonnull(file);
    ck_assert_int_eq(fseek(file, -1, SEEK_END), 0);
    ck_assert_int_eq(fputc('x', file), 'x');
    fclose(file);
    ran = emel("verify", path, file_with(sums.out, sums.out_bytes));
    ck_assert_int_eq(ran.status, 1);
    says(ran.err, path);
    says(ran.err, "DIFFERENT: ");
    says(ran.err, "tensor or key 'c': ");
    does_not_say(ran.err, "tensor or key 'a': ");
}
END_TEST

Suite *command_shards_suite(void)
{
    Suite *suite = suite_create("command: shards");
    TCase *group = tcase_create("shards");

    tcase_add_checked_fixture(group, command_enter, command_leave);
    tcase_set_timeout(group, 120);
    tcase_add_loop_test(group, inspect_tells_which_file_each_tensor_is_in, 0, SETS);
    tcase_add_loop_test(group, json_tells_the_path_of_the_file_each_tensor_is_in, 0, SETS);
    tcase_add_test(group, a_folder_is_the_model_of_the_index_in_it);
    tcase_add_loop_test(group, sums_of_a_set_are_those_of_the_same_tensors_in_one_file, 0, SETS);
    tcase_add_loop_test(group, cat_writes_a_tensor_or_a_slice_of_whichever_file, 0, SETS);
    tcase_add_loop_test(group, load_takes_some_of_several_files, 0, SETS);
    tcase_add_loop_test(group, a_set_named_through_several_of_its_files_is_handled_once, 0, SETS);
    tcase_add_loop_test(group, sums_of_a_set_named_twice_are_those_of_one_model, 0, SETS);
    tcase_add_loop_test(group, json_says_which_model_a_file_is_part_of, 0, SETS);
    tcase_add_test(group, a_shard_is_opened_alone_when_asked);
    tcase_add_test(group, a_model_inside_a_bigger_file_is_named_by_its_offset);
    tcase_add_test(group, a_file_whose_name_looks_like_an_offset_is_opened_itself);
    tcase_add_test(group, tensors_that_the_index_does_not_name_are_counted);
    tcase_add_test(group, the_soft_limit_on_descriptors_is_raised_to_the_hard_one);
    tcase_add_loop_test(group, a_shard_that_is_missing_is_named, 0, SETS);
    tcase_add_loop_test(group, a_shard_cut_short_is_named, 0, SETS);
    tcase_add_loop_test(group, a_tensor_that_is_not_as_summed_is_named, 0, SETS);
    suite_add_tcase(suite, group);
    return suite;
}
