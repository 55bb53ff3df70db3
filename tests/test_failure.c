#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "emel/fail.h"
#include "emel/failure.h"
#include "emel/utf8.h"
#include "suites.h"

static const struct emel__cause whole = {
    .source = EMEL_FAILURE_READ,
    .code = 9,
    .name = "SHORT_READ",
    .text = "the file ended before the tensor did",
    .file_offset = 4096,
    .file = "model.gguf",
    .subject = "blk.0.attn_q.weight",
    .subject_bytes = 19,
};

static void check_line(const struct emel_failure *why, const char *expected)
{
    char line[1024];

    ck_assert_int_eq(emel_failure_print(line, sizeof line, why), (int)strlen(expected));
    ck_assert_str_eq(line, expected);
}

START_TEST(a_line_says_what_where_and_why)
{
    struct emel__cause cause = whole;
    struct emel_failure why;
    char expected[256];

    emel__fail(&why, &cause);
    check_line(&why,
               "SHORT_READ: file 'model.gguf', tensor or key 'blk.0.attn_q.weight', at byte 4096: "
               "the file ended before the tensor did");
    ck_assert_uint_eq(why.source, EMEL_FAILURE_READ);
    ck_assert_uint_eq(why.code, 9);

    cause.os_error = EIO;
    cause.file = NULL;
    emel__fail(&why, &cause);
    snprintf(expected, sizeof expected,
             "SHORT_READ: tensor or key 'blk.0.attn_q.weight', at byte 4096: "
             "the file ended before the tensor did (%s)",
             strerror(EIO)); /* each libc has its own words */
    check_line(&why, expected);

    cause.os_error = 0;
    cause.subject = NULL;
    cause.file_offset = EMEL_FAILURE_NO_OFFSET;
    emel__fail(&why, &cause);
    check_line(&why, "SHORT_READ: the file ended before the tensor did");
}
END_TEST

START_TEST(a_line_puts_numbers_where_the_sentence_says_or_behind_it)
{
    struct emel__cause cause = {
        .source = EMEL_FAILURE_TENSOR,
        .name = "LIMIT_EXCEEDED",
        .text = "{value} bytes are needed, {limit} are allowed",
        .file_offset = EMEL_FAILURE_NO_OFFSET,
        .has_value = true,
        .has_limit = true,
        .value = 9977152,
        .limit = 999,
    };
    struct emel_failure why;
    char text[64];

    emel__fail(&why, &cause);
    check_line(&why, "LIMIT_EXCEEDED: 9,977,152 bytes are needed, 999 are allowed");
    ck_assert_int_eq(emel_failure_print_text(text, sizeof text, &why), 43);
    ck_assert_str_eq(text, "9,977,152 bytes are needed, 999 are allowed");
    cause.text = "too much";
    emel__fail(&why, &cause);
    check_line(&why, "LIMIT_EXCEEDED: too much (9,977,152, limit 999)");
    cause.has_value = false;
    emel__fail(&why, &cause);
    check_line(&why, "LIMIT_EXCEEDED: too much (limit 999)");
    ck_assert_uint_eq(why.value, 0);
    cause.has_limit = false;
    cause.has_value = true;
    cause.value = UINT64_MAX;
    emel__fail(&why, &cause);
    check_line(&why, "LIMIT_EXCEEDED: too much (18,446,744,073,709,551,615)");
}
END_TEST

START_TEST(a_line_has_both_offsets_of_two_things_that_are_in_conflict)
{
    struct emel__cause cause = whole;
    struct emel_failure why;

    cause.other_offset = 24;
    cause.file = NULL;
    cause.subject = "";
    cause.subject_bytes = 0;
    emel__fail(&why, &cause);
    check_line(&why, "SHORT_READ: tensor or key '', at byte 4096 and byte 24: "
                     "the file ended before the tensor did");
}
END_TEST

START_TEST(only_a_cancelled_load_is_cancelled)
{
    struct emel__cause cause = whole;
    struct emel_failure why;

    emel__fail(&why, &cause);
    ck_assert(!emel_failure_is_cancelled(&why));
    ck_assert(!emel_failure_is_cancelled(NULL));
    cause.cancelled = true;
    emel__fail(&why, &cause);
    ck_assert(emel_failure_is_cancelled(&why));
    emel__succeed(&why);
    ck_assert(!emel_failure_is_cancelled(&why));
}
END_TEST

