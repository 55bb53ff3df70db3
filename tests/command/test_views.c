/* emel inspect: orders, summaries, the map, and folders. */
#define _POSIX_C_SOURCE 200809L /* symlink */

#include <check.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/command.h"
#include "support/command_files.h"
#include "support/command_output.h"
#include "support/file_sets.h"
#include "support/retained.h"
#include "support/small_model.h"
#include "support/temp.h"
#include "command/suites.h"

/* In the header b, a and c; in the file c, b and a; 4, 64 and 64 bytes. */
#define ORDERED                                                                                    \
    "'GGUF' 4:3 8:3 8:0 s'b' 4:1 8:4 4:24 8:64 s'a' 4:1 8:64 4:24 8:96 s'c' 4:1 8:64 4:24 8:0 "    \
    "@32 z160"

/* The names in the order in which a run shows them. */
static const char *names_of(const struct ran *ran)
{
    char *names = retain_memory(64);
    size_t used = 0;

    for (const char *line = strchr(ran->out, '\n'); line && line[1]; line = strchr(line + 1, '\n'))
        if (line[2] == ' ')
            names[used++] = line[1];
    names[used] = '\0';
    return names;
}

START_TEST(tensors_stand_in_the_order_that_is_asked_for)
{
    static const char *const cases[][2] = { { "--sort=header", "bac" },
                                            { "--sort=size", "acb" },
                                            { "--sort=name", "abc" },
                                            { "--sort=offset", "cba" } };
    const char *path = file_of(ORDERED);
    struct ran ran = emel("inspect", path);

    ck_assert_str_eq(names_of(&ran), "bac");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const json_t *first;

        ran = emel("inspect", cases[i][0], path);
        ck_assert_str_eq(names_of(&ran), cases[i][1]);
        ran = emel("inspect", "--json", cases[i][0], path);
        first = json_array_get(json_object_get(json_of_one(&ran), "tensors"), 0);
        ck_assert_int_eq(json_text_at(first, "name")[0], cases[i][1][0]);
    }
}
END_TEST

/* --- summaries ------------------------------------------------------------------------------ */

START_TEST(a_summary_says_what_the_model_is)
{
    const char *path =
        file_of("'GGUF' 4:3 8:2 8:2 s'general.architecture' 4:8 s'toy' "
                "s'toy.context_length' 4:4 4:4096 "
                "s'a' 4:2 8:1000 8:2000 4:24 8:0 s'b' 4:0 4:24 8:2000000 @32 z2000001");
    const json_t *summary;
    struct ran ran = emel("inspect", "--summary", path);

    says(ran.out,
         "architecture    toy\ncontext length  4096\nparameters      2.00 million\n\nTYPE");
    says(emel("inspect", "--summary", "--bytes", path).out, "parameters      2000001\n");
    ran = emel("inspect", "--summary", "--json", "--tensor=b", path);
    summary = json_object_get(json_of_one(&ran), "summary");
    ck_assert_str_eq(json_text_at(summary, "architecture"), "toy");
    ck_assert_uint_eq(json_number_at(summary, "context_length"), 4096);
    ck_assert_uint_eq(json_number_at(summary, "parameters"), 1);
}
END_TEST

START_TEST(what_a_model_does_not_say_is_left_out)
{
    const char *path = file_of("L('{}')");
    struct ran ran = emel("inspect", "--summary", path);

    ck_assert_mem_eq(ran.out, "parameters      0\n", 17);
    ran = emel("inspect", "--summary", "--json", path);
    ck_assert(json_is_null(
        json_object_get(json_object_get(json_of_one(&ran), "summary"), "architecture")));
    /* A context length that is no number, and an architecture that is no string. */
    ran = emel("inspect", "--summary",
               file_of("'GGUF' 4:3 8:0 8:2 s'general.architecture' 4:8 s'toy' "
                       "s'toy.context_length' 4:8 s'long'"));
    does_not_say(ran.out, "context length");
    ran =
        emel("inspect", "--summary", file_of("'GGUF' 4:3 8:0 8:1 s'general.architecture' 4:4 4:1"));
    does_not_say(ran.out, "architecture");
}
END_TEST

START_TEST(a_summary_divides_by_dtype_and_by_layer)
{
    const struct ran ran = emel("inspect", "--summary", SAMPLE);

    says(ran.out, "TYPE  TENSORS      SIZE   SHARE\n"
                  "Q4_K        8  90.0 KiB  33.0 %\n"
                  "Q8_0        3  59.5 KiB  21.8 %\n");
    says(ran.out, "LAYER  TENSORS      SIZE   SHARE\n"
                  "blk.0        9  99.1 KiB  36.3 %\n"
                  "blk.1        9  99.1 KiB  36.3 %\n"
                  "other        4  74.6 KiB  27.3 %\n");
    does_not_say(ran.out, "token_embd");
}
END_TEST

