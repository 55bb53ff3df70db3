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

static void put_escaped(FILE *out, unsigned char character)
{
    static const char shorts[] = "\"\"\\\\\bb\ff\nn\rr\tt"; /* what, and its letter */

    for (size_t i = 0; i + 1 < sizeof shorts; i += 2)
        if ((unsigned char)shorts[i] == character) {
            fprintf(out, "\\%c", shorts[i + 1]);
            return;
        }
    if (character < 0x20 || character == 0x7f)
        fprintf(out, "\\u%04x", character);
    else
        fputc(character, out);
}

/* Of so many bytes; none: it is no character.  What controls a terminal may be of two. */
static void put_character(FILE *out, const char *text, size_t bytes)
{
    const unsigned char *at = (const unsigned char *)text;

    if (bytes == 0)
        fputs("\\ufffd", out);
    else if (bytes == 1)
        put_escaped(out, *at);
    else if (bytes == 2 && at[0] == 0xc2 && at[1] < 0xa0)
        fprintf(out, "\\u%04x", at[1]);
    else
        fwrite(text, 1, bytes, out);
}

static void put_text(FILE *out, const char *text, size_t bytes)
{
    fputc('"', out);
    while (bytes > 0) {
        const size_t taken = text_character(text, bytes);

        put_character(out, text, taken);
        text += taken ? taken : 1;
        bytes -= taken ? taken : 1;
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
