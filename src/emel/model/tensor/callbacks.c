/* What io asks of a load's owner, and what it tells of the load. */
#include <string.h>

#include "emel/fail.h"
#include "emel/model/tensor/pending.h"
#include "emel/model/tensor/region.h"

void emel__flight_tell(struct emel__flight *flight, uint32_t count,
                       enum emel__model_tensor_event event)
{
    for (uint32_t i = 0; i < count; i++)
        (void)emel__tensor_take(&flight->storage->tensors[flight->tensors[i]], event);
}

static void *give_memory(void *context, size_t bytes, size_t alignment)
{
    struct emel__flight *flight = context;
    struct emel_storage *storage = flight->storage;
    const uint64_t most = storage->resident_bytes_max;

    if (most && (storage->held_bytes > most || bytes > most - storage->held_bytes)) {
        flight->over_limit = true;
        return NULL;
    }
    flight->region = emel__region_create(storage, bytes, alignment);
    return flight->region ? flight->region->memory : NULL;
}

static void take_memory_back(void *context, void *memory, size_t bytes)
{
    struct emel__flight *flight = context;

    (void)memory;
    (void)bytes;
    if (flight->region)
        emel__region_destroy(flight->storage, flight->region);
    flight->region = NULL;
}

static void on_done(void *context, struct emel_io_load *load, const struct emel_io_done_event *done)
{
    struct emel__flight *flight = context;

    (void)done;
    for (uint32_t i = 0; i < load->span_count; i++) {
        struct emel_tensor *tensor = &flight->storage->tensors[flight->tensors[i]];

        (void)emel__tensor_take(tensor, MODEL_TENSOR_LOADED);
        tensor->data = load->data[i];
        if (flight->region && emel__region_holds(flight->region, tensor->data)) {
            tensor->region = flight->region;
            emel__region_enter(flight->region, tensor);
        }
    }
    if (flight->region && flight->region->residents == 0)
        emel__region_destroy(flight->storage, flight->region); /* asked for in vain */
    flight->region = NULL; /* its tensors' now */
    flight->published = true;
    emel__succeed(&flight->outcome);
}

static enum emel_failure_source source_of(const struct emel_io_error_event *error)
{
    if (error->error != EMEL_IO_STRATEGY_FAILED)
        return EMEL_FAILURE_IO;
    return error->strategy == EMEL_IO_STRATEGY_READ_COPY ? EMEL_FAILURE_READ
                                                         : EMEL_FAILURE_STRATEGY;
}

static void describe(struct emel__flight *flight, const struct emel_io_error_event *error)
{
    const enum emel_failure_source source = source_of(error);
    const char *name = NULL;

    if (error->span_index < flight->load.span_count)
        name = flight->storage->tensors[flight->tensors[error->span_index]].name;
    emel__fail(
        &flight->outcome,
        &(struct emel__cause){
            .source = source,
            .code = source == EMEL_FAILURE_IO ? error->error : error->strategy_error,
            .name = emel_io_cause_name(flight->io, error),
            .text = emel_io_cause_text(flight->io, error),
            .os_error = error->os_error,
            .file_offset = error->file_offset,
            .file = error->file_index < flight->load.file_count
                        ? flight->load.files[error->file_index].path
                        : NULL,
            .subject = name,
            .subject_bytes = name ? strlen(name) : 0,
        });
}

static void on_error(void *context, struct emel_io_load *load,
                     const struct emel_io_error_event *error)
{
    struct emel__flight *flight = context;

    emel__flight_tell(flight, load->span_count, MODEL_TENSOR_FAILED);
    flight->published = true;
    if (flight->over_limit)
        (void)emel__tensor_fail(&flight->outcome, EMEL_TENSOR_LIMIT_EXCEEDED, NULL);
    else
        describe(flight, error);
}

/* Who steps may be the owner of a lent io, of whom the storage does not know. */
static bool on_progress(void *context, struct emel_io_load *load,
                        const struct emel_io_progress_event *progress)
{
    struct emel__flight *flight = context;
    struct emel_storage *storage = flight->storage;
    const bool before = storage->inside;
    bool go_on;

    (void)load;
    storage->inside = true;
    go_on = flight->request.on_progress(flight->request.context, progress);
    storage->inside = before;
    return go_on;
}

void emel__flight_connect(struct emel__flight *flight)
{
    flight->load.owner = (struct emel_io_owner){
        .context = flight,
        .allocate = give_memory,
        .release = take_memory_back,
    };
    flight->load.context = flight;
    flight->load.on_done = on_done;
    flight->load.on_error = on_error;
    flight->load.on_progress = flight->request.on_progress ? on_progress : NULL;
}

void emel__flight_settle(struct emel__flight *flight)
{
    if (flight->region)
        take_memory_back(flight, NULL, 0);
    if (flight->published)
        return;
    emel__flight_tell(flight, flight->load.span_count, MODEL_TENSOR_FAILED);
    emel__fail(&flight->outcome, &(struct emel__cause){
                                     .source = EMEL_FAILURE_IO,
                                     .code = EMEL_IO_STRATEGY_FAILED,
                                     .name = emel_io_error_name(EMEL_IO_STRATEGY_FAILED),
                                     .text = emel_io_error_text(EMEL_IO_STRATEGY_FAILED),
                                     .file_offset = EMEL_FAILURE_NO_OFFSET,
                                 });
}
