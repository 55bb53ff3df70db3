#include "comparing.h"

#include <stdlib.h>
#include <string.h>

#include "crew.h"
#include "report.h"

/* --- names, dtypes, shapes -------------------------------------------------------------------- */

/* The extent of a dimension, counted from the one that varies fastest; 1 past the last. */
static uint64_t extent(const struct emel_tensor_record *record, enum emel_order order, uint32_t i)
{
    if (i >= record->rank)
        return 1;
    return record->shape[order == EMEL_ORDER_FIRST_FASTEST ? i : record->rank - 1 - i];
}

/* Writers of GGUF drop the slowest extents if they are 1, so between formats they do not count. */
static bool same_shape(const struct comparing *comparing, const struct comparison *pair)
{
    const enum emel_order a = emel_select_order(comparing->a.file);
    const enum emel_order b = emel_select_order(comparing->b.file);
    const uint32_t rank = pair->a->rank > pair->b->rank ? pair->a->rank : pair->b->rank;

    if (a == b && pair->a->rank != pair->b->rank)
        return false;
    for (uint32_t i = 0; i < rank; i++)
        if (extent(pair->a, a, i) != extent(pair->b, b, i))
            return false;
    return true;
}

/* SAME: as far as the headers say. */
static enum difference_kind compare_headers(const struct comparing *comparing,
                                            const struct comparison *pair)
{
    if (!pair->b)
        return ONLY_IN_A;
    if (!pair->a)
        return ONLY_IN_B;
    if (pair->a->dtype != pair->b->dtype)
        return OTHER_DTYPE;
    return same_shape(comparing, pair) ? SAME : OTHER_SHAPE;
}

/* Less than 0: the next name is A's alone; more: B's. */
static int compare_next(const struct selection *a, uint32_t i, const struct selection *b,
                        uint32_t j)
{
    if (i == a->count)
        return 1;
    if (j == b->count)
        return -1;
    return strcmp(a->records[i]->name, b->records[j]->name);
}

static bool pair_up(struct comparing *comparing, struct emel_failure *why)
{
    const struct selection *a = &comparing->a.selection, *b = &comparing->b.selection;
    uint32_t i = 0, j = 0;

    comparing->all = calloc((size_t)a->count + b->count + 1, sizeof *comparing->all);
    if (!comparing->all)
        return refuse(why, &(struct refusal){ .name = "OUT_OF_MEMORY",
                                              .text = "no memory for the differences" });
    while (i < a->count || j < b->count) {
        const int order = compare_next(a, i, b, j);
        struct comparison *pair = &comparing->all[comparing->count++];

        pair->a = order <= 0 ? a->records[i++] : NULL;
        pair->b = order >= 0 ? b->records[j++] : NULL;
        pair->kind = compare_headers(comparing, pair);
    }
    return true;
}

/* --- bytes ------------------------------------------------------------------------------------ */

static struct crew_source source_of(const struct loading *loading,
                                    const struct emel_tensor_record *record, uint32_t before)
{
    uint32_t count;
    const struct emel_io_file *files = emel_model_file_files(loading->file, &count);

    return (struct crew_source){ .file = &files[record->file_index],
                                 .order = before + record->file_index,
                                 .tensor = record->name };
}

static uint64_t first_difference(const unsigned char *a, const unsigned char *b)
{
    uint64_t at = 0;

    while (a[at] == b[at])
        at++;
    return at;
}

/* The pieces of both sides may differ in length: what is left of one is compared with the next
 * piece of the other. */
struct side {
    struct crew_source source;
    uint64_t next, end; /* offsets in its file */
    const unsigned char *data;
    size_t left;
};

static bool fill(struct crew_worker *worker, unsigned reader, struct side *side)
{
    struct piece piece;

    if (side->left > 0)
        return true;
    if (!crew_goes_on(worker->crew, side->source.order, side->next) ||
        !crew_read(worker, reader, &side->source, side->next, side->end, &piece))
        return false;
    side->data = piece.data;
    side->left = piece.bytes;
    side->next += piece.bytes;
    return true;
}

static void drop(struct side *side, size_t bytes)
{
    side->data += bytes;
    side->left -= bytes;
}

static void compare_bytes(struct crew_worker *worker, struct comparison *pair, struct side *a,
                          struct side *b)
{
    for (uint64_t at = 0; at < pair->a->byte_size;) {
        size_t bytes;

        if (!fill(worker, 0, a) || !fill(worker, 1, b))
            return;
        bytes = a->left < b->left ? a->left : b->left;
        if (memcmp(a->data, b->data, bytes) != 0) {
            pair->kind = OTHER_BYTES;
            pair->offset = at + first_difference(a->data, b->data);
            crew_show(worker->crew, (size_t)(pair->a->byte_size - at), pair->a->name);
            return;
        }
        crew_show(worker->crew, bytes, pair->a->name);
        drop(a, bytes);
        drop(b, bytes);
        at += bytes;
    }
}

