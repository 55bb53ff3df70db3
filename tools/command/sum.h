/* XXH3-128 of some bytes, as github.com/Cyan4973/xxHash has it: not against malice, but
 * against disks, networks and conversions. */
#ifndef COMMAND_SUM_H
#define COMMAND_SUM_H

#include <stddef.h>

enum { SUM_BYTES = 16, SUM_DIGITS = 2 * SUM_BYTES };

struct sum {
    unsigned char bytes[SUM_BYTES]; /* the highest first */
};

/* A sum that is being made.  sum_open: NULL, no memory; else for sum_close. */
struct sum_state;
struct sum_state *sum_open(void);
void sum_begin(struct sum_state *state);
void sum_add(struct sum_state *state, const void *data, size_t bytes);
struct sum sum_of(const struct sum_state *state);
void sum_close(struct sum_state *state);

/* In hexadecimal, as xxh128sum writes it; returns `text`. */
char *sum_write(char text[SUM_DIGITS + 1], const struct sum *sum);

#endif
