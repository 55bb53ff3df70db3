/* Numbers, bools and strings of a model file, converted without loss or refused. */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/metadata/suites.h"
#include "support/opening.h"

static struct opening opening;
static struct emel_failure why;

static void enter(void)
{
    opening = (struct opening){ .memory = { .calls = 0 } };
}

static void leave(void)
{
    opening_leave(&opening);
}

/* A GGUF file of one key, "k", whose type and value are in notation. */
static void open_value(const char *value)
{
    char text[1024];

    if (opening.file)
        opening_leave(&opening);
    enter();
    snprintf(text, sizeof text, "'GGUF' 4:3 8:0 8:1 s'k' %s", value);
    opening_add(&opening, "model", text);
    ck_assert_msg(opening_open(&opening, "model"), "%s", text);
}

/* The last failure is this one, over the key, and its sentence ends in `sentence`. */
static void refused(uint32_t code, const char *sentence)
{
    char line[1024];

    emel_failure_print(line, sizeof line, &why);
    ck_assert_msg(why.source == EMEL_FAILURE_METADATA, "%s", line);
    ck_assert_msg(why.code == code, "%s", line);
    ck_assert_str_eq(why.name, emel_metadata_error_name(code));
    ck_assert_str_eq(why.file, "model");
    ck_assert_str_eq(why.subject, "k");
    ck_assert_msg(strlen(line) > strlen(sentence) &&
                      strcmp(line + strlen(line) - strlen(sentence), sentence) == 0,
                  "not \"%s\": %s", sentence, line);
}

/* --- conversions ------------------------------------------------------------------------- */

/* What one value is as each type; NULL: refused as LOSSY, with this sentence. */
struct conversion {
    const char *value;
    const char *u64, *i64, *f64, *boolean;
};

static const struct conversion conversions[] = {
    { "4:0 1:255", "255", "255", "255", "the uint8 is 255, not 0 or 1" },
    { "4:1 1:-128", "the int8 is -128: negative", "-128", "-128", "the int8 is -128, not 0 or 1" },
    { "4:2 2:65535", "65535", "65535", "65535", "the uint16 is 65,535, not 0 or 1" },
    { "4:3 2:-1", "the int16 is -1: negative", "-1", "-1", "the int16 is -1, not 0 or 1" },
    { "4:4 4:1", "1", "1", "1", "1" },
    { "4:5 4:0", "0", "0", "0", "0" },
    { "4:7 1:1", "1", "1", "1", "1" },
    { "4:7 1:0", "0", "0", "0", "0" },
    { "4:10 8:-1", "18446744073709551615",
      "the uint64 is 18,446,744,073,709,551,615, the largest int64 is 9,223,372,036,854,775,807",
      "the uint64 is 18,446,744,073,709,551,615, which no float64 is equal to",
      "the uint64 is 18,446,744,073,709,551,615, not 0 or 1" },
    { "4:10 8:0x7fffffffffffffff", "9223372036854775807", "9223372036854775807",
      "the uint64 is 9,223,372,036,854,775,807, which no float64 is equal to",
      "the uint64 is 9,223,372,036,854,775,807, not 0 or 1" },
    { "4:10 8:0x8000000000000000", "9223372036854775808",
      "the uint64 is 9,223,372,036,854,775,808, the largest int64 is 9,223,372,036,854,775,807",
      "9223372036854775808", "the uint64 is 9,223,372,036,854,775,808, not 0 or 1" },
    { "4:11 8:0x8000000000000000", "the int64 is -9,223,372,036,854,775,808: negative",
      "-9223372036854775808", "-9223372036854775808",
      "the int64 is -9,223,372,036,854,775,808, not 0 or 1" },
    { "4:11 8:-9007199254740993", "the int64 is -9,007,199,254,740,993: negative",
      "-9007199254740993", "the int64 is -9,007,199,254,740,993, which no float64 is equal to",
      "the int64 is -9,007,199,254,740,993, not 0 or 1" },
    /* float32: 8, -0.5, 1.5, -1.5, NaN, -infinity, 2^64, -2^63, 1 */
    { "4:6 4:0x41000000", "8", "8", "8", "the float32 is 8, not 0 or 1" },
    { "4:6 4:0xbf000000", "the float32 is between -1 and 0: not a whole number",
      "the float32 is between -1 and 0: not a whole number", "-0.5",
      "the float32 is between -1 and 0: not a whole number" },
    { "4:6 4:0x3fc00000", "the float32 is between 1 and 2: not a whole number",
      "the float32 is between 1 and 2: not a whole number", "1.5",
      "the float32 is between 1 and 2: not a whole number" },
    { "4:6 4:0xbfc00000", "the float32 is between -2 and -1: not a whole number",
      "the float32 is between -2 and -1: not a whole number", "-1.5",
      "the float32 is between -2 and -1: not a whole number" },
    { "4:6 4:0x7fc00000", "the float32 is not a number (NaN)", "the float32 is not a number (NaN)",
      "nan", "the float32 is not a number (NaN)" },
    { "4:6 4:0xff800000", "the float32 is infinite, or too large for 64 bits",
      "the float32 is infinite, or too large for 64 bits", "-inf",
      "the float32 is infinite, or too large for 64 bits" },
    { "4:6 4:0x5f800000", "the float32 is infinite, or too large for 64 bits",
      "the float32 is infinite, or too large for 64 bits", "18446744073709551616",
      "the float32 is infinite, or too large for 64 bits" },
    { "4:6 4:0xdf000000", "the float32 is -9,223,372,036,854,775,808: negative",
      "-9223372036854775808", "-9223372036854775808",
      "the float32 is -9,223,372,036,854,775,808, not 0 or 1" },
    { "4:6 4:0x3f800000", "1", "1", "1", "1" },
    { "4:6 4:0x80000000", "0", "0", "-0", "0" },
    /* float64: 0.1, 2^63, -2^63 - 2048 */
    { "4:12 8:0x3fb999999999999a", "the float64 is between 0 and 1: not a whole number",
      "the float64 is between 0 and 1: not a whole number", "0.10000000000000001",
      "the float64 is between 0 and 1: not a whole number" },
    { "4:12 8:0x43e0000000000000", "9223372036854775808",
      "the float64 is 9,223,372,036,854,775,808, the largest int64 is 9,223,372,036,854,775,807",
      "9223372036854775808", "the float64 is 9,223,372,036,854,775,808, not 0 or 1" },
    { "4:12 8:0xc3e0000000000001", "the float64 is -9,223,372,036,854,777,856: negative",
      "the float64 is -9,223,372,036,854,777,856, the smallest int64 is "
      "-9,223,372,036,854,775,808",
      "-9223372036854777856", "the float64 is -9,223,372,036,854,777,856, not 0 or 1" },
};

