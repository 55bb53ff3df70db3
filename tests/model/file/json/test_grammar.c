/* The JSON grammar, by table. */
#include <check.h>
#include <string.h>

#include "support/json_tables.h"
#include "model/file/suites.h"
#include "support/event_log.h"

START_TEST(a_document_gives_the_same_tokens_however_it_is_cut)
{
    const char *text = json_whole[_i].text;

    for (size_t piece = 1; piece <= strlen(text); piece++) {
        struct emel__json json;
        struct event_log log = { .used = 0 };

        ck_assert_msg(event_log_read(&json, &log, text, strlen(text), piece), "%s", text);
        ck_assert_str_eq(log.line, json_whole[_i].line);
    }
}
END_TEST

START_TEST(invalid_json_is_refused_at_the_same_byte_however_it_is_cut)
{
    const char *text = json_broken[_i].text;

    for (size_t piece = 1; piece <= strlen(text) + 1; piece++) {
        struct emel__json json;
        struct event_log log = { .used = 0 };

        ck_assert_msg(!event_log_read(&json, &log, text, strlen(text), piece), "%s", text);
        ck_assert_msg(json.error == json_broken[_i].error, "%s: error %d", text, (int)json.error);
        ck_assert_msg(json.error_offset == json_broken[_i].offset, "%s: at byte %llu", text,
                      (unsigned long long)json.error_offset);
        ck_assert(!emel__json_push(&json, "1", 1));
        ck_assert(!emel__json_finish(&json));
    }
}
END_TEST

START_TEST(a_zero_byte_is_no_json_and_an_escaped_one_is_text)
{
    struct emel__json json;
    struct event_log log = { .used = 0 };

    ck_assert(!event_log_read(&json, &log, "{}\0", 3, 2));
    ck_assert_uint_eq(json.error_offset, 2);
    log = (struct event_log){ .used = 0 };
    ck_assert(event_log_read(&json, &log, "\"a\\u0000b\"", 10, 3));
    ck_assert_mem_eq(log.line, "\"a\0b\"", 5);
}
END_TEST

START_TEST(the_user_of_the_tokens_may_stop)
{
    static const char text[] = "{\"a\\n\":[1,true,false,null,\"b\",{}]}";
    struct emel__json json;
    struct event_log all = { .used = 0 };

    ck_assert(event_log_read(&json, &all, text, sizeof text - 1, 100));
    ck_assert_uint_eq(all.tokens, 14);
    for (unsigned nth = 1; nth <= all.tokens; nth++) {
        struct event_log log = { .stop_at = nth };

        ck_assert(!event_log_read(&json, &log, text, sizeof text - 1, 100));
        ck_assert_int_eq(json.error, EMEL__JSON_STOPPED);
        ck_assert_uint_eq(log.tokens, nth);
    }
}
END_TEST

/* Strings are looked at eight bytes at a time.  A byte that is no text by itself must be noticed
 * wherever it is, and whatever is beside it. */
static const struct {
    char byte;
    enum emel__json_error error;
    uint64_t after; /* bytes from it to the error */
} strange[] = {
    { '\x01', EMEL__JSON_SYNTAX, 0 },   { '\x1f', EMEL__JSON_SYNTAX, 0 },
    { '"', EMEL__JSON_SYNTAX, 1 },      { '\\', EMEL__JSON_SYNTAX, 1 },
    { '\x80', EMEL__JSON_NOT_UTF8, 0 }, { '\xff', EMEL__JSON_NOT_UTF8, 0 },
    { ' ', EMEL__JSON_NONE, 0 },        { '!', EMEL__JSON_NONE, 0 },
    { '#', EMEL__JSON_NONE, 0 },        { '[', EMEL__JSON_NONE, 0 },
    { ']', EMEL__JSON_NONE, 0 },        { '\x7f', EMEL__JSON_NONE, 0 },
};

static void check_string(const char *text, size_t count, enum emel__json_error error,
                         uint64_t offset)
{
    struct emel__json json;
    struct event_log log = { .used = 0 };

    if (error == EMEL__JSON_NONE) {
        ck_assert(event_log_read(&json, &log, text, count, count));
        ck_assert_uint_eq(log.used, count);
        ck_assert_mem_eq(log.line, text, count);
    } else {
        ck_assert(!event_log_read(&json, &log, text, count, count));
        ck_assert_int_eq(json.error, error);
        ck_assert_uint_eq(json.error_offset, offset);
    }
}

START_TEST(no_byte_of_a_string_is_overlooked)
{
    static const char beside[] = "a!#[]\x7f";
    char text[40];

    for (size_t filler = 0; filler < sizeof beside - 1; filler++) {
        for (size_t count = 4; count <= sizeof text; count++) {
            for (size_t at = 1; at < count - 2; at++) {
                memset(text, beside[filler], count);
                text[0] = text[count - 1] = '"';
                text[at] = strange[_i].byte;
                check_string(text, count, strange[_i].error, at + strange[_i].after);
            }
        }
    }
}
END_TEST

Suite *json_grammar_suite(void)
{
    Suite *suite = suite_create("model/file: JSON grammar");
    TCase *test = tcase_create("grammar");

    tcase_set_timeout(test, 60);
    tcase_add_loop_test(test, a_document_gives_the_same_tokens_however_it_is_cut, 0,
                        (int)(json_whole_count));
    tcase_add_loop_test(test, invalid_json_is_refused_at_the_same_byte_however_it_is_cut, 0,
                        (int)(json_broken_count));
    tcase_add_test(test, a_zero_byte_is_no_json_and_an_escaped_one_is_text);
    tcase_add_test(test, the_user_of_the_tokens_may_stop);
    tcase_add_loop_test(test, no_byte_of_a_string_is_overlooked, 0,
                        (int)(sizeof strange / sizeof *strange));
    suite_add_tcase(suite, test);
    return suite;
}
