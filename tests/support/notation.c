#include "support/notation.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct writer {
    struct notation made;
    size_t capacity;
    const char *text; /* all of it, for messages */
    const char *at;
};

static void put(struct writer *writer, const void *bytes, size_t count)
{
    struct notation *made = &writer->made;

    while (made->size + count > writer->capacity) {
        writer->capacity = writer->capacity > 0 ? writer->capacity * 2 : 256;
        made->bytes = realloc(made->bytes, writer->capacity);
        if (!made->bytes)
            abort();
    }
    if (count > 0)
        memcpy(made->bytes + made->size, bytes, count);
    made->size += count;
}

static void put_many(struct writer *writer, unsigned char byte, uint64_t count)
{
    while (count-- > 0)
        put(writer, &byte, 1);
}

static void put_number(struct writer *writer, uint64_t number, uint64_t bytes)
{
    while (bytes-- > 0) {
        put_many(writer, (unsigned char)(number & 0xff), 1);
        number >>= 8;
    }
}

static _Noreturn void refuse(const struct writer *writer)
{
    fprintf(stderr, "no notation: \"%s\" at \"%s\"\n", writer->text, writer->at);
    abort();
}

static bool next_is(struct writer *writer, const char *token)
{
    if (strncmp(writer->at, token, strlen(token)) != 0)
        return false;
    writer->at += strlen(token);
    return true;
}

/* Decimal, hexadecimal after 0x, or negative. */
static uint64_t take_number(struct writer *writer)
{
    const char *start = writer->at;
    bool negative = next_is(writer, "-");
    int base = strncmp(writer->at, "0x", 2) == 0 ? 16 : 10;
    char *end;
    uint64_t number = strtoull(writer->at, &end, base);

    writer->at = end;
    if (end == start)
        refuse(writer);
    return negative ? (uint64_t)0 - number : number;
}

static void take_text(struct writer *writer)
{
    const char *end = strchr(writer->at, '\'');

    if (!end)
        refuse(writer);
    put(writer, writer->at, (size_t)(end - writer->at));
    writer->at = end + 1;
}

static void take_hexadecimal(struct writer *writer)
{
    while (isxdigit((unsigned char)writer->at[0]) && isxdigit((unsigned char)writer->at[1])) {
        const char digits[3] = { writer->at[0], writer->at[1], '\0' };
        put_number(writer, strtoull(digits, NULL, 16), 1);
        writer->at += 2;
    }
}

static void take_all(struct writer *writer);

static void close_group(struct writer *writer)
{
    take_all(writer);
    if (!next_is(writer, ")"))
        refuse(writer);
}

static void take_with_length(struct writer *writer, void (*take)(struct writer *writer))
{
    size_t place = writer->made.size;

    put_number(writer, 0, 8);
    take(writer);
    uint64_t length = writer->made.size - place - 8;
    for (size_t i = 0; i < 8; i++)
        writer->made.bytes[place + i] = (unsigned char)(length >> 8 * i & 0xff);
}

static void take_repeated(struct writer *writer, uint64_t count)
{
    const char *group = writer->at;

    while (count-- > 0) {
        writer->at = group;
        close_group(writer);
    }
}

static void take_counted(struct writer *writer)
{
    uint64_t number = take_number(writer);

    if (next_is(writer, ":"))
        put_number(writer, take_number(writer), number);
    else if (next_is(writer, "*("))
        take_repeated(writer, number);
    else
        refuse(writer);
}

static void align(struct writer *writer, uint64_t alignment)
{
    while (writer->made.size % alignment != 0)
        put_many(writer, 0, 1);
}

static void take_all(struct writer *writer)
{
    for (;;) {
        while (*writer->at == ' ')
            writer->at++;
        if (*writer->at == '\0' || *writer->at == ')')
            return;
        if (next_is(writer, "^"))
            writer->made.mark = writer->made.size;
        else if (next_is(writer, "'"))
            take_text(writer);
        else if (next_is(writer, "s'"))
            take_with_length(writer, take_text);
        else if (next_is(writer, "L("))
            take_with_length(writer, close_group);
        else if (next_is(writer, "z"))
            put_many(writer, 0, take_number(writer));
        else if (next_is(writer, "a"))
            put_many(writer, 'a', take_number(writer));
        else if (next_is(writer, "x"))
            take_hexadecimal(writer);
        else if (next_is(writer, "@"))
            align(writer, take_number(writer));
        else
            take_counted(writer);
    }
}

struct notation notation(const char *text)
{
    struct writer writer = { .made = { .mark = NOTATION_NO_MARK }, .text = text, .at = text };

    take_all(&writer);
    if (*writer.at != '\0')
        refuse(&writer);
    return writer.made;
}
