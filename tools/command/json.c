#include "json.h"

#include <math.h>
#include <string.h>

#include "format.h"
#include "text.h"

/* Down to here each value has a line of its own: one tensor, one line. */
enum { LINES_TO_DEPTH = 3 };

void json_begin(struct json *json, FILE *out)
{
    writer_begin(&json->writer, out);
    json->depth = 0;
}

/* --- text ------------------------------------------------------------------------------ */

static void put_code(struct writer *out, unsigned code)
{
    char text[FORMAT_BYTES];

    writer_put(out, text, (size_t)snprintf(text, sizeof text, "\\u%04x", code));
}

/* A quote, a backslash or a control character. */
static void put_escaped(struct writer *out, char character)
{
    static const char shorts[] = "\"\"\\\\\bb\ff\nn\rr\tt"; /* what, and its letter */

    for (size_t i = 0; i + 1 < sizeof shorts; i += 2)
        if (shorts[i] == character) {
            writer_character(out, '\\');
            writer_character(out, shorts[i + 1]);
            return;
        }
    put_code(out, (unsigned char)character);
}

/* The code point of a character of two or three bytes. */
static unsigned code_of(const char *text, size_t bytes)
{
    const unsigned char *at = (const unsigned char *)text;

    if (bytes == 2)
        return (at[0] & 0x1fu) << 6 | (at[1] & 0x3fu);
    return (at[0] & 0xfu) << 12 | (at[1] & 0x3fu) << 6 | (at[2] & 0x3fu);
}

/* How many bytes from here on are ASCII that needs no escape. */
static size_t plain_run(const char *text, size_t bytes)
{
    size_t run = 0;

    while (run < bytes && text[run] >= ' ' && text[run] <= '~' && text[run] != '"' &&
           text[run] != '\\')
        run++;
    return run;
}

/* One character, and how many bytes it has. */
static size_t put_character(struct writer *out, const char *text, size_t bytes)
{
    const size_t taken = text_character(text, bytes);

    if (taken == 0)
        put_code(out, 0xfffd);
    else if (taken == 1)
        put_escaped(out, *text);
    else if (text_controls(text, taken))
        put_code(out, code_of(text, taken));
    else
        writer_put(out, text, taken);
    return taken ? taken : 1;
}

static void put_text(struct writer *out, const char *text, size_t bytes)
{
    writer_character(out, '"');
    while (bytes > 0) {
        const size_t run = plain_run(text, bytes);
        const size_t taken = run ? run : put_character(out, text, bytes);

        writer_put(out, text, run);
        text += taken;
        bytes -= taken;
    }
    writer_character(out, '"');
}

/* --- containers ------------------------------------------------------------------------ */

static void put_line(struct json *json)
{
    writer_character(&json->writer, '\n');
    writer_blanks(&json->writer, 2 * (size_t)json->depth);
}

/* Separates this value from the one before, and writes its key. */
static void put_key(struct json *json, const char *key)
{
    if (json->depth > 0) {
        bool *filled = &json->filled[json->depth - 1];

        if (*filled)
            writer_character(&json->writer, ',');
        if (json->depth <= LINES_TO_DEPTH)
            put_line(json);
        else if (*filled)
            writer_character(&json->writer, ' ');
        *filled = true;
    }
    if (key) {
        writer_character(&json->writer, '"');
        writer_text(&json->writer, key);
        writer_put(&json->writer, "\": ", 3);
    }
}

static void open_container(struct json *json, const char *key, char opening, char closing)
{
    put_key(json, key);
    writer_character(&json->writer, opening);
    json->closing[json->depth] = closing;
    json->filled[json->depth] = false;
    json->depth++;
}

void json_open_object(struct json *json, const char *key)
{
    open_container(json, key, '{', '}');
}

void json_open_array(struct json *json, const char *key)
{
    open_container(json, key, '[', ']');
}

void json_close(struct json *json)
{
    const bool lines = json->depth <= LINES_TO_DEPTH;

    json->depth--;
    if (lines && json->filled[json->depth])
        put_line(json);
    writer_character(&json->writer, json->closing[json->depth]);
    if (json->depth == 0) {
        writer_character(&json->writer, '\n');
        writer_flush(&json->writer);
    }
}

void json_close_to(struct json *json, unsigned depth)
{
    while (json->depth > depth)
        json_close(json);
}

/* --- values ---------------------------------------------------------------------------- */

void json_text(struct json *json, const char *key, const char *text)
{
    json_text_bytes(json, key, text, strlen(text));
}

void json_text_bytes(struct json *json, const char *key, const char *text, size_t bytes)
{
    put_key(json, key);
    put_text(&json->writer, text, bytes);
}

void json_number(struct json *json, const char *key, uint64_t number)
{
    put_key(json, key);
    writer_number(&json->writer, number);
}

void json_signed(struct json *json, const char *key, int64_t number)
{
    put_key(json, key);
    if (number < 0)
        writer_character(&json->writer, '-');
    writer_number(&json->writer, number < 0 ? -(uint64_t)number : (uint64_t)number);
}

static void put_real(struct json *json, const char *key, double number, bool single)
{
    char text[FORMAT_BYTES];

    put_key(json, key);
    writer_text(&json->writer, isfinite(number) ? format_real(text, number, single) : "null");
}

void json_real(struct json *json, const char *key, double number)
{
    put_real(json, key, number, false);
}

void json_single(struct json *json, const char *key, float number)
{
    put_real(json, key, (double)number, true);
}

void json_bool(struct json *json, const char *key, bool value)
{
    put_key(json, key);
    writer_text(&json->writer, value ? "true" : "false");
}

void json_null(struct json *json, const char *key)
{
    put_key(json, key);
    writer_text(&json->writer, "null");
}
