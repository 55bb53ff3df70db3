/* The JSON grammar: by table, and against another reader's judgement. */
#include <check.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "emel/model/file/json.h"
#include "model/file/suites.h"

/* --- what was told, as a line ---------------------------------------------------------------- */

struct told {
    char line[8192];
    size_t used;
    unsigned tokens, stop_at; /* refuse this token, counted from 1; 0: none */
    bool in_text;
};

static void note(struct told *told, const char *text, size_t bytes)
{
    if (told->used + bytes >= sizeof told->line) /* ck_assert would be slow: it tells the runner */
        ck_abort_msg("no room for all that was told");
    memcpy(told->line + told->used, text, bytes);
    told->used += bytes;
    told->line[told->used] = '\0';
}

static void note_text(struct told *told, const char *quote, const char *text, size_t bytes)
{
    if (!told->in_text)
        note(told, quote, 1);
    told->in_text = true;
    note(told, text, bytes);
}

/* Of numbers only what both readers see alike: whole ones above 0, and others. */
static void note_number(struct told *told, bool natural, uint64_t number)
{
    char text[32] = "r ";

    if (natural && number > 0)
        snprintf(text, sizeof text, "%llu ", (unsigned long long)number);
    note(told, text, strlen(text));
}

static bool take(void *context, const struct emel__json_token *token)
{
    struct told *told = context;
    bool key = token->kind == EMEL__JSON_KEY_PART || token->kind == EMEL__JSON_KEY;
    const char *quote = key ? ":" : "\"";

    if (++told->tokens == told->stop_at)
        return false;
    switch (token->kind) {
    case EMEL__JSON_OBJECT: note(told, "{", 1); break;
    case EMEL__JSON_OBJECT_END: note(told, "}", 1); break;
    case EMEL__JSON_ARRAY: note(told, "[", 1); break;
    case EMEL__JSON_ARRAY_END: note(told, "]", 1); break;
    case EMEL__JSON_KEY_PART:
    case EMEL__JSON_STRING_PART: note_text(told, quote, token->text, token->bytes); break;
    case EMEL__JSON_KEY:
    case EMEL__JSON_STRING:
        note_text(told, quote, "", 0);
        note(told, quote, 1);
        told->in_text = false;
        break;
    case EMEL__JSON_NUMBER: note_number(told, token->natural, token->number); break;
    case EMEL__JSON_TRUE: note(told, "t", 1); break;
    case EMEL__JSON_FALSE: note(told, "f", 1); break;
    case EMEL__JSON_NULL: note(told, "0", 1); break;
    }
    return true;
}

/* In pieces of `piece` bytes, each in memory of just that size. */
static bool read_in_pieces(struct emel__json *json, struct told *told, const char *text,
                           size_t bytes, size_t piece)
{
    emel__json_begin(json, take, told);
    while (bytes > 0) {
        size_t next = bytes < piece ? bytes : piece;
        char *copy = malloc(next);
        bool pushed;

        if (copy == NULL)
            ck_abort_msg("no memory");
        memcpy(copy, text, next);
        pushed = emel__json_push(json, copy, next);
        free(copy);
        if (!pushed)
            return false;
        text += next;
        bytes -= next;
    }
    return emel__json_finish(json);
}

/* --- by table --------------------------------------------------------------------------------- */

