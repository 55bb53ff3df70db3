/* What the command writes as JSON, read by another's parser. */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "support/command.h"
#include "support/command_files.h"
#include "support/command_output.h"
#include "command/suites.h"

static const json_t *tensors_of(const json_t *file)
{
    const json_t *tensors = json_object_get(file, "tensors");

    ck_assert(json_is_array(tensors));
    return tensors;
}

START_TEST(a_file_is_an_object_of_an_array)
{
    const struct ran ran = emel("inspect", "--json", SAMPLE);
    const json_t *file = json_of_one(&ran);
    const json_t *files = json_object_get(file, "files");

    ck_assert_int_eq(ran.status, 0);
    ck_assert_uint_eq(ran.err_bytes, 0);
    ck_assert_str_eq(json_text_at(file, "path"), SAMPLE);
    ck_assert_str_eq(json_text_at(file, "format"), "gguf");
    ck_assert_uint_eq(json_number_at(file, "version"), 3);
    ck_assert_uint_eq(json_array_size(files), 1);
    ck_assert_str_eq(json_string_value(json_array_get(files, 0)), SAMPLE);
    ck_assert_uint_eq(json_array_size(tensors_of(file)), SAMPLE_TENSORS);
    ck_assert_uint_eq(json_object_size(file), 5);
}
END_TEST

START_TEST(a_tensor_has_name_dtype_shape_and_place)
{
    const struct ran ran = emel("inspect", "--json", SAMPLE);
    const json_t *tensors = tensors_of(json_of_one(&ran));
    const json_t *tensor = json_element(tensors, "name", "blk.1.attn_output.weight");
    const json_t *shape = json_object_get(tensor, "shape");

    ck_assert_str_eq(json_text_at(tensor, "dtype"), "Q5_0");
    ck_assert_uint_eq(json_array_size(shape), 2);
    ck_assert_int_eq(json_integer_value(json_array_get(shape, 0)), 128);
    ck_assert_int_eq(json_integer_value(json_array_get(shape, 1)), 256);
    ck_assert_uint_eq(json_number_at(tensor, "file"), 0);
    ck_assert_uint_eq(json_number_at(tensor, "offset"), 173600);
    ck_assert_uint_eq(json_number_at(tensor, "bytes"), 22528);
    ck_assert_uint_eq(json_object_size(tensor), 6);
}
END_TEST

START_TEST(a_scalar_has_an_empty_shape)
{
    const struct ran ran =
        emel("inspect", "--json", file_of("'GGUF' 4:3 8:1 8:0 s'' 4:0 4:24 8:0 @32 z1"));
    const json_t *tensor = json_element(tensors_of(json_of_one(&ran)), "name", "");

    ck_assert_uint_eq(json_array_size(json_object_get(tensor, "shape")), 0);
    ck_assert(json_is_array(json_object_get(tensor, "shape")));
}
END_TEST

START_TEST(any_name_arrives_as_it_is)
{
    static const char name[] = "\" \\ / \b\f\n\r\t \x01\x1f\x7f \xc2\x85 \xe2\x82\xac "
                               "\xf0\x9f\x98\x80 \xe2\x80\xa8";
    const struct ran ran =
        emel("inspect", "--json",
             file_of("'GGUF' 4:3 8:1 8:0 L('\" \\ / ' x080c0a0d0920 x011f7f ' ' xc285 ' ' xe282ac "
                     "' ' xf09f9880 ' ' xe280a8) 4:0 4:24 8:0 @32 z1"));

    ck_assert_int_eq(ran.status, 0);
    json_element(tensors_of(json_of_one(&ran)), "name", name);
}
END_TEST

