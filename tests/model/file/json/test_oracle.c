/* The JSON grammar against another reader's judgement. */
#include <check.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "support/json_tables.h"
#include "model/file/suites.h"
#include "support/event_log.h"

static void note_other(struct event_log *log, json_t *value)
{
    const char *key;
    size_t bytes, index;
    json_t *inner;

    switch (json_typeof(value)) {
    case JSON_OBJECT:
        event_log_note(log, "{", 1);
        json_object_keylen_foreach(value, key, bytes, inner)
        {
            event_log_note(log, ":", 1);
            event_log_note(log, key, bytes);
            event_log_note(log, ":", 1);
            note_other(log, inner);
        }
        event_log_note(log, "}", 1);
        break;
    case JSON_ARRAY:
        event_log_note(log, "[", 1);
        json_array_foreach(value, index, inner) note_other(log, inner);
        event_log_note(log, "]", 1);
        break;
    case JSON_STRING:
        event_log_note(log, "\"", 1);
        event_log_note(log, json_string_value(value), json_string_length(value));
        event_log_note(log, "\"", 1);
        break;
    case JSON_INTEGER:
        event_log_number(log, json_integer_value(value) > 0, (uint64_t)json_integer_value(value));
        break;
    case JSON_REAL: event_log_number(log, false, 0); break;
    case JSON_TRUE: event_log_note(log, "t", 1); break;
    case JSON_FALSE: event_log_note(log, "f", 1); break;
    case JSON_NULL: event_log_note(log, "0", 1); break;
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
    struct event_log ours = { .used = 0 }, theirs = { .used = 0 };
    struct emel__json json;
    json_error_t error;
    bool taken = event_log_read(&json, &ours, text, bytes, piece);
    json_t *other;

    if (memchr(text, '\0', bytes)) { /* jansson overlooks one after a number */
        ck_assert_msg(!taken, "seed %u: a zero byte was taken", seed);
        return;
    }
    other = json_loadb(text, bytes, flags, &error);
    if (!other && beyond_grammar(json_error_code(&error)))
        return;
    if (json.error == EMEL__JSON_TOO_DEEP) {
        json_decref(other);
        return;
    }
    if (taken != (other != NULL))
        ck_abort_msg("seed %u: %s by emel, %s by jansson: %.*s", seed, taken ? "taken" : "refused",
                     other ? "taken" : error.text, (int)bytes, text);
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
    maker->used +=
        (size_t)snprintf(maker->text + maker->used, sizeof maker->text - maker->used, "%s", text);
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
        "a",
        "weight",
        "0",
        "\\\"",
        "\\\\",
        "\\/",
        "\\n",
        "\\u0041",
        "\\u00E9",
        "\\ud83d\\ude00",
        "\\u0000",
        "\xc3\xa9",
        "\xe2\x82\xac",
        "\xf0\x9f\x98\x80",
        "\xef\xbf\xbf",
        "\xf4\x8f\xbf\xbf",
        "\x7f",
        "{",
        "]",
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
        "true",
        "false",
        "null",
        "0",
        "-0",
        "1",
        "-17",
        "123456789012345678",
        "9223372036854775807",
        "9223372036854775808",
        "1.5",
        "-0.25e+10",
        "1E-3",
        "18446744073709551616",
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
    static const char bytes[] =
        "\"\\{}[]:,0123456789eE+-.truefalsn u \x80\xc0\xe2\xed\xa0\xf0\x9f\n";
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
    for (size_t i = 0; i < json_whole_count; i++)
        compare(json_whole[i].text, strlen(json_whole[i].text), 3, 0);
    for (size_t i = 0; i < json_broken_count; i++)
        compare(json_broken[i].text, strlen(json_broken[i].text), 3, 0);
}
END_TEST

Suite *json_suite(void)
{
    Suite *suite = suite_create("model/file: JSON");
    TCase *test = tcase_create("json");

    tcase_set_timeout(test, 60);
    tcase_add_test(test, emel_and_jansson_judge_alike);
    tcase_add_test(test, emel_and_jansson_judge_the_tables_alike);
    suite_add_tcase(suite, test);
    return suite;
}
