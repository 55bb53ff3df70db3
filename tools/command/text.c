#define _DEFAULT_SOURCE /* isatty, struct winsize */

#include "text.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* By what it begins with; 0: it cannot begin with this. */
static size_t character_length(unsigned char first)
{
    if (first < 0x80)
        return 1;
    if (first < 0xc0 || first >= 0xf8)
        return 0;
    return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

size_t text_character(const char *text, size_t bytes)
{
    static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 }; /* that takes so many bytes */
    const unsigned char *at = (const unsigned char *)text;
    const size_t length = character_length(*at);
    uint32_t code = length > 1 ? *at & 0x7fu >> length : *at;

    if (length > bytes)
        return 0;
    for (size_t i = 1; i < length; i++) {
        if ((at[i] & 0xc0) != 0x80)
            return 0;
        code = code << 6 | (at[i] & 0x3fu);
    }
    if (code < least[length] || code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
        return 0;
    return length;
}

/* Line and paragraph separators, and what turns the direction of text: U+2028 .. U+202E
 * and U+2066 .. U+2069. */
static bool controls_direction(const unsigned char *at)
{
    return at[0] == 0xe2 && ((at[1] == 0x80 && at[2] >= 0xa8 && at[2] <= 0xae) ||
                             (at[1] == 0x81 && at[2] >= 0xa6 && at[2] <= 0xa9));
}

bool text_controls(const char *character, size_t bytes)
{
    const unsigned char *at = (const unsigned char *)character;

    switch (bytes) {
    case 1: return at[0] < 0x20 || at[0] == 0x7f;
    case 2: return at[0] == 0xc2 && at[1] < 0xa0; /* U+0080 .. U+009F */
    case 3: return controls_direction(at);
    default: return false;
    }
}

size_t text_next(const char *text, size_t bytes, bool *fit)
{
    const size_t taken = text_character(text, bytes);

    *fit = taken > 0 && !text_controls(text, taken);
    return taken > 0 ? taken : 1;
}

size_t text_width(const char *text)
{
    size_t bytes = strlen(text);
    size_t width = 0;

    for (; bytes > 0; width++) {
        bool fit;
        const size_t taken = text_next(text, bytes, &fit);

        text += taken;
        bytes -= taken;
    }
    return width;
}

/* How many bytes from here on can be shown as they are. */
static size_t shown_run(const char *text, size_t bytes)
{
    size_t run = 0, taken;
    bool fit = true;

    while (run < bytes) {
        taken = 1;
        if (text[run] < ' ' || text[run] > '~')
            taken = text_next(text + run, bytes - run, &fit);
        if (!fit)
            break;
        run += taken;
    }
    return run;
}

void text_print(FILE *out, const char *text)
{
    size_t bytes = strlen(text), taken;
    bool fit;

    while (bytes > 0) {
        const size_t run = shown_run(text, bytes);

        fwrite(text, 1, run, out);
        text += run;
        bytes -= run;
        if (bytes == 0)
            break;
        taken = text_next(text, bytes, &fit);
        fputc('?', out);
        text += taken;
        bytes -= taken;
    }
}

void text_copy(char *to, size_t room, const char *text, size_t bytes)
{
    while (bytes > 0) {
        const size_t run = shown_run(text, bytes);
        bool fit;
        size_t taken = text_next(text, bytes, &fit);
        size_t wanted = fit ? taken : 1;

        if (run > 0 && run < room)
            taken = wanted = run;
        if (wanted >= room)
            break;
        memcpy(to, fit ? text : "?", wanted);
        to += wanted;
        room -= wanted;
        text += taken;
        bytes -= taken;
    }
    *to = '\0';
}

void text_copy_end(char *to, size_t room, const char *text)
{
    static const char cut[] = "...";
    const size_t bytes = strlen(text);
    const char *end = text + bytes;

    if (bytes >= room) {
        text = end - (room - sizeof cut);
        while (((unsigned char)*text & 0xc0) == 0x80) /* not inside a character */
            text++;
        memcpy(to, cut, sizeof cut - 1);
        to += sizeof cut - 1;
        room -= sizeof cut - 1;
    }
    text_copy(to, room, text, (size_t)(end - text));
}

void text_shorten(char *text, size_t width)
{
    size_t bytes = strlen(text);

    for (; bytes > 0 && width > 0; width--) {
        bool fit;
        const size_t taken = text_next(text, bytes, &fit);

        text += taken;
        bytes -= taken;
    }
    *text = '\0';
}

const char *text_name(const char *name)
{
    return *name ? name : "''";
}

const char *text_base_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash && slash[1] ? slash + 1 : path;
}

size_t text_whole_characters(const char *text, size_t bytes)
{
    for (size_t back = 1; back <= 4 && back <= bytes; back++) {
        const char *at = text + (bytes - back);
        const unsigned char first = (unsigned char)*at;

        if (character_length(first) > 0)
            return text_character(at, back) > 0 ? bytes : bytes - back;
    }
    return bytes;
}

size_t text_columns(FILE *out)
{
    enum { USUAL = 80, LEAST = 3 };
    struct winsize size;

    if (ioctl(fileno(out), TIOCGWINSZ, &size) != 0 || size.ws_col < LEAST)
        return USUAL;
    return size.ws_col;
}

bool text_on_terminal(FILE *out)
{
    const char *terminal = getenv("TERM");

    return terminal && strcmp(terminal, "dumb") != 0 && isatty(fileno(out));
}

bool text_styled(FILE *out)
{
    const char *no_color = getenv("NO_COLOR");

    return !(no_color && *no_color) && text_on_terminal(out);
}
