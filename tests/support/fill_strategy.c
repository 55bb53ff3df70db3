#include "support/fill_strategy.h"

#include <string.h>

#include "emel/errors.h"

EMEL__DEFINE_ERRORS(fill, FILL_ERRORS)

enum { READY, ALLOCATING, FILLING, PUBLISHING };

static enum emel_io_status go(struct fill *fill, int state)
{
    fill->state = state;
    return EMEL_IO_AGAIN;
}

static enum emel_io_status fail(struct fill *fill, enum fill_error error)
{
    fill->error = error;
    return go(fill, PUBLISHING);
}

static enum emel_io_status fill_next(struct fill *fill)
{
    const struct emel_io_load *load = fill->plan.load;

    if (fill->waits && !fill->woken)
        return EMEL_IO_WAITING;
    fill->woken = false;
    if (fill->broken && (fill->next == 1 || load->span_count < 2))
        return fail(fill, FILL_BROKEN);
    if (fill->next == load->span_count)
        return go(fill, PUBLISHING);
    memset(simple_plan_place(&fill->plan, fill->next), fill->byte,
           (size_t)load->spans[fill->next].byte_size);
    return simple_plan_land(&fill->plan, fill->next++) ? EMEL_IO_AGAIN : fail(fill, FILL_CANCELLED);
}

/* The load may be gone when its callback returns. */
static enum emel_io_status publish(struct fill *fill)
{
    fill->state = READY;
    simple_plan_publish(&fill->plan, fill->error);
    return EMEL_IO_ENDED;
}

static enum emel_io_status begin(void *self, struct emel_io_load *load)
{
    struct fill *fill = self;

    if (fill->state != READY)
        return EMEL_IO_REFUSED;
    fill->next = 0;
    fill->error = FILL_NONE;
    return go(fill, simple_plan_begin(&fill->plan, load, &fill->failure) ? ALLOCATING : PUBLISHING);
}

static enum emel_io_status step(void *self)
{
    struct fill *fill = self;

    switch (fill->state) {
    case ALLOCATING:
        return simple_plan_allocate(&fill->plan) ? go(fill, FILLING) : fail(fill, FILL_NO_MEMORY);
    case FILLING: return fill_next(fill);
    case PUBLISHING: return publish(fill);
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
    static const char *const names[] = { "ready", "allocating", "filling", "publishing" };
    const struct fill *fill = self;

    return names[fill->state];
}

struct emel_io_strategy fill_strategy(struct fill *fill)
{
    return (struct emel_io_strategy){
        .kind = FILL_KIND,
        .features = EMEL_IO_FEATURE_LANDED | EMEL_IO_FEATURE_TARGETS,
        .name = "fill",
        .self = fill,
        .work_bytes = simple_plan_work_bytes,
        .begin = begin,
        .step = step,
        .cancel = cancel,
        .state_name = state_name,
        .error_name = fill_error_name,
        .error_text = fill_error_text,
    };
}
