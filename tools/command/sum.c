#include "sum.h"

#include <string.h>

#include <xxhash.h>

/* Where the library has variants for several processors, this one picks the fastest; the result is
 * the same.  Weak, because not every build of the library has it. */
#if defined(__x86_64__) && defined(__ELF__)
XXH_errorcode XXH3_128bits_update_dispatch(XXH3_state_t *state, const void *data, size_t bytes)
    __attribute__((weak));
#define UPDATE (XXH3_128bits_update_dispatch ? XXH3_128bits_update_dispatch : XXH3_128bits_update)
#else
#define UPDATE XXH3_128bits_update
#endif

/* The state itself: its struct is the library's. */
static XXH3_state_t *of(struct sum_state *state)
{
    return (XXH3_state_t *)(void *)state;
}

struct sum_state *sum_open(void)
{
    return (struct sum_state *)(void *)XXH3_createState();
}

void sum_close(struct sum_state *state)
{
    XXH3_freeState(of(state));
}

void sum_begin(struct sum_state *state)
{
    XXH3_128bits_reset(of(state));
}

void sum_add(struct sum_state *state, const void *data, size_t bytes)
{
    UPDATE(of(state), data, bytes);
}

struct sum sum_of(const struct sum_state *state)
{
    XXH128_canonical_t canonical;
    struct sum sum;

    XXH128_canonicalFromHash(&canonical,
                             XXH3_128bits_digest((const XXH3_state_t *)(const void *)state));
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
