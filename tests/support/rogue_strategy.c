#include "support/rogue_strategy.h"

static void publish(struct rogue *rogue)
{
    struct emel_io_load *load = rogue->load;
    const struct emel_io_done_event done = { .bytes = 500 };
    const struct emel_io_error_event error = {
        .error = EMEL_IO_STRATEGY_FAILED,
        .strategy = ROGUE_KIND,
        .strategy_error = ROGUE_ERROR,
        .span_index = 12345,
        .file_index = 12345,
        .file_offset = EMEL_IO_NO_OFFSET,
    };

    rogue->load = NULL;
    if (rogue->does == ROGUE_KEEPS_MEMORY) {
        load->on_error(load->context, load, &error);
        return;
    }
    for (uint32_t i = 0; i < load->span_count; i++)
        load->data[i] = rogue->does == ROGUE_LENDS || (rogue->does == ROGUE_LENDS_ONE && i == 0)
                            ? rogue->lent
                            : rogue->memory + 300 * i;
    load->on_done(load->context, load, &done);
}

static enum emel_io_status begin(void *self, struct emel_io_load *load)
{
    struct rogue *rogue = self;

    rogue->load = load;
    rogue->steps = 0;
    return rogue->does == ROGUE_SILENT_BEGIN ? EMEL_IO_ENDED : EMEL_IO_AGAIN;
}

static enum emel_io_status step(void *self)
{
    struct rogue *rogue = self;

    if (rogue->steps && rogue->does == ROGUE_STUBBORN)
        return EMEL_IO_REFUSED;
    if (rogue->steps++ == 0) {
        const struct emel_io_owner *owner = &rogue->load->owner;

        rogue->memory = owner->allocate(owner->context, ROGUE_BYTES, 32);
        if (rogue->lands)
            rogue->load->on_landed(rogue->load->context, rogue->load, 0, rogue->memory);
        return EMEL_IO_AGAIN;
    }
    if (rogue->steps == 2 && rogue->does != ROGUE_SILENT_STEP)
        publish(rogue);
    return rogue->does == ROGUE_ENDS_LATE && rogue->steps < 5 ? EMEL_IO_AGAIN : EMEL_IO_ENDED;
}

static enum emel_io_status cancel(void *self)
{
    const struct rogue *rogue = self;

    return rogue->does == ROGUE_STUBBORN ? EMEL_IO_REFUSED : EMEL_IO_ENDED;
}

static size_t no_work(const void *self, const struct emel_io_load *load)
{
    (void)self, (void)load;
    return 0;
}

static const char *only_state(const void *self)
{
    (void)self;
    return "up to no good";
}

static const char *only_error(uint32_t error)
{
    (void)error;
    return "ROGUE";
}

struct emel_io_strategy rogue_strategy(struct rogue *rogue)
{
    return (struct emel_io_strategy){
        .kind = ROGUE_KIND,
        .features = EMEL_IO_FEATURE_LANDED | EMEL_IO_FEATURE_TARGETS,
        .name = "rogue",
        .self = rogue,
        .work_bytes = no_work,
        .begin = begin,
        .step = step,
        .cancel = cancel,
        .state_name = only_state,
        .error_name = only_error,
        .error_text = only_error,
    };
}
