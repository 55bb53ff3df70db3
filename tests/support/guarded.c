#define _POSIX_C_SOURCE 200809L /* posix_memalign */

#include "support/guarded.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

/* Lies before the front canary, wherever that is: never access it but by memcpy. */
struct header {
    void *block;
    size_t bytes;
};

#define FRONT_BYTES (sizeof(struct header) + GUARDED_CANARY_BYTES)

static unsigned char canary(size_t i)
{
    return (unsigned char)(0xc5 ^ i);
}

static struct header header_of(const void *memory)
{
    struct header header;

    memcpy(&header, (const unsigned char *)memory - FRONT_BYTES, sizeof header);
    return header;
}

void *guarded_new(size_t bytes, size_t alignment, size_t misplaced)
{
    size_t front = (FRONT_BYTES + alignment - 1) / alignment * alignment;
    struct header header = { .bytes = bytes };
    unsigned char *memory;

    if (alignment < sizeof(void *))
        alignment = sizeof(void *);
    ck_assert_int_eq(
        posix_memalign(&header.block, alignment, front + misplaced + bytes + GUARDED_CANARY_BYTES),
        0);
    memory = (unsigned char *)header.block + front + misplaced;
    memcpy(memory - FRONT_BYTES, &header, sizeof header);
    for (size_t i = 0; i < GUARDED_CANARY_BYTES; i++)
        (memory - GUARDED_CANARY_BYTES)[i] = memory[bytes + i] = canary(i);
    return memory;
}

bool guarded_alive(const void *memory)
{
    const unsigned char *byte = memory;

    if (!memory)
        return true;
    for (size_t i = 0; i < GUARDED_CANARY_BYTES; i++)
        if ((byte - GUARDED_CANARY_BYTES)[i] != canary(i) ||
            byte[header_of(memory).bytes + i] != canary(i))
            return false;
    return true;
}

void guarded_free(void *memory)
{
    if (memory)
        free(header_of(memory).block);
}
