/* Every way a safetensors file is known to have hurt a loader, and what must come of it. */
#include <check.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/opening.h"
#include "model/file/suites.h"

/* A tensor of one F32, its bytes at the very beginning; and those bytes. */
#define W "'{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}' "
#define DATA " z4"

struct row {
    const char *text;
    enum emel_model_file_error error;
    const char *subject;
};

static const struct row rows[] = {
    /* header length */
    { "^ 8:0", EMEL_MODEL_FILE_HEADER_LENGTH, NULL },
    { "^ 8:0 '{}'", EMEL_MODEL_FILE_HEADER_LENGTH, NULL },
    { "^ 8:1 '{}'", EMEL_MODEL_FILE_HEADER_LENGTH, NULL },
    { "^ 8:3 '{}'", EMEL_MODEL_FILE_HEADER_LENGTH, NULL },
    { "^ 8:100000001 '{}'", EMEL_MODEL_FILE_HEADER_LENGTH, NULL },
    { "^ 8:0xffffffff '{}'", EMEL_MODEL_FILE_HEADER_LENGTH, NULL },
    { "^ 8:-1 '{}'", EMEL_MODEL_FILE_HEADER_LENGTH, NULL },
    { "^ 8:-5 '{}'", EMEL_MODEL_FILE_HEADER_LENGTH, NULL },
    { "^ 8:-8 '{}'", EMEL_MODEL_FILE_HEADER_LENGTH, NULL },
    { "2:2 ^", EMEL_MODEL_FILE_TRUNCATED, NULL },
    { "^ 8:-1", EMEL_MODEL_FILE_MAGIC, NULL },

    /* header */
    { "L(^ xefbbbf '{}')", EMEL_MODEL_FILE_JSON, NULL },
    { "L(' \n\t ' ^ '[]')", EMEL_MODEL_FILE_JSON, NULL },
    { "L(^ '[]')", EMEL_MODEL_FILE_JSON, NULL },
    { "L(^ '\"\"')", EMEL_MODEL_FILE_JSON, NULL },
    { "L(^ 'null')", EMEL_MODEL_FILE_JSON, NULL },
    { "L('{ ' ^)", EMEL_MODEL_FILE_JSON, NULL },
    { "L('{\"w\":' " W "^)" DATA, EMEL_MODEL_FILE_JSON, NULL },
    { "L('{}' ^ z6)", EMEL_MODEL_FILE_JSON, NULL },
    { "L('{} ' ^ 'x')", EMEL_MODEL_FILE_JSON, NULL },
    { "L('{}' ^ '{}')", EMEL_MODEL_FILE_JSON, NULL },
    { "L('{\"w\":' " W "',' ^ '}')" DATA, EMEL_MODEL_FILE_JSON, NULL },
    { "L('{' ^ 'a:1}')", EMEL_MODEL_FILE_JSON, NULL },
    { "L('{\"' ^ xff '\":0}')", EMEL_MODEL_FILE_UTF8, NULL },
    { "L('{\"' ^ xc080 '\":0}')", EMEL_MODEL_FILE_UTF8, NULL },
    { "L('{\"' xe0 ^ x80af '\":0}')", EMEL_MODEL_FILE_UTF8, NULL },
    { "L('{\"' xed ^ xa080 '\":0}')", EMEL_MODEL_FILE_UTF8, NULL },
    { "L('{\"\\ud800' ^ '\":0}')", EMEL_MODEL_FILE_JSON, NULL },
    { "L('{\"\\ud' ^ 'c00\":0}')", EMEL_MODEL_FILE_JSON, NULL },
    { "L('{\"a\":' 7*('[') ^ 99993*('['))", EMEL_MODEL_FILE_JSON, NULL },
    { "L('{\"a\":' 7*('{\"a\":') ^ '{')", EMEL_MODEL_FILE_JSON, NULL },

    /* names */
    { "L('{\"w\":' " W "',' ^ '\"w\":' " W "'}') z4", EMEL_MODEL_FILE_DUPLICATE_NAME, "w" },
    { "L('{\"w\":' " W
      "',' ^ '\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}') z8",
      EMEL_MODEL_FILE_DUPLICATE_NAME, "w" },
    { "L('{\"w\":' " W
      "',' ^ '\"\\u0077\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}') z8",
      EMEL_MODEL_FILE_DUPLICATE_NAME, "w" },
    { "L('{' ^ '\"w\\u0000v\":' " W "'}')" DATA, EMEL_MODEL_FILE_NAME, "w?v" },
    { "L('{\"w\":{\"dtype\":\"F32\",' ^ "
      "'\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}')" DATA,
      EMEL_MODEL_FILE_DUPLICATE_KEY, "w" },
    { "L('{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4],' ^ "
      "'\"sh\\u0061pe\":[1]}}')" DATA,
      EMEL_MODEL_FILE_DUPLICATE_KEY, "w" },

    /* __metadata__ */
    { "L('{\"__metadata__\":' ^ '1}')", EMEL_MODEL_FILE_METADATA, "__metadata__" },
    { "L('{\"__metadata__\":' ^ '[\"a\"]}')", EMEL_MODEL_FILE_METADATA, "__metadata__" },
    { "L('{\"__metadata__\":' ^ '\"a\"}')", EMEL_MODEL_FILE_METADATA, "__metadata__" },
    { "L('{\"__metadata__\":{\"a\":' ^ '1}}')", EMEL_MODEL_FILE_METADATA, "a" },
    { "L('{\"__metadata__\":{\"a\":' ^ '{}}}')", EMEL_MODEL_FILE_METADATA, "a" },
    { "L('{\"__metadata__\":{\"dtype\":\"F32\",\"shape\":' ^ '[1],\"data_offsets\":[0,4]}}')" DATA,
      EMEL_MODEL_FILE_METADATA, "shape" },
    { "L('{\"__metadata__\":{\"a\":\"1\",' ^ '\"a\":\"2\"}}')", EMEL_MODEL_FILE_DUPLICATE_KEY,
      "a" },
    { "L('{\"__metadata__\":{\"a\":\"1\",' ^ '\"\\u0061\":\"\"}}')", EMEL_MODEL_FILE_DUPLICATE_KEY,
      "a" },
    { "L('{\"__metadata__\":{' ^ '\"a\\u0000\":\"1\"}}')", EMEL_MODEL_FILE_KEY, "a?" },
    { "L('{\"__metadata__\":{},' ^ '\"__metadata__\":{}}')", EMEL_MODEL_FILE_DUPLICATE_KEY,
      "__metadata__" },

    /* a tensor's fields */
    { "L('{\"w\":' ^ '1}')", EMEL_MODEL_FILE_FIELD, "w" },
    { "L('{\"w\":' ^ '[]}')", EMEL_MODEL_FILE_FIELD, "w" },
    { "L('{\"w\":' ^ 'null}')", EMEL_MODEL_FILE_FIELD, "w" },
    { "L('{\"w\":{' ^ '}}')", EMEL_MODEL_FILE_FIELD, "w" },
    { "L('{\"w\":{\"shape\":[1],\"data_offsets\":[0,4]' ^ '}}')" DATA, EMEL_MODEL_FILE_FIELD, "w" },
    { "L('{\"w\":{\"dtype\":\"F32\",\"data_offsets\":[0,4]' ^ '}}')" DATA, EMEL_MODEL_FILE_FIELD,
      "w" },
    { "L('{\"w\":{\"dtype\":\"F32\",\"shape\":[1]' ^ '}}')" DATA, EMEL_MODEL_FILE_FIELD, "w" },
    { "L('{\"w\":{\"a field of a name longer than any\":1' ^ '}}')", EMEL_MODEL_FILE_FIELD, "w" },
    { "L('{\"w\":{\"strides\":[1],\"dtype\":\"F32\",' ^ '\"strides\":0,\"shape\":[1],"
      "\"data_offsets\":[0,4]}}')" DATA,
      EMEL_MODEL_FILE_DUPLICATE_KEY, "w" },
    { "L('{\"w\":{\"x\":{\"a\":[{\"a\":1},{\"a\":2,\"b\":3,' ^ '\"\\u0061\":4}]},\"dtype\":\"F32\","
      "\"shape\":[1],\"data_offsets\":[0,4]}}')" DATA,
      EMEL_MODEL_FILE_DUPLICATE_KEY, "w" },
    { "L('{\"w\":{\"x\":[1,0' ^ "
      "'1],\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}')" DATA,
      EMEL_MODEL_FILE_JSON, NULL },
    { "L('{\"w\":{\"x\":\"' ^ xff "
      "'\",\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}')" DATA,
      EMEL_MODEL_FILE_UTF8, NULL },
    { "L('{\"w\":0,' ^ '}')", EMEL_MODEL_FILE_JSON, NULL }, /* rather than the field */

    /* dtype, shape */
    { "L('{\"w\":{\"dtype\":' ^ '\"F33\",\"shape\":[1],\"data_offsets\":[0,4]}}')" DATA,
      EMEL_MODEL_FILE_TENSOR_TYPE, "w" },
    { "L('{\"w\":{\"dtype\":' ^ '\"f32\",\"shape\":[1],\"data_offsets\":[0,4]}}')" DATA,
      EMEL_MODEL_FILE_TENSOR_TYPE, "w" },
    { "L('{\"w\":{\"dtype\":' ^ "
      "'\"F32F32F32F32F32F32\",\"shape\":[1],\"data_offsets\":[0,4]}}')" DATA,
      EMEL_MODEL_FILE_TENSOR_TYPE, "w" },
    { "L('{\"w\":{\"dtype\":' ^ '\"\",\"shape\":[1],\"data_offsets\":[0,4]}}')" DATA,
      EMEL_MODEL_FILE_TENSOR_TYPE, "w" },
    { "L('{\"w\":{\"dtype\":' ^ '\"Q8_0\",\"shape\":[32],\"data_offsets\":[0,34]}}') z34",
      EMEL_MODEL_FILE_TENSOR_TYPE, "w" },
    { "L('{\"w\":{\"dtype\":' ^ '0,\"shape\":[1],\"data_offsets\":[0,4]}}')" DATA,
      EMEL_MODEL_FILE_FIELD, "w" },
    { "L('{\"w\":{\"dtype\":\"F32\",\"shape\":[' ^ '-4],\"data_offsets\":[0,4]}}')" DATA,
      EMEL_MODEL_FILE_FIELD, "w" },
    { "L('{\"w\":{\"dtype\":\"F32\",\"shape\":[' ^ '-2,-2],\"data_offsets\":[0,16]}}') z16",
      EMEL_MODEL_FILE_FIELD, "w" },
    { "L('{\"w\":{\"dtype\":\"F32\",\"shape\":[' ^ '4.0],\"data_offsets\":[0,16]}}') z16",
      EMEL_MODEL_FILE_FIELD, "w" },
    { "L('{\"w\":{\"dtype\":\"F32\",\"shape\":[' ^ '4e0],\"data_offsets\":[0,16]}}') z16",
      EMEL_MODEL_FILE_FIELD, "w" },
    { "L('{\"w\":{\"dtype\":\"F32\",\"shape\":[' ^ "
      "'18446744073709551620],\"data_offsets\":[0,16]}}') z16",
      EMEL_MODEL_FILE_FIELD, "w" },
    { "L('{\"w\":{\"dtype\":\"F32\",\"shape\":[' ^ '\"4\"],\"data_offsets\":[0,16]}}') z16",
      EMEL_MODEL_FILE_FIELD, "w" },
    { "L('{\"w\":{\"dtype\":\"F32\",\"shape\":[' ^ '[4]],\"data_offsets\":[0,16]}}') z16",
      EMEL_MODEL_FILE_FIELD, "w" },
    { "L('{\"w\":{\"dtype\":\"F32\",\"shape\":' ^ '4,\"data_offsets\":[0,16]}}') z16",
      EMEL_MODEL_FILE_FIELD, "w" },
    { "L('{\"w\":{\"dtype\":\"F32\",\"shape\":[4294967296,' ^ "
      "'4294967296],\"data_offsets\":[0,4]}}')" DATA,
      EMEL_MODEL_FILE_OVERFLOW, "w" },
    { "L('{\"w\":{\"dtype\":\"F32\",\"shape\":[0,' ^ "
      "'9223372036854775808],\"data_offsets\":[0,0]}}')",
      EMEL_MODEL_FILE_OVERFLOW, "w" },
    { "L('{' ^ "
      "'\"w\":{\"dtype\":\"U8\",\"shape\":[2305843009213693952],\"data_offsets\":[0,4]}}')" DATA,
      EMEL_MODEL_FILE_OVERFLOW, "w" },

    /* data_offsets */
    { "L('{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4' ^ ']}}')" DATA,
      EMEL_MODEL_FILE_FIELD, "w" },
    { "L('{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4,' ^ '4]}}')" DATA,
      EMEL_MODEL_FILE_FIELD, "w" },
    { "L('{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[' ^ ']}}')" DATA,
      EMEL_MODEL_FILE_FIELD, "w" },
    { "L('{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":' ^ '4}}')" DATA,
      EMEL_MODEL_FILE_FIELD, "w" },
    { "L('{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":' ^ '[4,0]}}')" DATA,
      EMEL_MODEL_FILE_FIELD, "w" },
    { "L('{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[' ^ '-4,0]}}')" DATA,
      EMEL_MODEL_FILE_FIELD, "w" },
    { "L('{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,' ^ "
      "'18446744073709551615]}}')" DATA,
      EMEL_MODEL_FILE_FIELD, "w" },
    { "L('{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[' ^ "
      "'18446744073709551612,0]}}')" DATA,
      EMEL_MODEL_FILE_FIELD, "w" },
    { "L('{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":' ^ '[0,4]}}') z3",
      EMEL_MODEL_FILE_RANGE, "w" },
    { "L('{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":' ^ "
      "'[9223372036854775803,9223372036854775807]}}')" DATA,
      EMEL_MODEL_FILE_RANGE, "w" },

    /* size against shape */
    { "L('{\"w\":{\"dtype\":\"F32\",\"shape\":[1000,1000],\"data_offsets\":' ^ '[0,4]}}')" DATA,
      EMEL_MODEL_FILE_SIZE, "w" },
    { "L('{\"w\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":' ^ '[0,4]}}')" DATA,
      EMEL_MODEL_FILE_SIZE, "w" },
    { "L('{\"w\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":' ^ '[0,8]}}') z8",
      EMEL_MODEL_FILE_SIZE, "w" },
    { "L('{\"w\":{\"dtype\":\"F4\",\"shape\":[3],\"data_offsets\":' ^ '[0,2]}}') z2",
      EMEL_MODEL_FILE_SIZE, "w" },
    { "L('{\"w\":{\"dtype\":\"F6_E2M3\",\"shape\":[2],\"data_offsets\":' ^ '[0,1]}}') z1",
      EMEL_MODEL_FILE_SIZE, "w" },

    /* layout */
    { "L('{\"w\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":' ^ '[1,4]}}')" DATA,
      EMEL_MODEL_FILE_HOLE, "w" },
    { "L('{\"v\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":' ^ "
      "'[3,5]},\"w\":{\"dtype\":\"U8\",\"shape\":[2],"
      "\"data_offsets\":[0,2]}}') z5",
      EMEL_MODEL_FILE_HOLE, "v" },
    { "L('{\"v\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[0,3]},\"w\":{\"dtype\":\"U8\","
      "\"shape\":[3],"
      "\"data_offsets\":' ^ '[2,5]}}') z5",
      EMEL_MODEL_FILE_OVERLAP, "w" },
    { "L('{\"v\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[0,3]},\"w\":{\"dtype\":\"U8\","
      "\"shape\":[0],"
      "\"data_offsets\":' ^ '[2,2]}}') z3",
      EMEL_MODEL_FILE_OVERLAP, "w" },
    { "L('{\"w\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[0,3]}}') z3 ^ z1",
      EMEL_MODEL_FILE_TRAILING, NULL },
    { "L('{\"w\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[0,3]}}') z3 ^ 'PK' z99",
      EMEL_MODEL_FILE_TRAILING, NULL },
    { "L('{}') ^ z1", EMEL_MODEL_FILE_TRAILING, NULL },
};

