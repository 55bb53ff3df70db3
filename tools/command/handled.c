#define _POSIX_C_SOURCE 200809L /* stat */

#include "handled.h"

#include <stdlib.h>
#include <sys/stat.h>

#include "report.h"

struct handled_file {
    uint64_t device, inode;
    const char *path; /* of the operand that named the model */
};

static bool add(struct handled *handled, const struct handled_file *file)
{
    struct handled_file *more;

    if (handled->count == handled->room) {
        handled->room = handled->room > 0 ? 2 * handled->room : 64;
        more = realloc(handled->all, handled->room * sizeof *more);
        if (!more)
            return false;
        handled->all = more;
    }
    handled->all[handled->count++] = *file;
    return true;
}

bool handled_add(struct handled *handled, const char *path, const struct emel_model_file *file,
                 struct emel_failure *why)
{
    uint32_t count;
    const struct emel_io_file *files = emel_model_file_files(file, &count);
    bool done = true;

    for (uint32_t i = 0; done && count > 1 && i < count; i++)
        if (files[i].stamp)
            done = add(handled, &(struct handled_file){ .device = files[i].stamp->device,
                                                        .inode = files[i].stamp->inode,
                                                        .path = path });
    return done || refuse(why, &(struct refusal){ .name = "OUT_OF_MEMORY",
                                                  .text = "no memory for the list of files" });
}

static const char *find(const struct handled *handled, uint64_t device, uint64_t inode)
{
    for (size_t i = 0; i < handled->count; i++)
        if (handled->all[i].device == device && handled->all[i].inode == inode)
            return handled->all[i].path;
    return NULL;
}

const char *handled_find(const struct handled *handled, const char *path)
{
    struct stat found;

    if (handled->count == 0 || stat(path, &found) != 0)
        return NULL;
    return find(handled, (uint64_t)found.st_dev, (uint64_t)found.st_ino);
}

const char *handled_find_model(const struct handled *handled, const struct emel_model_file *file)
{
    uint32_t count;
    const struct emel_io_file *files = emel_model_file_files(file, &count);

    if (count < 2 || !files[0].stamp)
        return NULL;
    return find(handled, files[0].stamp->device, files[0].stamp->inode);
}

void handled_free(struct handled *handled)
{
    free(handled->all);
    *handled = (struct handled){ .count = 0 };
}
