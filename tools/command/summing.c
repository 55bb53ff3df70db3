#include "summing.h"

#include <stdlib.h>
#include <string.h>

#include "crew.h"
#include "interrupt.h"
#include "report.h"

enum {
    RESIDENT_PIECE = 4 << 20, /* between two looks at the interrupt */
    GAP_MOST = 16 << 10       /* between runs that are read together */
};

/* A piece of a file, which several runs may be in. */
struct window {
    uint64_t offset;
    struct piece piece;
};

/* What the workers share. */
struct summing {
    struct loading *loading;
    struct summed *summed;
    const struct emel_io_file *files;
};

/* --- one tensor ------------------------------------------------------------------------------- */

static const struct emel_tensor_record *record_at(const struct summing *summing, uint32_t place)
{
    return summing->loading->selection.records[place];
}

static void note(struct crew_worker *worker, uint32_t place)
{
    struct summing *summing = worker->crew->job->context;
    const struct emel_tensor_record *record = record_at(summing, place);

    summing->summed[place] = (struct summed){ .name = record->name,
                                              .bytes = record->byte_size,
                                              .sum = sum_of(worker->state) };
}

/* Adds the bytes of [at, end); what was read beyond `end`, up to `most`, stays in *window for the
 * next run.  False: it failed, or need not go on. */
static bool add_run(struct crew_worker *worker, const struct crew_source *source,
                    struct window *window, uint64_t at, uint64_t end, uint64_t most)
{
    while (at < end) {
        size_t bytes;

        if (at < window->offset || at >= window->offset + window->piece.bytes) {
            if (!crew_goes_on(worker->crew, source->order, at) ||
                !crew_read(worker, 0, source, at, most, &window->piece))
                return false;
            window->offset = at;
        }
        bytes = (size_t)(window->offset + window->piece.bytes - at);
        if (bytes > end - at)
            bytes = (size_t)(end - at);
        sum_add(worker->state, window->piece.data + (at - window->offset), bytes);
        crew_show(worker->crew, bytes, source->tensor);
        at += bytes;
    }
    return true;
}

/* The runs of a part, in the order of its memory.  Short gaps are read with the runs. */
static bool add_part(struct crew_worker *worker, const struct emel_tensor_record *record,
                     const struct emel_io_part *part)
{
    const struct summing *summing = worker->crew->job->context;
    const struct crew_source source = { .file = &summing->files[part->file_index],
                                        .order = part->file_index,
                                        .tensor = record->name };
    const bool together = part->file_stride - part->run_bytes <= GAP_MOST;
    const uint64_t end =
        part->file_offset + (part->count - 1) * part->file_stride + part->run_bytes;
    struct window window = { .offset = 0 };

    for (uint64_t i = 0; i < part->count; i++) {
        const uint64_t at = part->file_offset + i * part->file_stride;

        if (!add_run(worker, &source, &window, at, at + part->run_bytes,
                     together ? end : at + part->run_bytes))
            return false;
    }
    return true;
}

static void sum_file_tensor(struct crew_worker *worker, uint32_t place)
{
    const struct summing *summing = worker->crew->job->context;
    const struct emel_tensor_record *record = record_at(summing, place);
    const struct emel_io_part whole = { .file_index = record->file_index,
                                        .file_offset = record->file_offset,
                                        .file_stride = record->byte_size,
                                        .run_bytes = record->byte_size,
                                        .count = 1 };

    sum_begin(worker->state);
    if (record->byte_size == 0 || add_part(worker, record, record->parts ? record->parts : &whole))
        note(worker, place);
}

static void sum_resident_tensor(struct crew_worker *worker, uint32_t place)
{
    const struct summing *summing = worker->crew->job->context;
    const struct emel_tensor *tensor = loading_tensor(summing->loading, place);
    const unsigned char *at = tensor->data;

    sum_begin(worker->state);
    for (uint64_t left = tensor->byte_size; left > 0;) {
        const size_t bytes = left < RESIDENT_PIECE ? (size_t)left : RESIDENT_PIECE;

        if (interrupt_seen())
            return;
        sum_add(worker->state, at, bytes);
        crew_show(worker->crew, bytes, tensor->name);
        at += bytes;
        left -= bytes;
    }
    note(worker, place);
}

/* --- all of them ------------------------------------------------------------------------------ */

static void list_tasks(const struct summing *summing, struct crew_task *tasks)
{
    for (uint32_t i = 0; i < summing->loading->selection.count; i++)
        tasks[i] = (struct crew_task){ .bytes = record_at(summing, i)->byte_size, .index = i };
}

static bool first_is_cached(const struct loading *loading)
{
    const struct selection *selection = &loading->selection;
    const struct emel_tensor_record *largest = NULL;

    for (uint32_t i = 0; i < selection->count; i++)
        if (!largest || selection->records[i]->byte_size > largest->byte_size)
            largest = selection->records[i];
    return !largest || piece_is_cached(loading->file, largest);
}

static bool run(struct summing *summing, struct crew_job *job, struct emel_failure *why)
{
    const struct loading *loading = summing->loading;

    list_tasks(summing, job->tasks);
    if (job->resident)
        return crew_run(job, true, why);
    return piece_check_files(loading->file, &loading->selection, why) &&
           crew_run(job, first_is_cached(loading), why) &&
           piece_check_files(loading->file, &loading->selection, why);
}

static int compare_names(const void *left, const void *right)
{
    return strcmp(((const struct summed *)left)->name, ((const struct summed *)right)->name);
}

static struct summed *sum(struct loading *loading, bool resident, struct emel_failure *why)
{
    const uint32_t count = loading->selection.count;
    struct summing summing = { .loading = loading };
    struct crew_job job = {
        .settings = loading->settings,
        .progress = &loading->progress,
        .count = count,
        .resident = resident,
        .work = resident ? sum_resident_tensor : sum_file_tensor,
        .context = &summing,
    };
    uint32_t files;
    bool done;

    summing.files = emel_model_file_files(loading->file, &files);
    summing.summed = calloc((size_t)count + 1, sizeof *summing.summed);
    job.tasks = calloc((size_t)count + 1, sizeof *job.tasks);
    if (summing.summed && job.tasks)
        done = run(&summing, &job, why);
    else
        done = refuse(
            why, &(struct refusal){ .name = "OUT_OF_MEMORY", .text = "no memory for the sums" });
    free(job.tasks);
    if (!done || !summing.summed) {
        free(summing.summed);
        return NULL;
    }
    qsort(summing.summed, count, sizeof *summing.summed, compare_names);
    return summing.summed;
}

struct summed *sum_from_files(struct loading *loading, struct emel_failure *why)
{
    return sum(loading, false, why);
}

struct summed *sum_resident(struct loading *loading, struct emel_failure *why)
{
    progress_begin_again(&loading->progress);
    return sum(loading, true, why);
}
