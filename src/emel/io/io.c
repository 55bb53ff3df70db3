/* The boundary: finds the strategy a policy names, and keeps one load at a time. */
#include "emel/io/io.h"

#include "emel/errors.h"
#include "emel/io/plan/plan.h"
#include "emel/reserved.h"

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
           strategy->error_name && strategy->error_text && EMEL__RESERVED_IS_ZERO(strategy);
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

/* What no strategy is asked to do is refused here. */
static enum emel_io_status refuse(struct emel_io_load *load, enum emel_io_error why,
                                  uint32_t span_index)
{
    struct emel_io_error_event error = emel__io_plan_failure(load);

    error.error = why;
    error.span_index = span_index;
    if (span_index != EMEL_IO_NO_INDEX)
        error.span_id = load->spans[span_index].id;
    load->on_error(load->context, load, &error);
    return EMEL_IO_ENDED;
}

/* A strategy could load wrong bytes, or none, by not looking at a field it does not know.  The
 * first span that needs a feature which is not there; EMEL_IO_NO_INDEX: none does. */
static uint32_t first_unsupported(const struct emel_io_load *load, uint32_t features)
{
    const bool parts = features & EMEL_IO_FEATURE_PARTS;
    const bool targets = features & EMEL_IO_FEATURE_TARGETS;

    for (uint32_t i = 0; load->spans && i < load->span_count && (!parts || !targets); i++)
        if ((load->spans[i].part_count && !parts) || (load->spans[i].target && !targets))
            return i;
    return EMEL_IO_NO_INDEX;
}

static bool needs_landed(const struct emel_io_load *load)
{
    return load->on_landed || load->on_withdrawn;
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
    uint32_t span;

    if (io->inside || io->active || !load || !load->on_done || !load->on_error)
        return EMEL_IO_REFUSED;
    io->inside = true;
    strategy = find(io, load->policy.strategy);
    if (!strategy)
        return settle(io, refuse(load, EMEL_IO_UNSUPPORTED_STRATEGY, EMEL_IO_NO_INDEX));
    span = first_unsupported(load, strategy->features);
    if (span != EMEL_IO_NO_INDEX ||
        (needs_landed(load) && !(strategy->features & EMEL_IO_FEATURE_LANDED)))
        return settle(io, refuse(load, EMEL_IO_UNSUPPORTED_FEATURE, span));
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

    if (error->error == EMEL_IO_INVALID_REQUEST && error->rule)
        return emel_io_rule_text(error->rule);
    return error->error == EMEL_IO_STRATEGY_FAILED && strategy
               ? strategy->error_text(error->strategy_error)
               : emel_io_error_text(error->error);
}
