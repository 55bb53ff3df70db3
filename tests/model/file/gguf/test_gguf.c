/* What a whole GGUF file says, and that all that is whole is taken. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "emel/model/dtype.h"
#include "support/notation.h"
#include "support/opening.h"
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

static void open_text(const char *text)
{
    char line[1024];

    opening_add(&opening, "model", text);
    opening_open(&opening, "model");
    emel_failure_print(line, sizeof line, &opening.why);
    ck_assert_msg(opening.file != NULL, "%s", line);
}

static struct emel_tensor_record tensor(const char *name)
{
    const struct emel_tensor_record *found = emel_model_file_find(opening.file, name);

    ck_assert_msg(found != NULL, "no tensor %s", name);
    return *found;
}

static struct emel_metadata metadata(const char *key)
{
    struct emel_metadata entry;

    ck_assert_msg(emel_model_file_metadata_find(opening.file, key, &entry), "no key %s", key);
    return entry;
}

/* --- tensors ------------------------------------------------------------------------------ */

START_TEST(a_record_has_name_shape_type_and_offset)
{
    uint32_t count;
    const struct emel_tensor_record *records;

    open_text(
        "'GGUF' 4:3 8:3 8:0 s'b' 4:2 8:4 8:2 4:0 8:0 s'a' 4:1 8:64 4:2 8:32 s'c' 4:0 4:28 8:96 "
        "@32 z32 z36 @32 z8");
    records = emel_model_file_tensors(opening.file, &count);
    ck_assert_uint_eq(count, 3);
    ck_assert_str_eq(records[0].name, "b");
    ck_assert_str_eq(records[1].name, "a");
    ck_assert_str_eq(records[2].name, "c");

    ck_assert_uint_eq(records[0].rank, 2);
    ck_assert_uint_eq(records[0].shape[0], 4);
    ck_assert_uint_eq(records[0].shape[1], 2);
    ck_assert_uint_eq(records[0].dtype, EMEL_DTYPE_F32);
    ck_assert_uint_eq(records[0].byte_size, 32);
    ck_assert_uint_eq(records[0].file_offset, 128);
    ck_assert_uint_eq(records[0].file_index, 0);

    ck_assert_uint_eq(records[1].dtype, EMEL_DTYPE_Q4_0);
    ck_assert_uint_eq(records[1].byte_size, 36);
    ck_assert_uint_eq(records[1].file_offset, 160);

    ck_assert_uint_eq(records[2].rank, 0);
    ck_assert_uint_eq(records[2].byte_size, 8);
    ck_assert_uint_eq(records[2].file_offset, 224);
}
END_TEST

START_TEST(a_tensor_is_found_by_its_whole_name)
{
    open_text("'GGUF' 4:3 8:4 8:0 s'w.1' 4:0 4:24 8:0 s'w' 4:0 4:24 8:32 s'w.10' 4:0 4:24 8:64 "
              "s'' 4:0 4:24 8:96 @32 z97");
    ck_assert_str_eq(tensor("w").name, "w");
    ck_assert_str_eq(tensor("w.1").name, "w.1");
    ck_assert_str_eq(tensor("w.10").name, "w.10");
    ck_assert_str_eq(tensor("").name, "");
    ck_assert_ptr_null(emel_model_file_find(opening.file, "w."));
    ck_assert_ptr_null(emel_model_file_find(opening.file, "w.100"));
    ck_assert_ptr_null(emel_model_file_find(opening.file, "a"));
    ck_assert_ptr_null(emel_model_file_find(opening.file, "z"));
}
END_TEST

START_TEST(a_file_of_nothing_is_whole)
{
    uint32_t count = 99;
    struct emel_metadata entry;

    open_text("'GGUF' 4:3 8:0 8:0");
    emel_model_file_tensors(opening.file, &count);
    ck_assert_uint_eq(count, 0);
    ck_assert_ptr_null(emel_model_file_find(opening.file, "w"));
    ck_assert_uint_eq(emel_model_file_metadata_count(opening.file), 0);
    ck_assert(!emel_model_file_metadata(opening.file, 0, &entry));
    ck_assert(!emel_model_file_metadata_find(opening.file, "k", &entry));
}
END_TEST

