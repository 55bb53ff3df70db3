#include "support/counting_allocator.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Before each allocation stands how big it is. */
union head {
    size_t bytes;
    max_align_t alignment;
};

static void *count_allocate(void *context, size_t bytes, size_t alignment)
{
    struct counting *counting = context;
    union head *head;

    if (alignment > alignof(max_align_t) || ++counting->calls == counting->fails_at)
        return NULL;
    head = malloc(sizeof *head + bytes);
    if (!head)
        return NULL;
    head->bytes = bytes;
    memset(head + 1, 0xa5, bytes); /* nobody may count on zeros */
    counting->held += bytes;
    if (counting->held > counting->most)
        counting->most = counting->held;
    return head + 1;
}

static void count_release(void *context, void *memory, size_t bytes)
{
    struct counting *counting = context;
    union head *head = (union head *)memory - 1;

    if (head->bytes != bytes)
        counting->mistaken = true;
    counting->held -= head->bytes;
    free(head);
}

struct emel_allocator counting_allocator(struct counting *counting)
{
    return (struct emel_allocator){
        .context = counting,
        .allocate = count_allocate,
        .release = count_release,
    };
}