/* U+0080 .. U+009F, too: a terminal may obey them as it obeys ESC and a bracket. */
START_TEST(what_controls_a_terminal_is_escaped)
{
    const struct ran ran =
        emel("inspect", "--json",
             file_of("'GGUF' 4:3 8:1 8:0 L(x1b7fc280c285c29fc2a0) 4:0 4:24 8:0 @32 z1"));

    json_element(tensors_of(json_of_one(&ran)), "name", "\x1b\x7f\xc2\x80\xc2\x85\xc2\x9f\xc2\xa0");
    says(ran.out, "\"\\u001b\\u007f\\u0080\\u0085\\u009f\xc2\xa0\"");
}
END_TEST

START_TEST(what_changes_the_order_or_the_lines_of_other_text_is_escaped)
{
    const struct ran ran =
        emel("inspect", "--json",
             file_of("'GGUF' 4:3 8:1 8:0 L(xe280a7e280a8e280aee280afe281a5e281a6e281a9e281aa) 4:0 "
                     "4:24 8:0 @32 z1"));

    json_element(tensors_of(json_of_one(&ran)), "name",
                 "\xe2\x80\xa7\xe2\x80\xa8\xe2\x80\xae\xe2\x80\xaf\xe2\x81\xa5\xe2\x81\xa6"
                 "\xe2\x81\xa9\xe2\x81\xaa");
    says(ran.out,
         "\"\xe2\x80\xa7\\u2028\\u202e\xe2\x80\xaf\xe2\x81\xa5\\u2066\\u2069\xe2\x81\xaa\"");
}
END_TEST

START_TEST(any_path_becomes_valid_json)
{
    const struct ran ran = emel("inspect", "--json", "no\xff\"such\nfile");

    ck_assert_str_eq(json_text_at(json_of_one(&ran), "path"), "no\xef\xbf\xbd\"such\nfile");
    refused_in_one_line(&ran, "OPEN_FAILED: file 'no?\"such?file'", "");
}
END_TEST

/* --- metadata ----------------------------------------------------------------------------- */

static const json_t *value_of(const struct ran *ran, const char *key, const char *type)
{
    const json_t *metadata = json_object_get(json_of_one(ran), "metadata");
    const json_t *entry = json_element(metadata, "key", key);

    ck_assert_str_eq(json_text_at(entry, "type"), type);
    return json_object_get(entry, "value");
}

START_TEST(metadata_comes_when_asked_for_with_every_type)
{
    static const struct {
        const char *key, *type;
        long long value;
    } numbers[] = {
        { "sample.uint8", "uint8", 255 },         { "sample.int8", "int8", -128 },
        { "sample.uint16", "uint16", 65535 },     { "sample.int16", "int16", -32768 },
        { "llama.block_count", "uint32", 2 },     { "sample.int32", "int32", -2147483648LL },
        { "sample.uint64", "uint64", INT64_MAX }, { "sample.int64", "int64", INT64_MIN },
    };
    const struct ran ran = emel("inspect", "--json", "--metadata", SAMPLE);

    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        ck_assert_int_eq(json_integer_value(value_of(&ran, numbers[i].key, numbers[i].type)),
                         numbers[i].value);
    ck_assert_str_eq(json_string_value(value_of(&ran, "general.architecture", "string")), "llama");
    ck_assert(json_is_true(value_of(&ran, "sample.bool", "bool")));
    ck_assert_double_eq(json_real_value(value_of(&ran, "sample.float64", "float64")), 0.1);
    ck_assert_double_eq(
        json_real_value(value_of(&ran, "llama.attention.layer_norm_rms_epsilon", "float32")), 1e-5);
    ck_assert_uint_eq(json_array_size(tensors_of(json_of_one(&ran))), SAMPLE_TENSORS);
}
END_TEST