START_TEST(layers_stand_in_the_order_of_their_numbers)
{
    const struct ran ran =
        emel("inspect", "--summary", "--bytes",
             file_of("'GGUF' 4:3 8:5 8:0 s'model.layers.10.a' 4:0 4:24 8:0 s'x' 4:0 4:24 8:32 "
                     "s'model.layers.2.a' 4:0 4:24 8:64 s'model.layers.2.b' 4:0 4:24 8:96 "
                     "s'7.layers' 4:0 4:24 8:128 @32 z129"));

    says(ran.out, "model.layers.2         2      2  40.0 %\n"
                  "model.layers.10        1      1  20.0 %\n"
                  "other                  2      2  40.0 %\n");
}
END_TEST

START_TEST(a_summary_is_of_the_tensors_selected)
{
    const struct ran ran = emel("inspect", "--summary", "--tensor", "blk.0.*norm*", SAMPLE);

    says(ran.out, "F32         2  2.0 KiB  100.0 %\n");
    says(ran.out, "blk.0        2  2.0 KiB  100.0 %\n");
    says(ran.out, "2 of 22 tensors, 2.0 KiB\n");
}
END_TEST

START_TEST(a_summary_can_be_one_division)
{
    struct ran ran = emel("inspect", "--summary", "--by=layer", SAMPLE);

    says(ran.out, "\nLAYER  TENSORS");
    does_not_say(ran.out, "\nTYPE");
    ran = emel("inspect", "--summary", "--by=dtype", SAMPLE);
    says(ran.out, "\nTYPE  TENSORS");
    does_not_say(ran.out, "\nLAYER");
    ck_assert_str_eq(emel("inspect", "--by=dtype", SAMPLE).out, ran.out);
    ran = emel("inspect", "--summary", "--json", "--by=layer", SAMPLE);
    ck_assert_ptr_null(json_object_get(json_object_get(json_of_one(&ran), "summary"), "dtypes"));
}
END_TEST

/* --- the map -------------------------------------------------------------------------------- */

/* A quarter header, a quarter F32, a quarter of nothing, a quarter I8. */
#define QUARTERS                                                                                   \
    "'GGUF' 4:3 8:2 8:0 s'f' 4:1 8:1024 4:0 8:4000 s'i' 4:1 8:4096 4:24 8:12192 @128 z3968 z4096 " \
    "z4096 z4096"

START_TEST(a_map_shows_what_the_bytes_of_a_file_are)
{
    const struct ran ran = emel("inspect", "--map", file_of(QUARTERS));
    const char *line = strchr(ran.out, '[');

    ck_assert_int_eq(ran.status, 0);
    ck_assert_ptr_nonnull(line);
    ck_assert_uint_eq(strcspn(line, "\n"), 80);
    ck_assert_uint_eq(strspn(line + 1, "="), 19 + 1);
    ck_assert_uint_eq(strspn(line + 1 + 20, "A"), 19);
    ck_assert_uint_eq(strspn(line + 1 + 39, "."), 20);
    ck_assert_uint_eq(strspn(line + 1 + 59, "B"), 19);
    says(ran.out, "\n  =  header            4.0 KiB   25.0 %\n"
                  "  A  F32               4.0 KiB   25.0 %\n"
                  "  B  I8                4.0 KiB   25.0 %\n"
                  "  .  other             4.0 KiB   25.0 %\n");
    does_not_say(ran.out, "TENSOR");
}
END_TEST

START_TEST(a_map_is_as_wide_as_the_terminal)
{
    const char *const arguments[] = { "inspect", "--map", "--bytes", SAMPLE, NULL };
    struct terminal terminal = terminal_run(arguments, 37, true);
    const struct ran ran = terminal_end(&terminal);

    ck_assert_uint_eq(strcspn(strchr(ran.err, '['), "\r"), 37);
    says(ran.err, "  A  Q4_K                92160 ");
}
END_TEST

START_TEST(every_file_of_a_model_has_a_map)
{
    const struct ran ran = emel("inspect", "--map", model_in(write_set(SET_GGUF), SET_GGUF));

    says(ran.out, "m-00001-of-00003.gguf\n[===");
    says(ran.out, "m-00002-of-00003.gguf\n[===");
    says(ran.out, "m-00003-of-00003.gguf\n[===");
    ck_assert_int_eq(emel("inspect", "--map", file_of("'GGUF' 4:3 8:0 8:0")).status, 0);
}
END_TEST

/* --- folders -------------------------------------------------------------------------------- */