static const struct {
    const char *text, *line;
} whole[] = {
    { "{}", "{}" },
    { " \t\r\n[ ] \n", "[]" },
    { "0", "r " },
    { "18446744073709551615", "18446744073709551615 " },
    { "[1,2 , 3]", "[1 2 3 ]" },
    { "[-1,1.0,1e2,1E+2,1e-2,0.5,-0]", "[r r r r r r r ]" },
    { "18446744073709551616", "r " },
    { "99999999999999999999", "r " },
    { "[true,false,null]", "[tf0]" },
    { "{\"a\":{\"b\":[\"c\"]},\"d\":1}", "{:a:{:b:[\"c\"]}:d:1 }" },
    { "{\"\":\"\"}", "{::\"\"}" },
    { "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\"\\/\b\f\n\r\t\"" },
    { "\"\\u0041\\u00e9\\u20AC\\ud83d\\uDE00\"", "\"A\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\"" },
    { "\"\\uFFFF\\uD7FF\\uE000\\udbff\\udfff\"",
      "\"\xef\xbf\xbf\xed\x9f\xbf\xee\x80\x80\xf4\x8f\xbf\xbf\"" },
    { "\"a\\tb\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\x7f\"", "\"a\tb\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\x7f\"" },
    { "{\"a\":1,\"a\":1}", "{:a:1 :a:1 }" },
    { "[[[[[[[[8]]]]]]]]", "[[[[[[[[8 ]]]]]]]]" },
};

START_TEST(a_document_is_told_as_it_is_however_it_is_cut)
{
    const char *text = whole[_i].text;

    for (size_t piece = 1; piece <= strlen(text); piece++) {
        struct emel__json json;
        struct told told = { .used = 0 };

        ck_assert_msg(read_in_pieces(&json, &told, text, strlen(text), piece), "%s", text);
        ck_assert_str_eq(told.line, whole[_i].line);
    }
}
END_TEST

static const struct {
    const char *text;
    uint64_t offset;
    enum emel__json_error error;
} broken[] = {
    { "", 0, EMEL__JSON_SYNTAX },
    { " ", 1, EMEL__JSON_SYNTAX },
    { "{", 1, EMEL__JSON_SYNTAX },
    { "{\"a", 3, EMEL__JSON_SYNTAX },
    { "{\"a\"}", 4, EMEL__JSON_SYNTAX },
    { "{\"a\":}", 5, EMEL__JSON_SYNTAX },
    { "{\"a\":1,}", 7, EMEL__JSON_SYNTAX },
    { "{a:1}", 1, EMEL__JSON_SYNTAX },
    { "{'a':1}", 1, EMEL__JSON_SYNTAX },
    { "{\"a\":1 \"b\":2}", 7, EMEL__JSON_SYNTAX },
    { "{1:2}", 1, EMEL__JSON_SYNTAX },
    { "[1,]", 3, EMEL__JSON_SYNTAX },
    { "[1 2]", 3, EMEL__JSON_SYNTAX },
    { "[1}", 2, EMEL__JSON_SYNTAX },
    { "{\"a\":1]", 6, EMEL__JSON_SYNTAX },
    { "[,1]", 1, EMEL__JSON_SYNTAX },
    { "]", 0, EMEL__JSON_SYNTAX },
    { "{}{}", 2, EMEL__JSON_SYNTAX },
    { "{} x", 3, EMEL__JSON_SYNTAX },
    { "01", 1, EMEL__JSON_SYNTAX },
    { "-", 1, EMEL__JSON_SYNTAX },
    { "+1", 0, EMEL__JSON_SYNTAX },
    { ".5", 0, EMEL__JSON_SYNTAX },
    { "1.", 2, EMEL__JSON_SYNTAX },
    { "1e", 2, EMEL__JSON_SYNTAX },
    { "1e+", 3, EMEL__JSON_SYNTAX },
    { "0x1", 1, EMEL__JSON_SYNTAX },
    { "NaN", 0, EMEL__JSON_SYNTAX },
    { "Infinity", 0, EMEL__JSON_SYNTAX },
    { "tru", 3, EMEL__JSON_SYNTAX },
    { "True", 0, EMEL__JSON_SYNTAX },
    { "nulL", 3, EMEL__JSON_SYNTAX },
    { "[1/**/]", 2, EMEL__JSON_SYNTAX },
    { "\xef\xbb\xbf{}", 0, EMEL__JSON_SYNTAX },
    { "\f{}", 0, EMEL__JSON_SYNTAX },
    { "\xc2\xa0{}", 0, EMEL__JSON_SYNTAX },
    { "\"a\nb\"", 2, EMEL__JSON_SYNTAX },
    { "\"a\x1f\"", 2, EMEL__JSON_SYNTAX },
    { "\"\\x41\"", 2, EMEL__JSON_SYNTAX },
    { "\"\\u12G4\"", 5, EMEL__JSON_SYNTAX },
    { "\"\\U0041\"", 2, EMEL__JSON_SYNTAX },
    { "\"\\ud800\"", 7, EMEL__JSON_SYNTAX },
    { "\"\\ud800x\"", 7, EMEL__JSON_SYNTAX },
    { "\"\\ud800\\n\"", 8, EMEL__JSON_SYNTAX },
    { "\"\\ud800\\ud800\"", 10, EMEL__JSON_SYNTAX },
    { "\"\\udc00\"", 4, EMEL__JSON_SYNTAX },
    { "\"\x80\"", 1, EMEL__JSON_NOT_UTF8 },
    { "\"\xc3\"", 2, EMEL__JSON_NOT_UTF8 },
    { "\"\xc0\xaf\"", 1, EMEL__JSON_NOT_UTF8 },
    { "\"\xc1\xbf\"", 1, EMEL__JSON_NOT_UTF8 },
    { "\"\xe0\x9f\xbf\"", 2, EMEL__JSON_NOT_UTF8 },
    { "\"\xed\xa0\x80\"", 2, EMEL__JSON_NOT_UTF8 },
    { "\"\xe2\x82\x28\"", 3, EMEL__JSON_NOT_UTF8 },
    { "\"\xf0\x8f\xbf\xbf\"", 2, EMEL__JSON_NOT_UTF8 },
    { "\"\xf4\x90\x80\x80\"", 2, EMEL__JSON_NOT_UTF8 },
    { "\"\xf5\x80\x80\x80\"", 1, EMEL__JSON_NOT_UTF8 },
    { "\"\xff\"", 1, EMEL__JSON_NOT_UTF8 },
    { "{\"\xff\":1}", 2, EMEL__JSON_NOT_UTF8 },
    { "[[[[[[[[[", 8, EMEL__JSON_TOO_DEEP },
    { "[[[[[[[[{", 8, EMEL__JSON_TOO_DEEP },
    { "{\"a\":[[[[[[[[", 12, EMEL__JSON_TOO_DEEP },
};

