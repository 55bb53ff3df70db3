#include "support/memory_files.h"

#include <errno.h>
#include <string.h>

#define FIRST_DESCRIPTOR 1000

static const struct memory_file *find(struct memory_files *files, int descriptor)
{
    return &files->files[(descriptor - FIRST_DESCRIPTOR) % MEMORY_FILES];
}

/* Whether the path leads through something that is no folder. */
static bool is_below_a_file(const struct memory_files *files, const char *path)
{
    for (int i = 0; i < MEMORY_FILES && files->files[i].path; i++) {
        size_t bytes = strlen(files->files[i].path);

        if (!files->files[i].folder && strncmp(files->files[i].path, path, bytes) == 0 &&
            path[bytes] == '/')
            return true;
    }
    return false;
}

static int memory_open(void *context, const char *path, int *descriptor)
{
    struct memory_files *files = context;

    for (int i = 0; i < MEMORY_FILES && files->files[i].path; i++) {
        if (strcmp(files->files[i].path, path) == 0) {
            *descriptor = FIRST_DESCRIPTOR + i + MEMORY_FILES * files->opened++;
            return 0;
        }
    }
    return is_below_a_file(files, path) ? ENOTDIR : ENOENT;
}

static int memory_stat(void *context, int descriptor, struct emel_io_stat *stat)
{
    const struct memory_file *file = find(context, descriptor);

    *stat = (struct emel_io_stat){
        .stamp = { .device = 1, .inode = (uint64_t)descriptor, .size = file->size, .mtime_sec = 1 },
        .regular = !file->special && !file->folder,
    };
    return 0;
}

static int memory_read(void *context, int descriptor, const struct iovec *slices, int count,
                       uint64_t offset, size_t *moved)
{
    const struct memory_file *file = find(context, descriptor);

    *moved = 0;
    for (int i = 0; i < count && offset < file->size; i++) {
        size_t bytes = slices[i].iov_len;

        if (bytes > file->size - offset)
            bytes = (size_t)(file->size - offset);
        memcpy(slices[i].iov_base, (const char *)file->bytes + offset, bytes);
        offset += bytes;
        *moved += bytes;
    }
    return 0;
}

static int memory_close(void *context, int descriptor)
{
    (void)context;
    (void)descriptor;
    return 0;
}

static int memory_list(void *context, const char *path,
                       bool (*entry)(void *argument, const char *name), void *argument)
{
    const struct memory_files *files = context;
    const size_t bytes = strlen(path);

    for (int i = 0; i < MEMORY_FILES && files->files[i].path; i++) {
        const char *name = files->files[i].path + bytes + 1;

        if (strncmp(files->files[i].path, path, bytes) == 0 && name[-1] == '/' &&
            !strchr(name, '/') && !entry(argument, name))
            return 0;
    }
    return is_below_a_file(files, path) ? ENOTDIR : 0;
}

const struct emel_io_system *memory_files_system(struct memory_files *files)
{
    files->table = (struct emel_io_system){
        .context = files,
        .open = memory_open,
        .stat = memory_stat,
        .read = memory_read,
        .close = memory_close,
        .list = memory_list,
    };
    return &files->table;
}
