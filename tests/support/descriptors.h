/* Which descriptors are open, whose they are, and which file they are of. */
#ifndef TESTS_SUPPORT_DESCRIPTORS_H
#define TESTS_SUPPORT_DESCRIPTORS_H

#include <stdbool.h>

#define DESCRIPTORS_MAX 256

struct descriptor {
    int fd;
    bool lent;   /* by the test: to be read, never to be closed */
    bool direct; /* for direct reads */
    const char *path;
    bool open; /* private */
};

struct descriptors {
    struct descriptor slots[DESCRIPTORS_MAX];
};

/* False: there is no room for another one. */
bool descriptors_add(struct descriptors *descriptors, struct descriptor descriptor);

/* NULL: it is not open. */
const struct descriptor *descriptors_find(const struct descriptors *descriptors, int fd);

void descriptors_remove(struct descriptors *descriptors, int fd);

/* How many are open that were not lent. */
unsigned descriptors_held(const struct descriptors *descriptors);

#endif