START_TEST(versions_two_and_three_are_read)
{
    open_text(_i == 2 ? "'GGUF' 4:2 8:1 8:0 s'w' 4:1 8:8 4:0 8:0 @32 z32"
                      : "'GGUF' 4:3 8:1 8:0 s'w' 4:1 8:8 4:0 8:0 @32 z32");
    ck_assert_str_eq(emel_model_file_format(opening.file), "gguf");
    ck_assert_uint_eq(emel_model_file_version(opening.file), (uint32_t)_i);
    ck_assert_uint_eq(tensor("w").byte_size, 32);
}
END_TEST

START_TEST(a_name_may_have_64_bytes_and_any_script)
{
    char name[65];

    memset(name, 'a', 64);
    name[64] = '\0';
    open_text("'GGUF' 4:3 8:2 8:0 L(a64) 4:0 4:24 8:0 s'\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80' 4:0 "
              "4:24 8:32 "
              "@32 z33");
    ck_assert_str_eq(tensor(name).name, name);
    ck_assert_uint_eq(tensor("\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80").byte_size, 1);
}
END_TEST

START_TEST(gaps_disorder_and_trailing_bytes_are_allowed)
{
    open_text("'GGUF' 4:3 8:2 8:0 s'v' 4:1 8:8 4:0 8:320 s'w' 4:1 8:8 4:0 8:64 @32 z500");
    ck_assert_uint_eq(tensor("v").file_offset - tensor("w").file_offset, 256);
}
END_TEST

START_TEST(empty_tensors_share_bytes_with_nobody)
{
    open_text("'GGUF' 4:3 8:4 8:0 s'a' 4:1 8:0 4:0 8:0 s'b' 4:1 8:16 4:0 8:0 "
              "s'c' 4:3 8:5 8:0 8:7 4:0 8:32 s'd' 4:1 8:0 4:2 8:64 @32 z64");
    ck_assert_uint_eq(tensor("a").byte_size, 0);
    ck_assert_uint_eq(tensor("b").byte_size, 64);
    ck_assert_uint_eq(tensor("c").byte_size, 0);
    ck_assert_uint_eq(tensor("c").rank, 3);
    ck_assert_uint_eq(tensor("d").byte_size, 0);
}
END_TEST

START_TEST(every_type_of_the_list_is_read)
{
    static const struct {
        uint32_t type, elements, bytes;
    } types[] = {
#define TYPE(name, number, block_elements, block_bits)                                             \
    { number, (block_elements)*3, (block_bits)*3 / 8 },
        EMEL_DTYPES(TYPE)
#undef TYPE
    };
    char text[160];

    if (types[_i].type >= EMEL_DTYPE_SAFETENSORS)
        return;
    snprintf(text, sizeof text, "'GGUF' 4:3 8:1 8:0 s'w' 4:1 8:%u 4:%u 8:0 @32 z%u",
             types[_i].elements, types[_i].type, types[_i].bytes);
    open_text(text);
    ck_assert_uint_eq(tensor("w").dtype, types[_i].type);
    ck_assert_uint_eq(tensor("w").byte_size, types[_i].bytes);
}
END_TEST

#define TYPE(name, number, block_elements, block_bits) +1
enum { TYPES = 0 EMEL_DTYPES(TYPE) };
#undef TYPE

START_TEST(any_power_of_two_up_to_2_30_aligns)
{
    static const unsigned alignments[] = { 1, 2, 4, 8, 64, 4096, 65536 };
    const unsigned alignment = alignments[_i];
    char text[200];

    snprintf(text, sizeof text,
             "'GGUF' 4:3 8:2 8:1 s'general.alignment' 4:4 4:%u s'v' 4:1 8:1 4:24 8:0 "
             "s'w' 4:1 8:1 4:24 8:%u @%u z1 @%u z1",
             alignment, alignment, alignment, alignment);
    open_text(text);
    ck_assert_uint_eq(tensor("v").file_offset % alignment, 0);
    ck_assert_uint_eq(tensor("w").file_offset, tensor("v").file_offset + alignment);
    ck_assert_uint_eq(tensor("w").file_offset, opening.bytes - 1);
}
END_TEST

