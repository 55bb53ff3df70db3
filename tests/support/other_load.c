#include "support/other_load.h"

#include <check.h>
#include <stdlib.h>

static void ignore_done(void *context, struct emel_io_load *load,
                        const struct emel_io_done_event *done)
{
    (void)context, (void)load, (void)done;
}

static void ignore_error(void *context, struct emel_io_load *load,
                         const struct emel_io_error_event *error)
{
    (void)context, (void)load, (void)error;
}

void other_load_begin(struct other_load *other, struct emel_io *io)
{
    *other = (struct other_load){
        .load = { .policy = { .strategy = EMEL_IO_STRATEGY_READ_COPY },
                  .on_done = ignore_done,
                  .on_error = ignore_error },
        .io = io,
    };
    other->load.work_bytes = emel_io_work_bytes(io, &other->load);
    other->load.work = malloc(other->load.work_bytes);
    ck_assert_int_eq(emel_io_begin(io, &other->load), EMEL_IO_AGAIN);
}

void other_load_end(struct other_load *other)
{
    ck_assert_int_eq(emel_io_finish(other->io), EMEL_IO_ENDED);
    free(other->load.work);
}
