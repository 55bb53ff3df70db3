/* What a whole safetensors file says, and that all that is whole is taken. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "emel/model/dtype.h"
#include "support/opening.h"
#include "support/real_files.h"
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
    ck_assert_msg(opening.file != NULL, "%s\n%s", text, line);
}

static struct emel_tensor_record tensor(const char *name)
{
    const struct emel_tensor_record *found = emel_model_file_find(opening.file, name);

    ck_assert_msg(found != NULL, "no tensor %s", name);
    return *found;
}

START_TEST(a_record_has_name_shape_type_and_offset)
{
    uint32_t count;
    const struct emel_tensor_record *records;

    open_text("L('{\"b\":{\"dtype\":\"F32\",\"shape\":[2,4],\"data_offsets\":[8,40]},"
              "\"a\":{\"data_offsets\":[0,8],\"shape\":[],\"dtype\":\"I64\"}}') z40");
    ck_assert_str_eq(emel_model_file_format(opening.file), "safetensors");
    ck_assert_uint_eq(emel_model_file_version(opening.file), 0);
    records = emel_model_file_tensors(opening.file, &count);
    ck_assert_uint_eq(count, 2);

    ck_assert_str_eq(records[0].name, "b");
    ck_assert_uint_eq(records[0].rank, 2);
    ck_assert_uint_eq(records[0].shape[0], 2);
    ck_assert_uint_eq(records[0].shape[1], 4);
    ck_assert_uint_eq(records[0].dtype, EMEL_DTYPE_F32);
    ck_assert_uint_eq(records[0].byte_size, 32);
    ck_assert_uint_eq(records[0].file_offset, opening.bytes - 32);

    ck_assert_str_eq(records[1].name, "a");
    ck_assert_uint_eq(records[1].rank, 0);
    ck_assert_uint_eq(records[1].dtype, EMEL_DTYPE_I64);
    ck_assert_uint_eq(records[1].byte_size, 8);
    ck_assert_uint_eq(records[1].file_offset, opening.bytes - 40);
}
END_TEST

START_TEST(a_name_is_found_as_it_is_when_unescaped)
{
    open_text("L('{\"a\\u00e9\\n\\\"\\\\\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]},"
              "\"\\ud83d\\ude00\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[1,2]},"
              "\"\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[2,3]}}') z3");
    ck_assert_str_eq(tensor("a\xc3\xa9\n\"\\").name, "a\xc3\xa9\n\"\\");
    ck_assert_uint_eq(tensor("\xf0\x9f\x98\x80").byte_size, 1);
    ck_assert_uint_eq(tensor("").byte_size, 1);
    ck_assert_ptr_null(emel_model_file_find(opening.file, "a"));
}
END_TEST

START_TEST(a_name_may_be_longer_than_the_read_buffer)
{
    char *name = malloc(100001);

    ck_assert_ptr_nonnull(name);
    memset(name, 'a', 100000);
    name[100000] = '\0';
    open_text("L('{\"' a100000 '\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}}') z1");
    ck_assert_str_eq(tensor(name).name, name);
    free(name);
}
END_TEST

START_TEST(a_file_of_nothing_is_whole)
{
    static const char *const texts[] = {
        "L('{}')",
        "L('{ \n\t }  ')",
        "L('{\"__metadata__\":{}}')",
    };
    uint32_t count = 99;

    open_text(texts[_i]);
    emel_model_file_tensors(opening.file, &count);
    ck_assert_uint_eq(count, 0);
    ck_assert_uint_eq(emel_model_file_metadata_count(opening.file), 0);
}
END_TEST

START_TEST(empty_tensors_stand_between_others)
{
    open_text("L('{\"a\":{\"dtype\":\"F32\",\"shape\":[0,5],\"data_offsets\":[0,0]},"
              "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
              "\"c\":{\"dtype\":\"F4\",\"shape\":[3,0],\"data_offsets\":[4,4]}}') z4");
    ck_assert_uint_eq(tensor("a").byte_size, 0);
    ck_assert_uint_eq(tensor("b").byte_size, 4);
    ck_assert_uint_eq(tensor("c").rank, 2);
}
END_TEST

static const struct {
    const char *name;
    unsigned dtype, elements, bytes;
} types[] = {
    { "BOOL", EMEL_DTYPE_BOOL, 3, 3 },
    { "F4", EMEL_DTYPE_F4, 6, 3 },
    { "F6_E2M3", EMEL_DTYPE_F6_E2M3, 4, 3 },
    { "F6_E3M2", EMEL_DTYPE_F6_E3M2, 8, 6 },
    { "U8", EMEL_DTYPE_U8, 3, 3 },
    { "I8", EMEL_DTYPE_I8, 3, 3 },
    { "F8_E5M2", EMEL_DTYPE_F8_E5M2, 3, 3 },
    { "F8_E4M3", EMEL_DTYPE_F8_E4M3, 3, 3 },
    { "F8_E8M0", EMEL_DTYPE_F8_E8M0, 3, 3 },
    { "F8_E4M3FNUZ", EMEL_DTYPE_F8_E4M3FNUZ, 3, 3 },
    { "F8_E5M2FNUZ", EMEL_DTYPE_F8_E5M2FNUZ, 3, 3 },
    { "I16", EMEL_DTYPE_I16, 3, 6 },
    { "U16", EMEL_DTYPE_U16, 3, 6 },
    { "F16", EMEL_DTYPE_F16, 3, 6 },
    { "BF16", EMEL_DTYPE_BF16, 3, 6 },
    { "I32", EMEL_DTYPE_I32, 3, 12 },
    { "U32", EMEL_DTYPE_U32, 3, 12 },
    { "F32", EMEL_DTYPE_F32, 3, 12 },
    { "C64", EMEL_DTYPE_C64, 3, 24 },
    { "F64", EMEL_DTYPE_F64, 3, 24 },
    { "I64", EMEL_DTYPE_I64, 3, 24 },
    { "U64", EMEL_DTYPE_U64, 3, 24 },
};

START_TEST(every_type_of_the_format_is_read)
{
    char text[200];

    snprintf(text, sizeof text,
             "L('{\"w\":{\"dtype\":\"%s\",\"shape\":[%u],\"data_offsets\":[0,%u]}}') z%u",
             types[_i].name, types[_i].elements, types[_i].bytes, types[_i].bytes);
    open_text(text);
    ck_assert_uint_eq(tensor("w").dtype, types[_i].dtype);
    ck_assert_uint_eq(tensor("w").byte_size, types[_i].bytes);
    ck_assert_str_eq(emel_dtype_name(tensor("w").dtype), types[_i].name);
}
END_TEST

START_TEST(a_shape_may_be_of_any_rank)
{
    open_text(
        "L('{\"w\":{\"dtype\":\"U8\",\"shape\":[' 999*('1,') '3],\"data_offsets\":[0,3]}}') z3");
    ck_assert_uint_eq(tensor("w").rank, 1000);
    ck_assert_uint_eq(tensor("w").shape[998], 1);
    ck_assert_uint_eq(tensor("w").shape[999], 3);
}
END_TEST

START_TEST(metadata_are_strings_unescaped)
{
    char text[16] = "";
    struct emel_metadata entry;

    open_text("L('{\"__metadata__\":{\"format\":\"pt\",\"\\u0061b\":\"x\\ny\\u0000z\",\"\":\"\"},"
              "\"w\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}}') z1");
    ck_assert_uint_eq(emel_model_file_metadata_count(opening.file), 3);
    ck_assert(emel_model_file_metadata(opening.file, 0, &entry));
    ck_assert_str_eq(entry.key, "format");
    ck_assert_uint_eq(entry.type, EMEL_METADATA_STRING);
    ck_assert_uint_eq(entry.element_type, EMEL_METADATA_STRING);
    ck_assert_uint_eq(entry.count, 1);
    ck_assert_uint_eq(entry.value.u, 0);
    ck_assert_uint_eq(entry.file_offset, 8 + strlen("{\"__metadata__\":{\"format\":\""));
    ck_assert_uint_eq(entry.byte_size, 2);
    ck_assert(emel_model_file_metadata_read(opening.file, &entry, 0, text, 2, &opening.why));
    ck_assert_str_eq(text, "pt");

    ck_assert(emel_model_file_metadata_find(opening.file, "ab", &entry));
    ck_assert_uint_eq(entry.byte_size, 5);
    ck_assert(emel_model_file_metadata_read(opening.file, &entry, 0, text, 5, &opening.why));
    ck_assert_mem_eq(text, "x\ny\0z", 5);
    ck_assert(emel_model_file_metadata_read(opening.file, &entry, 2, text, 2, &opening.why));
    ck_assert_mem_eq(text, "y\0", 2);
    ck_assert(!emel_model_file_metadata_read(opening.file, &entry, 2, text, 4, &opening.why));

    ck_assert(emel_model_file_metadata_find(opening.file, "", &entry));
    ck_assert_uint_eq(entry.byte_size, 0);
    ck_assert(!emel_model_file_metadata_find(opening.file, "w", &entry));
}
END_TEST

START_TEST(metadata_may_stand_anywhere_and_names_may_look_like_it)
{
    open_text("L('{\"__metadata_\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]},"
              "\"__metadata__\":{\"k\":\"v\"},"
              "\"__metadata___\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[1,2]}}') z2");
    ck_assert_uint_eq(emel_model_file_metadata_count(opening.file), 1);
    ck_assert_uint_eq(tensor("__metadata_").byte_size, 1);
    ck_assert_uint_eq(tensor("__metadata___").byte_size, 1);
}
END_TEST

START_TEST(any_allocation_may_fail)
{
    bool opened = false;

    opening_add(&opening, "model",
                "L('{\"__metadata__\":{\"k\":\"v\"},\"w\":{\"dtype\":\"U8\",\"shape\":[1],"
                "\"data_offsets\":[0,1]}}') z1");
    for (unsigned nth = 1; !opened; nth++) {
        opening.memory = (struct counting){ .fails_at = nth };
        opened = opening_open(&opening, "model");
        if (!opened)
            ck_assert_uint_eq(opening.why.code, EMEL_MODEL_FILE_OUT_OF_MEMORY);
        ck_assert_uint_lt(nth, 100);
    }
}
END_TEST

/* --- real files ------------------------------------------------------------------------------- */

