#define _XOPEN_SOURCE 700 /* scandir, lstat */

#include "walk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "report.h"

enum { DEPTH_MOST = 64, HEAD_BYTES = 16 };
#define HEADER_MOST UINT64_C(100000000) /* of safetensors */

static bool out_of_memory(struct emel_failure *why)
{
    return refuse(why, &(struct refusal){ .name = "OUT_OF_MEMORY",
                                          .text = "no memory for the list of files" });
}

static bool add_path(struct walk *walk, const char *path, struct emel_failure *why)
{
    const size_t bytes = strlen(path) + 1;
    char *more;

    if (walk->room - walk->bytes < bytes) {
        walk->room = 2 * walk->room + bytes;
        more = realloc(walk->paths, walk->room);
        if (!more)
            return out_of_memory(why);
        walk->paths = more;
    }
    memcpy(walk->paths + walk->bytes, path, bytes);
    walk->bytes += bytes;
    return true;
}

const char *walk_next(const struct walk *walk, const char *path)
{
    const char *next = path ? path + strlen(path) + 1 : walk->paths;

    return next && next < walk->paths + walk->bytes ? next : NULL;
}

/* --- files ------------------------------------------------------------------------------------ */

static bool ends_in(const char *name, const char *end)
{
    const size_t bytes = strlen(name), wanted = strlen(end);

    return bytes >= wanted && strcmp(name + bytes - wanted, end) == 0;
}

static bool is_index(const char *name)
{
    return ends_in(name, ".safetensors.index.json");
}

/* GGUF, or a length that a header of safetensors can have and the beginning of JSON. */
static bool begins_like_a_model(const unsigned char *head, size_t bytes)
{
    uint64_t length = 0;

    if (bytes >= 4 && memcmp(head, "GGUF", 4) == 0)
        return true;
    for (size_t i = 8; i > 0; i--)
        length = length << 8 | head[i - 1];
    return bytes > 8 && length > 0 && length <= HEADER_MOST && strchr("{ \t\r\n", head[8]);
}

static bool is_model(const char *path)
{
    const int descriptor = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    unsigned char head[HEAD_BYTES] = { 0 };
    ssize_t bytes = -1;
    struct stat found;

    if (descriptor < 0)
        return false;
    if (fstat(descriptor, &found) == 0 && S_ISREG(found.st_mode))
        bytes = pread(descriptor, head, sizeof head, 0);
    close(descriptor);
    return bytes > 0 && (begins_like_a_model(head, (size_t)bytes) || is_index(path));
}

/* --- folders ---------------------------------------------------------------------------------- */

static int is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

/* An index comes first, so that the files it names are recognised as parts of its model. */
static int compare_entries(const struct dirent **left, const struct dirent **right)
{
    const bool first = is_index((*left)->d_name), second = is_index((*right)->d_name);

    if (first != second)
        return first ? -1 : 1;
    return strcmp((*left)->d_name, (*right)->d_name);
}

static bool add_folder(struct walk *walk, const char *path, unsigned depth,
                       struct emel_failure *why);

static bool add_entry(struct walk *walk, const char *folder, const char *name, unsigned depth,
                      struct emel_failure *why)
{
    char path[EMEL_IO_PATH_MAX + 1];
    struct stat found;
    const int bytes = snprintf(path, sizeof path, "%s/%s", folder, name);

    if (bytes < 0 || (size_t)bytes >= sizeof path || lstat(path, &found) != 0)
        return true;
    if (S_ISDIR(found.st_mode))
        return depth >= DEPTH_MOST || add_folder(walk, path, depth + 1, why);
    return !is_model(path) || add_path(walk, path, why);
}

static bool add_folder(struct walk *walk, const char *path, unsigned depth,
                       struct emel_failure *why)
{
    struct dirent **entries;
    const int count = scandir(path, &entries, is_visible, compare_entries);
    bool done = true;

    if (count < 0)
        return refuse(why, &(struct refusal){ .name = "OPEN_FAILED",
                                              .text = "the folder could not be read",
                                              .file = path,
                                              .os_error = errno });
    for (int i = 0; i < count; i++) {
        done = done && add_entry(walk, path, entries[i]->d_name, depth, why);
        free(entries[i]);
    }
    free(entries);
    return done;
}

bool walk_add(struct walk *walk, const char *path, struct emel_failure *why)
{
    struct stat found;

    if (stat(path, &found) == 0 && S_ISDIR(found.st_mode))
        return add_folder(walk, path, 0, why);
    return add_path(walk, path, why);
}

void walk_free(struct walk *walk)
{
    free(walk->paths);
    *walk = (struct walk){ .bytes = 0 };
}
