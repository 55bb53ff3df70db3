#include "summing.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "format.h"
#include "interrupt.h"
#include "piece.h"
#include "report.h"

enum {
    WORKERS_MOST = 16,
    WORKERS_UNCACHED = 8,    /* reads that a device has in hand at once */
    RESIDENT_PIECE = 4 << 20 /* between two looks at the interrupt */
};

/* One tensor on the list of work. */
struct task {
    uint64_t bytes;
    uint32_t place; /* in the selection */
};

/* What the workers share. */
struct summing {
    struct loading *loading;
    struct task *tasks; /* the largest first */
    struct summed *summed;
    bool resident;
    atomic_uint next; /* of tasks */
    atomic_ullong bytes_done;
    atomic_bool failed;
    pthread_mutex_t lock; /* of what follows, and of the progress */
    struct emel_failure failure;
    uint32_t failed_file; /* the lowest place of a failure */
    uint64_t failed_offset;
};

/* What each has. */
struct worker {
    struct summing *summing;
    struct sum_state *state;
    struct piece_reader reader;
};

/* --- failures: the one at the lowest place counts, as in a load ------------------------------- */

static bool is_past(const struct summing *summing, uint32_t file, uint64_t offset)
{
    return file > summing->failed_file ||
           (file == summing->failed_file && offset >= summing->failed_offset);
}

/* Whether what is at this place cannot change the outcome. */
static bool is_idle(struct summing *summing, uint32_t file, uint64_t offset)
{
    bool past;

    if (!atomic_load(&summing->failed))
        return false;
    pthread_mutex_lock(&summing->lock);
    past = is_past(summing, file, offset);
    pthread_mutex_unlock(&summing->lock);
    return past;
}

static void fail(struct summing *summing, const struct emel_tensor_record *record,
                 const struct piece *piece)
{
    uint32_t count;
    const struct emel_io_file *files = emel_model_file_files(summing->loading->file, &count);

    pthread_mutex_lock(&summing->lock);
    if (!is_past(summing, record->file_index, piece->offset)) {
        refuse_read(&summing->failure, piece->error,
                    &(struct refusal){ .file = files[record->file_index].path,
                                       .tensor = record->name,
                                       .os_error = piece->os_error });
        summing->failure.file_offset = piece->offset;
        summing->failed_file = record->file_index;
        summing->failed_offset = piece->offset;
        atomic_store(&summing->failed, true);
    }
    pthread_mutex_unlock(&summing->lock);
}

/* --- one tensor ------------------------------------------------------------------------------- */

static void show(struct summing *summing, size_t bytes, const char *name)
{
    const uint64_t done = atomic_fetch_add(&summing->bytes_done, bytes) + bytes;

    if (pthread_mutex_trylock(&summing->lock) != 0)
        return;
    progress_show(&summing->loading->progress, done, text_name(name));
    pthread_mutex_unlock(&summing->lock);
}

/* False: it failed, or need not go on. */
static bool add_from_file(struct worker *worker, const struct emel_tensor_record *record)
{
    struct summing *summing = worker->summing;
    const uint64_t end = record->file_offset + record->byte_size;
    uint32_t count;
    const struct emel_io_file *file =
        emel_model_file_files(summing->loading->file, &count) + record->file_index;
    struct piece piece;

    for (uint64_t at = record->file_offset; at < end; at += piece.bytes) {
        if (interrupt_seen() || is_idle(summing, record->file_index, at))
            return false;
        piece = piece_read(&worker->reader, file, at, end);
        if (piece.bytes == 0) {
            fail(summing, record, &piece);
            return false;
        }
        sum_add(worker->state, piece.data, piece.bytes);
        show(summing, piece.bytes, record->name);
    }
    return true;
}

static bool add_resident(struct worker *worker, const struct emel_tensor *tensor)
{
    const unsigned char *at = tensor->data;
    uint64_t left = tensor->byte_size;

    while (left > 0) {
        const size_t bytes = left < RESIDENT_PIECE ? (size_t)left : RESIDENT_PIECE;

        if (interrupt_seen())
            return false;
        sum_add(worker->state, at, bytes);
        show(worker->summing, bytes, tensor->name);
        at += bytes;
        left -= bytes;
    }
    return true;
}

static void sum_place(struct worker *worker, uint32_t place)
{
    struct summing *summing = worker->summing;
    const struct emel_tensor_record *record = summing->loading->selection.records[place];
    bool done;

    sum_begin(worker->state);
    done = summing->resident ? add_resident(worker, loading_tensor(summing->loading, place))
                             : add_from_file(worker, record);
    if (done)
        summing->summed[place] = (struct summed){ .name = record->name,
                                                  .bytes = record->byte_size,
                                                  .sum = sum_of(worker->state) };
}

/* --- all of them ------------------------------------------------------------------------------ */

