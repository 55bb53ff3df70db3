#define _POSIX_C_SOURCE 200809L

#include "faults/disk.h"

#include <errno.h>
#include <string.h>

#define FIRST_DESCRIPTOR 1000
#define BEYOND 0xee /* what a direct read leaves behind the end of the file */

/* --- descriptors; all with the lock held ------------------------------------------- */

static void blame(struct disk *disk, const char *mistake)
{
    if (!disk->mistake)
        disk->mistake = mistake;
}

static struct disk_descriptor *find(struct disk *disk, int fd)
{
    for (int i = 0; i < DISK_DESCRIPTORS; i++)
        if (disk->descriptors[i].fd == fd)
            return &disk->descriptors[i];
    return NULL;
}

static struct disk_descriptor *opened(struct disk *disk, int fd, const char *mistake)
{
    struct disk_descriptor *known = fd >= FIRST_DESCRIPTOR ? find(disk, fd) : NULL;

    if (!known)
        blame(disk, mistake);
    return known;
}

static int take(struct disk *disk, unsigned file, bool direct, int *descriptor)
{
    struct disk_descriptor *room = find(disk, 0);

    if (!room)
        return EMFILE;
    *room = (struct disk_descriptor){ .fd = ++disk->last, .file = file, .direct = direct };
    *descriptor = room->fd;
    disk->held++;
    return 0;
}

/* --- the calls --------------------------------------------------------------------- */

static int open_path(struct disk *disk, const char *path, int *descriptor)
{
    for (unsigned i = 0; i < DISK_FILES; i++)
        if (disk->files[i].path && strcmp(disk->files[i].path, path) == 0)
            return take(disk, i, false, descriptor);
    return ENOENT;
}

static int disk_open(void *context, const char *path, int *descriptor)
{
    struct disk *disk = context;
    int os_error;

    pthread_mutex_lock(&disk->lock);
    os_error = open_path(disk, path, descriptor);
    pthread_mutex_unlock(&disk->lock);
    return os_error;
}

static int disk_close(void *context, int descriptor)
{
    struct disk *disk = context;
    struct disk_descriptor *known;

    pthread_mutex_lock(&disk->lock);
    known = opened(disk, descriptor, "close of a descriptor that is not open");
    if (known && known->lent)
        blame(disk, "close of a descriptor that was lent");
    else if (known) {
        known->fd = 0;
        disk->held--;
    }
    pthread_mutex_unlock(&disk->lock);
    return 0;
}

static int disk_stat(void *context, int descriptor, struct emel_io_stat *stat)
{
    struct disk *disk = context;
    const struct disk_descriptor *known;

    pthread_mutex_lock(&disk->lock);
    known = opened(disk, descriptor, "stat of a descriptor that is not open");
    if (known)
        *stat = (struct emel_io_stat){ .stamp = disk_stamp(disk, known->file), .regular = true };
    pthread_mutex_unlock(&disk->lock);
    return known ? 0 : EBADF;
}

static int disk_reopen(void *context, int descriptor, int *again)
{
    struct disk *disk = context;
    const struct disk_descriptor *known;
    int os_error;

    pthread_mutex_lock(&disk->lock);
    known = opened(disk, descriptor, "reopen of a descriptor that is not open");
    os_error = known ? take(disk, known->file, false, again) : EBADF;
    pthread_mutex_unlock(&disk->lock);
    return os_error;
}

static int disk_reopen_direct(void *context, int descriptor, int *direct,
                              struct emel_io_direct *limits)
{
    struct disk *disk = context;
    const struct disk_descriptor *known;
    uint32_t alignment;
    int os_error = EINVAL;

    pthread_mutex_lock(&disk->lock);
    known = opened(disk, descriptor, "reopen of a descriptor that is not open");
    alignment = known ? disk->files[known->file].direct_alignment : 0;
    if (alignment) {
        *limits = (struct emel_io_direct){ alignment, alignment };
        os_error = take(disk, known->file, true, direct);
    }
    pthread_mutex_unlock(&disk->lock);
    return os_error;
}

static int disk_cached(void *context, int descriptor, uint64_t offset, uint64_t bytes, bool *all)
{
    struct disk *disk = context;
    unsigned file;
    bool direct;

    (void)offset, (void)bytes;
    if (!disk_knows(disk, descriptor, &file, &direct))
        return EBADF;
    *all = disk->files[file].cached;
    return 0;
}

/* --- reads ------------------------------------------------------------------------- */

/* Fills one slice and answers how many bytes of the file it got. */
static size_t fill(const struct disk_file *file, bool direct, const struct iovec *slice,
                   uint64_t offset)
{
    unsigned char *memory = slice->iov_base;
    size_t bytes = slice->iov_len;

    if (offset >= file->size)
        return 0;
    if (bytes > file->size - offset)
        bytes = (size_t)(file->size - offset);
    memcpy(memory, file->bytes + offset, bytes);
    if (direct && bytes % file->direct_alignment)
        memset(memory + bytes, BEYOND, file->direct_alignment - bytes % file->direct_alignment);
    return bytes;
}

static bool aligned(const struct disk_file *file, const struct iovec *slices, int count,
                    uint64_t offset)
{
    const uint32_t alignment = file->direct_alignment;

    for (int i = 0; i < count; i++)
        if ((uintptr_t)slices[i].iov_base % alignment || slices[i].iov_len % alignment)
            return false;
    return offset % alignment == 0;
}

static int disk_read(void *context, int descriptor, const struct iovec *slices, int count,
                     uint64_t offset, size_t *moved)
{
    struct disk *disk = context;
    const struct disk_file *file;
    unsigned index;
    bool direct;

    *moved = 0;
    if (!disk_knows(disk, descriptor, &index, &direct))
        return EBADF;
    file = &disk->files[index];
    if (direct && !aligned(file, slices, count, offset))
        return EINVAL;
    for (int i = 0; i < count; i++) {
        const size_t got = fill(file, direct, &slices[i], offset + *moved);

        *moved += got;
        if (got < slices[i].iov_len)
            break;
    }
    return 0;
}

/* --- the table --------------------------------------------------------------------- */

const struct emel_io_system *disk_system(struct disk *disk)
{
    pthread_mutex_init(&disk->lock, NULL);
    disk->last = FIRST_DESCRIPTOR;
    disk->table = (struct emel_io_system){
        .context = disk,
        .open = disk_open,
        .stat = disk_stat,
        .read = disk_read,
        .close = disk_close,
        .reopen = disk_reopen,
        .reopen_direct = disk_reopen_direct,
        .cached = disk_cached,
    };
    return &disk->table;
}

int disk_lend(struct disk *disk, unsigned file)
{
    int descriptor = -1;

    pthread_mutex_lock(&disk->lock);
    if (take(disk, file, false, &descriptor) == 0) {
        find(disk, descriptor)->lent = true;
        disk->held--;
    }
    pthread_mutex_unlock(&disk->lock);
    return descriptor;
}

bool disk_knows(struct disk *disk, int descriptor, unsigned *file, bool *direct)
{
    const struct disk_descriptor *known;

    pthread_mutex_lock(&disk->lock);
    known = opened(disk, descriptor, "use of a descriptor that is not open");
    if (known) {
        *file = known->file;
        *direct = known->direct;
    }
    pthread_mutex_unlock(&disk->lock);
    return known != NULL;
}

struct emel_io_stamp disk_stamp(const struct disk *disk, unsigned file)
{
    return (struct emel_io_stamp){
        .device = 1,
        .inode = 1 + file,
        .size = disk->files[file].size,
        .mtime_sec = 1000000000,
        .mtime_nsec = 7,
    };
}
