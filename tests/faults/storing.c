#include "faults/storing.h"

#include <string.h>

#define STEPS_MAX 100000u

/* --- allocators -------------------------------------------------------------------- */

void storing_enter(struct storing *storing, struct trouble *trouble)
{
    *storing = (struct storing){ .trouble = trouble };
    storing->around_tensors = (struct trouble_memory){
        .trouble = trouble,
        .call = CALL_TENSORS,
        .under = ledger_allocator(&storing->tensors),
    };
    storing->around_records = (struct trouble_memory){
        .trouble = trouble,
        .call = CALL_RECORDS,
        .under = ledger_allocator(&storing->records),
    };
}

struct emel_allocator storing_tensors(struct storing *storing)
{
    return trouble_allocator(&storing->around_tensors);
}

struct emel_allocator storing_records(struct storing *storing)
{
    return trouble_allocator(&storing->around_records);
}

static const char *check_books(const struct storing *storing)
{
    if (ledger_check(&storing->tensors))
        return ledger_check(&storing->tensors);
    return ledger_check(&storing->records);
}

const char *storing_check_empty(const struct storing *storing)
{
    if (storing->tensors.held || storing->records.held)
        return "memory is still held";
    return storing->trouble->disk->held ? "a descriptor is left open" : check_books(storing);
}

/* --- how things stand -------------------------------------------------------------- */

struct moment {
    struct emel_storage_statistics state;
    struct emel_tensor tensors[SCENARIO_SPANS];
    const char *residency[SCENARIO_SPANS];
    size_t tensor_bytes, record_bytes;
    unsigned descriptors;
};

static struct moment look(const struct storing *storing, const struct emel_storage *storage)
{
    struct moment moment = {
        .state = emel_storage_get_statistics(storage),
        .tensor_bytes = ledger_held(&storing->tensors, storage),
        .record_bytes = storing->records.held,
        .descriptors = storing->trouble->disk->held,
    };

    for (uint32_t i = 0; i < moment.state.tensors; i++) {
        moment.tensors[i] = *emel_storage_tensor(storage, i);
        moment.residency[i] = emel_tensor_residency(&moment.tensors[i]);
    }
    return moment;
}

static bool same_state(const struct emel_storage_statistics *a,
                       const struct emel_storage_statistics *b)
{
    return a->tensors == b->tensors && a->bound == b->bound && a->loading == b->loading &&
           a->resident == b->resident && a->loads_in_flight == b->loads_in_flight &&
           a->regions == b->regions && a->resident_bytes == b->resident_bytes &&
           a->held_bytes == b->held_bytes;
}

static const char *difference(const struct moment *a, const struct moment *b)
{
    if (!same_state(&a->state, &b->state))
        return "what the storage tells of itself changed";
    for (uint32_t i = 0; i < a->state.tensors; i++)
        if (a->tensors[i].data != b->tensors[i].data || a->residency[i] != b->residency[i])
            return "a tensor's residency changed";
    if (a->tensor_bytes != b->tensor_bytes || a->record_bytes != b->record_bytes)
        return "what is held of the allocators changed";
    return NULL;
}

static const char *check_resident(const struct storing *storing, const struct emel_storage *storage)
{
    const struct emel_storage_statistics state = emel_storage_get_statistics(storage);

    if (state.resident != state.tensors || state.loading || state.loads_in_flight)
        return "done, but not every tensor is resident";
    for (uint32_t i = 0; i < state.tensors; i++) {
        const struct emel_tensor *tensor = emel_storage_tensor(storage, i);
        const struct disk_file *file = &storing->trouble->disk->files[tensor->file_index];

        if (tensor->byte_size &&
            memcmp(tensor->data, file->bytes + tensor->file_offset, (size_t)tensor->byte_size) != 0)
            return "done, but a tensor's bytes are wrong";
    }
    if (state.held_bytes != ledger_held(&storing->tensors, storage))
        return "the storage miscounts the bytes it holds";
    return NULL;
}