static void check_text(bool done, const char *expected, const char *found)
{
    if (done) {
        ck_assert_str_eq(found, expected);
        ck_assert_uint_eq(why.source, EMEL_FAILURE_NONE);
    } else {
        refused(EMEL_METADATA_LOSSY, expected);
        ck_assert_str_eq(found, "99"); /* as it was */
    }
}

START_TEST(a_number_converts_without_loss_or_is_refused)
{
    const struct conversion *conversion = &conversions[_i];
    uint64_t u = 99;
    int64_t i = 99;
    double f = 99;
    bool b = true, done;
    char text[64];

    open_value(conversion->value);
    done = emel_metadata_u64(opening.file, "k", &u, &why);
    snprintf(text, sizeof text, "%llu", (unsigned long long)u);
    check_text(done, conversion->u64, text);
    done = emel_metadata_i64(opening.file, "k", &i, &why);
    snprintf(text, sizeof text, "%lld", (long long)i);
    check_text(done, conversion->i64, text);
    done = emel_metadata_f64(opening.file, "k", &f, &why);
    snprintf(text, sizeof text, fabs(f) < 1e9 ? "%.17g" : "%.0f", f);
    check_text(done, conversion->f64, text);
    done = emel_metadata_bool(opening.file, "k", &b, &why);
    check_text(done, conversion->boolean, !done ? "99" : b ? "1" : "0");
}
END_TEST

/* --- types and keys ------------------------------------------------------------------------ */

START_TEST(a_string_or_an_array_is_not_a_number)
{
    uint64_t u;
    int64_t i;
    double f;
    bool b;

    open_value("4:8 s'12'");
    ck_assert(!emel_metadata_u64(opening.file, "k", &u, &why));
    refused(EMEL_METADATA_WRONG_TYPE, "the value is a string, not a number");
    ck_assert(!emel_metadata_i64(opening.file, "k", &i, &why));
    refused(EMEL_METADATA_WRONG_TYPE, "the value is a string, not a number");
    ck_assert(!emel_metadata_bool(opening.file, "k", &b, &why));
    refused(EMEL_METADATA_WRONG_TYPE, "the value is a string, not a bool");
    open_value("4:9 4:4 8:1 4:12");
    ck_assert(!emel_metadata_f64(opening.file, "k", &f, &why));
    refused(EMEL_METADATA_WRONG_TYPE, "the value is an array, not a number");
    ck_assert_uint_eq(why.file_offset, 24 + 9 + 4 + 12);
}
END_TEST

