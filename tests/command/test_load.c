/* emel load. */
#define _POSIX_C_SOURCE 200809L /* mkfifo, truncate */

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/temp.h"
#include "support/command.h"
#include "support/command_files.h"
#include "support/command_output.h"
#include "command/suites.h"

START_TEST(every_tensor_becomes_resident)
{
    const struct ran ran = emel("load", SAMPLE);

    ck_assert_int_eq(ran.status, 0);
    says(ran.out, SAMPLE ": 22 tensors resident, 272.9 KiB in ");
    says(ran.out, "GiB/s, peak memory ");
    ck_assert_uint_eq(ran.err_bytes, 0);
    says(emel("load", "--bytes", SAMPLE).out, ": 22 tensors resident, 279424 bytes in ");
}
END_TEST

START_TEST(a_trained_model_becomes_resident)
{
    const char *path = model_of_others("silero-f32.gguf");

    if (path)
        says(emel("load", path).out, ": 15 tensors resident, 1.2 MiB in ");
}
END_TEST

START_TEST(json_tells_what_became_resident)
{
    const struct ran ran = emel("load", "--json", SAMPLE);
    const json_t *file = json_of_one(&ran);

    ck_assert_int_eq(ran.status, 0);
    ck_assert_str_eq(json_text_at(file, "path"), SAMPLE);
    ck_assert_str_eq(json_text_at(file, "format"), "gguf");
    ck_assert_uint_eq(json_number_at(file, "version"), 3);
    ck_assert_uint_eq(json_number_at(file, "tensor_count"), SAMPLE_TENSORS);
    ck_assert_uint_eq(json_number_at(file, "bytes"), SAMPLE_BYTES);
    ck_assert_uint_ge(json_number_at(file, "held_bytes"), SAMPLE_BYTES);
    ck_assert_uint_ge(json_number_at(file, "peak_bytes"), SAMPLE_BYTES);
    ck_assert(json_is_number(json_object_get(file, "seconds")));
    ck_assert(json_is_number(json_object_get(file, "gib_per_second")));
    ck_assert_uint_eq(json_object_size(file), 10);
}
END_TEST

START_TEST(a_load_reports_how_the_bytes_were_read)
{
    struct ran ran = emel("load", "--json", "--caching=buffered", "--workers=1", SAMPLE);
    const json_t *report = json_object_get(json_of_one(&ran), "report");

    ck_assert_uint_eq(json_number_at(report, "wanted_bytes"), SAMPLE_BYTES);
    ck_assert_uint_eq(json_number_at(report, "direct_bytes"), 0);
    ck_assert_uint_eq(json_number_at(report, "buffered_bytes"),
                      SAMPLE_BYTES + json_number_at(report, "beyond_bytes"));
    ck_assert_uint_ge(json_number_at(report, "read_calls"), 1);
    ck_assert_uint_eq(json_number_at(report, "workers"), 1);
    ran = emel("load", "-v", "--bytes", "--caching=buffered", "--workers=1", SAMPLE);
    says(ran.out, "\nread 279424 bytes buffered and 0 bytes direct, 0 bytes of it beyond what was "
                  "wanted, by 1 call of 1 worker\n");
    does_not_say(emel("load", SAMPLE).out, "buffered");
}
END_TEST

START_TEST(verbose_tells_where_each_tensor_is)
{
    const struct ran ran = emel("load", "--verbose", SAMPLE);

    says(ran.out, "TENSOR                ");
    says(ran.out, "\nblk.1.ffn_down.weight ");
    says(ran.out, " 0x");
    says(ran.out, ": 22 tensors resident");
    ck_assert_str_ne(emel("load", SAMPLE).out, ran.out);
}
END_TEST

