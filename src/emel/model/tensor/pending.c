/* Loads in pending: a request of the storage becomes a request of io, is driven, and
 * lands; what io tells on the way is in outcome.c. */
#include "emel/model/tensor/pending.h"

#include <poll.h>
#include <stdalign.h>
#include <stddef.h>
#include <string.h>

/* --- making one ------------------------------------------------------------------- */

/* Parts of one allocation, each aligned for anything that is put there. */
struct parts {
    size_t spans, data, tensors, work, bytes;
};

static size_t rounded(size_t bytes)
{
    return (bytes + alignof(max_align_t) - 1) / alignof(max_align_t) * alignof(max_align_t);
}

static struct parts parts_of(uint32_t count, size_t work_bytes)
{
    struct parts parts;

    parts.spans = rounded(sizeof(struct emel__pending_load));
    parts.data = parts.spans + rounded(count * sizeof(struct emel_io_span));
    parts.tensors = parts.data + rounded(count * sizeof(void *));
    parts.work = parts.tensors + rounded(count * sizeof(uint32_t));
    parts.bytes = parts.work + work_bytes;
    return parts;
}

static struct emel__pending_load *create(struct emel_storage *storage, struct emel_io *io,
                                         const struct emel_storage_request *request, uint32_t count)
{
    const struct emel_allocator *records = &storage->record_memory;
    struct emel_io_load load = {
        .files = storage->files,
        .file_count = storage->file_count,
        .span_count = count,
        .policy = request->policy,
    };
    struct parts parts;
    struct emel__pending_load *pending;
    unsigned char *at;

    if (load.policy.strategy == EMEL_IO_STRATEGY_NONE)
        load.policy.strategy = EMEL_IO_STRATEGY_READ_COPY;
    load.work_bytes = emel_io_work_bytes(io, &load);
    parts = parts_of(count, load.work_bytes);
    at = records->allocate(records->context, parts.bytes, alignof(max_align_t));
    if (!at)
        return NULL;
    pending = (void *)at;
    *pending = (struct emel__pending_load){
        .storage = storage,
        .io = io,
        .request = *request,
        .load = load,
        .spans = (void *)(at + parts.spans),
        .data = (void *)(at + parts.data),
        .tensors = (void *)(at + parts.tensors),
        .bytes = parts.bytes,
    };
    pending->load.spans = pending->spans;
    pending->load.data = pending->data;
    pending->load.work = at + parts.work;
    return pending;
}

static void destroy(struct emel__pending_load *pending)
{
    const struct emel_allocator records = pending->storage->record_memory;

    records.release(records.context, pending, pending->bytes);
}

/* --- residency of many ------------------------------------------------------------ */

static const struct emel_tensor_target *target_of(const struct emel__pending_load *pending,
                                                  uint32_t nth)
{
    const struct emel_tensor_target *targets = pending->request.targets;

    return targets && targets[nth].memory ? &targets[nth] : NULL;
}

static void fill_span(struct emel__pending_load *pending, uint32_t nth,
                      const struct emel_tensor *tensor)
{
    const struct emel_tensor_target *target = target_of(pending, nth);

    pending->spans[nth] = (struct emel_io_span){
        .id = pending->tensors[nth],
        .file_index = tensor->file_index,
        .file_offset = tensor->file_offset,
        .byte_size = tensor->byte_size,
        .target = target ? target->memory : NULL,
        .target_bytes = target ? target->bytes : 0,
    };
}

/* What residency refuses because the load itself has the tensor already is listed twice. */
static bool refuse_claim(const struct emel__pending_load *pending, uint32_t nth,
                         struct emel_failure *why)
{
    const struct emel_storage *storage = pending->storage;
    const uint32_t index = pending->tensors[nth];

    for (uint32_t i = 0; i < nth; i++)
        if (pending->tensors[i] == index)
            return emel__tensor_fail_as(why, &(struct emel__tensor_cause){
                                                 .error = EMEL_TENSOR_REFUSED,
                                                 .rule = EMEL_TENSOR_RULE_LISTED_TWICE,
                                                 .tensor = &storage->tensors[index],
                                             });
    return emel__tensor_refuse(why, storage, index, MODEL_TENSOR_LOAD);
}

static bool claim(struct emel__pending_load *pending, uint32_t nth, struct emel_failure *why)
{
    struct emel_storage *storage = pending->storage;
    const uint32_t index = pending->tensors[nth];

    if (index >= storage->tensor_count)
        return emel__tensor_break(why, EMEL_TENSOR_RULE_INDEX, index, storage->tensor_count);
    if (!emel__tensor_apply(&storage->tensors[index], MODEL_TENSOR_LOAD))
        return refuse_claim(pending, nth, why);
    fill_span(pending, nth, &storage->tensors[index]);
    return true;
}

/* All of them begin to load, or none does. */
static bool claim_all(struct emel__pending_load *pending, struct emel_failure *why)
{
    for (uint32_t i = 0; i < pending->load.span_count; i++)
        if (!claim(pending, i, why)) {
            emel__pending_load_apply(pending, i, MODEL_TENSOR_FAILED);
            return false;
        }
    return true;
}

