/* emel extract and emel bench. */
#define _POSIX_C_SOURCE 200809L /* kill, setenv, access */

#include <check.h>
#include <dirent.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/command.h"
#include "support/command_files.h"
#include "support/command_output.h"
#include "support/retained.h"
#include "support/temp.h"
#include "command/suites.h"

/* --- extract -------------------------------------------------------------------------------- */

/* A matrix that NumPy has, one that it has not, and a name that no file can have. */
#define MODEL                                                                                      \
    "'GGUF' 4:3 8:3 8:0 s'f' 4:2 8:3 8:2 4:0 8:0 s'b' 4:1 8:2 4:30 8:32 "                          \
    "s'../a/b' 4:0 4:24 8:64 @32 'abcdefghijklmnopqrstuvwx' @32 'wxyz' @32 '!'"

static const char *folder_path(void)
{
    char *path = retain_memory(TEMP_PATH_BYTES);

    temp_path(path, "out");
    return path;
}

static int count_files(const char *folder)
{
    DIR *stream = opendir(folder);
    int count = 0;

    ck_assert_ptr_nonnull(stream);
    for (const struct dirent *entry; (entry = readdir(stream)) != NULL;)
        count += entry->d_name[0] != '.';
    closedir(stream);
    return count;
}

static void has_npy(const char *path, const char *dictionary, const char *data)
{
    size_t bytes, length = strlen(data);
    const unsigned char *file = file_bytes(path, &bytes);
    char header[128];

    memset(header, ' ', sizeof header);
    memcpy(header, "\x93NUMPY\x01\x00\x76\x00", 10);
    memcpy(header + 10, dictionary, strlen(dictionary));
    header[127] = '\n';
    ck_assert_uint_eq(bytes, 128 + length);
    ck_assert_mem_eq(file, header, 128);
    ck_assert_mem_eq(file + 128, data, length);
}

START_TEST(a_type_of_numpy_becomes_npy_with_the_slowest_extent_first)
{
    const char *folder = folder_path(), *path = file_of(MODEL);
    const struct ran ran = emel("extract", "--tensor=f", path, "-o", folder);

    ck_assert_msg(ran.status == 0, "%s", ran.err);
    says(ran.out, ": 1 tensor, 24 B, extracted to ");
    has_npy(path_in(folder, "f.npy"), "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }",
            "abcdefghijklmnopqrstuvwx");
    ck_assert_int_eq(count_files(folder), 1);
}
END_TEST

START_TEST(shapes_of_safetensors_stay_as_they_are)
{
    const char *folder = folder_path();
    const char *path = file_of(
        "L('{\"u\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[0,3]},"
        "\"s\":{\"dtype\":\"BOOL\",\"shape\":[],\"data_offsets\":[3,4]},"
        "\"m\":{\"dtype\":\"I16\",\"shape\":[1,2],\"data_offsets\":[4,8]}}') 'xyz' x01 'abcd'");
    const struct ran ran = emel("extract", path, "--output", folder);

    ck_assert_msg(ran.status == 0, "%s", ran.err);
    has_npy(path_in(folder, "u.npy"), "{'descr': '|u1', 'fortran_order': False, 'shape': (3,), }",
            "xyz");
    has_npy(path_in(folder, "s.npy"), "{'descr': '|b1', 'fortran_order': False, 'shape': (), }",
            "\x01");
    has_npy(path_in(folder, "m.npy"), "{'descr': '<i2', 'fortran_order': False, 'shape': (1, 2), }",
            "abcd");
}
END_TEST

START_TEST(any_other_type_becomes_raw_bytes_and_what_they_are)
{
    const char *folder = folder_path(), *path = file_of(MODEL);
    struct ran ran = emel("extract", "-q", "--tensor=b", path, "-o", folder);
    const json_t *json;
    size_t bytes;

    ck_assert_int_eq(ran.status, 0);
    ck_assert_uint_eq(ran.out_bytes, 0);
    ck_assert_mem_eq(file_bytes(path_in(folder, "b.bin"), &bytes), "wxyz", 4);
    ck_assert_uint_eq(bytes, 4);
    ran.out = (const char *)file_bytes(path_in(folder, "b.json"), &ran.out_bytes);
    json = json_of(&ran);
    ck_assert_str_eq(json_text_at(json, "name"), "b");
    ck_assert_str_eq(json_text_at(json, "dtype"), "BF16");
    ck_assert_str_eq(json_text_at(json, "fastest"), "first");
    ck_assert_str_eq(json_text_at(json, "file"), "b.bin");
    ck_assert_uint_eq(json_number_at(json, "bytes"), 4);
    ck_assert_uint_eq(json_array_size(json_object_get(json, "shape")), 1);
}
END_TEST

START_TEST(a_name_cannot_leave_the_folder)
{
    const char *folder = folder_path();
    const struct ran ran = emel("extract", file_of(MODEL), "-o", folder);

    ck_assert_int_eq(ran.status, 0);
    ck_assert_int_eq(access(path_in(folder, "%2E.%2Fa%2Fb.npy"), R_OK), 0);
    ck_assert_int_eq(count_files(folder), 4);
}
END_TEST

