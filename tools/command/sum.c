#include "sum.h"

#include <string.h>

#include <xxhash.h>

struct sum sum_of(const void *data, size_t bytes)
{
    XXH128_canonical_t canonical;
    struct sum sum;

    XXH128_canonicalFromHash(&canonical, XXH3_128bits(data, bytes));
    memcpy(sum.bytes, canonical.digest, sizeof sum.bytes);
    return sum;
}

char *sum_write(char text[SUM_DIGITS + 1], const struct sum *sum)
{
    static const char digits[] = "0123456789abcdef";

    for (size_t i = 0; i < SUM_BYTES; i++) {
        text[2 * i] = digits[sum->bytes[i] >> 4];
        text[2 * i + 1] = digits[sum->bytes[i] & 15];
    }
    text[SUM_DIGITS] = '\0';
    return text;
}