START_TEST(an_array_has_its_length_and_all_its_elements)
{
    const struct ran ran = emel("inspect", "--json", "--metadata", SAMPLE);
    const json_t *metadata = json_object_get(json_of_one(&ran), "metadata");
    const json_t *tokens = json_element(metadata, "key", "tokenizer.ggml.tokens");
    const json_t *value = json_object_get(tokens, "value");

    ck_assert_str_eq(json_text_at(tokens, "type"), "array");
    ck_assert_str_eq(json_text_at(tokens, "element_type"), "string");
    ck_assert_uint_eq(json_number_at(tokens, "count"), 96);
    ck_assert_uint_eq(json_array_size(value), 96);
    ck_assert_str_eq(json_string_value(json_array_get(value, 0)), "<unk>");
    ck_assert_str_eq(json_string_value(json_array_get(value, 3)), "\"");
    value = value_of(&ran, "tokenizer.ggml.scores", "array");
    ck_assert_uint_eq(json_array_size(value), 96);
    ck_assert_double_eq(json_number_value(json_array_get(value, 95)), -23.75);
}
END_TEST

START_TEST(what_json_cannot_say_is_null_or_replaced)
{
    const struct ran ran =
        emel("inspect", "--json", "--metadata",
             file_of("'GGUF' 4:3 8:0 8:3 s'nan' 4:6 4:0x7fc00000 s'inf' 4:12 8:0xfff0000000000000 "
                     "s'text' 4:8 L('a' xff 'b' xe282 x00)"));

    ck_assert(json_is_null(value_of(&ran, "nan", "float32")));
    ck_assert(json_is_null(value_of(&ran, "inf", "float64")));
    ck_assert_uint_eq(json_string_length(value_of(&ran, "text", "string")), 12);
    ck_assert_mem_eq(json_string_value(value_of(&ran, "text", "string")),
                     "a\xef\xbf\xbd"
                     "b\xef\xbf\xbd\xef\xbf\xbd",
                     12);
}
END_TEST

START_TEST(every_byte_that_is_no_character_is_replaced)
{
    static const struct {
        const char *bytes;
        size_t replaced;
    } cases[] = {
        { "xc080", 2 },   { "xc1bf", 2 },     { "xe09fbf", 3 },   { "xeda080", 3 },
        { "xedbfbf", 3 }, { "xf08fbfbf", 4 }, { "xf4908080", 4 }, { "xf888808080", 5 },
        { "xff", 1 },     { "x80", 1 },       { "xe282", 2 },     { "xf09f98", 3 },
        { "xc280", 0 },   { "xdfbf", 0 },     { "xe0a080", 0 },   { "xed9fbf", 0 },
        { "xee8080", 0 }, { "xefbfbf", 0 },   { "xf0908080", 0 }, { "xf48fbfbf", 0 },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[128];
        struct ran ran;
        const char *value;
        size_t found = 0;

        snprintf(text, sizeof text, "'GGUF' 4:3 8:0 8:1 s't' 4:8 L('<' %s '>')", cases[i].bytes);
        ran = emel("inspect", "--json", "--metadata", file_of(text));
        value = json_string_value(value_of(&ran, "t", "string"));
        for (const char *at = value; (at = strstr(at, "\xef\xbf\xbd")) != NULL; at++)
            found++;
        ck_assert_msg(found == cases[i].replaced, "%s", cases[i].bytes);
        ck_assert_int_eq(value[strlen(value) - 1], '>');
    }
}
END_TEST

START_TEST(a_number_above_the_signed_ones_stays_a_number)
{
    const struct ran ran =
        emel("inspect", "--json", "--metadata", file_of("'GGUF' 4:3 8:0 8:1 s'most' 4:10 8:-1"));

    says(ran.out, "\"value\": 18446744073709551615}");
}
END_TEST

START_TEST(numbers_are_written_in_the_fewest_digits)
{
    const struct ran ran =
        emel("inspect", "--json", "--metadata",
             file_of("'GGUF' 4:3 8:0 8:1 s'some' 4:9 4:6 8:9 4:0x461c4000 4:0x49742400 "
                     "4:0x3dcccccd 4:0xbfc00000 4:0x4b800000 4:0x4ceb79a3 4:0x3727c5ac "
                     "4:0x58635fa9 4:0x80000000"));

    says(ran.out, "[10000, 1000000, 0.1, -1.5, 16777216, 123456790, 1e-05, 1000000000000000, -0]");
}
END_TEST