START_TEST(a_malformed_file_is_refused_with_name_and_offset)
{
    opening_refused(rows[_i].text, rows[_i].error, rows[_i].subject);
}
END_TEST

static const char whole[] = "L('{\"__metadata__\":{\"format\":\"pt\",\"a\\nb\":\"\\ud83d\\ude00\"},"
                            "\"v\":{\"dtype\":\"BF16\",\"shape\":[2,3],"
                            "\"data_offsets\":[4,16]},\"w\":{\"data_offsets\":[0,4],\"shape\":[],"
                            "\"dtype\":\"F32\"}}  ') z16";

START_TEST(a_file_cut_at_any_byte_is_refused)
{
    struct opening opening = { .system = { .cap = 0 } };

    opening_add(&opening, "model", whole);
    ck_assert(opening_open(&opening, "model"));
    emel_model_file_close(opening.file);
    for (size_t size = opening.disk.files[0].size; size-- > 0;) {
        opening.disk.files[0].size = size;
        ck_assert_msg(!opening_open(&opening, "model"), "opened, cut to %zu bytes", size);
        ck_assert_uint_ne(opening.why.file_offset, EMEL_FAILURE_NO_OFFSET);
    }
    opening_leave(&opening);
}
END_TEST

/* --- much of it: what stands there in few bytes must not take many ---------------------------- */