START_TEST(the_greatest_alignment_needs_no_bytes_where_there_are_no_tensors)
{
    open_text("'GGUF' 4:3 8:0 8:1 s'general.alignment' 4:4 4:0x40000000");
    ck_assert_uint_eq(metadata("general.alignment").value.u, UINT64_C(1) << 30);
}
END_TEST

/* --- metadata ------------------------------------------------------------------------------ */

static const char every_scalar[] =
    "'GGUF' 4:3 8:0 8:12 s'u8' 4:0 1:255 s'i8' 4:1 1:-128 s'u16' 4:2 2:65535 s'i16' 4:3 2:-32768 "
    "s'u32' 4:4 4:4294967295 s'i32' 4:5 4:-2147483648 s'f32' 4:6 4:0x3fc00000 s'yes' 4:7 1:1 s'no' "
    "4:7 1:0 "
    "s'u64' 4:10 8:-1 s'i64' 4:11 8:-2 s'f64' 4:12 8:0xbff8000000000000";

START_TEST(every_scalar_comes_as_its_value)
{
    open_text(every_scalar);
    ck_assert_uint_eq(emel_model_file_metadata_count(opening.file), 12);
    ck_assert_uint_eq(metadata("u8").value.u, 255);
    ck_assert_int_eq(metadata("i8").value.i, -128);
    ck_assert_uint_eq(metadata("u16").value.u, 65535);
    ck_assert_int_eq(metadata("i16").value.i, -32768);
    ck_assert_uint_eq(metadata("u32").value.u, UINT32_MAX);
    ck_assert_int_eq(metadata("i32").value.i, INT32_MIN);
    ck_assert_double_eq(metadata("f32").value.f, 1.5);
    ck_assert_uint_eq(metadata("yes").value.u, 1);
    ck_assert_uint_eq(metadata("no").value.u, 0);
    ck_assert_uint_eq(metadata("u64").value.u, UINT64_MAX);
    ck_assert_int_eq(metadata("i64").value.i, -2);
    ck_assert_double_eq(metadata("f64").value.f, -1.5);
}
END_TEST

START_TEST(entries_come_in_the_order_of_the_file)
{
    struct emel_metadata entry;

    open_text(every_scalar);
    ck_assert(emel_model_file_metadata(opening.file, 1, &entry));
    ck_assert_str_eq(entry.key, "i8");
    ck_assert_uint_eq(entry.type, EMEL_METADATA_INT8);
    ck_assert_uint_eq(entry.element_type, EMEL_METADATA_INT8);
    ck_assert_uint_eq(entry.count, 1);
    ck_assert_uint_eq(entry.byte_size, 1);
    ck_assert_uint_eq(entry.file_offset, 24 + (8 + 2 + 4 + 1) + (8 + 2 + 4));
    ck_assert(!emel_model_file_metadata(opening.file, 12, &entry));
}
END_TEST

START_TEST(strings_and_arrays_are_read_from_the_file)
{
    char text[8] = "";
    unsigned char numbers[6];
    struct emel_metadata entry;

    open_text(
        "'GGUF' 4:3 8:0 8:4 s's' 4:8 s'hello' s'a' 4:9 4:2 8:3 2:1 2:2 2:772 s'e' 4:9 4:0 8:0 "
        "s't' 4:9 4:8 8:2 s'ab' s''");
    entry = metadata("s");
    ck_assert_uint_eq(entry.byte_size, 5);
    ck_assert(emel_model_file_metadata_read(opening.file, &entry, 0, text, 5, NULL));
    ck_assert_str_eq(text, "hello");
    ck_assert(emel_model_file_metadata_read(opening.file, &entry, 3, text, 2, &opening.why));
    ck_assert_str_eq(text, "lollo");
    ck_assert(emel_model_file_metadata_read(opening.file, &entry, 5, text, 0, &opening.why));

    entry = metadata("a");
    ck_assert_uint_eq(entry.type, EMEL_METADATA_ARRAY);
    ck_assert_uint_eq(entry.element_type, EMEL_METADATA_UINT16);
    ck_assert_uint_eq(entry.count, 3);
    ck_assert_uint_eq(entry.byte_size, 6);
    ck_assert(emel_model_file_metadata_read(opening.file, &entry, 0, numbers, 6, &opening.why));
    ck_assert_mem_eq(numbers, "\x01\x00\x02\x00\x04\x03", 6);

    ck_assert_uint_eq(metadata("e").count, 0);
    ck_assert_uint_eq(metadata("e").byte_size, 0);
    ck_assert_uint_eq(metadata("t").count, 2);
    ck_assert_uint_eq(metadata("t").byte_size, 8 + 2 + 8);
}
END_TEST

