#include "support/fill_strategy.h"

#include <string.h>

enum { READY, ALLOCATING, FILLING, PUBLISHING_DONE, PUBLISHING_ERROR };

static size_t alignment_of(const struct emel_io_load *load)
{
    return load->policy.alignment ? load->policy.alignment : EMEL_IO_ALIGNMENT_DEFAULT;
}

static size_t room_of(const struct emel_io_load *load, const struct emel_io_span *span)
{
    const size_t alignment = alignment_of(load);

    return span->target ? 0 : ((size_t)span->byte_size + alignment - 1) & ~(alignment - 1);
}

static enum emel_io_status go(struct fill *fill, int state)
{
    fill->state = state;
    return EMEL_IO_AGAIN;
}

static enum emel_io_status fail(struct fill *fill, enum fill_error error)
{
    fill->error = error;
    return go(fill, PUBLISHING_ERROR);
}

static enum emel_io_status allocate(struct fill *fill)
{
    const struct emel_io_load *load = fill->load;
    bool owns = false;

    for (uint32_t i = 0; i < load->span_count; i++) {
        fill->region_bytes += room_of(load, &load->spans[i]);
        owns = owns || !load->spans[i].target;
    }
    if (!owns)
        return go(fill, FILLING);
    if (fill->region_bytes == 0)
        fill->region_bytes = 1;
    fill->region =
        load->owner.allocate(load->owner.context, fill->region_bytes, alignment_of(load));
    if (!fill->region || (uintptr_t)fill->region % alignment_of(load) != 0)
        return fail(fill, FILL_NO_MEMORY);
    return go(fill, FILLING);
}

/* Where each tensor is to be: in order of the request. */
static void *place_of(const struct fill *fill, uint32_t index)
{
    const struct emel_io_span *spans = fill->load->spans;
    unsigned char *place = fill->region;

    if (spans[index].target)
        return spans[index].target;
    for (uint32_t i = 0; i < index; i++)
        place += room_of(fill->load, &spans[i]);
    return place;
}

static enum emel_io_status fill_next(struct fill *fill)
{
    struct emel_io_load *load = fill->load;
    struct emel_io_progress_event progress = { .spans_total = load->span_count };

    if (fill->waits && !fill->woken)
        return EMEL_IO_WAITING;
    fill->woken = false;
    if (fill->broken && (fill->next == 1 || load->span_count < 2))
        return fail(fill, FILL_BROKEN);
    if (fill->next == load->span_count)
        return go(fill, PUBLISHING_DONE);
    memset(place_of(fill, fill->next), fill->byte, (size_t)load->spans[fill->next].byte_size);
    progress.spans_done = ++fill->next;
    if (load->on_progress && !load->on_progress(load->context, load, &progress))
        return fail(fill, FILL_CANCELLED);
    return EMEL_IO_AGAIN;
}

/* The load may be gone when its callback returns. */
static void rest(struct fill *fill)
{
    *fill = (struct fill){ .byte = fill->byte, .broken = fill->broken, .waits = fill->waits };
}

static enum emel_io_status publish_done(struct fill *fill)
{
    struct emel_io_load *load = fill->load;
    struct emel_io_done_event done = { .memory = fill->region, .memory_bytes = fill->region_bytes };

    for (uint32_t i = 0; i < load->span_count; i++) {
        load->data[i] = place_of(fill, i);
        done.bytes += load->spans[i].byte_size;
    }
    rest(fill);
    load->on_done(load->context, load, &done);
    return EMEL_IO_ENDED;
}

static enum emel_io_status publish_error(struct fill *fill)
{
    struct emel_io_load *load = fill->load;
    const struct emel_io_error_event error = {
        .error = EMEL_IO_STRATEGY_FAILED,
        .strategy = FILL_KIND,
        .strategy_error = fill->error,
        .span_index = EMEL_IO_NO_INDEX,
        .file_index = EMEL_IO_NO_INDEX,
        .file_offset = EMEL_IO_NO_OFFSET,
    };

    if (fill->region)
        load->owner.release(load->owner.context, fill->region, fill->region_bytes);
    rest(fill);
    load->on_error(load->context, load, &error);
    return EMEL_IO_ENDED;
}

/* --- as a strategy ------------------------------------------------------------- */

static size_t work_bytes(const void *self, const struct emel_io_load *load)
{
    (void)self, (void)load;
    return 1;
}

static enum emel_io_status begin(void *self, struct emel_io_load *load)
{
    struct fill *fill = self;

    if (fill->state != READY)
        return EMEL_IO_REFUSED;
    fill->load = load;
    return go(fill, ALLOCATING);
}

static enum emel_io_status step(void *self)
{
    struct fill *fill = self;

    switch (fill->state) {
    case ALLOCATING: return allocate(fill);
    case FILLING: return fill_next(fill);
    case PUBLISHING_DONE: return publish_done(fill);
    case PUBLISHING_ERROR: return publish_error(fill);
    default: return EMEL_IO_REFUSED;
    }
}

static enum emel_io_status cancel(void *self)
{
    struct fill *fill = self;

    if (fill->state != ALLOCATING && fill->state != FILLING)
        return EMEL_IO_REFUSED;
    return fail(fill, FILL_CANCELLED);
}

static const char *state_name(const void *self)
{
    static const char *const names[] = { "ready", "allocating", "filling", "publishing_done",
                                         "publishing_error" };
    const struct fill *fill = self;

    return names[fill->state];
}

static const char *error_name(uint32_t error)
{
    static const char *const names[] = { "NONE", "NO_MEMORY", "BROKEN", "CANCELLED" };

    return error < sizeof names / sizeof *names ? names[error] : "unknown";
}

static const char *error_text(uint32_t error)
{
    static const char *const texts[] = { "no error", "the owner gave no memory",
                                         "the filler is broken", "the load was cancelled" };

    return error < sizeof texts / sizeof *texts ? texts[error] : "unknown error";
}

struct emel_io_strategy fill_strategy(struct fill *fill)
{
    return (struct emel_io_strategy){
        .kind = FILL_KIND,
        .name = "fill",
        .self = fill,
        .work_bytes = work_bytes,
        .begin = begin,
        .step = step,
        .cancel = cancel,
        .state_name = state_name,
        .error_name = error_name,
        .error_text = error_text,
    };
}