static struct side side_of(const struct loading *loading, const struct emel_tensor_record *record,
                           uint32_t before)
{
    return (struct side){ .source = source_of(loading, record, before),
                          .next = record->file_offset,
                          .end = record->file_offset + record->byte_size };
}

static void compare_tensor(struct crew_worker *worker, uint32_t index)
{
    struct comparing *comparing = worker->crew->job->context;
    struct comparison *pair = &comparing->all[index];
    struct side a, b;
    uint32_t files_of_a;

    emel_model_file_files(comparing->a.file, &files_of_a);
    a = side_of(&comparing->a, pair->a, 0);
    b = side_of(&comparing->b, pair->b, files_of_a);
    compare_bytes(worker, pair, &a, &b);
}

/* --- all of it -------------------------------------------------------------------------------- */

static bool check_files(const struct comparing *comparing, struct emel_failure *why)
{
    return piece_check_files(comparing->a.file, &comparing->a.selection, why) &&
           piece_check_files(comparing->b.file, &comparing->b.selection, why);
}

/* The tensors whose bytes are compared, and where the largest of them is. */
static const struct emel_tensor_record *list_tasks(struct comparing *comparing,
                                                   struct crew_job *job)
{
    const struct emel_tensor_record *largest = NULL;

    for (uint32_t i = 0; i < comparing->count; i++) {
        const struct comparison *pair = &comparing->all[i];

        if (pair->kind != SAME)
            continue;
        job->tasks[job->count++] = (struct crew_task){ .bytes = pair->a->byte_size, .index = i };
        comparing->progress.bytes += pair->a->byte_size;
        if (!largest || pair->a->byte_size > largest->byte_size)
            largest = pair->a;
    }
    return largest;
}

static bool compare_all(struct comparing *comparing, const struct settings *settings,
                        struct emel_failure *why)
{
    const struct emel_tensor_record *largest;
    struct crew_job job = { .settings = settings,
                            .progress = &comparing->progress,
                            .work = compare_tensor,
                            .context = comparing };
    bool done;

    job.tasks = calloc((size_t)comparing->count + 1, sizeof *job.tasks);
    if (!job.tasks)
        return refuse(why, &(struct refusal){ .name = "OUT_OF_MEMORY",
                                              .text = "no memory for the list of tensors" });
    largest = list_tasks(comparing, &job);
    done = check_files(comparing, why) &&
           crew_run(&job, !largest || piece_is_cached(comparing->a.file, largest), why) &&
           check_files(comparing, why);
    free(job.tasks);
    return done;
}

/* One side alone may lack what a pattern matches; patterns that match nothing in both are refused
 * as they are for one file. */
static bool open_both(struct comparing *comparing, const struct settings *settings, const char *a,
                      const char *b, struct emel_failure *why)
{
    if (!loading_open(&comparing->a, settings, a, why) ||
        !loading_open(&comparing->b, settings, b, why))
        return false;
    if (!selection_make_any(&comparing->a.selection, settings, comparing->a.file, why) ||
        !selection_make_any(&comparing->b.selection, settings, comparing->b.file, why))
        return false;
    if (settings->pattern_count > 0 && comparing->a.selection.count == 0 &&
        comparing->b.selection.count == 0)
        return refuse(why, &(struct refusal){ .name = "NO_MATCH",
                                              .text = "no tensor of either file matches",
                                              .tensor = settings->patterns[0] });
    selection_order(&comparing->a.selection, SORT_NAME);
    selection_order(&comparing->b.selection, SORT_NAME);
    return true;
}

bool comparing_run(struct comparing *comparing, const struct settings *settings, const char *a,
                   const char *b, struct emel_failure *why)
{
    *comparing = (struct comparing){ .count = 0 };
    if (!open_both(comparing, settings, a, b, why) || !pair_up(comparing, why))
        return false;
    progress_begin(&comparing->progress, settings, a, 0);
    if (!compare_all(comparing, settings, why))
        return false;
    for (uint32_t i = 0; i < comparing->count; i++)
        comparing->counts[comparing->all[i].kind]++;
    return true;
}

void comparing_end(struct comparing *comparing)
{
    free(comparing->all);
    loading_end(&comparing->a);
    loading_end(&comparing->b);
}
