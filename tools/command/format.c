#include "format.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static size_t digits_of(uint64_t number)
{
    uint64_t next = 10;
    size_t digits = 1;

    for (; number >= next && next <= UINT64_MAX / 10; next *= 10)
        digits++;
    return number >= next ? digits + 1 : digits;
}

/* Written in place: a copy of digits that have just been written waits for them, and a table of a
 * million tensors has four million numbers. */
size_t format_number(char text[FORMAT_BYTES], uint64_t number)
{
    const size_t digits = digits_of(number);

    text[digits] = '\0';
    for (size_t at = digits; at-- > 0; number /= 10)
        text[at] = (char)('0' + number % 10);
    return digits;
}

/* In tenths of 2^shift bytes; halves are rounded to even, as printf does. */
static uint64_t tenths_of(uint64_t bytes, unsigned shift)
{
    const uint64_t unit = UINT64_C(1) << shift, half = unit / 2;
    const uint64_t rest = (bytes & (unit - 1)) * 10;
    const uint64_t tenths = (bytes >> shift) * 10 + (rest >> shift);
    const uint64_t left = rest & (unit - 1);

    return tenths + (left > half || (left == half && tenths % 2 == 1));
}

/* Without snprintf: a model may have a million tensors. */
size_t format_size_length(char text[FORMAT_BYTES], uint64_t bytes, bool exact)
{
    static const char units[] = "KMGTPE";
    const uint64_t next = 10240; /* 1024.0 is 1.0 of the next unit */
    uint64_t tenths;
    size_t used, unit = 0;

    if (exact || bytes < 1024) {
        used = format_number(text, bytes);
        memcpy(text + used, exact ? "" : " B", exact ? 1 : 3);
        return exact ? used : used + 2;
    }
    for (tenths = tenths_of(bytes, 10); tenths >= next && unit < sizeof units - 2; unit++)
        tenths = tenths_of(bytes, 10 * ((unsigned)unit + 2));
    used = format_number(text, tenths / 10);
    text[used++] = '.';
    text[used++] = (char)('0' + tenths % 10);
    text[used++] = ' ';
    text[used++] = units[unit];
    memcpy(text + used, "iB", 3);
    return used + 2;
}

char *format_size(char text[FORMAT_BYTES], uint64_t bytes, bool exact)
{
    (void)format_size_length(text, bytes, exact);
    return text;
}

char *format_seconds(char text[FORMAT_BYTES], double seconds)
{
    if (seconds < 0.9995)
        snprintf(text, FORMAT_BYTES, "%.*f ms", seconds < 0.00995 ? 2 : 0, seconds * 1e3);
    else
        snprintf(text, FORMAT_BYTES, "%.*f s", seconds < 9.995 ? 2 : 1, seconds);
    return text;
}

/* The fewest digits that are read back as the same number, as "-1.25e+03"; how many. */
static int shortest(char text[FORMAT_BYTES], double number, bool single)
{
    const int most = single ? 9 : 17; /* always enough */

    for (int digits = 1; digits <= most; digits++) {
        snprintf(text, FORMAT_BYTES, "%.*e", digits - 1, number);
        if (single ? strtof(text, NULL) == (float)number : strtod(text, NULL) == number)
            return digits;
    }
    return most;
}

/* As "1.25e+03", but zeros behind the digits in place of the exponent. */
static void pad_with_zeros(char text[FORMAT_BYTES], int zeros)
{
    char *to = text;

    for (const char *from = text; *from != 'e'; from++)
        if (*from != '.')
            *to++ = *from;
    memset(to, '0', (size_t)zeros);
    to[zeros] = '\0';
}

char *format_real(char text[FORMAT_BYTES], double number, bool single)
{
    int digits, exponent;

    if (!isfinite(number)) {
        snprintf(text, FORMAT_BYTES, "%g", number);
        return text;
    }
    digits = shortest(text, number, single);
    exponent = (int)strtol(strchr(text, 'e') + 1, NULL, 10);
    if (exponent < -4 || exponent > 15)
        snprintf(text, FORMAT_BYTES, "%.*g", digits, number);
    else if (exponent >= digits)
        pad_with_zeros(text, exponent - digits + 1);
    else
        snprintf(text, FORMAT_BYTES, "%.*f", digits - 1 - exponent, number);
    return text;
}

const char *format_plural(uint64_t number)
{
    return number == 1 ? "" : "s";
}
