/* The callbacks of a load: its memory, its progress, and its end. */
#include <string.h>

#include "emel/fail.h"
#include "emel/model/tensor/pending.h"
#include "emel/model/tensor/region.h"
#include "emel/reserved.h"

bool emel__request_is_whole(const struct emel_storage_request *request, struct emel_failure *why)
{
    if (!EMEL__RESERVED_IS_ZERO(request))
        return emel__tensor_invalid(why, EMEL_TENSOR_RULE_RESERVED);
    if (request->on_withdrawn && !request->on_tensor)
        return emel__tensor_invalid(why, EMEL_TENSOR_RULE_ON_WITHDRAWN);
    return true;
}

void emel__pending_load_give_back(struct emel__pending_load *pending, uint32_t count)
{
    for (uint32_t i = 0; !pending->names && i < count; i++) {
        struct emel_tensor *tensor = &pending->storage->tensors[pending->tensors[i]];

        (void)emel__tensor_apply(tensor, MODEL_TENSOR_FAILED);
        if (tensor->pinned)
            emel__place_unpin(pending->storage, tensor);
    }
}

/* --- landed ----------------------------------------------------------------------- */

/* The owner of a lent io may step it without a call of the storage.  So each callback marks the
 * storage as inside a call. */
static void on_landed(void *context, struct emel_io_load *load, uint32_t span_index, void *data)
{
    struct emel__pending_load *pending = context;
    const struct emel_storage_request *request = &pending->request;
    struct emel_storage *storage = pending->storage;
    const uint32_t index = pending->tensors[span_index];
    const bool before = storage->inside;

    (void)load;
    storage->inside = true;
    pending->landed = true;
    request->on_tensor(request->context, index,
                       pending->names && pending->request.records ? NULL : &storage->tensors[index],
                       data);
    storage->inside = before;
}

static void withdraw(struct emel__pending_load *pending)
{
    struct emel_storage *storage = pending->storage;
    const bool before = storage->inside;

    if (!pending->landed)
        return;
    pending->landed = false;
    if (!pending->request.on_withdrawn)
        return;
    storage->inside = true;
    pending->request.on_withdrawn(pending->request.context);
    storage->inside = before;
}

static void on_withdrawn(void *context, struct emel_io_load *load)
{
    (void)load;
    withdraw(context);
}

/* --- memory ----------------------------------------------------------------------- */

static void *give_memory(void *context, size_t bytes, size_t alignment)
{
    struct emel__pending_load *pending = context;
    struct emel_storage *storage = pending->storage;
    const uint64_t most = storage->held_bytes_max;

    if (most && (storage->held_bytes > most || bytes > most - storage->held_bytes)) {
        pending->over_limit = storage->held_bytes + bytes;
        return NULL;
    }
    pending->region = emel__region_create(storage, bytes, alignment);
    return pending->region ? pending->region->memory : NULL;
}

static void take_memory_back(void *context, void *memory, size_t bytes)
{
    struct emel__pending_load *pending = context;

    (void)memory;
    (void)bytes;
    withdraw(pending); /* in case that the strategy did not */
    if (pending->region)
        emel__region_destroy(pending->storage, pending->region, true);
    pending->region = NULL;
}

/* --- the end ---------------------------------------------------------------------- */

/* A tensor that is loaded elsewhere loses the place that it had. */
static void become_resident(struct emel__pending_load *pending, struct emel_tensor *tensor,
                            void *data)
{
    (void)emel__tensor_apply(tensor, MODEL_TENSOR_LOADED);
    tensor->data = data;
    if (tensor->pinned && data == emel__place_of(pending->storage, tensor)->address) {
        emel__place_settle(pending->storage, tensor);
        return;
    }
    if (tensor->pinned)
        emel__place_unpin(pending->storage, tensor);
    emel__place_give_up(pending->storage, tensor);
    if (pending->region && emel__region_holds(pending->region, data))
        emel__region_enter(pending->storage, pending->region, tensor, data);
}

static void fail_strategy(struct emel__pending_load *pending)
{
    emel__fail(&pending->outcome, &(struct emel__cause){
                                      .source = EMEL_FAILURE_IO,
                                      .code = EMEL_IO_STRATEGY_FAILED,
                                      .name = emel_io_error_name(EMEL_IO_STRATEGY_FAILED),
                                      .text = emel_io_error_text(EMEL_IO_STRATEGY_FAILED),
                                      .file_offset = EMEL_FAILURE_NO_OFFSET,
                                      .cancelled = pending->cancelled,
                                  });
}

/* Whether what was read is where it should be. */
static bool is_in_targets(const struct emel__pending_load *pending)
{
    for (uint32_t i = 0; i < pending->load.span_count; i++)
        if (pending->data[i] != pending->spans[i].target)
            return false;
    return true;
}

