#include "support/retained.h"

#include <check.h>
#include <stdlib.h>

struct kept {
    struct kept *next;
    json_t *json;
    char memory[];
};

static struct kept *all;

static struct kept *keep(size_t bytes)
{
    struct kept *kept = malloc(sizeof *kept + bytes);

    ck_assert_ptr_nonnull(kept);
    *kept = (struct kept){ .next = all };
    all = kept;
    return kept;
}

char *retain_memory(size_t bytes)
{
    return keep(bytes)->memory;
}

const json_t *retain_json(json_t *json)
{
    keep(0)->json = json;
    return json;
}

void release_retained(void)
{
    while (all) {
        struct kept *next = all->next;

        json_decref(all->json);
        free(all);
        all = next;
    }
}
