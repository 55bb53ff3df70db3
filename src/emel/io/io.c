/* The boundary: finds the strategy a policy names, and keeps one load at a time. */
#include "emel/io/io.h"

#include "emel/errors.h"

void emel_io_init(struct emel_io *io)
{
    *io = (struct emel_io){ .count = 0 };
}

static const struct emel_io_strategy *find(const struct emel_io *io, uint32_t kind)
{
    for (uint32_t i = 0; i < io->count; i++)
        if (io->strategies[i].kind == kind)
            return &io->strategies[i];
    return NULL;
}

static bool complete(const struct emel_io_strategy *strategy)
{
    return strategy->kind != EMEL_IO_STRATEGY_NONE && strategy->name && strategy->work_bytes &&
           strategy->begin && strategy->step && strategy->cancel && strategy->state_name &&
           strategy->error_name && strategy->error_text;
}

bool emel_io_register(struct emel_io *io, const struct emel_io_strategy *strategy)
{
    if (io->inside || io->active || io->count == EMEL_IO_STRATEGIES_MAX)
        return false;
    if (!complete(strategy) || find(io, strategy->kind))
        return false;
    io->strategies[io->count++] = *strategy;
    return true;
}

size_t emel_io_work_bytes(const struct emel_io *io, const struct emel_io_load *load)
{
    const struct emel_io_strategy *strategy = find(io, load->policy.strategy);

    return strategy ? strategy->work_bytes(strategy->self, load) : 0;
}

/* Nobody else can tell the caller of a kind that nobody serves. */
static enum emel_io_status refuse_kind(struct emel_io_load *load)
{
    const struct emel_io_error_event error = {
        .error = EMEL_IO_UNSUPPORTED_STRATEGY,
        .strategy = load->policy.strategy,
        .span_index = EMEL_IO_NO_INDEX,
        .file_index = EMEL_IO_NO_INDEX,
        .file_offset = EMEL_IO_NO_OFFSET,
    };

    load->on_error(load->context, load, &error);
    return EMEL_IO_ENDED;
}

/* What a strategy answered decides whether it still has the load. */
static enum emel_io_status settle(struct emel_io *io, enum emel_io_status status)
{
    io->inside = false;
    if (status == EMEL_IO_ENDED)
        io->active = 0;
    return status;
}

enum emel_io_status emel_io_begin(struct emel_io *io, struct emel_io_load *load)
{
    const struct emel_io_strategy *strategy;
    enum emel_io_status status;

    if (io->inside || io->active || !load || !load->on_done || !load->on_error)
        return EMEL_IO_REFUSED;
    io->inside = true;
    strategy = find(io, load->policy.strategy);
    if (!strategy)
        return settle(io, refuse_kind(load));
    io->active = 1 + (uint32_t)(strategy - io->strategies);
    status = strategy->begin(strategy->self, load);
    if (status == EMEL_IO_REFUSED)
        io->active = 0;
    return settle(io, status);
}

enum emel_io_status emel_io_step(struct emel_io *io)
{
    const struct emel_io_strategy *strategy;

    if (io->inside || !io->active)
        return EMEL_IO_REFUSED;
    strategy = &io->strategies[io->active - 1];
    io->inside = true;
    return settle(io, strategy->step(strategy->self));
}

enum emel_io_status emel_io_cancel(struct emel_io *io)
{
    const struct emel_io_strategy *strategy;

    if (io->inside || !io->active)
        return EMEL_IO_REFUSED;
    strategy = &io->strategies[io->active - 1];
    io->inside = true;
    return settle(io, strategy->cancel(strategy->self));
}

int emel_io_poll_fd(const struct emel_io *io)
{
    const struct emel_io_strategy *strategy;

    if (!io->active)
        return -1;
    strategy = &io->strategies[io->active - 1];
    return strategy->poll_fd ? strategy->poll_fd(strategy->self) : -1;
}

enum emel_io_status emel_io_finish(struct emel_io *io)
{
    enum emel_io_status status;

    do
        status = emel_io_step(io);
    while (status == EMEL_IO_AGAIN);
    return status;
}

enum emel_io_status emel_io_run(struct emel_io *io, struct emel_io_load *load)
{
    enum emel_io_status status = emel_io_begin(io, load);

    return status == EMEL_IO_AGAIN ? emel_io_finish(io) : status;
}

const char *emel_io_state_name(const struct emel_io *io)
{
    const struct emel_io_strategy *strategy;

    if (!io->active)
        return "ready";
    strategy = &io->strategies[io->active - 1];
    return strategy->state_name(strategy->self);
}

EMEL__DEFINE_ERRORS(emel_io, EMEL_IO_ERRORS)

const char *emel_io_cause_name(const struct emel_io *io, const struct emel_io_error_event *error)
{
    const struct emel_io_strategy *strategy = find(io, error->strategy);

    return error->error == EMEL_IO_STRATEGY_FAILED && strategy
               ? strategy->error_name(error->strategy_error)
               : emel_io_error_name(error->error);
}

const char *emel_io_cause_text(const struct emel_io *io, const struct emel_io_error_event *error)
{
    const struct emel_io_strategy *strategy = find(io, error->strategy);

    return error->error == EMEL_IO_STRATEGY_FAILED && strategy
               ? strategy->error_text(error->strategy_error)
               : emel_io_error_text(error->error);
}
