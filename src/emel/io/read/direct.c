/* A segment begins and ends anywhere; a direct read moves whole blocks to aligned memory.
 *
 *     file     ...|--------|--------|--------|--------|...       blocks
 *     segment         [=======================]
 *                  head    body              tail
 *
 * One vectored read moves all blocks: head and tail, of which only a part is wanted, to
 * buffers on the stack, and the body straight to its place.  Where that place is not
 * aligned the body lands up to an alignment further on, still inside the segment, and is
 * moved down; its last blocks then arrive with the tail.  So nothing is ever written
 * outside the segment, and no memory is needed beside it.
 *
 * The body lies in pages of memory that are the segment's alone.  While a device writes to
 * a page nobody else may: had the program forked meanwhile, the writer would be given a
 * copy of the page, and the device would go on with the old one. */
#include "emel/io/read/direct.h"

#include <errno.h>
#include <stdalign.h>
#include <string.h>

#include "emel/io/calls.h"

#define BLOCK_BYTES_MAX 4096u
#define EDGE_BYTES_MAX (3 * BLOCK_BYTES_MAX) /* a page, a block, and an alignment or a block */

struct shape {
    uint64_t begin; /* in the file: of the first block */
    size_t head;    /* bytes that are read before the body, whole blocks; 0: none */
    size_t skip;    /* of the segment, before the body */
    size_t shift;   /* how much further on the body lands */
    size_t body;    /* bytes that go straight to the segment's memory, whole blocks */
    size_t tail;    /* bytes of the segment after the body */
};

static bool suits(uint32_t alignment)
{
    return alignment >= 1 && alignment <= BLOCK_BYTES_MAX && (alignment & (alignment - 1)) == 0;
}

void emel__io_read_open_direct(struct emel_io_read *read, uint32_t index)
{
    struct emel__io_read_file *file = &read->work->files[index];
    const struct emel_io_system *system = &read->system;
    int descriptor;

    if (file->direct_asked || !system->reopen_direct)
        return;
    file->direct_asked = true;
    if (system->reopen_direct(system->context, file->descriptor, &descriptor, &file->limits) != 0)
        return;
    if (!suits(file->limits.memory_alignment) || !suits(file->limits.offset_alignment)) {
        (void)system->close(system->context, descriptor);
        return;
    }
    file->direct = descriptor;
}

bool emel__io_read_direct_allowed(const struct emel_io_read *read,
                                  const struct emel__io_read_segment *segment)
{
    const struct emel__io_read_file *file = &read->work->files[segment->file];

    return file->direct >= 0 && segment->bytes >= EMEL__IO_READ_DIRECT_BYTES &&
           !atomic_load_explicit(&file->direct_refused, memory_order_relaxed);
}

static size_t to_next(uint64_t value, uint64_t alignment)
{
    return (size_t)(-value & (alignment - 1));
}

static struct shape shape_of(const struct emel__io_read_segment *segment,
                             const struct emel_io_direct *limits)
{
    const uint64_t block = limits->offset_alignment;
    const uintptr_t memory = (uintptr_t)segment->memory;
    const size_t bytes = (size_t)segment->bytes; /* of a piece */
    const size_t end = bytes - (memory + bytes) % EMEL__IO_READ_PAGE_BYTES; /* of whole pages */
    struct shape shape;

    shape.begin = segment->file_offset - segment->file_offset % block;
    shape.skip = to_next(memory, EMEL__IO_READ_PAGE_BYTES);
    shape.skip += to_next(segment->file_offset + shape.skip, block);
    shape.head = (size_t)(segment->file_offset + shape.skip - shape.begin);
    shape.shift = to_next(memory + shape.skip, limits->memory_alignment);
    shape.body = end - shape.skip - shape.shift;
    shape.body -= shape.body % block;
    shape.tail = bytes - shape.skip - shape.body;
    return shape;
}

static size_t blocks(size_t bytes, size_t block)
{
    return (bytes + block - 1) / block * block;
}

/* What a refusal looks like, rather than a fault of the disk. */
static bool refuses(int os_error)
{
    return os_error == EINVAL || os_error == EOPNOTSUPP || os_error == ENOTSUP ||
           os_error == ENOSYS;
}

static int read_shape(const struct emel_io_read *read, const struct emel__io_read_file *file,
                      const struct shape *shape, struct iovec slices[3], size_t *moved)
{
    size_t most = 0;
    int count = 0, os_error;

    for (int i = 0; i < 3; i++) {
        most += slices[i].iov_len;
        if (slices[i].iov_len)
            slices[count++] = slices[i];
    }
    os_error = emel__io_read_once(&read->system, file->direct, slices, count, shape->begin, moved);
    return os_error == 0 && *moved > most ? EIO : os_error;
}

bool emel__io_read_direct(const struct emel_io_read *read,
                          const struct emel__io_read_segment *segment)
{
    alignas(BLOCK_BYTES_MAX) unsigned char head[EDGE_BYTES_MAX], tail[EDGE_BYTES_MAX];
    struct emel__io_read_file *file = &read->work->files[segment->file];
    const struct shape shape = shape_of(segment, &file->limits);
    unsigned char *body = segment->memory + shape.skip;
    struct iovec slices[] = {
        { head, shape.head },
        { body + shape.shift, shape.body },
        { tail, blocks(shape.tail, file->limits.offset_alignment) },
    };
    size_t moved = 0;
    const int os_error = read_shape(read, file, &shape, slices, &moved);

    if (refuses(os_error))
        atomic_store_explicit(&file->direct_refused, true, memory_order_relaxed);
    /* The last block may end the file. */
    if (os_error || moved < segment->file_offset - shape.begin + segment->bytes)
        return false;
    memcpy(segment->memory, head + shape.head - shape.skip, shape.skip);
    if (shape.shift)
        memmove(body, body + shape.shift, shape.body);
    memcpy(body + shape.body, tail, shape.tail);
    return true;
}