START_TEST(files_are_not_overwritten_unless_forced)
{
    const char *folder = folder_path(), *path = file_of(MODEL);
    struct ran ran;

    ck_assert_int_eq(emel("extract", "--tensor=b", path, "-o", folder).status, 0);
    ran = emel("extract", path, "-o", folder);
    refused_in_one_line(&ran, "FILE_EXISTS: file '", "b.bin'");
    ck_assert_int_eq(count_files(folder), 2); /* nothing was begun */
    ck_assert_int_eq(emel("extract", "--force", path, "-o", folder).status, 0);
    ck_assert_int_eq(count_files(folder), 4);
}
END_TEST

START_TEST(a_folder_is_needed)
{
    struct ran ran = emel("extract", SAMPLE);

    ck_assert_int_eq(ran.status, 2);
    says(ran.err, "missing --output");
    ran = emel("extract", SAMPLE, "-o", file_of("'x'"));
    refused_in_one_line(&ran, "FOLDER: file '", "File exists");
    ran = emel("extract", SAMPLE, "-o", "no/such/folder");
    refused_in_one_line(&ran, "FOLDER: file 'no/such/folder'", "No such file or directory");
}
END_TEST

/* On a busy machine the interrupt may come too late, so there are several attempts. */
START_TEST(an_interrupt_leaves_no_part_of_a_file)
{
    enum { ATTEMPTS = 4 };
    const char *path = sparse_file(1, UINT64_C(2) << 30), *folder = "";
    struct ran ran = { .signal = 0 };

    setenv("TERM", "xterm", 1);
    for (int i = 0; i < ATTEMPTS && ran.signal == 0; i++) {
        const char *const arguments[] = { "extract", path, "-o", folder = folder_path(), NULL };
        struct terminal terminal = terminal_run(arguments, 120, false);

        terminal_wait(&terminal, " left ");
        kill(terminal.process, SIGINT);
        ran = terminal_end(&terminal);
    }
    ck_assert_int_eq(ran.signal, SIGINT);
    ck_assert_int_eq(count_files(folder), 0);
}
END_TEST

/* --- bench ---------------------------------------------------------------------------------- */

START_TEST(bench_says_how_fast_and_what_limits)
{
    const char *path = sparse_file(8, UINT64_C(8) << 20);
    const struct ran ran = emel("bench", path);

    ck_assert_msg(ran.status == 0, "%s", ran.err);
    says(ran.out, "WAY ");
    says(ran.out, "\nread/copy, as emel load  ");
    says(ran.out, "\nfread into malloc  ");
    says(ran.out, ": 8 tensors, 64.0 MiB, ");
    says(ran.out, " times as fast as fread, and limited by ");
}
END_TEST

START_TEST(bench_measures_each_way_in_json)
{
    static const char *const names[] = { "load", "fread", "device", "page_cache", "memory" };
    const char *path = sparse_file(8, UINT64_C(8) << 20);
    const struct ran ran = emel("bench", "--json", path);
    const json_t *file = json_of_one(&ran), *ways = json_object_get(file, "ways");
    const char *limit = json_text_at(file, "limit");

    ck_assert_uint_eq(json_array_size(ways), 5);
    for (size_t i = 0; i < 5; i++)
        json_element(ways, "name", names[i]);
    ck_assert_uint_eq(json_number_at(json_element(ways, "name", "load"), "bytes"), 64 << 20);
    ck_assert_uint_eq(json_number_at(json_element(ways, "name", "memory"), "bytes"), 64 << 20);
    ck_assert(strcmp(limit, "device") == 0 || strcmp(limit, "page cache") == 0 ||
              strcmp(limit, "memory") == 0);
}
END_TEST

START_TEST(bench_of_nothing_is_no_division_by_it)
{
    struct ran ran = emel("bench", file_of("'GGUF' 4:3 8:0 8:0"));

    ck_assert_msg(ran.status == 0, "%s", ran.err);
    says(ran.out, ": 0 tensors, 0 B, ");
    ran = emel("bench", "no/such/file");
    refused_in_one_line(&ran, "OPEN_FAILED", "");
}
END_TEST

Suite *command_extract_suite(void)
{
    Suite *suite = suite_create("command: extract");
    TCase *group = tcase_create("extract");

    tcase_add_checked_fixture(group, command_enter, command_leave);
    tcase_set_timeout(group, 120);
    tcase_add_test(group, a_type_of_numpy_becomes_npy_with_the_slowest_extent_first);
    tcase_add_test(group, shapes_of_safetensors_stay_as_they_are);
    tcase_add_test(group, any_other_type_becomes_raw_bytes_and_what_they_are);
    tcase_add_test(group, a_name_cannot_leave_the_folder);
    tcase_add_test(group, files_are_not_overwritten_unless_forced);
    tcase_add_test(group, a_folder_is_needed);
    tcase_add_test(group, an_interrupt_leaves_no_part_of_a_file);
    tcase_add_test(group, bench_says_how_fast_and_what_limits);
    tcase_add_test(group, bench_measures_each_way_in_json);
    tcase_add_test(group, bench_of_nothing_is_no_division_by_it);
    suite_add_tcase(suite, group);
    return suite;
}
