#include "support/counting_system.h"

static int watch_open(void *context, const char *path, int *descriptor)
{
    const struct emel_io_system *under = emel_io_system_default();
    struct watch *watch = context;
    const int error = under->open(under->context, path, descriptor);

    if (error == 0 && ++watch->held > watch->peak)
        watch->peak = watch->held;
    return error;
}

static int watch_stat(void *context, int descriptor, struct emel_io_stat *stat)
{
    const struct emel_io_system *under = emel_io_system_default();

    (void)context;
    return under->stat(under->context, descriptor, stat);
}

static int watch_read(void *context, int descriptor, const struct iovec *slices, int count,
                      uint64_t offset, size_t *moved)
{
    const struct emel_io_system *under = emel_io_system_default();
    struct watch *watch = context;
    const int error = under->read(under->context, descriptor, slices, count, offset, moved);

    watch->reads++;
    if (error == 0)
        watch->moved += *moved;
    return error;
}

static int watch_close(void *context, int descriptor)
{
    const struct emel_io_system *under = emel_io_system_default();
    struct watch *watch = context;

    watch->held--;
    return under->close(under->context, descriptor);
}

struct emel_io_system watch_system(struct watch *watch)
{
    return (struct emel_io_system){
        .context = watch,
        .open = watch_open,
        .stat = watch_stat,
        .read = watch_read,
        .close = watch_close,
    };
}

void watch_step(struct watch *watch)
{
    if (watch->moved > watch->longest)
        watch->longest = watch->moved;
    watch->all += watch->moved;
    watch->moved = 0;
    watch->reads = 0;
}
