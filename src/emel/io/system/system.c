#include "emel/io/system/system.h"

const struct emel_io_system *emel_io_system_default(void)
{
    static const struct emel_io_system system = {
        .open = emel__posix_open,
        .stat = emel__posix_stat,
        .read = emel__posix_read,
        .close = emel__posix_close,
#ifdef __linux__
        .reopen = emel__linux_reopen,
#ifndef EMEL_WITHOUT_DIRECT
        .reopen_direct = emel__linux_reopen_direct,
#endif
        .cached = emel__linux_cached,
#endif
        .run = emel__threads_run,
        .processors = emel__threads_processors,
        .random_access = emel__posix_random_access,
        .list = emel__posix_list,
    };

    return &system;
}