static void finish_read(struct emel__pending_load *pending)
{
    if (is_in_targets(pending))
        return;
    withdraw(pending);
    fail_strategy(pending);
}

static void report(const struct emel__pending_load *pending, const struct emel_io_report *report)
{
    if (pending->request.report)
        *pending->request.report = *report;
}

static void on_done(void *context, struct emel_io_load *load, const struct emel_io_done_event *done)
{
    struct emel__pending_load *pending = context;

    report(pending, &done->report);
    emel__succeed(&pending->outcome);
    if (pending->names)
        finish_read(pending);
    pending->landed = false;
    for (uint32_t i = 0; !pending->names && i < load->span_count; i++)
        become_resident(pending, &pending->storage->tensors[pending->tensors[i]], load->data[i]);
    if (pending->region && pending->region->residents == 0)
        emel__region_destroy(pending->storage, pending->region, true); /* allocated but unused */
    pending->region = NULL;
    pending->published = true;
}

static enum emel_failure_source source_of(const struct emel_io_error_event *error)
{
    if (error->error != EMEL_IO_STRATEGY_FAILED)
        return EMEL_FAILURE_IO;
    return error->strategy == EMEL_IO_STRATEGY_READ_COPY ? EMEL_FAILURE_READ
                                                         : EMEL_FAILURE_STRATEGY;
}

/* An io that is not the storage's may be cancelled by its owner. */
static bool is_cancelled(enum emel_failure_source source, const struct emel_io_error_event *error)
{
    return source == EMEL_FAILURE_READ && error->strategy_error == EMEL_IO_READ_CANCELLED;
}

static const char *name_of(const struct emel__pending_load *pending, uint32_t span_index)
{
    if (span_index >= pending->load.span_count)
        return NULL;
    return pending->names ? pending->names[span_index]
                          : pending->storage->tensors[pending->tensors[span_index]].name;
}

static void describe(struct emel__pending_load *pending, const struct emel_io_error_event *error)
{
    const enum emel_failure_source source = source_of(error);
    const char *name = name_of(pending, error->span_index);

    emel__fail(&pending->outcome,
               &(struct emel__cause){
                   .source = source,
                   .code = source == EMEL_FAILURE_IO ? error->error : error->strategy_error,
                   .name = emel_io_cause_name(pending->io, error),
                   .text = emel_io_cause_text(pending->io, error),
                   .os_error = error->os_error,
                   .file_offset = error->file_offset,
                   .cancelled = pending->cancelled || is_cancelled(source, error),
                   .other_offset = error->other_offset,
                   .rule = error->rule,
                   .has_value = error->has_value,
                   .has_limit = error->has_limit,
                   .value = error->value,
                   .limit = error->limit,
                   .file = error->file_index < pending->load.file_count
                               ? pending->load.files[error->file_index].path
                               : NULL,
                   .subject = name,
                   .subject_bytes = name ? strlen(name) : 0,
               });
}

static void on_error(void *context, struct emel_io_load *load,
                     const struct emel_io_error_event *error)
{
    struct emel__pending_load *pending = context;

    report(pending, &error->report);
    withdraw(pending);
    emel__pending_load_give_back(pending, load->span_count);
    pending->published = true;
    if (pending->over_limit && !pending->cancelled)
        (void)emel__tensor_over_limit(&pending->outcome, pending->storage, pending->over_limit);
    else
        describe(pending, error);
}

static bool on_progress(void *context, struct emel_io_load *load,
                        const struct emel_io_progress_event *progress)
{
    struct emel__pending_load *pending = context;
    struct emel_storage *storage = pending->storage;
    const bool before = storage->inside;
    bool go_on;

    (void)load;
    storage->inside = true;
    go_on = pending->request.on_progress(pending->request.context, progress);
    storage->inside = before;
    pending->cancelled = pending->cancelled || !go_on;
    return go_on;
}

void emel__pending_load_connect(struct emel__pending_load *pending)
{
    pending->load.owner = (struct emel_io_owner){
        .context = pending,
        .allocate = give_memory,
        .release = take_memory_back,
    };
    pending->load.context = pending;
    pending->load.on_done = on_done;
    pending->load.on_error = on_error;
    pending->load.on_progress = pending->request.on_progress ? on_progress : NULL;
    pending->load.on_landed = pending->request.on_tensor ? on_landed : NULL;
    pending->load.on_withdrawn = pending->request.on_tensor ? on_withdrawn : NULL;
    report(pending, &(struct emel_io_report){ .wanted_bytes = 0 });
}

void emel__pending_load_settle(struct emel__pending_load *pending)
{
    if (pending->region)
        take_memory_back(pending, NULL, 0);
    if (pending->published)
        return;
    withdraw(pending);
    emel__pending_load_give_back(pending, pending->load.span_count);
    fail_strategy(pending);
}