#define MANY ((size_t)40000000)
#define SOME ((size_t)5000000) /* less than the names that are too many */

/* A header of that many bytes: `part` again and again between `begin` and `end`. */
static void add_much(struct opening *opening, size_t header_bytes, const char *begin,
                     const char *part, const char *end)
{
    size_t size = 8 + header_bytes, at = 8, length = strlen(part);
    char *bytes = malloc(size);

    ck_assert_ptr_nonnull(bytes);
    memset(bytes, ' ', size);
    memcpy(bytes + at, begin, strlen(begin));
    at += strlen(begin);
    for (; at + length + strlen(end) <= size; at += length)
        memcpy(bytes + at, part, length);
    memcpy(bytes + at - 1, end, strlen(end)); /* over the last comma */
    for (int i = 0; i < 8; i++)
        bytes[i] = (char)((uint64_t)header_bytes >> 8 * i & 0xff);
    opening->disk.files[0] = (struct memory_file){ .path = "model", .bytes = bytes, .size = size };
    opening->bytes = size;
}

#define TEN_ZEROS "0,0,0,0,0,0,0,0,0,0"

static const struct {
    size_t bytes;
    const char *begin, *part, *end;
    enum emel_model_file_error error;
} much[] = {
    { MANY, "{\"w\":{\"dtype\":\"U8\",\"shape\":[", "1,", "],\"data_offsets\":[0,1]}}",
      EMEL_MODEL_FILE_RANGE },
    { MANY, "{", "\"\":{\"dtype\":\"U8\",\"shape\":[],\"data_offsets\":[0,0]},", "}",
      EMEL_MODEL_FILE_SIZE },
    { MANY, "{", "\"\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]},", "}",
      EMEL_MODEL_FILE_DUPLICATE_NAME },
    { MANY, "{\"__metadata__\":{", "\"\":\"\",", "}}", EMEL_MODEL_FILE_LIMIT },
    { MANY, "{", "\"\":0,", "}", EMEL_MODEL_FILE_FIELD },
    { MANY, "{\"w\":{", "\"\":[],", "}}", EMEL_MODEL_FILE_DUPLICATE_KEY },
    { MANY, "{\"w\":{\"", "very long", "\":1}}", EMEL_MODEL_FILE_FIELD },
    { MANY, "{\"", "\\u0041\\u0041,", "\":0}", EMEL_MODEL_FILE_FIELD },
    { MANY, "{\"w\":{\"dtype\":\"U8\",\"shape\":[", "0,", "],\"data_offsets\":[0,0]}}",
      EMEL_MODEL_FILE_NONE },
    { SOME, "{", "\"\":0,", "}", EMEL_MODEL_FILE_FIELD },
    { SOME, "{", "\"\":{},", "}", EMEL_MODEL_FILE_FIELD },
    { SOME, "{", "\"\":[" TEN_ZEROS "," TEN_ZEROS "],", "}", EMEL_MODEL_FILE_FIELD },
    { SOME, "{", "\"\":{\"shape\":[" TEN_ZEROS "," TEN_ZEROS "]},", "}", EMEL_MODEL_FILE_FIELD },
    { SOME, "{\"w\":{\"dtype\":\"U8\",\"shape\":[" TEN_ZEROS "],\"data_offsets\":[0,0]},",
      "\"\":0,", "}", EMEL_MODEL_FILE_FIELD },
};

