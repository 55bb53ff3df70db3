#include "support/virtual.h"

#include <errno.h>
#include <string.h>

#include "support/temp.h"

#define FIRST_DESCRIPTOR 1000
#define MARK_BYTES 8

static struct virtual_descriptor *opened(struct virtual_disk *disk, int descriptor)
{
    int i = descriptor - FIRST_DESCRIPTOR;

    return i >= 0 && i < VIRTUAL_DESCRIPTORS && disk->descriptors[i].file ? &disk->descriptors[i]
                                                                          : NULL;
}

static struct virtual_file *file_of(struct virtual_disk *disk, int descriptor)
{
    const struct virtual_descriptor *open = opened(disk, descriptor);

    return open ? &disk->files[open->file - 1] : NULL;
}

static int take(struct virtual_disk *disk, unsigned file, bool direct, int *descriptor)
{
    for (int i = 0; i < VIRTUAL_DESCRIPTORS; i++)
        if (!disk->descriptors[i].file) {
            disk->descriptors[i] =
                (struct virtual_descriptor){ .file = 1 + file, .direct = direct };
            *descriptor = FIRST_DESCRIPTOR + i;
            return 0;
        }
    return EMFILE;
}

static int virtual_open(void *context, const char *path, int *descriptor)
{
    struct virtual_disk *disk = context;

    for (unsigned i = 0; i < VIRTUAL_FILES; i++)
        if (disk->files[i].path && strcmp(disk->files[i].path, path) == 0)
            return take(disk, i, false, descriptor);
    return ENOENT;
}

static int virtual_close(void *context, int descriptor)
{
    struct virtual_descriptor *open = opened(context, descriptor);

    if (!open)
        return EBADF;
    open->file = 0;
    return 0;
}

struct emel_io_stamp virtual_stamp(const struct virtual_disk *disk, unsigned file)
{
    return (struct emel_io_stamp){
        .device = 1,
        .inode = 1 + file,
        .size = disk->files[file].claims ? disk->files[file].claims : disk->files[file].bytes,
        .mtime_sec = 1000000000,
        .mtime_nsec = 7,
    };
}

static int virtual_stat(void *context, int descriptor, struct emel_io_stat *stat)
{
    struct virtual_disk *disk = context;
    const struct virtual_file *file = file_of(disk, descriptor);

    if (!file)
        return EBADF;
    stat->stamp = virtual_stamp(disk, (unsigned)(file - disk->files));
    stat->regular = !file->special;
    return 0;
}

/* --- reads --------------------------------------------------------------------- */

static unsigned char mark_byte(uint64_t position)
{
    return (unsigned char)(position / VIRTUAL_MARK_EVERY >> position % VIRTUAL_MARK_EVERY * 8);
}

/* The first byte of a mark at or after `position`. */
static uint64_t next_mark_byte(uint64_t position)
{
    const uint64_t rest = position % VIRTUAL_MARK_EVERY;

    return rest < MARK_BYTES ? position : position - rest + VIRTUAL_MARK_EVERY;
}

static void mark(unsigned char *memory, uint64_t offset, uint64_t bytes)
{
    for (uint64_t at = next_mark_byte(offset); at < offset + bytes; at = next_mark_byte(at + 1))
        memory[at - offset] = mark_byte(at);
}

bool virtual_marks_right(const void *memory, uint64_t offset, uint64_t bytes)
{
    const unsigned char *byte = memory;

    for (uint64_t at = next_mark_byte(offset); at < offset + bytes; at = next_mark_byte(at + 1))
        if (byte[at - offset] != mark_byte(at))
            return false;
    return true;
}

/* Fills one slice and answers how many bytes of the file it got. */
static size_t fill(const struct virtual_file *file, bool direct, const struct iovec *slice,
                   uint64_t offset)
{
    size_t bytes = slice->iov_len;
    size_t block = direct ? file->direct_alignment : 1;

    if (offset >= file->bytes)
        return 0;
    if (bytes > file->bytes - offset)
        bytes = (size_t)(file->bytes - offset);
    if (file->marked)
        mark(slice->iov_base, offset, bytes);
    else
        temp_fill(slice->iov_base, file->seed, offset, bytes);
    if (bytes % block)
        memset((unsigned char *)slice->iov_base + bytes, 0xee, block - bytes % block);
    return bytes;
}

static bool aligned(const struct virtual_file *file, const struct iovec *slices, int count,
                    uint64_t offset)
{
    const uint32_t alignment = file->direct_alignment;

    for (int i = 0; i < count; i++)
        if ((uintptr_t)slices[i].iov_base % alignment || slices[i].iov_len % alignment)
            return false;
    return offset % alignment == 0;
}

static int virtual_read(void *context, int descriptor, const struct iovec *slices, int count,
                        uint64_t offset, size_t *moved)
{
    struct virtual_disk *disk = context;
    const struct virtual_descriptor *open = opened(disk, descriptor);
    const struct virtual_file *file = file_of(disk, descriptor);

    *moved = 0;
    if (!open)
        return EBADF;
    if (open->direct) {
        if (atomic_fetch_add(&disk->direct_tries, 1) >= file->direct_well && file->direct_error)
            return file->direct_error;
        if (!aligned(file, slices, count, offset))
            return EINVAL;
        atomic_fetch_add(&disk->direct_reads, 1);
    }
    for (int i = 0; i < count; i++) {
        size_t got = fill(file, open->direct, &slices[i], offset + *moved);

        *moved += got;
        if (got < slices[i].iov_len)
            break;
    }
    return 0;
}

static int virtual_reopen(void *context, int descriptor, int *again)
{
    struct virtual_disk *disk = context;
    const struct virtual_file *file = file_of(disk, descriptor);

    return file ? take(disk, (unsigned)(file - disk->files), false, again) : EBADF;
}

static int virtual_reopen_direct(void *context, int descriptor, int *direct,
                                 struct emel_io_direct *limits)
{
    struct virtual_disk *disk = context;
    const struct virtual_file *file = file_of(disk, descriptor);

    if (!file)
        return EBADF;
    if (!file->direct_alignment)
        return EINVAL;
    *limits = (struct emel_io_direct){ .memory_alignment = file->direct_alignment,
                                       .offset_alignment = file->direct_alignment };
    return take(disk, (unsigned)(file - disk->files), true, direct);
}

static int virtual_cached(void *context, int descriptor, uint64_t offset, uint64_t bytes, bool *all)
{
    const struct virtual_file *file = file_of(context, descriptor);

    (void)offset, (void)bytes;
    if (!file)
        return EBADF;
    *all = file->cached;
    return 0;
}

static uint32_t virtual_processors(void *context)
{
    (void)context;
    return VIRTUAL_PROCESSORS;
}

const struct emel_io_system *virtual_system(struct virtual_disk *disk)
{
    disk->table = (struct emel_io_system){
        .context = disk,
        .open = virtual_open,
        .stat = virtual_stat,
        .read = virtual_read,
        .close = virtual_close,
        .reopen = virtual_reopen,
        .reopen_direct = virtual_reopen_direct,
        .cached = virtual_cached,
        .processors = virtual_processors,
    };
    return &disk->table;
}
