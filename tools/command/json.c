#include "json.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "format.h"

/* Down to here each value has a line of its own: one tensor, one line. */
enum { LINES_TO_DEPTH = 3 };

void json_begin(struct json *json, FILE *out)
{
    *json = (struct json){ .out = out };
}

/* --- text ------------------------------------------------------------------------------ */

/* A quote, a backslash or a control character. */
static void put_escaped(FILE *out, unsigned char character)
{
    static const char shorts[] = "\"\"\\\\\bb\ff\nn\rr\tt"; /* what, and its letter */

    for (size_t i = 0; i + 1 < sizeof shorts; i += 2)
        if ((unsigned char)shorts[i] == character) {
            fprintf(out, "\\%c", shorts[i + 1]);
            return;
        }
    fprintf(out, "\\u%04x", character);
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
static size_t put_character(FILE *out, const char *text, size_t bytes)
{
    const size_t taken = text_character(text, bytes);

    if (taken == 0)
        fputs("\\ufffd", out);
    else if (taken == 1)
        put_escaped(out, (unsigned char)*text);
    else if (text_controls(text, taken))
        fprintf(out, "\\u%04x", code_of(text, taken));
    else
        fwrite(text, 1, taken, out);
    return taken ? taken : 1;
}

static void put_text(FILE *out, const char *text, size_t bytes)
{
    fputc('"', out);
    while (bytes > 0) {
        const size_t run = plain_run(text, bytes);
        const size_t taken = run ? run : put_character(out, text, bytes);

        fwrite(text, 1, run, out);
        text += taken;
        bytes -= taken;
    }
    fputc('"', out);
}

/* --- containers ------------------------------------------------------------------------ */

static void put_line(const struct json *json)
{
    fprintf(json->out, "\n%*s", (int)(2 * json->depth), "");
}

/* What stands between the last value and this one, and this one's key. */
static void put_key(struct json *json, const char *key)
{
    if (json->depth > 0) {
        bool *filled = &json->filled[json->depth - 1];

        fputs(*filled ? "," : "", json->out);
        if (json->depth <= LINES_TO_DEPTH)
            put_line(json);
        else if (*filled)
            fputc(' ', json->out);
        *filled = true;
    }
    if (key) {
        put_text(json->out, key, strlen(key));
        fputs(": ", json->out);
    }
}

static void open_container(struct json *json, const char *key, char opening, char closing)
{
    put_key(json, key);
    fputc(opening, json->out);
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
    fputc(json->closing[json->depth], json->out);
    if (json->depth == 0)
        fputc('\n', json->out);
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
    put_text(json->out, text, bytes);
}

void json_number(struct json *json, const char *key, uint64_t number)
{
    put_key(json, key);
    fprintf(json->out, "%" PRIu64, number);
}

void json_signed(struct json *json, const char *key, int64_t number)
{
    put_key(json, key);
    fprintf(json->out, "%" PRId64, number);
}

static void put_real(struct json *json, const char *key, double number, bool single)
{
    char text[FORMAT_BYTES];

    put_key(json, key);
    fputs(isfinite(number) ? format_real(text, number, single) : "null", json->out);
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
    fputs(value ? "true" : "false", json->out);
}

void json_null(struct json *json, const char *key)
{
    put_key(json, key);
    fputs("null", json->out);
}