/* Each also as the only file of a set, where tensors are counted before they are read. */
START_TEST(a_small_file_that_declares_much_does_not_get_more_memory)
{
    static const char *const paths[] = { "model", "index" };

    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        struct opening opening = { .system = { .cap = 0 } };

        add_much(&opening, much[_i].bytes, much[_i].begin, much[_i].part, much[_i].end);
        opening_add(&opening, "index", "'{\"weight_map\":{\"w\":\"model\"}}'");
        opening_open(&opening, paths[i]); /* holds it to 4 x the files + 1 MiB */
        ck_assert_str_eq(emel_model_file_error_name(opening.why.code),
                         emel_model_file_error_name((uint32_t)much[_i].error));
        opening_leave(&opening);
    }
}
END_TEST

START_TEST(a_range_shared_by_twenty_thousand_names_is_an_overlap)
{
    static const char head[] = "{\"0\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]}";
    struct opening opening = { .system = { .cap = 0 } };
    char *text = malloc(20000 * 64 + 100), *at = text + 8;
    size_t size;

    ck_assert_ptr_nonnull(text);
    at += sprintf(at, "%s", head);
    for (int i = 1; i < 20000; i++)
        at += sprintf(at, ",\"%d\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]}", i);
    at += sprintf(at, "}");
    size = (size_t)(at - text);
    for (int i = 0; i < 8; i++)
        text[i] = (char)((uint64_t)(size - 8) >> 8 * i & 0xff);
    memset(at, 0, 4);
    opening.disk.files[0] =
        (struct memory_file){ .path = "model", .bytes = text, .size = size + 4 };
    opening.bytes = size + 4;
    ck_assert(!opening_open(&opening, "model"));
    ck_assert_uint_eq(opening.why.code, EMEL_MODEL_FILE_OVERLAP);
    ck_assert_str_eq(opening.why.subject, "1");
    opening_leave(&opening);
}
END_TEST

Suite *safetensors_malformed_suite(void)
{
    Suite *suite = suite_create("model/file: malformed safetensors");
    TCase *test = tcase_create("malformed");

    tcase_set_timeout(test, 60);
    tcase_add_loop_test(test, a_malformed_file_is_refused_with_name_and_offset, 0,
                        (int)(sizeof rows / sizeof *rows));
    tcase_add_test(test, a_file_cut_at_any_byte_is_refused);
    tcase_add_loop_test(test, a_small_file_that_declares_much_does_not_get_more_memory, 0,
                        (int)(sizeof much / sizeof *much));
    tcase_add_test(test, a_range_shared_by_twenty_thousand_names_is_an_overlap);
    suite_add_tcase(suite, test);
    return suite;
}
