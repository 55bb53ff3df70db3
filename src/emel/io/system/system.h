/* The default system, in parts: what POSIX has, and what Linux adds. */
#ifndef EMEL_IO_SYSTEM_PARTS_H
#define EMEL_IO_SYSTEM_PARTS_H

#include "emel/io/system.h"

int emel__posix_open(void *context, const char *path, int *descriptor);
int emel__posix_stat(void *context, int descriptor, struct emel_io_stat *stat);
int emel__posix_read(void *context, int descriptor, const struct iovec *slices, int count,
                     uint64_t offset, size_t *moved);
int emel__posix_close(void *context, int descriptor);
int emel__posix_random_access(void *context, int descriptor);
int emel__posix_list(void *context, const char *path,
                     bool (*entry)(void *argument, const char *name), void *argument);

int emel__linux_reopen(void *context, int descriptor, int *again);
int emel__linux_reopen_direct(void *context, int descriptor, int *direct,
                              struct emel_io_direct *limits);
int emel__linux_cached(void *context, int descriptor, uint64_t offset, uint64_t bytes, bool *all);

uint32_t emel__threads_processors(void *context);
uint32_t emel__threads_run(void *context, uint32_t count,
                           void (*work)(void *argument, uint32_t index), void *argument);

#endif