static void *read_bytes(const struct emel_model_file *file, const struct emel_tensor_record *record)
{
    uint32_t count;
    const struct emel_io_file *files = emel_model_file_files(file, &count);
    const struct emel_io_system *system = emel_io_system_default();
    char *bytes = malloc((size_t)record->byte_size);
    size_t moved = 0;

    ck_assert_ptr_nonnull(bytes);
    ck_assert_int_eq(system->read(system->context, files[record->file_index].fd,
                                  &(struct iovec){ bytes, (size_t)record->byte_size }, 1,
                                  record->file_offset, &moved),
                     0);
    ck_assert_uint_eq(moved, record->byte_size);
    return bytes;
}

START_TEST(the_same_model_in_both_formats_is_the_same)
{
    struct emel_model_file *ours = real_open("silero.safetensors"),
                           *theirs = real_open("silero-f32.gguf");
    const struct emel_tensor_record *records;
    uint32_t count = 0;

    if (!ours || !theirs)
        return;
    records = emel_model_file_tensors(ours, &count);
    ck_assert_uint_eq(count, 15);
    for (uint32_t i = 0; i < count; i++) {
        const struct emel_tensor_record *other = emel_model_file_find(theirs, records[i].name);
        void *a, *b;

        ck_assert_ptr_nonnull(other);
        ck_assert_uint_eq(records[i].dtype, other->dtype);
        ck_assert_uint_eq(records[i].byte_size, other->byte_size);
        a = read_bytes(ours, &records[i]);
        b = read_bytes(theirs, other);
        ck_assert_mem_eq(a, b, (size_t)records[i].byte_size);
        free(a);
        free(b);
        for (uint32_t d = 0; d < other->rank; d++)
            ck_assert_uint_eq(records[i].shape[records[i].rank - 1 - d], other->shape[d]);
    }
    emel_model_file_close(ours);
    emel_model_file_close(theirs);
}
END_TEST