static uint32_t count_loadable(const struct emel_storage *storage)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < storage->tensor_count; i++)
        count += emel__tensor_allows(&storage->tensors[i], MODEL_TENSOR_LOAD);
    return count;
}

static void list_tensors(struct emel__pending_load *pending)
{
    const struct emel_storage *storage = pending->storage;
    uint32_t listed = 0;

    if (pending->request.tensors) {
        memcpy(pending->tensors, pending->request.tensors,
               pending->load.span_count * sizeof *pending->tensors);
        return;
    }
    for (uint32_t i = 0; i < storage->tensor_count; i++)
        if (emel__tensor_allows(&storage->tensors[i], MODEL_TENSOR_LOAD))
            pending->tensors[listed++] = i;
}

/* --- flying it -------------------------------------------------------------------- */

static struct emel__pending_load **find(struct emel_storage *storage, const struct emel_io *io)
{
    struct emel__pending_load **at = &storage->pending_loads;

    while (*at && (*at)->io != io)
        at = &(*at)->next;
    return at;
}

uint32_t emel__pending_loads_count(const struct emel_storage *storage)
{
    uint32_t count = 0;

    for (const struct emel__pending_load *pending = storage->pending_loads; pending;
         pending = pending->next)
        count++;
    return count;
}

/* After the strategy has let go of it: told last, so that on_end may begin the next. */
static void complete(struct emel__pending_load **at, struct emel_failure *why)
{
    struct emel__pending_load *pending = *at;
    const struct emel_storage_request request = pending->request;
    struct emel_failure outcome;

    emel__pending_load_settle(pending);
    outcome = pending->outcome;
    *at = pending->next;
    destroy(pending);
    if (why)
        *why = outcome;
    if (request.on_end)
        request.on_end(request.context, &outcome);
}

/* One call into io on behalf of a load.  Once a load is published its io is left alone: whoever
 * owns it may have freed it, or use it for another load. */
static enum emel_io_status drive(struct emel_storage *storage, struct emel__pending_load **at,
                                 enum emel_io_status (*call)(struct emel_io *io),
                                 struct emel_failure *why)
{
    const bool before = storage->inside;
    enum emel_io_status status = EMEL_IO_ENDED;

    if (!(*at)->published) {
        storage->inside = true;
        status = call((*at)->io);
        if ((*at)->published && status == EMEL_IO_AGAIN)
            (void)emel_io_step((*at)->io); /* the turn that makes it free for the next load */
        storage->inside = before;
    }
    if ((*at)->published)
        status = EMEL_IO_ENDED;
    if (status == EMEL_IO_ENDED)
        complete(at, why);
    else if (status == EMEL_IO_REFUSED)
        (void)emel__tensor_busy(why, EMEL_TENSOR_RULE_STRATEGY_REFUSED);
    return status;
}

static enum emel_io_status stop(struct emel_storage *storage, struct emel__pending_load **at,
                                struct emel_failure *why)
{
    struct emel__pending_load *pending = *at;
    const bool before = pending->cancelled;
    enum emel_io_status status;

    pending->cancelled = true; /* it may fail inside the call */
    status = drive(storage, at, emel_io_cancel, why);
    if (status == EMEL_IO_REFUSED)
        pending->cancelled = before;
    return status;
}

static bool targets_are_valid(const struct emel_storage_request *request, struct emel_failure *why)
{
    if (!request->targets)
        return true;
    if (!request->tensors)
        return emel__tensor_break(why, EMEL_TENSOR_RULE_TARGETS_WITHOUT_TENSORS, 0, 0);
    for (uint32_t i = 0; i < request->count; i++)
        if (request->targets[i].bytes && !request->targets[i].memory)
            return emel__tensor_break(why, EMEL_TENSOR_RULE_TARGET_MEMORY,
                                      request->targets[i].bytes, 0);
    return true;
}

static bool request_is_valid(const struct emel_storage_request *request, struct emel_failure *why)
{
    if (request->count > EMEL_IO_SPANS_MAX)
        return emel__tensor_break(why, EMEL_TENSOR_RULE_COUNT, request->count, EMEL_IO_SPANS_MAX);
    if (request->count && !request->tensors)
        return emel__tensor_break(why, EMEL_TENSOR_RULE_TENSORS_MISSING, request->count, 0);
    return targets_are_valid(request, why);
}

static struct emel__pending_load *prepare(struct emel_storage *storage, struct emel_io *io,
                                          const struct emel_storage_request *request,
                                          struct emel_failure *why)
{
    const uint32_t count = request->tensors ? request->count : count_loadable(storage);
    struct emel__pending_load *pending;

    if (!request_is_valid(request, why))
        return NULL;
    pending = create(storage, io, request, count);
    if (!pending) {
        (void)emel__tensor_fail(why, EMEL_TENSOR_OUT_OF_MEMORY);
        return NULL;
    }
    list_tensors(pending);
    if (!claim_all(pending, why)) {
        destroy(pending);
        return NULL;
    }
    emel__pending_load_connect(pending);
    return pending;
}

static enum emel_io_status busy(struct emel_failure *why, enum emel_tensor_rule rule)
{
    (void)emel__tensor_busy(why, rule);
    return EMEL_IO_REFUSED;
}

