#include "loading.h"

#include "interrupt.h"
#include "operand.h"
#include "text.h"

bool loading_open(struct loading *loading, const struct settings *settings, const char *path,
                  struct emel_failure *why)
{
    *loading = (struct loading){ .settings = settings };
    loading->file = operand_open(path, settings, why);
    return loading->file != NULL;
}

bool loading_begin(struct loading *loading, const struct settings *settings, const char *path,
                   struct emel_failure *why)
{
    if (!loading_open(loading, settings, path, why) ||
        !selection_make(&loading->selection, settings, loading->file, why))
        return false;
    selection_order(&loading->selection, SORT_OFFSET);
    progress_begin(&loading->progress, settings, path, loading->selection.bytes);
    return true;
}

void loading_unload(struct loading *loading)
{
    if (loading->stored)
        emel_storage_deinit(&loading->storage);
    loading->stored = false;
}

void loading_end(struct loading *loading)
{
    loading_unload(loading);
    selection_free(&loading->selection);
    emel_model_file_close(loading->file);
}

/* --- loading ------------------------------------------------------------------------------ */

/* Not by emel_model_open, which binds whole tensors. */
static bool bind_selection(struct loading *loading, struct emel_failure *why)
{
    const struct selection *selection = &loading->selection;
    struct emel_storage_options options = { .held_bytes_max = loading->settings->limit };

    options.files = emel_model_file_files(loading->file, &options.file_count);
    loading->stored = emel_storage_init(&loading->storage, selection->count, &options, why);
    if (!loading->stored)
        return false;
    for (uint32_t i = 0; i < selection->count; i++)
        if (!emel_storage_bind(&loading->storage, i, selection->records[i], why))
            return false;
    return true;
}

static bool on_progress(void *context, const struct emel_io_progress_event *event)
{
    struct loading *loading = context;
    const struct selection *selection = &loading->selection;
    const uint32_t done = event->spans_done; /* spans are in the order of the selection */

    progress_show(&loading->progress, event->bytes_done,
                  done < selection->count ? text_name(selection->records[done]->name) : "");
    return !interrupt_seen();
}

/* In steps, so that an interrupt waits for the end of one step at most. */
static bool drive(struct emel_storage *storage, const struct emel_storage_request *request,
                  struct emel_failure *why)
{
    enum emel_io_status answer = emel_storage_begin(storage, request, why);

    while (answer == EMEL_IO_AGAIN || answer == EMEL_IO_WAITING) {
        if (!interrupt_seen() || emel_storage_cancel(storage, NULL, why) != EMEL_IO_ENDED)
            answer = emel_storage_step(storage, NULL, why);
        else
            answer = EMEL_IO_ENDED;
    }
    return answer == EMEL_IO_ENDED && why->source == EMEL_FAILURE_NONE;
}

static bool load(struct loading *loading, struct emel_failure *why)
{
    const struct settings *settings = loading->settings;
    const struct emel_io_read_options options = {
        .step_bytes = settings->step_bytes,
        .workers = (uint32_t)settings->workers,
        .caching = (uint32_t)settings->caching,
    };
    const struct emel_storage_request request = {
        .policy = { .alignment = (uint32_t)settings->alignment, .options = &options },
        .report = &loading->report,
        .context = loading,
        .on_progress = on_progress,
    };
    bool done;

    interrupt_hold();
    done = drive(&loading->storage, &request, why);
    interrupt_release();
    return done;
}

bool loading_run(struct loading *loading, struct emel_failure *why)
{
    double began;
    bool done;

    if (!bind_selection(loading, why))
        return false;
    began = seconds_now();
    done = load(loading, why);
    loading->seconds = seconds_now() - began;
    if (done)
        progress_end(&loading->progress);
    else
        progress_clear(&loading->progress);
    return done;
}

const struct emel_tensor *loading_tensor(const struct loading *loading, uint32_t place)
{
    return emel_storage_tensor(&loading->storage, place);
}