START_TEST(a_number_is_not_a_string_or_an_array)
{
    struct emel_metadata_iterator iterator;
    char buffer[64] = "untouched";

    open_value("4:5 4:7");
    ck_assert(!emel_metadata_string(opening.file, "k", buffer, sizeof buffer, NULL, &why));
    refused(EMEL_METADATA_WRONG_TYPE, "the value is an int32, not a string");
    ck_assert_str_eq(buffer, "untouched");
    ck_assert(!emel_metadata_array(opening.file, "k", &iterator, buffer, sizeof buffer, &why));
    refused(EMEL_METADATA_WRONG_TYPE, "the value is an int32, not an array");
}
END_TEST

START_TEST(a_key_that_is_missing_is_named)
{
    struct emel_metadata_iterator iterator;
    char buffer[64];
    uint64_t u;
    int64_t i;
    double f;
    bool b;

    opening_add(&opening, "model", "'GGUF' 4:3 8:0 8:0");
    ck_assert(opening_open(&opening, "model"));
    ck_assert(!emel_metadata_u64(opening.file, "k", &u, &why));
    refused(EMEL_METADATA_KEY_MISSING, "the file has no such key");
    ck_assert(!emel_metadata_i64(opening.file, "k", &i, &why));
    ck_assert(!emel_metadata_f64(opening.file, "k", &f, &why));
    ck_assert(!emel_metadata_bool(opening.file, "k", &b, &why));
    ck_assert(!emel_metadata_string(opening.file, "k", buffer, sizeof buffer, NULL, &why));
    refused(EMEL_METADATA_KEY_MISSING, "the file has no such key");
    ck_assert(!emel_metadata_array(opening.file, "k", &iterator, buffer, sizeof buffer, &why));
    refused(EMEL_METADATA_KEY_MISSING, "the file has no such key");
    ck_assert(!emel_metadata_u64(opening.file, NULL, &u, &why));
    ck_assert_uint_eq(why.code, EMEL_METADATA_INVALID_ARGUMENT);
}
END_TEST

START_TEST(nobody_needs_to_know_why)
{
    char buffer[8];
    uint64_t u;

    open_value("4:8 s'too long'");
    ck_assert(!emel_metadata_u64(opening.file, "other", &u, NULL));
    ck_assert(!emel_metadata_u64(opening.file, "k", &u, NULL));
    ck_assert(!emel_metadata_string(opening.file, "k", buffer, sizeof buffer, NULL, NULL));
}
END_TEST

START_TEST(types_have_names)
{
    ck_assert_str_eq(emel_metadata_type_name(EMEL_METADATA_UINT8), "uint8");
    ck_assert_str_eq(emel_metadata_type_name(EMEL_METADATA_FLOAT64), "float64");
    ck_assert_str_eq(emel_metadata_type_name(13), "unknown");
}
END_TEST

/* --- strings ------------------------------------------------------------------------------- */

START_TEST(a_string_is_copied_with_a_zero_byte_behind_it)
{
    char buffer[9];
    uint64_t length = 0;

    open_value("4:8 s'too long'");
    memset(buffer, 'x', sizeof buffer);
    ck_assert(emel_metadata_string(opening.file, "k", buffer, sizeof buffer, &length, &why));
    ck_assert_str_eq(buffer, "too long");
    ck_assert_uint_eq(length, 8);
    ck_assert_uint_eq(why.source, EMEL_FAILURE_NONE);
}
END_TEST

START_TEST(a_string_that_does_not_fit_says_what_it_needs)
{
    char buffer[8] = "as was";
    uint64_t length = 0;

    open_value("4:8 s'too long'");
    ck_assert(!emel_metadata_string(opening.file, "k", buffer, sizeof buffer, &length, &why));
    refused(EMEL_METADATA_TOO_SMALL, "the buffer has 8 bytes, 9 are needed");
    ck_assert_uint_eq(why.value, 9);
    ck_assert_uint_eq(why.limit, 8);
    ck_assert_uint_eq(length, 8);
    ck_assert_str_eq(buffer, "as was");
    length = 0;
    ck_assert(!emel_metadata_string(opening.file, "k", NULL, 0, &length, &why));
    ck_assert_uint_eq(length, 8);
}
END_TEST

