#include "emel/io/system/system.h"

const struct emel_io_system *emel_io_system_default(void)
{
    static const struct emel_io_system system = {
        .open = emel__posix_open,
        .stat = emel__posix_stat,
        .read = emel__posix_read,
        .close = emel__posix_close,
        .run = emel__threads_run,
    };

    return &system;
}
