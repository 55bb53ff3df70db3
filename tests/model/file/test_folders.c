/* What is looked for in a folder. */
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

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

#define INDEX "model.safetensors.index.json"

START_TEST(a_folder_is_the_index_in_it)
{
    static const char *const paths[] = { "d", "d/" };

    set_add(&sets[SET_SAFETENSORS], &opening);
    opening_add(&opening, "d/model.safetensors", "'not read'");
    opening_add(&opening, paths[_i], "");
    opening.disk.files[sets[SET_SAFETENSORS].count + 1].folder = true;
    ck_assert(opening_open(&opening, paths[_i]));
    opening_has(&opening, "c", 2, "d/z/2.st", 4);
}
END_TEST

START_TEST(a_folder_without_an_index_is_the_model_in_it)
{
    opening_add(&opening, "d/model.safetensors", sets[SET_SAFETENSORS].files[1].text);
    opening_add(&opening, "d", "");
    opening.disk.files[1].folder = true;
    ck_assert(opening_open(&opening, "d"));
    opening_has(&opening, "a", 0, "d/model.safetensors", 2);
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

START_TEST(a_folder_in_a_folder_is_not_looked_into)
{
    opening_add(&opening, "d/model.safetensors", "");
    opening_add(&opening, "d", "");
    opening_add(&opening, "d/model.safetensors/model.safetensors",
                sets[SET_SAFETENSORS].files[1].text);
    opening.disk.files[0].folder = opening.disk.files[1].folder = true;
    check_refused("d", "UNSUPPORTED_RESOURCE", 0, "d/model.safetensors");
}
END_TEST

START_TEST(a_file_in_a_folder_that_does_not_open_is_reported)
{
    opening_add(&opening, "d/model.safetensors", sets[SET_SAFETENSORS].files[1].text);
    opening_add(&opening, "d", "");
    opening.disk.files[1].folder = true;
    opening.system.faults[0] = (struct system_fault){ SYSTEM_OPEN, 2, 1, EACCES };
    check_refused("d", "OPEN_FAILED", EACCES, "d/" INDEX);
}
END_TEST

START_TEST(a_path_that_is_too_long_with_a_name_in_the_folder_is_refused)
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

/* --- by the names in it ----------------------------------------------------------------------- */

#define SHARD(no, count)                                                                           \
    "'GGUF' 4:3 8:0 8:3 s'split.no' 4:2 2:" #no " s'split.count' 4:2 2:" #count                    \
    " s'split.tensors.count' 4:5 4:0"
#define EMPTY "L('{}')"

static const struct {
    const char *files[5][2];  /* names in the folder, and what is in them */
    const char *first;        /* file of the model; NULL: */
    const char *error, *part; /* what is refused, and a part of what is printed */
    unsigned count;
} folders[] = {
    { { { "q4.gguf", "'GGUF' 4:3 8:0 8:0" }, { "README.md", "'text'" } }, "d/q4.gguf", 0, 0, 1 },
    { { { "adapter.safetensors", EMPTY }, { "config.json", "'{}'" } },
      "d/adapter.safetensors",
      0,
      0,
      1 },
    { { { "m-00002-of-00002.gguf", SHARD(1, 2) }, { "m-00001-of-00002.gguf", SHARD(0, 2) } },
      "d/m-00001-of-00002.gguf",
      0,
      0,
      2 },
    { { { "m-00003-of-00003.safetensors", EMPTY },
        { "m-00001-of-00003.safetensors", EMPTY },
        { "m-00002-of-00003.safetensors", EMPTY } },
      "d/m-00001-of-00003.safetensors",
      0,
      0,
      3 },
    { { { "d-00001-of-00002.safetensors", EMPTY },
        { "d-00002-of-00002.safetensors",
          "L('{\"w\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}}')" },
        { "d.safetensors.index.json",
          "'{\"weight_map\":{\"w\":\"d-00002-of-00002.safetensors\"}}'" } },
      "d/d-00002-of-00002.safetensors",
      0,
      0,
      1 },
    { { { "m-00001-of-00003.gguf", SHARD(0, 3) }, { "m-00003-of-00003.gguf", SHARD(2, 3) } },
      NULL,
      "SHARD_MISSING",
      "file 'd/m-00002-of-00003.gguf': 2 of 3 files of the model are there",
      0 },
    { { { "m-00001-of-00002.safetensors", EMPTY } }, NULL, "SHARD_MISSING", "1 of 2 files", 0 },
    { { { "a.gguf", "" }, { "b.gguf", "" } },
      NULL,
      "FOLDER",
      "'a.gguf, b.gguf': the folder has 2 model files: name one of them",
      0 },
    { { { "m-00001-of-00002.gguf", "" }, { "m-00002-of-00002.gguf", "" }, { "b.gguf", "" } },
      NULL,
      "FOLDER",
      "'m-00001-of-00002.gguf, b.gguf': the folder has 2 model files",
      0 },
    { { { "m-00001-of-00002.gguf", "" }, { "n-00002-of-00002.gguf", "" } },
      NULL,
      "FOLDER",
      "2 model files",
      0 },
    { { { "m-00001-of-00002.gguf", "" }, { "m-00001-of-00002.safetensors", "" } },
      NULL,
      "FOLDER",
      "2 model files",
      0 },
    { { { "README.md", "" }, { ".hidden.gguf", "" }, { "model.bin", "" } },
      NULL,
      "FOLDER",
      "no model file is in the folder",
      0 },
};

START_TEST(a_folder_is_one_model_if_its_names_say_so)
{
    static char paths[5][100];
    const struct emel_io_file *files;
    char line[1024];
    uint32_t count;
    int i = 0;

    for (; i < 5 && folders[_i].files[i][0]; i++) {
        snprintf(paths[i], sizeof paths[i], "d/%s", folders[_i].files[i][0]);
        opening_add(&opening, paths[i], folders[_i].files[i][1]);
    }
    opening_add(&opening, "d", "");
    opening.disk.files[i].folder = true;
    opening_open(&opening, "d");
    emel_failure_print(line, sizeof line, &opening.why);
    if (!folders[_i].first) {
        ck_assert_ptr_null(opening.file);
        ck_assert_msg(strcmp(opening.why.name, folders[_i].error) == 0, "%s", line);
        ck_assert_msg(strstr(line, folders[_i].part), "%s", line);
        return;
    }
    ck_assert_msg(opening.file, "%s", line);
    files = emel_model_file_files(opening.file, &count);
    ck_assert_uint_eq(count, folders[_i].count);
    ck_assert_str_eq(files[0].path, folders[_i].first);
}
END_TEST

/* More names than a failure can show. */
START_TEST(a_folder_of_many_models_says_how_many)
{
    static char paths[15][100];

    for (int i = 0; i < 14; i++) {
        snprintf(paths[i], sizeof paths[i], "d/a-model-of-a-long-name-%02d.gguf", i);
        opening_add(&opening, paths[i], "");
    }
    opening_add(&opening, "d", "");
    opening.disk.files[14].folder = true;
    check_refused("d", "FOLDER", 0, "d");
    ck_assert_uint_eq(opening.why.value, 14);
    ck_assert_ptr_nonnull(strstr(opening.why.subject, "a-model-of-a-long-name-00.gguf, "));
    ck_assert_ptr_nonnull(strstr(opening.why.subject, ", ..."));
}
END_TEST

START_TEST(a_folder_that_cannot_be_listed_says_why)
{
    opening_add(&opening, "d/a.gguf", "");
    opening_add(&opening, "d", "");
    opening.disk.files[1].folder = true;
    opening.system.faults[0] = (struct system_fault){ SYSTEM_LIST, 1, 1, EACCES };
    check_refused("d", "OPEN_FAILED", EACCES, "d");
    opening.system.mandatory_only = true;
    check_refused("d", "FOLDER", 0, "d");
}
END_TEST

Suite *folders_suite(void)
{
    Suite *suite = suite_create("model/file: folders");
    TCase *test = tcase_create("folders");

    tcase_add_checked_fixture(test, enter, leave);
    tcase_add_loop_test(test, a_folder_is_the_index_in_it, 0, 2);
    tcase_add_test(test, a_folder_without_an_index_is_the_model_in_it);
    tcase_add_test(test, a_folder_in_a_folder_is_not_looked_into);
    tcase_add_test(test, a_file_in_a_folder_that_does_not_open_is_reported);
    tcase_add_test(test, a_path_that_is_too_long_with_a_name_in_the_folder_is_refused);
    tcase_add_loop_test(test, a_folder_is_one_model_if_its_names_say_so, 0,
                        (int)(sizeof folders / sizeof *folders));
    tcase_add_test(test, a_folder_of_many_models_says_how_many);
    tcase_add_test(test, a_folder_that_cannot_be_listed_says_why);
    suite_add_tcase(suite, test);
    return suite;
}
