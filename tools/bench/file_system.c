/* The file system that a file is on. */
#define _GNU_SOURCE /* major, minor */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/sysmacros.h>

#include "bench.h"

/* A line of mountinfo (proc(5)): "36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 ..." */
static bool is_type_of(const char *line, const struct stat *status, char type[static 32])
{
    const char *after = strstr(line, " - ");
    unsigned int first, second;

    return sscanf(line, "%*u %*u %u:%u", &first, &second) == 2 && first == major(status->st_dev) &&
           second == minor(status->st_dev) && after && sscanf(after, " - %31s", type) == 1;
}

/* The name from the list of mounts; else the number that statfs returns, as btrfs gives its files
 * devices that are not in that list. */
void bench_file_system(int descriptor, char name[static 32])
{
    FILE *mounts = fopen("/proc/self/mountinfo", "r");
    struct statfs system = { 0 };
    struct stat status = { 0 };
    char line[4096];
    bool found = false;

    (void)fstat(descriptor, &status);
    while (mounts && !found && fgets(line, sizeof line, mounts))
        found = is_type_of(line, &status, name);
    if (mounts)
        (void)fclose(mounts);
    if (found)
        return;
    (void)fstatfs(descriptor, &system);
    (void)snprintf(name, 32, "type 0x%llx", (unsigned long long)system.f_type);
}
