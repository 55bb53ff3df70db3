#include "argument.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* --- numbers ---------------------------------------------------------------------------- */

/* base^power; units end at T, so it fits. */
static uint64_t raise(uint64_t base, int power)
{
    uint64_t product = 1;

    for (; power > 0; power--)
        product *= base;
    return product;
}

/* "" or "B"; K, M, G or T in either case, also as KiB: powers of 1024; as KB: powers of 1000. */
static bool read_unit(const char *text, uint64_t *unit)
{
    static const char units[] = "KMGT";
    const char *found = *text ? strchr(units, toupper((unsigned char)*text)) : NULL;
    const int power = found ? (int)(found - units) + 1 : 0;
    const char *rest = found ? text + 1 : text;
    const bool decimal = strcmp(rest, "B") == 0;

    *unit = raise(decimal ? 1000 : 1024, power);
    return decimal || *rest == '\0' || (found && strcmp(rest, "iB") == 0);
}

bool argument_number(const char *text, uint64_t *number)
{
    unsigned long long value;
    uint64_t unit;
    char *end;

    if (!isdigit((unsigned char)*text)) /* strtoull takes signs and blanks */
        return false;
    errno = 0;
    value = strtoull(text, &end, 10);
    if (errno || !read_unit(end, &unit) || value > UINT64_MAX / unit)
        return false;
    *number = (uint64_t)value * unit;
    return true;
}

/* --- slices ----------------------------------------------------------------------------- */

/* Up to the character `end`, behind which *text is left. */
static bool read_digits(const char **text, char end, uint64_t *number)
{
    char *stop;

    if (!isdigit((unsigned char)**text))
        return false;
    errno = 0;
    *number = strtoull(*text, &stop, 10);
    *text = stop + 1;
    return errno == 0 && *stop == end;
}

static bool read_share(const char *text, struct slice *slice)
{
    return read_digits(&text, '/', &slice->share) && read_digits(&text, '\0', &slice->shares) &&
           slice->shares <= UINT32_MAX && slice->share < slice->shares;
}

static bool read_range(const char *text, struct slice *slice)
{
    return read_digits(&text, ':', &slice->from) && read_digits(&text, '\0', &slice->to);
}

bool argument_slice(const char *text, struct slice *slice)
{
    uint64_t dimension;

    if (!read_digits(&text, ':', &dimension) || dimension > UINT32_MAX)
        return false;
    slice->dimension = (uint32_t)dimension;
    return strchr(text, '/') ? read_share(text, slice) : read_range(text, slice);
}

/* A name may hold any character, '=', too: the last one ends it. */
bool argument_named_slice(char *text, struct slice *slice)
{
    char *equals = strrchr(text, '=');

    if (!equals || !argument_slice(equals + 1, slice))
        return false;
    *equals = '\0';
    slice->name = text;
    return true;
}

bool argument_choice(const char *text, const char *choices, uint64_t *place)
{
    const size_t length = strlen(text);

    for (*place = 0;; ++*place) {
        const size_t word = strcspn(choices, "|");

        if (word == length && memcmp(choices, text, word) == 0)
            return true;
        if (choices[word] == '\0')
            return false;
        choices += word + 1;
    }
}
