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

static bool is_control(const unsigned char *character, size_t bytes)
{
    if (bytes == 1)
        return character[0] < 0x20 || character[0] == 0x7f;
    return bytes == 2 && character[0] == 0xc2 && character[1] < 0xa0; /* U+0080 .. U+009F */
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
        .file_offset = cause->file_offset,
        .name = cause->name,
        .text = cause->text,
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

int emel_failure_print(char *text, size_t size, const struct emel_failure *why)
{
    static const struct emel_failure unknown = { .file_offset = EMEL_FAILURE_NO_OFFSET };
    struct line line = { .text = text, .size = size };
    const char *separator = ":";

    if (!why)
        why = &unknown;
    append(&line, "%s", why->name ? why->name : "unknown");
    if (why->file[0] != '\0') {
        append(&line, "%s file '%s'", separator, why->file);
        separator = ",";
    }
    if (why->subject[0] != '\0') {
        append(&line, "%s tensor or key '%s'", separator, why->subject);
        separator = ",";
    }
    if (why->file_offset != EMEL_FAILURE_NO_OFFSET)
        append(&line, "%s at byte %" PRIu64, separator, why->file_offset);
    append(&line, ": %s", why->text ? why->text : "no cause was given");
    if (why->os_error != 0)
        append_system_error(&line, why->os_error);
    return (int)line.length;
}