static void all_aligned(const struct ran *ran, unsigned long alignment)
{
    const json_t *tensors = json_object_get(json_of_one(ran), "tensors");

    ck_assert_uint_eq(json_array_size(tensors), SAMPLE_TENSORS);
    for (size_t i = 0; i < SAMPLE_TENSORS; i++) {
        const char *address = json_text_at(json_array_get(tensors, i), "address");

        ck_assert_uint_eq(strtoul(address, NULL, 16) % alignment, 0);
        ck_assert_uint_ne(strtoul(address, NULL, 16), 0);
    }
}

START_TEST(every_tensor_has_the_alignment_asked_for)
{
    struct ran ran = emel("load", "--json", "-v", SAMPLE);

    all_aligned(&ran, 32);
    ran = emel("load", "--json", "-v", "--alignment", "4096", SAMPLE);
    all_aligned(&ran, 4096);
    ran = emel("load", "--json", "-v", "--alignment", "64K", SAMPLE);
    all_aligned(&ran, 65536);
}
END_TEST

START_TEST(quiet_says_nothing_but_errors)
{
    struct ran ran = emel("load", "-q", SAMPLE);

    ck_assert_int_eq(ran.status, 0);
    ck_assert_uint_eq(ran.out_bytes, 0);
    ck_assert_uint_eq(ran.err_bytes, 0);
    ran = emel("load", "--quiet", "no/such/file");
    refused_in_one_line(&ran, "OPEN_FAILED", "'no/such/file'");
}
END_TEST

START_TEST(every_way_of_reading_loads_the_same)
{
    static const char *const ways[][2] = {
        { "--caching=automatic", "--workers=1" }, { "--caching=buffered", "--workers=2" },
        { "--caching=direct", "--workers=3" },    { "--step-bytes=1", "--tensor=*norm*" },
        { "--step-bytes=4096", "--workers=64" },  { "--step-bytes=1G", "--alignment=1" },
    };

    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        const struct ran ran = emel("load", ways[i][0], ways[i][1], SAMPLE);

        ck_assert_msg(ran.status == 0, "%s %s: %s", ways[i][0], ways[i][1], ran.err);
        says(ran.out, " resident, ");
    }
}
END_TEST

START_TEST(only_tensors_selected_become_resident)
{
    struct ran ran = emel("load", "--json", "-v", "--tensor", "blk.1.*norm*", SAMPLE);
    const json_t *file = json_of_one(&ran);

    ck_assert_uint_eq(json_number_at(file, "tensor_count"), 2);
    ck_assert_uint_eq(json_number_at(file, "bytes"), 2048);
    ck_assert_uint_lt(json_number_at(file, "held_bytes"), SAMPLE_BYTES);
    json_element(json_object_get(file, "tensors"), "name", "blk.1.ffn_norm.weight");
    ran = emel("load", "--tensor", "blk.7.*", SAMPLE);
    refused_in_one_line(&ran, "NO_MATCH: file '" SAMPLE "'", "'blk.7.*'");
}
END_TEST

/* The matrix is of 128 x 256 in Q5_0: a row is four blocks of 22 bytes. */
#define MATRIX "blk.1.attn_output.weight"

START_TEST(a_slice_alone_is_all_that_becomes_resident)
{
    const struct ran ran = emel("load", "--json", "-v", "--slice", MATRIX "=1:64:128", SAMPLE);
    const json_t *file = json_of_one(&ran);
    const json_t *part = json_element(json_object_get(file, "tensors"), "name", MATRIX);

    ck_assert_int_eq(ran.status, 0);
    ck_assert_uint_eq(json_number_at(file, "tensor_count"), 1);
    ck_assert_uint_eq(json_number_at(file, "bytes"), 64 * 88);
    ck_assert_uint_eq(json_number_at(part, "bytes"), 64 * 88);
}
END_TEST