START_TEST(what_is_no_json_is_refused_at_its_byte_however_it_is_cut)
{
    const char *text = broken[_i].text;

    for (size_t piece = 1; piece <= strlen(text) + 1; piece++) {
        struct emel__json json;
        struct told told = { .used = 0 };

        ck_assert_msg(!read_in_pieces(&json, &told, text, strlen(text), piece), "%s", text);
        ck_assert_msg(json.error == broken[_i].error, "%s: error %d", text, (int)json.error);
        ck_assert_msg(json.error_offset == broken[_i].offset, "%s: at byte %llu", text,
                      (unsigned long long)json.error_offset);
        ck_assert(!emel__json_push(&json, "1", 1));
        ck_assert(!emel__json_finish(&json));
    }
}
END_TEST

START_TEST(a_zero_byte_is_no_json_and_an_escaped_one_is_text)
{
    struct emel__json json;
    struct told told = { .used = 0 };

    ck_assert(!read_in_pieces(&json, &told, "{}\0", 3, 2));
    ck_assert_uint_eq(json.error_offset, 2);
    told = (struct told){ .used = 0 };
    ck_assert(read_in_pieces(&json, &told, "\"a\\u0000b\"", 10, 3));
    ck_assert_mem_eq(told.line, "\"a\0b\"", 5);
}
END_TEST

START_TEST(whoever_takes_tokens_may_stop)
{
    static const char text[] = "{\"a\\n\":[1,true,false,null,\"b\",{}]}";
    struct emel__json json;
    struct told all = { .used = 0 };

    ck_assert(read_in_pieces(&json, &all, text, sizeof text - 1, 100));
    ck_assert_uint_eq(all.tokens, 15);
    for (unsigned nth = 1; nth <= all.tokens; nth++) {
        struct told told = { .stop_at = nth };

        ck_assert(!read_in_pieces(&json, &told, text, sizeof text - 1, 100));
        ck_assert_int_eq(json.error, EMEL__JSON_STOPPED);
        ck_assert_uint_eq(told.tokens, nth);
    }
}
END_TEST

