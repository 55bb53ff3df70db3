/* strerror_r as POSIX has it: it answers a number, not a string. */
#undef _GNU_SOURCE
#define _POSIX_C_SOURCE 200809L

#include "emel/failure.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "emel/fail.h"
#include "emel/utf8.h"

/* --- filling one in ------------------------------------------------------------- */

/* What a terminal might obey, or what might make a line look like another. */
static bool is_control(const unsigned char *character, size_t bytes)
{
    if (bytes == 1)
        return character[0] < 0x20 || character[0] == 0x7f;
    if (bytes == 2)
        return character[0] == 0xc2 && character[1] < 0xa0; /* U+0080 .. U+009F */
    if (bytes != 3 || character[0] != 0xe2)
        return false;
    if (character[1] == 0x80) /* U+2028, U+2029, U+202A .. U+202E */
        return character[2] >= 0xa8 && character[2] <= 0xae;
    return character[1] == 0x81 && character[2] >= 0xa6 && character[2] <= 0xa9; /* U+2066 .. 9 */
}

/* Copies one character, or '?' in place of what is none; answers the bytes of
 * `text` that took. */
static size_t copy_character(char *to, const unsigned char *text, size_t bytes, size_t *written)
{
    size_t taken = emel__utf8_character(text, bytes);

    if (taken == 0 || is_control(text, taken)) {
        *to = '?';
        *written = 1;
        return taken == 0 ? 1 : taken;
    }
    memcpy(to, text, taken);
    *written = taken;
    return taken;
}

/* What does not fit is cut off in front: of a path and of a tensor's name the end
 * tells more. */
static void copy_text(char *to, size_t room, const char *from, size_t bytes)
{
    static const char ellipsis[] = "...";
    const unsigned char *text = (const unsigned char *)from;
    size_t keep = room - sizeof ellipsis;

    if (bytes > room - 1) {
        memcpy(to, ellipsis, sizeof ellipsis - 1);
        to += sizeof ellipsis - 1;
        text += bytes - keep;
        bytes = keep;
        while (bytes > 0 && (*text & 0xc0) == 0x80) { /* not in the middle of a character */
            text++;
            bytes--;
        }
    }
    while (bytes > 0) {
        size_t written = 0;
        size_t taken = copy_character(to, text, bytes, &written);
        to += written;
        text += taken;
        bytes -= taken;
    }
    *to = '\0';
}

void emel__fail(struct emel_failure *why, const struct emel__cause *cause)
{
    if (!why)
        return;
    *why = (struct emel_failure){
        .source = (uint32_t)cause->source,
        .code = cause->code,
        .os_error = cause->os_error,
        .rule = cause->rule,
        .file_offset = cause->file_offset,
        .other_offset = cause->other_offset ? cause->other_offset : EMEL_FAILURE_NO_OFFSET,
        .value = cause->has_value ? cause->value : 0,
        .limit = cause->has_limit ? cause->limit : 0,
        .name = cause->name,
        .text = cause->text,
        .has_value = cause->has_value,
        .has_limit = cause->has_limit,
        .has_file = cause->file != NULL,
        .has_subject = cause->subject != NULL,
        .cancelled = cause->cancelled,
    };
    if (cause->file)
        copy_text(why->file, sizeof why->file, cause->file, strlen(cause->file));
    if (cause->subject)
        copy_text(why->subject, sizeof why->subject, cause->subject, cause->subject_bytes);
}

void emel__succeed(struct emel_failure *why)
{
    if (!why)
        return;
    *why = (struct emel_failure){
        .source = EMEL_FAILURE_NONE,
        .file_offset = EMEL_FAILURE_NO_OFFSET,
        .other_offset = EMEL_FAILURE_NO_OFFSET,
        .name = "NONE",
        .text = "no error",
    };
}

/* --- printing one ------------------------------------------------------------------ */

/* A line being written: what would not fit is counted, and left out. */
struct line {
    char *text;
    size_t size;
    size_t length;
};

__attribute__((format(printf, 2, 3))) static void append(struct line *line, const char *format, ...)
{
    size_t used = line->length < line->size ? line->length : line->size;
    char *rest = line->size > 0 ? line->text + used : NULL;
    va_list arguments;

    va_start(arguments, format);
    int length = vsnprintf(rest, line->size - used, format, arguments);
    va_end(arguments);
    if (length > 0)
        line->length += (size_t)length;
}

static void append_system_error(struct line *line, int os_error)
{
    char text[128];

    if (strerror_r(os_error, text, sizeof text) == 0)
        append(line, " (%s)", text);
    else
        append(line, " (system error %d)", os_error);
}

/* With its thousands apart: "9,977,152". */
static void append_number(struct line *line, uint64_t number)
{
    char digits[32];
    const int count = snprintf(digits, sizeof digits, "%" PRIu64, number);

    for (int i = 0; i < count; i++)
        append(line, i > 0 && (count - i) % 3 == 0 ? ",%c" : "%c", digits[i]);
}

/* The sentence, with the numbers where it says; else behind it. */
static void append_sentence(struct line *line, const struct emel_failure *why)
{
    static const char value[] = "{value}", limit[] = "{limit}";
    const char *text = why->text ? why->text : "no cause was given";
    bool placed = false;

    while (*text) {
        const bool is_value = strncmp(text, value, sizeof value - 1) == 0;

        if (!is_value && strncmp(text, limit, sizeof limit - 1) != 0) {
            append(line, "%c", *text++);
            continue;
        }
        append_number(line, is_value ? why->value : why->limit);
        text += sizeof value - 1; /* the two are as long */
        placed = true;
    }
    if (placed || (!why->has_value && !why->has_limit))
        return;
    append(line, " (");
    if (why->has_value)
        append_number(line, why->value);
    if (why->has_limit) {
        append(line, why->has_value ? ", limit " : "limit ");
        append_number(line, why->limit);
    }
    append(line, ")");
}

int emel_failure_print(char *text, size_t size, const struct emel_failure *why)
{
    static const struct emel_failure unknown = {
        .file_offset = EMEL_FAILURE_NO_OFFSET,
        .other_offset = EMEL_FAILURE_NO_OFFSET,
    };
    struct line line = { .text = text, .size = size };
    const char *separator = ":";

    if (!why)
        why = &unknown;
    append(&line, "%s", why->name ? why->name : "unknown");
    if (why->has_file) {
        append(&line, "%s file '%s'", separator, why->file);
        separator = ",";
    }
    if (why->has_subject) {
        append(&line, "%s tensor or key '%s'", separator, why->subject);
        separator = ",";
    }
    if (why->file_offset != EMEL_FAILURE_NO_OFFSET)
        append(&line, "%s at byte %" PRIu64, separator, why->file_offset);
    if (why->other_offset != EMEL_FAILURE_NO_OFFSET)
        append(&line, " and byte %" PRIu64, why->other_offset);
    append(&line, ": ");
    append_sentence(&line, why);
    if (why->os_error != 0)
        append_system_error(&line, why->os_error);
    return (int)line.length;
}

int emel_failure_print_text(char *text, size_t size, const struct emel_failure *why)
{
    static const struct emel_failure unknown = { .source = EMEL_FAILURE_NONE };
    struct line line = { .text = text, .size = size };

    if (size)
        *text = '\0';
    append_sentence(&line, why ? why : &unknown);
    return (int)line.length;
}

bool emel_failure_is_cancelled(const struct emel_failure *why)
{
    return why && why->cancelled;
}