/* --- one load ---------------------------------------------------------------------- */

struct ending {
    struct storing *storing;
    unsigned told, descriptors;
    struct emel_failure why;
    const char *mistake;
};

static void on_end(void *context, const struct emel_failure *why)
{
    struct ending *ending = context;

    ending->told++;
    ending->why = *why;
    if (ending->storing->trouble->disk->held != ending->descriptors)
        ending->mistake = "the end was told with a descriptor open";
}

static bool on_progress(void *context, const struct emel_io_progress_event *progress)
{
    struct ending *ending = context;

    if (progress->bytes_done > progress->bytes_total || ending->told)
        ending->mistake = "progress beyond what there is";
    return true;
}

static enum emel_io_status step(struct storing *storing, struct emel_storage *storage,
                                bool *cancelled)
{
    enum emel_io_status answer;

    if (!trouble_cancels(storing->trouble))
        return emel_storage_step(storage, NULL, NULL);
    answer = emel_storage_cancel(storage, NULL, NULL);
    if (answer == EMEL_IO_REFUSED)
        return emel_storage_step(storage, NULL, NULL);
    *cancelled = true;
    return answer;
}

/* Answers whether the load was taken at all; if not, ending->why says why not. */
static bool drive(struct storing *storing, struct emel_storage *storage,
                  const struct scenario *scenario, struct ending *ending, struct outcome *outcome)
{
    const struct emel_storage_request request = {
        .policy = { .options = &scenario->options, .alignment = scenario->alignment },
        .context = ending,
        .on_progress = on_progress,
        .on_end = on_end,
    };
    enum emel_io_status answer = emel_storage_begin(storage, &request, &ending->why);
    unsigned steps = 0;

    if (answer == EMEL_IO_REFUSED)
        return false;
    while (answer == EMEL_IO_AGAIN && steps++ < STEPS_MAX)
        answer = step(storing, storage, &outcome->cancelled);
    if (answer != EMEL_IO_ENDED)
        ending->mistake = "the load did not end";
    return true;
}

void storing_tell(const struct storing *storing, const struct emel_storage *storage,
                  const struct emel_failure *why, struct outcome *outcome)
{
    const struct disk *disk = storing->trouble->disk;
    const uint32_t count = storage ? emel_storage_get_statistics(storage).tensors : 0;

    outcome->done = why->source == EMEL_FAILURE_NONE;
    outcome->source = why->source;
    outcome->code = why->code;
    outcome->os_error = why->os_error;
    outcome->offset = outcome->done ? EMEL_IO_NO_OFFSET : why->file_offset;
    outcome->span = outcome->file = SCENARIO_NO_INDEX;
    for (uint32_t i = 0; i < count; i++)
        if (strcmp(emel_storage_tensor(storage, i)->name, why->subject) == 0)
            outcome->span = i;
    for (uint32_t i = 0; i < DISK_FILES; i++)
        if (disk->files[i].path && strcmp(disk->files[i].path, why->file) == 0)
            outcome->file = i;
}

const char *storing_load(struct storing *storing, struct emel_storage *storage,
                         const struct scenario *scenario, struct outcome *outcome)
{
    const struct moment before = look(storing, storage);
    struct ending ending = { .storing = storing, .descriptors = before.descriptors };
    const bool taken = drive(storing, storage, scenario, &ending, outcome);
    const struct moment after = look(storing, storage);
    const char *wrong;

    outcome->published = taken ? ending.told : 1 - ending.told;
    storing_tell(storing, storage, &ending.why, outcome);
    if (ending.mistake)
        return ending.mistake;
    if (outcome->published != 1)
        return "the end was not told exactly once";
    if (after.descriptors != before.descriptors)
        return "a descriptor is left open";
    if (check_books(storing))
        return check_books(storing);
    wrong = outcome->done ? check_resident(storing, storage) : difference(&before, &after);
    return wrong ? wrong : storing->trouble->disk->mistake;
}