START_TEST(no_more_of_a_value_is_read_than_there_is)
{
    char text[8];
    struct emel_metadata entry;

    open_text("'GGUF' 4:3 8:0 8:1 s'key' 4:8 s'hello' z64");
    entry = metadata("key");
    ck_assert(!emel_model_file_metadata_read(opening.file, &entry, 0, text, 6, &opening.why));
    ck_assert_uint_eq(opening.why.code, EMEL_MODEL_FILE_INVALID_ARGUMENT);
    ck_assert_str_eq(opening.why.subject, "key");
    ck_assert(!emel_model_file_metadata_read(opening.file, &entry, 6, text, 0, &opening.why));
    ck_assert(
        !emel_model_file_metadata_read(opening.file, &entry, UINT64_MAX, text, 2, &opening.why));
}
END_TEST

START_TEST(arrays_nest_eight_deep)
{
    open_text("'GGUF' 4:3 8:0 8:2 s'k' 4:9 7*(4:9 8:1) 4:0 8:3 z3 s'm' 4:9 4:9 8:2 4:7 8:1 1:1 4:8 "
              "8:1 s'x'");
    ck_assert_uint_eq(metadata("k").element_type, EMEL_METADATA_ARRAY);
    ck_assert_uint_eq(metadata("k").count, 1);
    ck_assert_uint_eq(metadata("m").count, 2);
    ck_assert_uint_eq(metadata("m").byte_size, 12 + 1 + 12 + 9);
}
END_TEST

START_TEST(values_may_be_longer_than_the_read_buffer)
{
    open_text("'GGUF' 4:3 8:1 8:4 s'text' 4:8 L(a300000) s'numbers' 4:9 4:4 8:100000 z400000 "
              "s'strings' 4:9 4:8 8:3 L(a70000) L(a65536) s'x' L(a65535) 4:0 1:7 "
              "s'w' 4:1 8:8 4:0 8:0 @32 z32");
    ck_assert_uint_eq(metadata("text").byte_size, 300000);
    ck_assert_uint_eq(metadata("strings").byte_size, 8 + 70000 + 8 + 65536 + 8 + 1);
    ck_assert_uint_eq(tensor("w").file_offset, opening.bytes - 32);
}
END_TEST

Suite *gguf_suite(void)
{
    Suite *suite = suite_create("model/file: GGUF");
    TCase *test = tcase_create("whole");

    tcase_add_checked_fixture(test, enter, leave);
    tcase_set_timeout(test, 60);
    tcase_add_test(test, a_record_has_name_shape_type_and_offset);
    tcase_add_test(test, a_tensor_is_found_by_its_whole_name);
    tcase_add_test(test, a_file_of_nothing_is_whole);
    tcase_add_loop_test(test, versions_two_and_three_are_read, 2, 4);
    tcase_add_test(test, a_name_may_have_64_bytes_and_any_script);
    tcase_add_test(test, gaps_disorder_and_trailing_bytes_are_allowed);
    tcase_add_test(test, empty_tensors_share_bytes_with_nobody);
    tcase_add_loop_test(test, every_type_of_the_list_is_read, 0, TYPES);
    tcase_add_loop_test(test, any_power_of_two_up_to_2_30_aligns, 0, 7);
    tcase_add_test(test, the_greatest_alignment_needs_no_bytes_where_there_are_no_tensors);
    tcase_add_test(test, every_scalar_comes_as_its_value);
    tcase_add_test(test, entries_come_in_the_order_of_the_file);
    tcase_add_test(test, strings_and_arrays_are_read_from_the_file);
    tcase_add_test(test, no_more_of_a_value_is_read_than_there_is);
    tcase_add_test(test, arrays_nest_eight_deep);
    tcase_add_test(test, values_may_be_longer_than_the_read_buffer);
    suite_add_tcase(suite, test);
    return suite;
}