START_TEST(ten_types_out_of_order_and_unaligned_are_read)
{
    struct emel_model_file *file = real_open("runai.safetensors");
    const struct emel_tensor_record *record;
    uint32_t count;

    if (!file)
        return;
    emel_model_file_tensors(file, &count);
    ck_assert_uint_eq(count, 10);
    record = emel_model_file_find(file, "tensor1.bool");
    ck_assert_ptr_nonnull(record);
    ck_assert_uint_eq(record->dtype, EMEL_DTYPE_BOOL);
    ck_assert_uint_eq(record->file_offset, 944);
    ck_assert_uint_eq(record->byte_size, 6);
    ck_assert_uint_eq(emel_model_file_metadata_count(file), 1);
    emel_model_file_close(file);
}
END_TEST

Suite *safetensors_suite(void)
{
    Suite *suite = suite_create("model/file: safetensors");
    TCase *test = tcase_create("whole");
    TCase *real = tcase_create("real");

    tcase_add_checked_fixture(test, enter, leave);
    tcase_add_test(test, a_record_has_name_shape_type_and_offset);
    tcase_add_test(test, a_name_is_found_as_it_is_when_unescaped);
    tcase_add_test(test, a_name_may_be_longer_than_the_read_buffer);
    tcase_add_loop_test(test, a_file_of_nothing_is_whole, 0, 3);
    tcase_add_test(test, empty_tensors_stand_between_others);
    tcase_add_loop_test(test, every_type_of_the_format_is_read, 0,
                        (int)(sizeof types / sizeof *types));
    tcase_add_test(test, a_shape_may_be_of_any_rank);
    tcase_add_test(test, metadata_are_strings_unescaped);
    tcase_add_test(test, metadata_may_stand_anywhere_and_names_may_look_like_it);
    tcase_add_test(test, any_allocation_may_fail);
    suite_add_tcase(suite, test);
    tcase_add_test(real, the_same_model_in_both_formats_is_the_same);
    tcase_add_test(real, ten_types_out_of_order_and_unaligned_are_read);
    suite_add_tcase(suite, real);
    return suite;
}
