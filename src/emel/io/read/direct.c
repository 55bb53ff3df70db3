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
 * outside the segment, and no memory is needed beside it. */
#include "emel/io/read/direct.h"

#include <errno.h>
#include <stdalign.h>
#include <string.h>

#define BLOCK_BYTES_MAX 4096u

struct shape {
    uint64_t begin; /* in the file: of the first block */
    size_t head;    /* bytes of it before the segment, 0: it is all body */
    size_t body;    /* bytes that go straight to the segment's memory, whole blocks */
    size_t skip;    /* of the segment, before the body */
    size_t shift;   /* how much further on the body lands */
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
    read->work->direct = true;
}

bool emel__io_read_direct_allowed(const struct emel_io_read *read,
                                  const struct emel__io_read_segment *segment)
{
    const struct emel__io_read_file *file = &read->work->files[segment->file];

    return file->direct >= 0 && segment->bytes >= EMEL__IO_READ_DIRECT_BYTES &&
           !atomic_load_explicit(&file->direct_refused, memory_order_relaxed);
}

static struct shape shape_of(const struct emel__io_read_segment *segment,
                             const struct emel_io_direct *limits)
{
    const uint64_t block = limits->offset_alignment;
    const uint64_t begin = segment->file_offset, end = begin + segment->bytes;
    struct shape shape = { .begin = begin - begin % block };
    uint64_t body_end = end - end % block;
    uintptr_t place;

    shape.head = (size_t)(begin - shape.begin);
    shape.skip = shape.head ? (size_t)(block - shape.head) : 0;
    place = (uintptr_t)segment->memory + shape.skip;
    shape.shift = (size_t)(-place & (limits->memory_alignment - 1));
    while (end - body_end < shape.shift)
        body_end -= block;
    shape.body = (size_t)(body_end - (begin + shape.skip));
    shape.tail = (size_t)(end - body_end);
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

bool emel__io_read_direct(const struct emel_io_read *read,
                          const struct emel__io_read_segment *segment)
{
    alignas(BLOCK_BYTES_MAX) unsigned char head[BLOCK_BYTES_MAX], tail[3 * BLOCK_BYTES_MAX];
    struct emel__io_read_file *file = &read->work->files[segment->file];
    const size_t block = file->limits.offset_alignment;
    const struct shape shape = shape_of(segment, &file->limits);
    unsigned char *body = segment->memory + shape.skip;
    struct iovec slices[3];
    size_t moved = 0;
    int count = 0, os_error;

    if (shape.head)
        slices[count++] = (struct iovec){ head, block };
    slices[count++] = (struct iovec){ body + shape.shift, shape.body };
    if (shape.tail)
        slices[count++] = (struct iovec){ tail, blocks(shape.tail, block) };
    os_error = read->system.read(read->system.context, file->direct, slices, count, shape.begin,
                                 &moved);
    if (refuses(os_error))
        atomic_store_explicit(&file->direct_refused, true, memory_order_relaxed);
    if (os_error || moved < shape.head + segment->bytes) /* the last block may end the file */
        return false;
    memcpy(segment->memory, head + shape.head, shape.skip);
    if (shape.shift)
        memmove(body, body + shape.shift, shape.body);
    memcpy(body + shape.body, tail, shape.tail);
    return true;
}