static void work(void *argument, uint32_t index)
{
    struct worker worker = { .summing = argument, .state = sum_open(), .reader.direct = -1 };
    struct summing *summing = worker.summing;
    const uint32_t count = summing->loading->selection.count;
    uint32_t next;

    (void)index;
    if (worker.state && piece_begin(&worker.reader, (uint32_t)summing->loading->settings->caching))
        while (!interrupt_seen() && (next = atomic_fetch_add(&summing->next, 1)) < count)
            sum_place(&worker, summing->tasks[next].place);
    piece_end(&worker.reader);
    sum_close(worker.state);
}

static int compare_tasks(const void *left, const void *right)
{
    const struct task *a = left, *b = right;

    if (a->bytes != b->bytes)
        return a->bytes > b->bytes ? -1 : 1;
    return a->place < b->place ? -1 : 1;
}

static void list_tasks(struct summing *summing)
{
    const struct selection *selection = &summing->loading->selection;

    for (uint32_t i = 0; i < selection->count; i++)
        summing->tasks[i] = (struct task){ .bytes = selection->records[i]->byte_size, .place = i };
    qsort(summing->tasks, selection->count, sizeof *summing->tasks, compare_tasks);
}

static uint32_t smaller(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

/* As many as can work at once; more if they will wait for a device, which the largest tensor's
 * first piece decides. */
static uint32_t count_workers(const struct summing *summing)
{
    const struct loading *loading = summing->loading;
    const struct emel_io_system *system = emel_io_system_default();
    const uint32_t processors = smaller(system->processors(system->context), WORKERS_MOST);
    uint32_t count = (uint32_t)loading->settings->workers;

    if (count == 0)
        count = processors;
    if (loading->settings->workers == 0 && !summing->resident && count < WORKERS_UNCACHED &&
        loading->selection.count > 0 &&
        !piece_is_cached(loading->file, loading->selection.records[summing->tasks[0].place]))
        count = WORKERS_UNCACHED;
    return smaller(count, loading->selection.count);
}

static void run(struct summing *summing)
{
    const struct emel_io_system *system = emel_io_system_default();
    const uint32_t workers = count_workers(summing);

    interrupt_hold();
    if (workers > 0)
        system->run(system->context, workers, work, summing);
    progress_clear(&summing->loading->progress);
    interrupt_release();
}

/* Files that changed meanwhile; before, because a file that changed may be shorter, too. */
static bool check_files(const struct loading *loading, struct emel_failure *why)
{
    const struct selection *selection = &loading->selection;
    const struct emel_io_file *checked = NULL, *files;
    uint32_t error, count;
    int os_error;

    files = emel_model_file_files(loading->file, &count);
    for (uint32_t i = 0; i < selection->count; i++) {
        const struct emel_io_file *file = &files[selection->records[i]->file_index];

        if (selection->records[i]->byte_size == 0 || file == checked)
            continue;
        error = piece_check_file(file, &os_error);
        if (error != EMEL_IO_READ_NONE)
            return refuse_read(why, error,
                               &(struct refusal){ .file = file->path, .os_error = os_error });
        checked = file;
    }
    return true;
}

static bool out_of_memory(struct emel_failure *why)
{
    return refuse(why,
                  &(struct refusal){ .name = "OUT_OF_MEMORY", .text = "no memory for the sums" });
}

static bool outcome(struct summing *summing, struct emel_failure *why)
{
    if (interrupt_seen())
        return refuse(why, &(struct refusal){ .name = "INTERRUPTED", .text = "interrupted" });
    if (atomic_load(&summing->failed)) {
        *why = summing->failure;
        return false;
    }
    if (atomic_load(&summing->next) < summing->loading->selection.count)
        return out_of_memory(why);
    return summing->resident || check_files(summing->loading, why);
}

static bool sum_all(struct summing *summing, struct emel_failure *why)
{
    if (!summing->tasks || !summing->summed)
        return out_of_memory(why);
    if (!summing->resident && !check_files(summing->loading, why))
        return false;
    list_tasks(summing);
    run(summing);
    return outcome(summing, why);
}

static int compare_names(const void *left, const void *right)
{
    return strcmp(((const struct summed *)left)->name, ((const struct summed *)right)->name);
}

static struct summed *sum(struct loading *loading, bool resident, struct emel_failure *why)
{
    const uint32_t count = loading->selection.count;
    struct summing summing = { .loading = loading,
                               .resident = resident,
                               .failed_file = UINT32_MAX };
    bool done;

    summing.tasks = calloc((size_t)count + 1, sizeof *summing.tasks);
    summing.summed = calloc((size_t)count + 1, sizeof *summing.summed);
    pthread_mutex_init(&summing.lock, NULL);
    done = sum_all(&summing, why);
    pthread_mutex_destroy(&summing.lock);
    free(summing.tasks);
    if (!done) {
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
