/* publishing: tells the caller the outcome, once.  The machine lets go of the load first, for
 * the callback may free it. */
#include "emel/io/read/machine.h"
#include "emel/io/read/stream.h"
#include "io_read_chart.h"

static struct emel_io_load *let_go(struct emel_io_read *read)
{
    struct emel_io_load *load = read->load;

    read->load = NULL;
    read->work = NULL;
    return load;
}

void emel__io_read_publish_done(struct emel_io_read *read)
{
    const struct emel__io_read_work *work = read->work;
    const struct emel_io_load *load = read->load;

    for (uint32_t sorted = 0; sorted < load->span_count; sorted++)
        load->data[work->order[sorted]] = emel__io_read_address(read, sorted);
    (void)let_go(read);
    emel__io_plan_publish_done(&work->plan, &work->report);
}

/* The event that turned the load into a failure, as the error it is published as. */
static enum emel_io_read_error error_of(unsigned char cause)
{
    static const unsigned char errors[IO_READ_EVENTS] = {
        [IO_READ_UNSUPPORTED_PLATFORM] = EMEL_IO_READ_UNSUPPORTED_PLATFORM,
        [IO_READ_UNSUPPORTED_RESOURCE] = EMEL_IO_READ_UNSUPPORTED_RESOURCE,
        [IO_READ_OPEN_FAILED] = EMEL_IO_READ_FILE_OPEN_FAILED,
        [IO_READ_STAT_FAILED] = EMEL_IO_READ_FILE_STAT_FAILED,
        [IO_READ_OUT_OF_RANGE] = EMEL_IO_READ_SPAN_OUT_OF_RANGE,
        [IO_READ_ALLOCATION_FAILED] = EMEL_IO_READ_ALLOCATION_FAILED,
        [IO_READ_READ_FAILED] = EMEL_IO_READ_FILE_READ_FAILED,
        [IO_READ_SHORT_READ] = EMEL_IO_READ_SHORT_READ,
        [IO_READ_FILE_CHANGED] = EMEL_IO_READ_FILE_CHANGED,
        [IO_READ_CANCEL] = EMEL_IO_READ_CANCELLED,
        [IO_READ_INTERNAL_ERROR] = EMEL_IO_READ_INTERNAL_ERROR,
    };

    return (enum emel_io_read_error)errors[cause];
}

void emel__io_read_publish_error(struct emel_io_read *read)
{
    struct emel_io_error_event error = read->failure;

    if (read->cause == IO_READ_CANCEL || read->cause == IO_READ_INTERNAL_ERROR)
        error = emel__io_plan_failure(read->load); /* whatever failure that replaced */
    if (error.error == EMEL_IO_STRATEGY_FAILED)
        error.strategy_error = error_of(read->cause);
    if (read->work)
        error.report = read->work->report;
    emel__io_plan_publish_error(let_go(read), error);
}
