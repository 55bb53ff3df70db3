/* What is looked for in a folder. */
#include <check.h>
#include <errno.h>
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

START_TEST(a_folder_with_neither_says_what_was_looked_for)
{
    opening_add(&opening, "d/model.gguf", "'GGUF' 4:3 8:0 8:0");
    opening_add(&opening, "d", "");
    opening.disk.files[1].folder = true;
    check_refused("d", "FOLDER", 0, "d");
}
END_TEST

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

Suite *folders_suite(void)
{
    Suite *suite = suite_create("model/file: folders");
    TCase *test = tcase_create("folders");

    tcase_add_checked_fixture(test, enter, leave);
    tcase_add_loop_test(test, a_folder_is_the_index_in_it, 0, 2);
    tcase_add_test(test, a_folder_without_an_index_is_the_model_in_it);
    tcase_add_test(test, a_folder_with_neither_says_what_was_looked_for);
    tcase_add_test(test, a_folder_in_a_folder_is_not_looked_into);
    tcase_add_test(test, what_is_in_a_folder_but_does_not_open_is_told);
    tcase_add_test(test, a_folder_leaves_room_in_its_path_for_the_names_in_it);
    suite_add_tcase(suite, test);
    return suite;
}
