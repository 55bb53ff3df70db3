#include "support/load.h"

#include <stdlib.h>
#include <string.h>

#include "support/guarded.h"

static char untouched; /* where no tensor is */

static void blame(struct load *load, const char *mistake)
{
    if (!load->mistake)
        load->mistake = mistake;
}

static bool data_untouched(const struct load *load)
{
    for (uint32_t i = 0; load->request.data && i < load->request.span_count; i++)
        if (load->request.data[i] != &untouched)
            return false;
    return true;
}

static void called(struct load *load, const struct emel_io_load *request, enum load_callback which)
{
    if (request != &load->request)
        blame(load, "a callback got another load than its own");
    if (load_published(load))
        blame(load, "a callback after the load was published");
    if (which != LOAD_DONE && !data_untouched(load))
        blame(load, "pointers were written before the load was done");
}

static void on_done(void *context, struct emel_io_load *request,
                    const struct emel_io_done_event *done)
{
    struct load *load = context;

    called(load, request, LOAD_DONE);
    load->done++;
    load->done_event = *done;
    if (load->in_callback)
        load->in_callback(load, LOAD_DONE);
}

static void on_error(void *context, struct emel_io_load *request,
                     const struct emel_io_error_event *error)
{
    struct load *load = context;

    called(load, request, LOAD_ERROR);
    load->failed++;
    load->error_event = *error;
    if (load->in_callback)
        load->in_callback(load, LOAD_ERROR);
}

static bool on_progress(void *context, struct emel_io_load *request,
                        const struct emel_io_progress_event *progress)
{
    struct load *load = context;
    const struct emel_io_progress_event *before = &load->progress_event;

    called(load, request, LOAD_PROGRESS);
    if (progress->bytes_done < before->bytes_done || progress->spans_done < before->spans_done)
        blame(load, "progress went back");
    if (progress->bytes_done > progress->bytes_total ||
        progress->spans_done > progress->spans_total ||
        progress->spans_total != request->span_count)
        blame(load, "progress beyond what there is");
    load->told++;
    load->progress_event = *progress;
    if (load->in_callback)
        load->in_callback(load, LOAD_PROGRESS);
    return load->told != load->cancel_at;
}

void load_prepare(struct load *load, const struct emel_io *io)
{
    struct emel_io_load *request = &load->request;

    load->done = load->failed = load->told = 0;
    load->progress_event = (struct emel_io_progress_event){ .bytes_done = 0 };
    load->mistake = NULL;
    request->context = load;
    request->on_done = on_done;
    request->on_error = on_error;
    request->on_progress = on_progress;
    request->data = guarded_new(request->span_count * sizeof *request->data, sizeof(void *), 0);
    for (uint32_t i = 0; i < request->span_count; i++)
        request->data[i] = &untouched;
    request->work_bytes = emel_io_work_bytes(io, request);
    request->work = guarded_new(request->work_bytes, 16, 1);
}

bool load_published(const struct load *load)
{
    return load->done + load->failed > 0;
}

const char *load_check(const struct load *load)
{
    if (load->mistake)
        return load->mistake;
    if (!guarded_alive(load->request.data) || !guarded_alive(load->request.work))
        return "something was written around the pointers or the work area";
    if (load->done == 0 && !data_untouched(load))
        return "pointers were written by a load that was not done";
    return NULL;
}

void load_free(struct load *load)
{
    guarded_free(load->request.data);
    guarded_free(load->request.work);
    load->request.data = NULL;
    load->request.work = NULL;
}