START_TEST(characters_that_reorder_or_break_a_line_are_replaced)
{
    static const char *const characters[] = {
        "\u2028", "\u2029", "\u202a", "\u202b", "\u202c", "\u202d",
        "\u202e", "\u2066", "\u2067", "\u2068", "\u2069",
    };
    static const char *const others[] = { "\u2027", "\u202f", "\u2065", "\u206a", "\u20ac" };
    struct emel__cause cause = whole;
    struct emel_failure why;

    for (size_t i = 0; i < sizeof characters / sizeof *characters; i++) {
        cause.subject = characters[i];
        cause.subject_bytes = 3;
        emel__fail(&why, &cause);
        ck_assert_str_eq(why.subject, "?");
    }
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        cause.subject = others[i];
        emel__fail(&why, &cause);
        ck_assert_str_eq(why.subject, others[i]);
    }
}
END_TEST

/* glibc says that there are none, musl has some for any number. */
START_TEST(an_error_of_the_system_that_has_no_words_is_told_by_number)
{
    struct emel__cause cause = whole;
    struct emel_failure why;
    char line[1024];

    cause.os_error = 999999;
    emel__fail(&why, &cause);
    (void)emel_failure_print(line, sizeof line, &why);
    ck_assert_msg(strstr(line, "(system error 999999)") || strstr(line, strerror(999999)), "%s",
                  line);
}
END_TEST

START_TEST(success_is_told_too)
{
    struct emel_failure why;

    memset(&why, 0x5a, sizeof why);
    emel__succeed(&why);
    ck_assert_uint_eq(why.source, EMEL_FAILURE_NONE);
    ck_assert_uint_eq(why.file_offset, EMEL_FAILURE_NO_OFFSET);
    check_line(&why, "NONE: no error");
}
END_TEST

START_TEST(nobody_need_ask_why)
{
    emel__fail(NULL, &whole);
    emel__succeed(NULL);
    check_line(NULL, "unknown: no cause was given");
}
END_TEST

START_TEST(a_line_is_cut_to_its_room_and_its_whole_length_told)
{
    struct emel_failure why;
    char line[20];
    int length;

    emel__fail(&why, &whole);
    length = emel_failure_print(NULL, 0, &why);
    for (size_t size = 1; size <= sizeof line; size++) {
        memset(line, '#', sizeof line);
        ck_assert_int_eq(emel_failure_print(line, size, &why), length);
        ck_assert_uint_eq(strlen(line), size - 1);
        ck_assert_int_eq(strncmp(line, "SHORT_READ: file 'model.gguf'", size - 1), 0);
        for (size_t i = size; i < sizeof line; i++)
            ck_assert_int_eq(line[i], '#');
    }
}
END_TEST

START_TEST(of_what_is_too_long_the_end_is_kept)
{
    struct emel__cause cause = whole;
    struct emel_failure why;
    char path[2000];

    memset(path, '/', sizeof path);
    strcpy(path + sizeof path - 5, "last");
    cause.file = path;
    cause.subject = path;
    cause.subject_bytes = strlen(path);
    emel__fail(&why, &cause);
    ck_assert_uint_eq(strlen(why.file), sizeof why.file - 1);
    ck_assert_int_eq(strncmp(why.file, "...///", 6), 0);
    ck_assert_str_eq(why.file + sizeof why.file - 6, "/last");
    ck_assert_uint_eq(strlen(why.subject), sizeof why.subject - 1);
    ck_assert_str_eq(why.subject + sizeof why.subject - 6, "/last");

    cause.subject_bytes = sizeof why.subject - 1; /* what just fits is left whole */
    emel__fail(&why, &cause);
    ck_assert_int_eq(why.subject[0], '/');
}
END_TEST

START_TEST(a_character_is_not_cut_in_two)
{
    struct emel__cause cause = whole;
    struct emel_failure why;
    char path[1001];

    for (size_t shift = 0; shift < 2; shift++) {
        for (size_t i = 0; i < 1000; i += 2)
            memcpy(path + i, "\xc3\xa9", 2);
        path[1000] = '\0';
        cause.file = path + 2 * shift;
        if (shift == 1)
            path[999] = 'x', path[998] = 'x';
        emel__fail(&why, &cause);
        ck_assert(emel__utf8_valid(why.file, strlen(why.file)));
        ck_assert_ptr_null(strchr(why.file, '?'));
    }
}
END_TEST

START_TEST(of_what_is_too_long_and_has_no_character_nothing_is_kept)
{
    struct emel__cause cause = whole;
    struct emel_failure why;
    char subject[1000];

    memset(subject, 0x80, sizeof subject);
    cause.subject = subject;
    cause.subject_bytes = sizeof subject;
    emel__fail(&why, &cause);
    ck_assert_str_eq(why.subject, "...");
}
END_TEST