/* --- against another reader -------------------------------------------------------------------- */

static void note_other(struct told *told, json_t *value)
{
    const char *key;
    size_t bytes, index;
    json_t *inner;

    switch (json_typeof(value)) {
    case JSON_OBJECT:
        note(told, "{", 1);
        json_object_keylen_foreach(value, key, bytes, inner) {
            note(told, ":", 1);
            note(told, key, bytes);
            note(told, ":", 1);
            note_other(told, inner);
        }
        note(told, "}", 1);
        break;
    case JSON_ARRAY:
        note(told, "[", 1);
        json_array_foreach(value, index, inner) note_other(told, inner);
        note(told, "]", 1);
        break;
    case JSON_STRING:
        note(told, "\"", 1);
        note(told, json_string_value(value), json_string_length(value));
        note(told, "\"", 1);
        break;
    case JSON_INTEGER:
        note_number(told, json_integer_value(value) > 0, (uint64_t)json_integer_value(value));
        break;
    case JSON_REAL: note_number(told, false, 0); break;
    case JSON_TRUE: note(told, "t", 1); break;
    case JSON_FALSE: note(told, "f", 1); break;
    case JSON_NULL: note(told, "0", 1); break;
    }
}

/* What jansson refuses for another reason than the grammar. */
static bool beyond_grammar(enum json_error_code code)
{
    return code == json_error_numeric_overflow || code == json_error_duplicate_key ||
           code == json_error_null_byte_in_key;
}

static void compare(const char *text, size_t bytes, size_t piece, unsigned seed)
{
    const size_t flags = JSON_DECODE_ANY | JSON_ALLOW_NUL | JSON_REJECT_DUPLICATES;
    struct told ours = { .used = 0 }, theirs = { .used = 0 };
    struct emel__json json;
    json_error_t error;
    bool taken = read_in_pieces(&json, &ours, text, bytes, piece);
    json_t *other;

    if (memchr(text, '\0', bytes) != NULL) { /* jansson overlooks one after a number */
        ck_assert_msg(!taken, "seed %u: a zero byte was taken", seed);
        return;
    }
    other = json_loadb(text, bytes, flags, &error);
    if (other == NULL && beyond_grammar(json_error_code(&error)))
        return;
    if (json.error == EMEL__JSON_TOO_DEEP) {
        json_decref(other);
        return;
    }
    if (taken != (other != NULL))
        ck_abort_msg("seed %u: %s by emel, %s by jansson: %.*s", seed, taken ? "taken" : "refused",
                     other != NULL ? "taken" : error.text, (int)bytes, text);
    if (taken) {
        note_other(&theirs, other);
        if (ours.used != theirs.used || memcmp(ours.line, theirs.line, ours.used) != 0)
            ck_abort_msg("seed %u: %.*s\n%s\n%s", seed, (int)bytes, text, ours.line, theirs.line);
    }
    json_decref(other);
}

struct maker {
    char text[4096];
    size_t used;
};

static void make(struct maker *maker, const char *text)
{
    maker->used += (size_t)snprintf(maker->text + maker->used, sizeof maker->text - maker->used, "%s", text);
}

static const char *pick(const char *const *choices, int count)
{
    return choices[rand() % count];
}

static void make_blank(struct maker *maker)
{
    static const char *const blanks[] = { "", "", "", " ", "\n", "\t \r" };

    make(maker, pick(blanks, 6));
}

static void make_string(struct maker *maker)
{
    static const char *const parts[] = {
        "a", "weight", "0", "\\\"", "\\\\", "\\/", "\\n", "\\u0041", "\\u00E9", "\\ud83d\\ude00", "\\u0000",
        "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x98\x80", "\xef\xbf\xbf", "\xf4\x8f\xbf\xbf", "\x7f", "{", "]",
    };
    char number[16];

    make(maker, "\"");
    for (int i = rand() % 4; i > 0; i--)
        make(maker, pick(parts, sizeof parts / sizeof *parts));
    snprintf(number, sizeof number, "%d\"", rand()); /* hardly a key twice */
    make(maker, number);
}

