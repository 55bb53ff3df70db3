#define _POSIX_C_SOURCE 200809L
#include <dirent.h>
#include <errno.h>

#include "emel/io/system/system.h"

int emel__posix_list(void *context, const char *path,
                     bool (*entry)(void *argument, const char *name), void *argument)
{
    DIR *folder = opendir(path);
    const struct dirent *next;
    int error;

    (void)context;
    if (!folder)
        return errno;
    do {
        errno = 0; /* at the end of the folder readdir leaves it as it is */
        next = readdir(folder);
        error = errno;
    } while (next && entry(argument, next->d_name));
    closedir(folder);
    return next ? 0 : error;
}