START_TEST(characters_of_any_length_are_kept)
{
    static const char subject[] = "a\xc3\xa9\xc2\xa0\xe2\x82\xac\xf0\x9f\x98\x80";
    struct emel__cause cause = whole;
    struct emel_failure why;

    cause.subject = subject;
    cause.subject_bytes = sizeof subject - 1;
    emel__fail(&why, &cause);
    ck_assert_str_eq(why.subject, subject);
}
END_TEST

START_TEST(what_would_upset_a_terminal_is_left_out)
{
    static const char subject[] = "a\nb\x1b[2J\x7f\xc2\x9b\xff\xc0\x80\xed\xa0\x80\0\xc3\xa9\xc3";
    struct emel__cause cause = whole;
    struct emel_failure why;

    cause.subject = subject;
    cause.subject_bytes = sizeof subject - 1;
    emel__fail(&why, &cause);
    ck_assert_str_eq(why.subject, "a?b?[2J???????\?\?\xc3\xa9?");
}
END_TEST

/* Asked millions of times, for which ck_assert is too slow: it tells the runner of each. */
static size_t encode(unsigned long point, unsigned char *text)
{
    static const unsigned char leads[] = { 0, 0, 0xc0, 0xe0, 0xf0 };
    size_t bytes = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;

    for (size_t i = bytes; i-- > 1; point >>= 6)
        text[i] = (unsigned char)(0x80 | (point & 0x3f));
    text[0] = (unsigned char)(leads[bytes] | point);
    return bytes;
}

START_TEST(every_character_and_no_surrogate_is_utf8)
{
    for (unsigned long point = 0; point < 0x120000; point++) {
        bool valid = point < 0x110000 && (point < 0xd800 || point > 0xdfff);
        unsigned char text[4];
        size_t bytes = encode(point, text);

        if (emel__utf8_valid(text, bytes) != valid ||
            (bytes > 1 && emel__utf8_valid(text, bytes - 1)))
            ck_abort_msg("U+%04lX", point);
    }
}
END_TEST

/* All sequences of up to three bytes against what can be encoded. */
START_TEST(nothing_else_is_utf8)
{
    static unsigned char known[1 << 24];
    size_t characters = 0;

    for (unsigned long point = 0; point < 0x10000; point++) {
        unsigned char text[4] = { 0 };
        if (point >= 0xd800 && point <= 0xdfff)
            continue;
        size_t bytes = encode(point, text);
        known[(size_t)text[0] << 16 | (size_t)text[1] << 8 | text[2]] = (unsigned char)bytes;
    }
    for (size_t i = 0; i < sizeof known; i++) {
        const unsigned char text[3] = { (unsigned char)(i >> 16), (unsigned char)(i >> 8),
                                        (unsigned char)i };
        size_t bytes = emel__utf8_character(text, 3);

        if ((bytes == 3 || known[i] == 3) && bytes != known[i])
            ck_abort_msg("%06zx", i);
        if (bytes == 2 && (text[0] < 0xc2 || text[0] > 0xdf || text[1] < 0x80 || text[1] > 0xbf))
            ck_abort_msg("%06zx", i);
        characters += bytes == 3;
    }
    ck_assert_uint_eq(characters, 0x10000 - 0x800 - 0x800);
}
END_TEST

Suite *failure_suite(void)
{
    Suite *suite = suite_create("failure");
    TCase *test = tcase_create("failure");

    tcase_set_timeout(test, 30);
    tcase_add_test(test, a_line_puts_numbers_where_the_sentence_says_or_behind_it);
    tcase_add_test(test, a_line_has_both_offsets_of_two_things_that_are_in_conflict);
    tcase_add_test(test, only_a_cancelled_load_is_cancelled);
    tcase_add_test(test, characters_that_reorder_or_break_a_line_are_replaced);
    tcase_add_test(test, a_line_says_what_where_and_why);
    tcase_add_test(test, an_error_of_the_system_that_has_no_words_is_told_by_number);
    tcase_add_test(test, success_is_told_too);
    tcase_add_test(test, nobody_need_ask_why);
    tcase_add_test(test, a_line_is_cut_to_its_room_and_its_whole_length_told);
    tcase_add_test(test, of_what_is_too_long_the_end_is_kept);
    tcase_add_test(test, a_character_is_not_cut_in_two);
    tcase_add_test(test, of_what_is_too_long_and_has_no_character_nothing_is_kept);
    tcase_add_test(test, characters_of_any_length_are_kept);
    tcase_add_test(test, what_would_upset_a_terminal_is_left_out);
    tcase_add_test(test, every_character_and_no_surrogate_is_utf8);
    tcase_add_test(test, nothing_else_is_utf8);
    suite_add_tcase(suite, test);
    return suite;
}