START_TEST(slices_take_the_place_of_tensors_that_match)
{
    const struct ran ran = emel("load", "--json", "-v", "--tensor", "blk.1.attn_*", "--slice",
                                MATRIX "=1:0:1", "--slice=blk.0.attn_norm.weight=0:0:0", SAMPLE);
    const json_t *tensors = json_object_get(json_of_one(&ran), "tensors");

    ck_assert_uint_eq(json_array_size(tensors), 6); /* five of blk.1, and the other slice */
    ck_assert_uint_eq(json_number_at(json_element(tensors, "name", MATRIX), "bytes"), 88);
    ck_assert_uint_eq(
        json_number_at(json_element(tensors, "name", "blk.0.attn_norm.weight"), "bytes"), 0);
    json_element(tensors, "name", "blk.1.attn_norm.weight");
}
END_TEST

START_TEST(a_slice_that_cannot_be_had_is_refused)
{
    static const struct {
        const char *slice, *error;
    } cases[] = {
        { MATRIX "=1:0:257", "OUT_OF_RANGE" },
        { MATRIX "=1:2:1", "REVERSED" },
        { MATRIX "=2:0:1", "NO_SUCH_DIMENSION" },
        { "blk.1.*=0:0:1", "NO_SUCH_TENSOR" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct ran ran = emel("load", "--slice", cases[i].slice, SAMPLE);
        char begins[64];

        snprintf(begins, sizeof begins, "%s: file '" SAMPLE "'", cases[i].error);
        refused_in_one_line(&ran, begins, "blk.1.");
        ck_assert_uint_eq(ran.out_bytes, 0);
    }
}
END_TEST

START_TEST(a_tensor_is_sliced_once)
{
    const struct ran ran =
        emel("load", "--slice", MATRIX "=1:0:1", "--slice", MATRIX "=1:1:2", SAMPLE);

    refused_in_one_line(&ran, "SLICED_TWICE: file '" SAMPLE "'", MATRIX);
}
END_TEST

START_TEST(a_name_with_an_equals_sign_can_be_sliced)
{
    const struct ran ran = emel("load", "--json", "--slice", "a=0:0:1=0:1:3",
                                file_of("'GGUF' 4:3 8:1 8:0 s'a=0:0:1' 4:1 8:4 4:24 8:0 @32 z4"));

    ck_assert_uint_eq(json_number_at(json_of_one(&ran), "bytes"), 2);
}
END_TEST

START_TEST(a_model_without_tensors_is_loaded_at_once)
{
    const struct ran ran = emel("load", "-v", file_of("'GGUF' 4:3 8:0 8:0"));

    ck_assert_int_eq(ran.status, 0);
    says(ran.out, ": 0 tensors resident, 0 B in ");
}
END_TEST

START_TEST(a_limit_on_memory_is_kept)
{
    struct ran ran = emel("load", "--limit", "100K", SAMPLE);

    refused_in_one_line(&ran, "LIMIT_EXCEEDED", "file '" SAMPLE "'");
    ck_assert_uint_eq(ran.out_bytes, 0);
    ck_assert_int_eq(emel("load", "--limit", "1M", SAMPLE).status, 0);
    ck_assert_int_eq(emel("load", "--limit", "100K", "--tensor", "blk.0.ffn_*", SAMPLE).status, 0);
}
END_TEST

START_TEST(no_progress_is_drawn_where_no_terminal_is)
{
    const char *path = sparse_file(4, UINT64_C(16) << 20);
    const struct ran ran = emel("load", "--step-bytes=128", path); /* long enough to be drawn */

    ck_assert_int_eq(ran.status, 0);
    ck_assert_uint_eq(ran.err_bytes, 0);
    does_not_say(ran.out, "\r");
}
END_TEST

/* --- what cannot be loaded ------------------------------------------------------------------ */

START_TEST(a_file_that_fails_does_not_stop_the_others)
{
    struct ran ran = emel("load", "no/such/file", SAMPLE);

    refused_in_one_line(&ran, "OPEN_FAILED: file 'no/such/file'", "No such file or directory");
    says(ran.out, SAMPLE ": 22 tensors resident");
    ran = emel("load", "--json", "no/such/file", SAMPLE);
    ck_assert_uint_eq(json_array_size(json_of(&ran)), 2);
    ck_assert_ptr_nonnull(json_object_get(json_array_get(json_of(&ran), 0), "error"));
    ck_assert_uint_eq(json_number_at(json_array_get(json_of(&ran), 1), "tensor_count"), 22);
}
END_TEST

START_TEST(standard_input_is_refused)
{
    const struct ran ran = emel("load", "-");

    refused_in_one_line(&ran, "NOT_SEEKABLE: file '-'", "name a file");
}
END_TEST

START_TEST(a_path_of_nothing_is_refused)
{
    struct ran ran = emel("load", "");

    refused_in_one_line(&ran, "EMPTY_PATH: '' names no file", "");
    ran = emel("cat", "", "w");
    refused_in_one_line(&ran, "EMPTY_PATH: '' names no file", "");
}
END_TEST

START_TEST(a_pipe_a_folder_and_a_device_are_refused_at_once)
{
    char fifo[TEMP_PATH_BYTES];
    struct ran ran;

    temp_path(fifo, "fifo");
    ck_assert_int_eq(mkfifo(fifo, 0600), 0);
    ran = emel("load", fifo);
    refused_in_one_line(&ran, "UNSUPPORTED_RESOURCE", fifo);
    ran = emel("load", temp_folder());
    refused_in_one_line(&ran, "FOLDER", temp_folder());
    ran = emel("load", "/dev/zero");
    refused_in_one_line(&ran, "UNSUPPORTED_RESOURCE", "/dev/zero");
}
END_TEST

START_TEST(a_file_cut_off_is_refused_with_the_tensor)
{
    const char *path = sparse_file(3, 1 << 20);
    struct ran ran;

    ck_assert_int_eq(truncate(path, (2 << 20) + 1000), 0);
    ran = emel("load", path);
    refused_in_one_line(&ran, "RANGE: file '", "'blk.2.weight'");
    ck_assert_uint_eq(ran.out_bytes, 0);
}
END_TEST

Suite *command_load_suite(void)
{
    Suite *suite = suite_create("command: load");
    TCase *group = tcase_create("load");

    tcase_add_checked_fixture(group, command_enter, command_leave);
    tcase_set_timeout(group, 120);
    tcase_add_test(group, every_tensor_becomes_resident);
    tcase_add_test(group, a_trained_model_becomes_resident);
    tcase_add_test(group, json_tells_what_became_resident);
    tcase_add_test(group, a_load_reports_how_the_bytes_were_read);
    tcase_add_test(group, verbose_tells_where_each_tensor_is);
    tcase_add_test(group, every_tensor_has_the_alignment_asked_for);
    tcase_add_test(group, quiet_says_nothing_but_errors);
    tcase_add_test(group, every_way_of_reading_loads_the_same);
    tcase_add_test(group, only_tensors_selected_become_resident);
    tcase_add_test(group, a_slice_alone_is_all_that_becomes_resident);
    tcase_add_test(group, slices_take_the_place_of_tensors_that_match);
    tcase_add_test(group, a_slice_that_cannot_be_had_is_refused);
    tcase_add_test(group, a_tensor_is_sliced_once);
    tcase_add_test(group, a_name_with_an_equals_sign_can_be_sliced);
    tcase_add_test(group, a_model_without_tensors_is_loaded_at_once);
    tcase_add_test(group, a_limit_on_memory_is_kept);
    tcase_add_test(group, no_progress_is_drawn_where_no_terminal_is);
    tcase_add_test(group, a_file_that_fails_does_not_stop_the_others);
    tcase_add_test(group, standard_input_is_refused);
    tcase_add_test(group, a_path_of_nothing_is_refused);
    tcase_add_test(group, a_pipe_a_folder_and_a_device_are_refused_at_once);
    tcase_add_test(group, a_file_cut_off_is_refused_with_the_tensor);
    suite_add_tcase(suite, group);
    return suite;
}
