#include "emel/utf8.h"

/* The bytes a character may begin with, and what its second byte may then be: this
 * is where overlong forms (C0, C1, E0 80, F0 80), surrogates (ED A0) and what lies
 * past the end (F4 90) are kept out. */
static const struct lead {
    unsigned char first, last;     /* of the first byte */
    unsigned char lowest, highest; /* of the second */
    size_t bytes;
} leads[] = {
    { 0x00, 0x7f, 0, 0, 1 },       { 0xc2, 0xdf, 0x80, 0xbf, 2 }, { 0xe0, 0xe0, 0xa0, 0xbf, 3 },
    { 0xe1, 0xec, 0x80, 0xbf, 3 }, { 0xed, 0xed, 0x80, 0x9f, 3 }, { 0xee, 0xef, 0x80, 0xbf, 3 },
    { 0xf0, 0xf0, 0x90, 0xbf, 4 }, { 0xf1, 0xf3, 0x80, 0xbf, 4 }, { 0xf4, 0xf4, 0x80, 0x8f, 4 },
};

static const struct lead *find_lead(unsigned char byte)
{
    for (size_t i = 0; i < sizeof leads / sizeof *leads; i++) {
        if (byte >= leads[i].first && byte <= leads[i].last)
            return &leads[i];
    }
    return NULL;
}

size_t emel__utf8_character(const unsigned char *text, size_t bytes)
{
    const struct lead *lead = bytes > 0 ? find_lead(text[0]) : NULL;

    if (!lead || lead->bytes > bytes)
        return 0;
    if (lead->bytes > 1 && (text[1] < lead->lowest || text[1] > lead->highest))
        return 0;
    for (size_t i = 2; i < lead->bytes; i++) {
        if ((text[i] & 0xc0) != 0x80)
            return 0;
    }
    return lead->bytes;
}

bool emel__utf8_valid(const void *text, size_t bytes)
{
    const unsigned char *rest = text;

    while (bytes > 0) {
        size_t taken = emel__utf8_character(rest, bytes);
        if (taken == 0)
            return false;
        rest += taken;
        bytes -= taken;
    }
    return true;
}
