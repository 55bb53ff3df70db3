/* inspecting, before anything is read, and confirming after it: the plan's steps, as steps of the
 * chart. */
#include "emel/io/read/machine.h"
#include "emel/io/read/work.h"

/* What an outcome of the plan is called in the chart; `done` when there are no more files. */
static enum emel__io_read_event event_of(enum emel__io_outcome outcome,
                                         enum emel__io_read_event done)
{
    switch (outcome) {
    case EMEL__IO_DONE: return done;
    case EMEL__IO_MORE_FILES: return IO_READ_MORE_FILES;
    case EMEL__IO_STAT_FAILED: return IO_READ_STAT_FAILED;
    case EMEL__IO_UNSUPPORTED_RESOURCE: return IO_READ_UNSUPPORTED_RESOURCE;
    case EMEL__IO_OUT_OF_RANGE: return IO_READ_OUT_OF_RANGE;
    case EMEL__IO_FILE_CHANGED: return IO_READ_FILE_CHANGED;
    }
    return IO_READ_NONE; /* never reached: the cases are all there are */
}

enum emel__io_read_event emel__io_read_inspect(struct emel_io_read *read)
{
    return event_of(emel__io_plan_inspect(&read->work->plan), IO_READ_FILES_FIT);
}

enum emel__io_read_event emel__io_read_confirm(struct emel_io_read *read)
{
    return event_of(emel__io_plan_confirm(&read->work->plan), IO_READ_UNCHANGED);
}
