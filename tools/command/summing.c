#include "summing.h"

#include <stdlib.h>
#include <string.h>

#include "report.h"
#include "interrupt.h"

#define TURN_BYTES (UINT64_C(256) << 20) /* enough to be read at full speed */

static struct summed *make_room(const struct loading *loading, struct emel_failure *why)
{
    struct summed *summed = calloc((size_t)loading->selection.count + 1, sizeof *summed);

    if (!summed)
        refuse(why, &(struct refusal){ .name = "OUT_OF_MEMORY", .text = "no memory for the sums" });
    return summed;
}

static int compare_names(const void *left, const void *right)
{
    return strcmp(((const struct summed *)left)->name, ((const struct summed *)right)->name);
}

/* Sorted; or nothing, where not all are done. */
static struct summed *finish(struct summed *summed, uint32_t count, bool done)
{
    if (!done) {
        free(summed);
        return NULL;
    }
    qsort(summed, count, sizeof *summed, compare_names);
    return summed;
}

static bool sum_one(const struct loading *loading, uint32_t place, struct summed *summed,
                    struct emel_failure *why)
{
    const struct emel_tensor *tensor = loading_tensor(loading, place);

    if (interrupt_seen())
        return refuse(why, &(struct refusal){ .name = "INTERRUPTED", .text = "interrupted" });
    *summed = (struct summed){ .name = tensor->name,
                               .bytes = tensor->byte_size,
                               .sum = sum_of(tensor->data, (size_t)tensor->byte_size) };
    return true;
}

/* --- in turn ------------------------------------------------------------------------------ */

/* How many tensors from `first` on are loaded together: at least one. */
static uint32_t next_turn(const struct selection *selection, uint32_t first)
{
    uint64_t bytes = selection->records[first]->byte_size;
    uint32_t end = first + 1;

    while (end < selection->count && bytes < TURN_BYTES &&
           selection->records[end]->byte_size <= TURN_BYTES - bytes)
        bytes += selection->records[end++]->byte_size;
    return end - first;
}

static bool take_turn(struct loading *loading, uint32_t first, uint32_t count,
                      struct summed *summed, struct emel_failure *why)
{
    if (!loading_run(loading, first, count, why))
        return false;
    for (uint32_t i = first; i < first + count; i++)
        if (!sum_one(loading, i, &summed[i], why) || !emel_storage_evict(&loading->storage, i, why))
            return false;
    return true;
}

struct summed *sum_in_turn(struct loading *loading, struct emel_failure *why)
{
    const struct selection *selection = &loading->selection;
    struct summed *summed = make_room(loading, why);
    bool done = summed != NULL;
    uint32_t count;

    interrupt_hold();
    for (uint32_t first = 0; done && first < selection->count; first += count) {
        count = next_turn(selection, first);
        done = take_turn(loading, first, count, summed, why);
    }
    interrupt_release();
    return finish(summed, selection->count, done);
}

/* --- all at once -------------------------------------------------------------------------- */

struct summed *sum_resident(struct loading *loading, struct emel_failure *why)
{
    struct summed *summed = make_room(loading, why);
    bool done = summed != NULL;

    interrupt_hold();
    progress_begin_again(&loading->progress);
    for (uint32_t i = 0; done && i < loading->selection.count; i++) {
        progress_show(&loading->progress, 0, 0);
        done = sum_one(loading, i, &summed[i], why);
        progress_count(&loading->progress, 1);
    }
    progress_clear(&loading->progress);
    interrupt_release();
    return finish(summed, loading->selection.count, done);
}
