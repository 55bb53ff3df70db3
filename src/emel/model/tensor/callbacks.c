/* What io asks of a load's owner, and what it tells of the load. */
#include <string.h>

#include "emel/fail.h"
#include "emel/model/tensor/pending.h"
#include "emel/model/tensor/region.h"

void emel__pending_load_give_back(struct emel__pending_load *pending, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        struct emel_tensor *tensor = &pending->storage->tensors[pending->tensors[i]];

        (void)emel__tensor_apply(tensor, MODEL_TENSOR_FAILED);
        if (tensor->pinned)
            emel__place_unpin(pending->storage, tensor);
    }
}

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
    if (pending->region)
        emel__region_destroy(pending->storage, pending->region, true);
    pending->region = NULL;
}

/* A tensor that is loaded elsewhere loses the place that it had. */
static void become_resident(struct emel__pending_load *pending, struct emel_tensor *tensor,
                            void *data)
{
    (void)emel__tensor_apply(tensor, MODEL_TENSOR_LOADED);
    tensor->data = data;
    if (tensor->pinned && data == tensor->place) {
        emel__place_settle(tensor);
        return;
    }
    if (tensor->pinned)
        emel__place_unpin(pending->storage, tensor);
    emel__place_give_up(tensor);
    if (pending->region && emel__region_holds(pending->region, data))
        emel__region_enter(pending->region, tensor, data);
}

static void on_done(void *context, struct emel_io_load *load, const struct emel_io_done_event *done)
{
    struct emel__pending_load *pending = context;

    (void)done;
    for (uint32_t i = 0; i < load->span_count; i++)
        become_resident(pending, &pending->storage->tensors[pending->tensors[i]], load->data[i]);
    if (pending->region && pending->region->residents == 0)
        emel__region_destroy(pending->storage, pending->region, true); /* allocated but unused */
    pending->region = NULL;
    pending->published = true;
    emel__succeed(&pending->outcome);
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

static void describe(struct emel__pending_load *pending, const struct emel_io_error_event *error)
{
    const enum emel_failure_source source = source_of(error);
    const char *name = NULL;

    if (error->span_index < pending->load.span_count)
        name = pending->storage->tensors[pending->tensors[error->span_index]].name;
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

    emel__pending_load_give_back(pending, load->span_count);
    pending->published = true;
    if (pending->over_limit && !pending->cancelled)
        (void)emel__tensor_over_limit(&pending->outcome, pending->storage, pending->over_limit);
    else
        describe(pending, error);
}

/* Who steps may be the owner of a lent io, of whom the storage does not know. */
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
}

void emel__pending_load_settle(struct emel__pending_load *pending)
{
    if (pending->region)
        take_memory_back(pending, NULL, 0);
    if (pending->published)
        return;
    emel__pending_load_give_back(pending, pending->load.span_count);
    emel__fail(&pending->outcome, &(struct emel__cause){
                                      .source = EMEL_FAILURE_IO,
                                      .code = EMEL_IO_STRATEGY_FAILED,
                                      .name = emel_io_error_name(EMEL_IO_STRATEGY_FAILED),
                                      .text = emel_io_error_text(EMEL_IO_STRATEGY_FAILED),
                                      .file_offset = EMEL_FAILURE_NO_OFFSET,
                                      .cancelled = pending->cancelled,
                                  });
}