static void make_scalar(struct maker *maker)
{
    static const char *const scalars[] = {
        "true", "false", "null", "0", "-0", "1", "-17", "123456789012345678", "9223372036854775807",
        "9223372036854775808", "1.5", "-0.25e+10", "1E-3", "18446744073709551616",
    };

    if (rand() % 2 == 0)
        make_string(maker);
    else
        make(maker, pick(scalars, sizeof scalars / sizeof *scalars));
}

static void make_value(struct maker *maker, int depth)
{
    bool object = rand() % 2 == 0;

    make_blank(maker);
    if (depth == 0 || rand() % 3 == 0 || maker->used > sizeof maker->text / 2) {
        make_scalar(maker);
    } else {
        make(maker, object ? "{" : "[");
        for (int i = rand() % 4; i > 0; i--) {
            if (object) {
                make_blank(maker);
                make_string(maker);
                make(maker, ":");
            }
            make_value(maker, depth - 1);
            make(maker, i > 1 ? "," : "");
        }
        make(maker, object ? "}" : "]");
    }
    make_blank(maker);
}

/* Changes, drops or doubles a byte. */
static void mutate(struct maker *maker)
{
    static const char bytes[] = "\"\\{}[]:,0123456789eE+-.truefalsn u \x80\xc0\xe2\xed\xa0\xf0\x9f\n";
    size_t at = (size_t)rand() % maker->used;

    switch (rand() % 4) {
    case 0: maker->text[at] = (char)(rand() % 256); break;
    case 1: memmove(maker->text + at, maker->text + at + 1, --maker->used - at); break;
    case 2:
        if (maker->used + 1 < sizeof maker->text)
            memmove(maker->text + at + 1, maker->text + at, maker->used++ - at);
        break;
    default: maker->text[at] = bytes[(size_t)rand() % (sizeof bytes - 1)];
    }
}

START_TEST(emel_and_jansson_judge_alike)
{
    unsigned seed = (unsigned)time(NULL);

    printf("json: seed %u\n", seed);
    srand(seed);
    for (int round = 0; round < 6000; round++) {
        struct maker maker = { .used = 0 };
        int mutations = 1 + rand() % 12;

        make_value(&maker, 5);
        compare(maker.text, maker.used, 1 + (size_t)rand() % 40, seed);
        for (; mutations > 0 && maker.used > 1; mutations--) {
            mutate(&maker);
            compare(maker.text, maker.used, 1 + (size_t)rand() % 40, seed);
        }
    }
}
END_TEST

START_TEST(emel_and_jansson_judge_the_tables_alike)
{
    for (size_t i = 0; i < sizeof whole / sizeof *whole; i++)
        compare(whole[i].text, strlen(whole[i].text), 3, 0);
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++)
        compare(broken[i].text, strlen(broken[i].text), 3, 0);
}
END_TEST

Suite *json_suite(void)
{
    Suite *suite = suite_create("model/file: JSON");
    TCase *test = tcase_create("json");

    tcase_set_timeout(test, 60);
    tcase_add_loop_test(test, a_document_is_told_as_it_is_however_it_is_cut, 0,
                        (int)(sizeof whole / sizeof *whole));
    tcase_add_loop_test(test, what_is_no_json_is_refused_at_its_byte_however_it_is_cut, 0,
                        (int)(sizeof broken / sizeof *broken));
    tcase_add_test(test, a_zero_byte_is_no_json_and_an_escaped_one_is_text);
    tcase_add_test(test, whoever_takes_tokens_may_stop);
    tcase_add_test(test, emel_and_jansson_judge_the_tables_alike);
    tcase_add_test(test, emel_and_jansson_judge_alike);
    suite_add_tcase(suite, test);
    return suite;
}