/* A call that is of a load, and there is none, or it may not be made now. */
static enum emel_io_status no_load(const struct emel_storage *storage, struct emel_failure *why)
{
    if (storage->inside)
        return busy(why, EMEL_TENSOR_RULE_CALLBACK);
    (void)emel__tensor_break(why, EMEL_TENSOR_RULE_NO_LOAD, 0, 0);
    return EMEL_IO_REFUSED;
}

static enum emel_io_status launch(struct emel_storage *storage, struct emel__pending_load *pending,
                                  struct emel_failure *why)
{
    enum emel_io_status status;

    pending->next = storage->pending_loads;
    storage->pending_loads = pending;
    storage->inside = true;
    status = emel_io_begin(pending->io, &pending->load);
    storage->inside = false;
    if (status == EMEL_IO_ENDED) {
        complete(find(storage, pending->io), why);
    } else if (status == EMEL_IO_REFUSED) { /* that io is busy with a load of somebody else's */
        emel__pending_load_apply(pending, pending->load.span_count, MODEL_TENSOR_FAILED);
        storage->pending_loads = pending->next;
        destroy(pending);
        return busy(why, EMEL_TENSOR_RULE_IO_BUSY);
    }
    return status;
}

/* Lands the load that was in flight on that io, if its io has published it; false: it has not.
 * on_end must not end the storage here, where the storage goes on to the next load. */
static bool make_way(struct emel_storage *storage, const struct emel_io *io)
{
    struct emel__pending_load **at = find(storage, io);

    if (!*at)
        return true;
    if (!(*at)->published)
        return false;
    storage->inside = true;
    complete(at, NULL);
    storage->inside = false;
    return true;
}

enum emel_io_status emel_storage_begin(struct emel_storage *storage,
                                       const struct emel_storage_request *request,
                                       struct emel_failure *why)
{
    static const struct emel_storage_request everything = { .count = 0 };
    struct emel__pending_load *pending;
    struct emel_io *io;

    if (!request)
        request = &everything;
    io = request->io ? request->io : &storage->io;
    if (storage->inside)
        return busy(why, EMEL_TENSOR_RULE_CALLBACK);
    if (!make_way(storage, io))
        return busy(why, EMEL_TENSOR_RULE_IO_BUSY);
    pending = prepare(storage, io, request, why);
    return pending ? launch(storage, pending, why) : EMEL_IO_REFUSED;
}

enum emel_io_status emel_storage_step(struct emel_storage *storage, struct emel_io *io,
                                      struct emel_failure *why)
{
    struct emel__pending_load **at = find(storage, io ? io : &storage->io);

    if (storage->inside || !*at)
        return no_load(storage, why);
    return drive(storage, at, emel_io_step, why);
}

enum emel_io_status emel_storage_cancel(struct emel_storage *storage, struct emel_io *io,
                                        struct emel_failure *why)
{
    struct emel__pending_load **at = find(storage, io ? io : &storage->io);

    if (storage->inside || !*at)
        return no_load(storage, why);
    return stop(storage, at, why);
}

/* Until the strategy is worth another step; at once, where it cannot tell. */
static void wait_for(const struct emel_io *io)
{
    struct pollfd wake = { .fd = emel_io_poll_fd(io), .events = POLLIN };

    if (wake.fd >= 0)
        (void)poll(&wake, 1, -1);
}

bool emel_storage_load(struct emel_storage *storage, const struct emel_storage_request *request,
                       struct emel_failure *why)
{
    struct emel_failure outcome;
    struct emel_io *io = request ? request->io : NULL;
    enum emel_io_status status;

    (void)busy(&outcome, EMEL_TENSOR_RULE_IO_BUSY); /* unless something better is told */
    status = emel_storage_begin(storage, request, &outcome);
    while (status == EMEL_IO_AGAIN || status == EMEL_IO_WAITING) {
        if (status == EMEL_IO_WAITING)
            wait_for(io ? io : &storage->io);
        status = emel_storage_step(storage, io, &outcome);
    }
    if (why)
        *why = outcome;
    return outcome.source == EMEL_FAILURE_NONE;
}

/* False: its strategy refuses to go on. */
static bool end_first(struct emel_storage *storage)
{
    struct emel__pending_load **at = &storage->pending_loads;
    enum emel_io_status status = stop(storage, at, NULL);

    if (status == EMEL_IO_REFUSED) /* too late to cancel it */
        status = EMEL_IO_AGAIN;
    while (status == EMEL_IO_AGAIN || status == EMEL_IO_WAITING) {
        if (status == EMEL_IO_WAITING)
            wait_for((*at)->io);
        status = drive(storage, at, emel_io_step, NULL);
    }
    return status == EMEL_IO_ENDED;
}

/* on_end is called for each load, and what it asks for is refused: it might begin the next load
 * for ever. */
bool emel__pending_loads_abandon(struct emel_storage *storage)
{
    bool ended = true;

    storage->inside = true;
    while (ended && storage->pending_loads)
        ended = end_first(storage);
    storage->inside = false;
    return ended;
}
