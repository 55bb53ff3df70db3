#include "crew.h"

#include <stdlib.h>

#include "interrupt.h"
#include "report.h"
#include "text.h"

enum {
    WORKERS_MOST = 16,
    WORKERS_UNCACHED = 8 /* reads that a device has in hand at once */
};

/* --- for work ------------------------------------------------------------------------------- */

static bool is_past(const struct crew *crew, uint32_t order, uint64_t offset)
{
    return order > crew->failed_file ||
           (order == crew->failed_file && offset >= crew->failed_offset);
}

bool crew_goes_on(struct crew *crew, uint32_t order, uint64_t offset)
{
    bool past;

    if (interrupt_seen())
        return false;
    if (!atomic_load(&crew->failed))
        return true;
    pthread_mutex_lock(&crew->lock);
    past = is_past(crew, order, offset);
    pthread_mutex_unlock(&crew->lock);
    return !past;
}

static void fail(struct crew *crew, const struct crew_source *source, const struct piece *piece)
{
    pthread_mutex_lock(&crew->lock);
    if (!is_past(crew, source->order, piece->offset)) {
        refuse_read(&crew->failure, piece->error,
                    &(struct refusal){ .file = source->file->path,
                                       .tensor = source->tensor,
                                       .os_error = piece->os_error });
        crew->failure.file_offset = piece->offset;
        crew->failed_file = source->order;
        crew->failed_offset = piece->offset;
        atomic_store(&crew->failed, true);
    }
    pthread_mutex_unlock(&crew->lock);
}

bool crew_read(struct crew_worker *worker, unsigned reader, const struct crew_source *source,
               uint64_t offset, uint64_t end, struct piece *piece)
{
    *piece = piece_read(&worker->readers[reader], source->file, offset, end);
    if (piece->bytes > 0)
        return true;
    fail(worker->crew, source, piece);
    return false;
}

void crew_show(struct crew *crew, size_t bytes, const char *tensor)
{
    const uint64_t done = atomic_fetch_add(&crew->bytes_done, bytes) + bytes;

    if (pthread_mutex_trylock(&crew->lock) != 0)
        return;
    progress_show(crew->job->progress, done, text_name(tensor));
    pthread_mutex_unlock(&crew->lock);
}

/* --- threads -------------------------------------------------------------------------------- */

static bool equip(struct crew_worker *worker)
{
    bool done = true;

    worker->state = sum_open();
    for (size_t i = 0; i < CREW_READERS; i++)
        done = piece_begin(&worker->readers[i], (uint32_t)worker->crew->job->settings->caching) &&
               done;
    return done && worker->state;
}

static void work(void *argument, uint32_t index)
{
    struct crew_worker worker = { .crew = argument };
    struct crew *crew = worker.crew;
    const struct crew_job *job = crew->job;
    uint32_t next;

    (void)index;
    if (equip(&worker))
        while (!interrupt_seen() && (next = atomic_fetch_add(&crew->next, 1)) < job->count)
            job->work(&worker, job->tasks[next].index);
    for (size_t i = 0; i < CREW_READERS; i++)
        piece_end(&worker.readers[i]);
    sum_close(worker.state);
}

static uint32_t smaller(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

/* As many as can work at once; more if they will wait for a device. */
static uint32_t count_workers(const struct crew_job *job, bool first_cached)
{
    const struct emel_io_system *system = emel_io_system_default();
    uint32_t count = (uint32_t)job->settings->workers;

    if (count == 0) {
        count = smaller(system->processors(system->context), WORKERS_MOST);
        if (!job->resident && !first_cached && count < WORKERS_UNCACHED)
            count = WORKERS_UNCACHED;
    }
    return smaller(count, job->count);
}

static int compare_tasks(const void *left, const void *right)
{
    const struct crew_task *a = left, *b = right;

    if (a->bytes != b->bytes)
        return a->bytes > b->bytes ? -1 : 1;
    return a->index < b->index ? -1 : 1;
}

static void run(struct crew *crew, bool first_cached)
{
    const struct crew_job *job = crew->job;
    const struct emel_io_system *system = emel_io_system_default();
    const uint32_t workers = count_workers(job, first_cached);

    qsort(job->tasks, job->count, sizeof *job->tasks, compare_tasks);
    interrupt_hold();
    if (workers > 0)
        system->run(system->context, workers, work, crew);
    progress_clear(job->progress);
    interrupt_release();
}

bool crew_run(const struct crew_job *job, bool first_cached, struct emel_failure *why)
{
    struct crew crew = { .job = job, .failed_file = UINT32_MAX };

    pthread_mutex_init(&crew.lock, NULL);
    run(&crew, first_cached);
    pthread_mutex_destroy(&crew.lock);
    if (interrupt_seen())
        return refuse(why, &(struct refusal){ .name = "INTERRUPTED", .text = "interrupted" });
    if (atomic_load(&crew.failed)) {
        *why = crew.failure;
        return false;
    }
    if (atomic_load(&crew.next) < job->count)
        return refuse(
            why, &(struct refusal){ .name = "OUT_OF_MEMORY", .text = "no memory for the buffers" });
    return true;
}