/* A set with an index, a model two folders down, and what is none. */
static const char *write_tree(void)
{
    char *folder = retain_memory(TEMP_PATH_BYTES);

    temp_path(folder, "tree");
    ck_assert_int_eq(mkdir(folder, 0700), 0);
    set_write(&sets[SET_SAFETENSORS], folder);
    ck_assert_int_eq(mkdir(path_in(folder, "e"), 0700), 0);
    ck_assert_int_eq(mkdir(path_in(folder, ".hidden"), 0700), 0);
    small_model_write(path_in(folder, "e/model"), ORDERED);
    small_model_write(path_in(folder, ".hidden/model.gguf"), ORDERED);
    small_model_write(path_in(folder, "config.json"), "'{\"a\":1}'");
    small_model_write(path_in(folder, "empty"), "");
    ck_assert_int_eq(mkfifo(path_in(folder, "pipe"), 0600), 0);
    ck_assert_int_eq(symlink(".", path_in(folder, "e/loop")), 0);
    ck_assert_int_eq(symlink("model", path_in(folder, "e/other")), 0);
    return folder;
}

START_TEST(the_models_below_a_folder_are_inspected)
{
    const char *folder = write_tree();
    const struct ran ran = emel("inspect", "--recursive", folder);

    ck_assert_msg(ran.status == 0, "%s", ran.err);
    says(ran.out, ": safetensors, 3 files, 3 tensors, 9 B\n");
    says(ran.out, "/e/model: gguf version 3, 3 tensors, 132 B\n");
    says(ran.out, "/e/other: gguf version 3, 3 tensors, 132 B\n");
    does_not_say(ran.out, "hidden");
    does_not_say(ran.out, "1 tensor,"); /* no shard by itself */
    does_not_say(ran.err, "config");
}
END_TEST

START_TEST(a_folder_that_is_no_model_is_refused_with_a_hint)
{
    char *folder = retain_memory(TEMP_PATH_BYTES);
    struct ran ran;

    temp_path(folder, "models");
    ck_assert_int_eq(mkdir(folder, 0700), 0);
    ran = emel("inspect", folder);
    refused_in_one_line(&ran, "FOLDER: file '",
                        "': no model file is in the folder; --recursive also looks below it");
    small_model_write(path_in(folder, "a.gguf"), ORDERED);
    small_model_write(path_in(folder, "b.gguf"), ORDERED);
    ran = emel("inspect", folder);
    refused_in_one_line(&ran, "FOLDER: file '",
                        "has 2 model files: name one of them, or inspect all with --recursive");
    ran = emel("sums", folder);
    refused_in_one_line(&ran, "FOLDER: file '", "has 2 model files: name one of them");
}
END_TEST

START_TEST(of_operands_that_are_no_folders_recursion_changes_nothing)
{
    const struct ran ran = emel("inspect", "-r", SAMPLE, "no/such/file");

    refused_in_one_line(&ran, "OPEN_FAILED: file 'no/such/file'", "");
    ck_assert_str_eq(ran.out, emel("inspect", SAMPLE).out);
}
END_TEST

START_TEST(json_has_an_object_for_each_model_below_a_folder)
{
    const char *folder = write_tree();
    const struct ran ran = emel("inspect", "-r", "--json", folder);

    /* The index, its three shards, the model and the link to it. */
    ck_assert_uint_eq(json_array_size(json_of(&ran)), 6);
}
END_TEST

Suite *command_views_suite(void)
{
    Suite *suite = suite_create("command: views");
    TCase *group = tcase_create("views");

    tcase_add_checked_fixture(group, command_enter, command_leave);
    tcase_set_timeout(group, 120);
    tcase_add_test(group, tensors_stand_in_the_order_that_is_asked_for);
    tcase_add_test(group, a_summary_says_what_the_model_is);
    tcase_add_test(group, what_a_model_does_not_say_is_left_out);
    tcase_add_test(group, a_summary_divides_by_dtype_and_by_layer);
    tcase_add_test(group, layers_stand_in_the_order_of_their_numbers);
    tcase_add_test(group, a_summary_is_of_the_tensors_selected);
    tcase_add_test(group, a_summary_can_be_one_division);
    tcase_add_test(group, a_map_shows_what_the_bytes_of_a_file_are);
    tcase_add_test(group, a_map_is_as_wide_as_the_terminal);
    tcase_add_test(group, every_file_of_a_model_has_a_map);
    tcase_add_test(group, the_models_below_a_folder_are_inspected);
    tcase_add_test(group, a_folder_that_is_no_model_is_refused_with_a_hint);
    tcase_add_test(group, of_operands_that_are_no_folders_recursion_changes_nothing);
    tcase_add_test(group, json_has_an_object_for_each_model_below_a_folder);
    suite_add_tcase(suite, group);
    return suite;
}
