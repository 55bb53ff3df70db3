/* Loads in flight: begun, driven and landed.  How a request becomes a load is in request.c,
 * what io asks and reports on the way in callbacks.c. */
#include "emel/model/tensor/pending.h"

#include <poll.h>

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

/* on_end is called last, so that it may begin the next load. */
static void complete(struct emel__pending_load **at, struct emel_failure *why)
{
    struct emel__pending_load *pending = *at;
    const struct emel_storage_request request = pending->request;
    struct emel_failure outcome;

    emel__pending_load_settle(pending);
    outcome = pending->outcome;
    *at = pending->next;
    emel__pending_load_destroy(pending);
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
    (void)emel__tensor_invalid(why, EMEL_TENSOR_RULE_NO_LOAD);
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
        emel__pending_load_give_back(pending, pending->load.span_count);
        storage->pending_loads = pending->next;
        emel__pending_load_destroy(pending);
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

typedef struct emel__pending_load *prepare_function(struct emel_storage *storage,
                                                    struct emel_io *io,
                                                    const struct emel_storage_request *request,
                                                    struct emel_failure *why);

static enum emel_io_status begin(struct emel_storage *storage,
                                 const struct emel_storage_request *request,
                                 prepare_function *prepare, struct emel_failure *why)
{
    struct emel_io *io = request && request->io ? request->io : &storage->io;
    struct emel__pending_load *pending;

    if (storage->inside)
        return busy(why, EMEL_TENSOR_RULE_CALLBACK);
    if (!make_way(storage, io))
        return busy(why, EMEL_TENSOR_RULE_IO_BUSY);
    pending = prepare(storage, io, request, why);
    return pending ? launch(storage, pending, why) : EMEL_IO_REFUSED;
}

enum emel_io_status emel_storage_begin(struct emel_storage *storage,
                                       const struct emel_storage_request *request,
                                       struct emel_failure *why)
{
    static const struct emel_storage_request everything = { .count = 0 };

    return begin(storage, request ? request : &everything, emel__pending_load_to_load, why);
}

enum emel_io_status emel_storage_begin_read(struct emel_storage *storage,
                                            const struct emel_storage_request *request,
                                            struct emel_failure *why)
{
    return begin(storage, request, emel__pending_load_to_read, why);
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

/* To the end of a load that was begun, if it was. */
static bool run(struct emel_storage *storage, struct emel_io *io, enum emel_io_status status,
                struct emel_failure *outcome, struct emel_failure *why)
{
    while (status == EMEL_IO_AGAIN || status == EMEL_IO_WAITING) {
        if (status == EMEL_IO_WAITING)
            wait_for(io ? io : &storage->io);
        status = emel_storage_step(storage, io, outcome);
    }
    if (why)
        *why = *outcome;
    return outcome->source == EMEL_FAILURE_NONE;
}

bool emel_storage_load(struct emel_storage *storage, const struct emel_storage_request *request,
                       struct emel_failure *why)
{
    struct emel_failure outcome = { .source = EMEL_FAILURE_TENSOR };
    const enum emel_io_status status = emel_storage_begin(storage, request, &outcome);

    return run(storage, request ? request->io : NULL, status, &outcome, why);
}

bool emel_storage_read(struct emel_storage *storage, const struct emel_storage_request *request,
                       struct emel_failure *why)
{
    struct emel_failure outcome = { .source = EMEL_FAILURE_TENSOR };
    const enum emel_io_status status = emel_storage_begin_read(storage, request, &outcome);

    return run(storage, request ? request->io : NULL, status, &outcome, why);
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
