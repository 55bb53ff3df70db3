/* opening; closing and abandoning: the plan's steps, as steps of the chart. */
#include "emel/io/read/direct.h"
#include "emel/io/read/machine.h"
#include "emel/io/read/work.h"

enum emel__io_read_event emel__io_read_open(struct emel_io_read *read)
{
    return emel__io_plan_open(&read->work->plan) ? IO_READ_OPENED : IO_READ_OPEN_FAILED;
}

void emel__io_read_close(struct emel_io_read *read)
{
    emel__io_read_close_direct(read);
    emel__io_plan_close(&read->work->plan);
}