START_TEST(a_string_may_be_empty_or_contain_zero_bytes)
{
    char buffer[4] = "xxx";
    uint64_t length = 9;

    open_value("4:8 s''");
    ck_assert(emel_metadata_string(opening.file, "k", buffer, 1, &length, &why));
    ck_assert_uint_eq(length, 0);
    ck_assert_mem_eq(buffer, "\0xx", 3);
    open_value("4:8 L(x00ff00)");
    ck_assert(emel_metadata_string(opening.file, "k", buffer, 4, &length, &why));
    ck_assert_uint_eq(length, 3);
    ck_assert_mem_eq(buffer, "\0\xff\0\0", 4);
}
END_TEST

START_TEST(strings_of_safetensors_have_no_escapes_left)
{
    char buffer[16];
    uint64_t length, u;

    opening_add(&opening, "model",
                "L('{\"__metadata__\":{\"a\":\"plain\",\"k\":\"\\u0031\\n\\\"2\"}}')");
    ck_assert(opening_open(&opening, "model"));
    ck_assert(emel_metadata_string(opening.file, "a", buffer, sizeof buffer, &length, &why));
    ck_assert_str_eq(buffer, "plain");
    ck_assert(emel_metadata_string(opening.file, "k", buffer, sizeof buffer, &length, &why));
    ck_assert_str_eq(buffer, "1\n\"2");
    ck_assert_uint_eq(length, 4);
    ck_assert(!emel_metadata_u64(opening.file, "k", &u, &why));
    refused(EMEL_METADATA_WRONG_TYPE, "the value is a string, not a number");
}
END_TEST

START_TEST(an_entry_is_converted_as_its_key_is)
{
    struct emel_metadata entry;
    char buffer[8];
    uint64_t u;
    int64_t i;
    double f;
    bool b;

    open_value("4:4 4:1");
    ck_assert(emel_model_file_metadata(opening.file, 0, &entry));
    ck_assert(emel_metadata_entry_u64(opening.file, &entry, &u, &why) && u == 1);
    ck_assert(emel_metadata_entry_i64(opening.file, &entry, &i, &why) && i == 1);
    ck_assert(emel_metadata_entry_f64(opening.file, &entry, &f, &why) && f > 0.5 && f < 1.5);
    ck_assert(emel_metadata_entry_bool(opening.file, &entry, &b, &why) && b);
    open_value("4:8 s'abc'");
    ck_assert(emel_model_file_metadata(opening.file, 0, &entry));
    ck_assert(emel_metadata_entry_string(opening.file, &entry, buffer, sizeof buffer, NULL, &why));
    ck_assert_str_eq(buffer, "abc");
}
END_TEST

START_TEST(a_string_that_cannot_be_read_says_where)
{
    char buffer[8];

    open_value("4:8 s'abc'");
    opening.system.faults[0] =
        (struct system_fault){ SYSTEM_READ, opening.system.calls[SYSTEM_READ] + 1, SYSTEM_ALWAYS,
                               5 };
    ck_assert(!emel_metadata_string(opening.file, "k", buffer, sizeof buffer, NULL, &why));
    ck_assert_uint_eq(why.source, EMEL_FAILURE_MODEL_FILE);
    ck_assert_uint_eq(why.code, EMEL_MODEL_FILE_READ_FAILED);
    ck_assert_uint_eq(why.file_offset, 24 + 9 + 4 + 8);
    ck_assert_str_eq(why.subject, "k");
}
END_TEST

Suite *metadata_values_suite(void)
{
    Suite *suite = suite_create("metadata: values");
    TCase *group = tcase_create("values");

    tcase_add_checked_fixture(group, enter, leave);
    tcase_add_loop_test(group, a_number_converts_without_loss_or_is_refused, 0,
                        sizeof conversions / sizeof *conversions);
    tcase_add_test(group, a_string_or_an_array_is_not_a_number);
    tcase_add_test(group, a_number_is_not_a_string_or_an_array);
    tcase_add_test(group, a_key_that_is_missing_is_named);
    tcase_add_test(group, nobody_needs_to_know_why);
    tcase_add_test(group, types_have_names);
    tcase_add_test(group, a_string_is_copied_with_a_zero_byte_behind_it);
    tcase_add_test(group, a_string_that_does_not_fit_says_what_it_needs);
    tcase_add_test(group, a_string_may_be_empty_or_contain_zero_bytes);
    tcase_add_test(group, strings_of_safetensors_have_no_escapes_left);
    tcase_add_test(group, an_entry_is_converted_as_its_key_is);
    tcase_add_test(group, a_string_that_cannot_be_read_says_where);
    suite_add_tcase(suite, group);
    return suite;
}
