#include "faults/storing.h"

#include <stdlib.h>
#include <string.h>

#include "faults/ending.h"

#define STEPS_MAX 100000u

/* --- allocators -------------------------------------------------------------------- */

void storing_enter(struct storing *storing, const struct scenario *scenario,
                   struct trouble *trouble)
{
    *storing = (struct storing){
        .trouble = trouble,
        .system = trouble_system(trouble, scenario->mandatory_only),
    };
    storing->around_tensors = (struct trouble_memory){
        .trouble = trouble,
        .call = CALL_TENSORS,
        .under = ledger_allocator(&storing->tensors),
        .fails_to_discard = &storing->tensors.fails_to_discard,
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

/* What a discard left behind counts as held from then on. */
static void forgive(const struct storing *storing, struct moment *before,
                    const struct moment *after)
{
    for (unsigned i = 0; i < TROUBLE_FAULTS; i++)
        if (storing->trouble->struck[i] && storing->trouble->faults[i].call == CALL_DISCARD) {
            before->state.held_bytes = after->state.held_bytes;
            before->tensor_bytes = after->tensor_bytes;
        }
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

const char *storing_check(const struct storing *storing, const struct emel_storage *storage)
{
    const struct emel_storage_statistics state = emel_storage_get_statistics(storage);

    if (state.loading || state.loads_in_flight)
        return "a load is over, but not for the storage";
    for (uint32_t i = 0; i < state.tensors; i++) {
        const struct emel_tensor *tensor = emel_storage_tensor(storage, i);

        if (tensor->data && !ending_has_bytes(storing->trouble->disk, storage, i, tensor->data))
            return "a resident tensor's bytes are wrong";
    }
    if (state.held_bytes != ledger_held(&storing->tensors, storage))
        return "the storage miscounts the bytes it holds";
    return NULL;
}

/* All of those that are to be loaded, or none; neighbours that were evicted are let be. */
static const char *check_loaded(const struct emel_storage *storage, const struct scenario *scenario,
                                bool done)
{
    const uint32_t count = emel_storage_get_statistics(storage).tensors;

    for (uint32_t i = 0; i < count; i++) {
        const bool resident = emel_storage_tensor(storage, i)->data != NULL;

        if (scenario->evicts && !storing_loads(i))
            continue;
        if (resident != done)
            return done ? "done, but not every tensor is resident"
                        : "it failed, but a tensor is resident";
    }
    return NULL;
}

/* --- one load ---------------------------------------------------------------------- */

bool storing_loads(uint32_t index)
{
    return index % 3 != 0;
}

/* One load or read. */
struct doing {
    struct storing *storing;
    struct emel_storage *storage;
    const struct scenario *scenario;
    struct emel_io *io; /* NULL: the storage's own */
    struct ending ending;
    struct emel_tensor_target targets[SCENARIO_SPANS]; /* of a read */
    uint32_t tensors[SCENARIO_SPANS];
    unsigned count;
};

static enum emel_io_status step_once(struct doing *doing)
{
    return doing->io ? emel_io_step(doing->io) : emel_storage_step(doing->storage, NULL, NULL);
}

static enum emel_io_status step(struct doing *doing, bool *cancelled)
{
    enum emel_io_status answer;

    if (!trouble_cancels(doing->storing->trouble))
        return step_once(doing);
    answer =
        doing->io ? emel_io_cancel(doing->io) : emel_storage_cancel(doing->storage, NULL, NULL);
    if (answer == EMEL_IO_REFUSED)
        return step_once(doing);
    *cancelled = true;
    return answer;
}

static void evict_neighbours(struct doing *doing, unsigned steps)
{
    const uint32_t neighbour = 3 * (steps / 2);

    if (!doing->scenario->evicts || steps % 2 == 0 || neighbour >= doing->scenario->span_count)
        return;
    (void)emel_storage_evict(doing->storage, neighbour, NULL);
    doing->ending.discards = doing->storing->tensors.discards; /* those were not the load's */
}

/* --- an io of its owner's ---- */

static enum emel_io_status touch(void *self)
{
    struct storing *storing = self;

    storing->touched++;
    return EMEL_IO_REFUSED;
}

static void lend(struct doing *doing)
{
    struct storing *storing = doing->storing;
    const struct emel_io_strategy strategy =
        emel_io_read_init(&storing->lent_read, &storing->system);

    emel_io_init(&storing->lent);
    (void)emel_io_register(&storing->lent, &strategy);
    doing->io = &storing->lent;
}

/* The owner uses it for something else, and only then the storage is asked. */
static void land(struct doing *doing)
{
    struct storing *storing = doing->storing;

    storing->touched = 0;
    storing->lent.active = 1;
    storing->lent.strategies[0].self = storing;
    storing->lent.strategies[0].step = storing->lent.strategies[0].cancel = touch;
    if (emel_storage_step(doing->storage, doing->io, NULL) != EMEL_IO_ENDED)
        doing->ending.mistake = "a published load did not land";
    if (storing->touched)
        doing->ending.mistake = "an io was used after its load was published";
}

/* Answers whether the load was taken at all; if not, ending.why says why not. */
static bool drive(struct doing *doing, struct outcome *outcome)
{
    struct emel_storage_request request = {
        .policy = { .options = &doing->scenario->options, .alignment = doing->scenario->alignment },
        .io = doing->io,
    };
    enum emel_io_status answer;
    unsigned steps = 0;

    if (doing->scenario->reads) {
        request.tensors = doing->tensors;
        request.targets = doing->targets;
        request.count = doing->count;
    }
    ending_watch(&doing->ending, &request);
    answer = (doing->scenario->reads ? emel_storage_begin_read : emel_storage_begin)(
        doing->storage, &request, &doing->ending.why);
    if (answer == EMEL_IO_REFUSED)
        return false;
    while (answer == EMEL_IO_AGAIN && steps++ < STEPS_MAX) {
        evict_neighbours(doing, steps);
        answer = step(doing, &outcome->cancelled);
    }
    if (answer != EMEL_IO_ENDED)
        doing->ending.mistake = "the load did not end";
    else if (doing->io)
        land(doing);
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

static const char *check_read(const struct doing *doing)
{
    for (unsigned i = 0; i < doing->count; i++)
        if (!ending_has_bytes(doing->storing->trouble->disk, doing->storage, doing->tensors[i],
                              doing->targets[i].memory))
            return "done, but a target's bytes are wrong";
    return NULL;
}

static void aim(struct doing *doing)
{
    for (doing->count = 0; doing->count < doing->scenario->span_count; doing->count++) {
        const uint64_t bytes = emel_storage_tensor(doing->storage, doing->count)->byte_size;

        doing->tensors[doing->count] = doing->count;
        doing->targets[doing->count] =
            (struct emel_tensor_target){ .memory = malloc((size_t)bytes + 1), .bytes = bytes };
    }
}

static const char *check_end(const struct doing *doing, const struct outcome *outcome,
                             struct moment *before)
{
    const struct moment after = look(doing->storing, doing->storage);
    const char *wrong = storing_check(doing->storing, doing->storage);

    forgive(doing->storing, before, &after);
    if (after.descriptors != before->descriptors)
        return "a descriptor is left open";
    if (!wrong)
        wrong = check_books(doing->storing);
    if (!wrong && outcome->done && doing->scenario->reads)
        wrong = check_read(doing);
    if (!wrong && (outcome->done || doing->scenario->evicts) && !doing->scenario->reads)
        wrong = check_loaded(doing->storage, doing->scenario, outcome->done);
    else if (!wrong)
        wrong = difference(before, &after);
    return wrong ? wrong : doing->storing->trouble->disk->mistake;
}

const char *storing_load(struct storing *storing, struct emel_storage *storage,
                         const struct scenario *scenario, struct outcome *outcome)
{
    struct moment before = look(storing, storage);
    struct doing doing = {
        .storing = storing,
        .storage = storage,
        .scenario = scenario,
        .ending = { .disk = storing->trouble->disk,
                    .memory = &storing->tensors,
                    .storage = storage },
        .count = before.state.tensors - before.state.resident,
    };
    const char *wrong;
    bool taken;

    if (scenario->lends)
        lend(&doing);
    if (scenario->reads)
        aim(&doing);
    taken = drive(&doing, outcome);
    outcome->published = taken ? doing.ending.told : 1 - doing.ending.told;
    storing_tell(storing, storage, &doing.ending.why, outcome);
    wrong = ending_mistake(&doing.ending, doing.count);
    if (!wrong && outcome->published != 1)
        wrong = "the end was not told exactly once";
    if (!wrong)
        wrong = check_end(&doing, outcome, &before);
    for (unsigned i = 0; scenario->reads && i < doing.count; i++)
        free(doing.targets[i].memory);
    return wrong;
}
