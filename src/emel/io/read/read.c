/* The driver of spec/io_read.rl, and read/copy as a strategy of the boundary.
 *
 * Running to the end and one step at a time are the same code: each call does one step of the
 * machine.  The call that publishes also takes the machine home, so that the strategy is free
 * for the next load when that call returns. */
#include "emel/io/read/machine.h"
#include "emel/io/read/work.h"
#include "io_read_chart.h"

/* Whether the step that ran last asks for a report: the load is about to read its first byte,
 * or has just read some. */
static bool reports(const struct emel_io_read *read)
{
    if (read->state == IO_READ_STATE_ALLOCATING)
        return read->event == IO_READ_ALLOCATED;
    return read->state == IO_READ_STATE_TRANSFERRING &&
           (read->event == IO_READ_PROGRESS || read->event == IO_READ_TRANSFERRED);
}

/* One step.  An answer its state does not name is our own defect, and so is no answer: the
 * machine then goes where a cancel goes. */
static void dispatch(struct emel_io_read *read)
{
    read->running = true;
    emel__io_read_dispatch(read);
    if (read->refused || (read->event == IO_READ_NONE && read->state != IO_READ_STATE_READY)) {
        read->event = IO_READ_INTERNAL_ERROR;
        emel__io_read_dispatch(read);
    } else if (reports(read) && !emel__io_read_report_progress(read)) {
        read->event = IO_READ_CANCEL;
    }
    if (read->event == IO_READ_PUBLISHED)
        emel__io_read_dispatch(read);
    read->running = false;
}

static enum emel_io_status status(const struct emel_io_read *read)
{
    return read->event == IO_READ_NONE ? EMEL_IO_ENDED : EMEL_IO_AGAIN;
}

static enum emel_io_status begin(void *self, struct emel_io_load *load)
{
    struct emel_io_read *read = self;

    if (read->running || read->event != IO_READ_NONE)
        return EMEL_IO_REFUSED;
    read->load = load;
    read->work = NULL;
    read->cause = IO_READ_NONE;
    read->event = IO_READ_REQUEST;
    dispatch(read);
    return status(read);
}

static enum emel_io_status step(void *self)
{
    struct emel_io_read *read = self;

    if (read->running || read->event == IO_READ_NONE)
        return EMEL_IO_REFUSED;
    dispatch(read);
    return status(read);
}

/* Replaces the pending answer, unless the state says that it is too late. */
static enum emel_io_status cancel(void *self)
{
    struct emel_io_read *read = self;
    const unsigned char pending = read->event;
    bool refused;

    if (read->running || pending == IO_READ_NONE)
        return EMEL_IO_REFUSED;
    read->running = true;
    read->event = IO_READ_CANCEL;
    emel__io_read_dispatch(read);
    refused = read->refused;
    if (refused)
        read->event = pending;
    else if (read->event == IO_READ_PUBLISHED)
        emel__io_read_dispatch(read);
    read->running = false;
    return refused ? EMEL_IO_REFUSED : status(read);
}

static const char *state_name(const void *self)
{
    static const char *const names[] = { IO_READ_STATE_NAMES };
    const struct emel_io_read *read = self;

    return names[read->state];
}

struct emel_io_strategy emel_io_read_init(struct emel_io_read *read,
                                          const struct emel_io_system *system)
{
    *read = (struct emel_io_read){ .system = system ? *system : *emel_io_system_default() };
    emel__io_read_start(read);
    return (struct emel_io_strategy){
        .kind = EMEL_IO_STRATEGY_READ_COPY,
        .name = "read_copy",
        .features = EMEL_IO_FEATURE_PARTS | EMEL_IO_FEATURE_LANDED | EMEL_IO_FEATURE_TARGETS,
        .self = read,
        .work_bytes = emel__io_read_work_bytes,
        .begin = begin,
        .step = step,
        .cancel = cancel,
        .state_name = state_name,
        .error_name = emel_io_read_error_name,
        .error_text = emel_io_read_error_text,
    };
}