START_TEST(a_long_string_arrives_whole)
{
    const struct ran ran = emel("inspect", "--json", "--metadata",
                                file_of("'GGUF' 4:3 8:0 8:1 s'template' 4:8 L(a70000)"));

    ck_assert_uint_eq(json_string_length(value_of(&ran, "template", "string")), 70000);
}
END_TEST

START_TEST(a_string_in_an_array_arrives_whole_too)
{
    const struct ran ran = emel("inspect", "--json", "--metadata",
                                file_of("'GGUF' 4:3 8:0 8:1 s'some' 4:9 4:8 8:3 s'first' "
                                        "L(a70000) s'last'"));
    const json_t *some = value_of(&ran, "some", "array");

    ck_assert_uint_eq(json_array_size(some), 3);
    ck_assert_uint_eq(json_string_length(json_array_get(some, 1)), 70000);
    ck_assert_str_eq(json_string_value(json_array_get(some, 2)), "last");
}
END_TEST

START_TEST(metadata_of_one_key_is_that_key_alone)
{
    const struct ran ran = emel("inspect", "--json", "--metadata", "general.name", SAMPLE);

    ck_assert_uint_eq(json_array_size(json_object_get(json_of_one(&ran), "metadata")), 1);
    ck_assert_str_eq(json_string_value(value_of(&ran, "general.name", "string")), "emel sample");
}
END_TEST

START_TEST(arrays_in_arrays_are_arrays_in_arrays)
{
    const struct ran ran =
        emel("inspect", "--json", "--metadata",
             file_of("'GGUF' 4:3 8:0 8:1 s'nested' 4:9 4:9 8:3 4:4 8:2 4:1 4:2 4:9 8:2 4:8 8:0 "
                     "4:8 8:1 s'x' 4:0 8:0"));

    ck_assert_int_eq(ran.status, 0);
    json_of_one(&ran);
    says(ran.out, "\"count\": 3, \"value\": [[1, 2], [[], [\"x\"]], []]}");
}
END_TEST

START_TEST(metadata_of_safetensors_are_strings)
{
    const struct ran ran =
        emel("inspect", "--json", "--metadata",
             file_of("L('{\"__metadata__\":{\"format\":\"pt\",\"n\":\"a\\u20acb\\n\"}}')"));
    const json_t *file = json_of_one(&ran);

    ck_assert_str_eq(json_text_at(file, "format"), "safetensors");
    ck_assert(json_is_null(json_object_get(file, "version")));
    ck_assert_uint_eq(json_array_size(json_object_get(file, "metadata")), 2);
    ck_assert_str_eq(json_string_value(value_of(&ran, "format", "string")), "pt");
    ck_assert_str_eq(json_string_value(value_of(&ran, "n", "string")), "a\xe2\x82\xac"
                                                                       "b\n");
}
END_TEST

/* --- summary, failures ---------------------------------------------------------------------- */

static uint64_t sum(const json_t *shares, const char *key)
{
    uint64_t total = 0;

    for (size_t i = 0; i < json_array_size(shares); i++)
        total += json_number_at(json_array_get(shares, i), key);
    return total;
}

START_TEST(a_summary_adds_up_to_the_whole)
{
    static const char *const parts[] = { "dtypes", "layers" };
    const struct ran ran = emel("inspect", "--json", "--summary", SAMPLE);
    const json_t *summary = json_object_get(json_of_one(&ran), "summary");

    for (int i = 0; i < 2; i++) {
        const json_t *shares = json_object_get(summary, parts[i]);

        ck_assert_uint_eq(sum(shares, "bytes"), SAMPLE_BYTES);
        ck_assert_uint_eq(sum(shares, "tensors"), SAMPLE_TENSORS);
    }
    ck_assert_uint_eq(
        json_number_at(json_element(json_object_get(summary, "layers"), "name", "blk.1"), "bytes"),
        101504);
}
END_TEST

START_TEST(a_file_that_fails_tells_why_in_its_object)
{
    const char *bad = file_of("'GGUF' 4:3 8:1 8:0 s'w' 4:9 z64");
    const struct ran ran = emel("inspect", "--json", SAMPLE, "no/such/file", bad, SAMPLE);
    const json_t *all = json_of(&ran);
    const json_t *error;

    ck_assert_int_eq(ran.status, 1);
    ck_assert_uint_eq(json_array_size(all), 4);
    ck_assert_ptr_null(json_object_get(json_array_get(all, 0), "error"));
    ck_assert_ptr_null(json_object_get(json_array_get(all, 3), "error"));
    error = json_object_get(json_array_get(all, 1), "error");
    ck_assert_str_eq(json_text_at(error, "name"), "OPEN_FAILED");
    ck_assert_str_eq(json_text_at(error, "file"), "no/such/file");
    ck_assert_uint_eq(json_number_at(error, "os_error"), 2);
    ck_assert_ptr_null(json_object_get(error, "offset"));
    error = json_object_get(json_array_get(all, 2), "error");
    ck_assert_str_eq(json_text_at(error, "name"), "DIMENSIONS");
    ck_assert_str_eq(json_text_at(error, "subject"), "w");
    ck_assert_uint_eq(json_number_at(error, "offset"), 33);
    ck_assert_str_eq(json_text_at(json_array_get(all, 2), "path"), bad);
}
END_TEST

START_TEST(globs_select_tensors_in_json_too)
{
    struct ran ran = emel("inspect", "--json", "--tensor", "blk.0.*norm*", SAMPLE);

    ck_assert_uint_eq(json_array_size(tensors_of(json_of_one(&ran))), 2);
    ran = emel("inspect", "--json", "--tensor", "nothing", SAMPLE);
    refused_in_one_line(&ran, "NO_MATCH", "'nothing'");
    ck_assert_ptr_nonnull(json_object_get(json_of_one(&ran), "error"));
}
END_TEST

Suite *command_json_suite(void)
{
    Suite *suite = suite_create("command: json");
    TCase *group = tcase_create("json");

    tcase_add_checked_fixture(group, command_enter, command_leave);
    tcase_set_timeout(group, 120);
    tcase_add_test(group, a_file_is_an_object_of_an_array);
    tcase_add_test(group, a_tensor_has_name_dtype_shape_and_place);
    tcase_add_test(group, a_scalar_has_an_empty_shape);
    tcase_add_test(group, any_name_arrives_as_it_is);
    tcase_add_test(group, what_controls_a_terminal_is_escaped);
    tcase_add_test(group, what_changes_the_order_or_the_lines_of_other_text_is_escaped);
    tcase_add_test(group, any_path_becomes_valid_json);
    tcase_add_test(group, metadata_comes_when_asked_for_with_every_type);
    tcase_add_test(group, an_array_has_its_length_and_all_its_elements);
    tcase_add_test(group, what_json_cannot_say_is_null_or_replaced);
    tcase_add_test(group, every_byte_that_is_no_character_is_replaced);
    tcase_add_test(group, a_number_above_the_signed_ones_stays_a_number);
    tcase_add_test(group, a_long_string_arrives_whole);
    tcase_add_test(group, a_string_in_an_array_arrives_whole_too);
    tcase_add_test(group, metadata_of_one_key_is_that_key_alone);
    tcase_add_test(group, arrays_in_arrays_are_arrays_in_arrays);
    tcase_add_test(group, numbers_are_written_in_the_fewest_digits);
    tcase_add_test(group, metadata_of_safetensors_are_strings);
    tcase_add_test(group, a_summary_adds_up_to_the_whole);
    tcase_add_test(group, a_file_that_fails_tells_why_in_its_object);
    tcase_add_test(group, globs_select_tensors_in_json_too);
    suite_add_tcase(suite, group);
    return suite;
}
