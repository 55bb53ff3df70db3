/* A segment begins and ends anywhere; a direct read moves whole blocks to aligned memory.
 *
 *     file     ...|--------|--------|--------|--------|...       pages
 *     segment         [=======================]
 *                  head    body              tail
 *
 * Pages of the file are moved to pages of memory, whatever smaller blocks a disk may allow,
 * for it is a third slower at those.  One vectored read moves all: head and tail, of which
 * only a part is wanted, to buffers on the stack, and the body straight to its place.  Where
 * that place is not a page the body lands up to a page further on, still inside the segment,
 * and is moved down; its last page then arrives with the tail.  So nothing is ever written
 * outside the segment, and no memory is needed beside it.
 *
 * The body lands in pages of memory that are the segment's alone.  While a device writes to
 * a page nobody else may: had the program forked meanwhile, the writer would be given a
 * copy of the page, and the device would go on with the old one. */
#include "emel/io/read/direct.h"

#include <errno.h>
#include <stdalign.h>
#include <string.h>

#include "emel/io/read/piece.h"
#include "emel/io/retry.h"

#define PAGE EMEL__IO_READ_PAGE_BYTES /* of the file, and of memory */

struct shape {
    size_t skip;  /* bytes of the segment before the body: in the head, which is a page */
    size_t shift; /* how much further on the body lands */
    size_t body;  /* bytes that go straight to the segment's memory, whole pages */
    size_t tail;  /* bytes of the segment after the body */
};

static bool suits(uint32_t alignment)
{
    return alignment >= 1 && alignment <= PAGE && (alignment & (alignment - 1)) == 0;
}

void emel__io_read_open_direct(struct emel_io_read *read, uint32_t index)
{
    struct emel__io_read_direct_file *file = &read->work->direct[index];
    const struct emel_io_system *system = &read->system;
    struct emel_io_direct limits;
    int descriptor;

    if (file->asked || !system->reopen_direct || !emel__io_read_may_reopen(read, index))
        return;
    file->asked = true;
    if (system->reopen_direct(system->context, read->work->plan.files[index].descriptor,
                              &descriptor, &limits) != 0)
        return;
    if (!suits(limits.memory_alignment) || !suits(limits.offset_alignment)) {
        (void)system->close(system->context, descriptor);
        return;
    }
    file->descriptor = descriptor;
}

void emel__io_read_close_direct(struct emel_io_read *read)
{
    for (uint32_t i = 0; i < read->load->file_count; i++) {
        struct emel__io_read_direct_file *file = &read->work->direct[i];

        if (file->descriptor >= 0)
            (void)read->system.close(read->system.context, file->descriptor);
        file->descriptor = -1;
    }
}

bool emel__io_read_direct_allowed(const struct emel_io_read *read,
                                  const struct emel__io_read_segment *segment)
{
    const struct emel__io_read_direct_file *file = &read->work->direct[segment->file];

    return file->descriptor >= 0 && segment->bytes >= EMEL__IO_READ_DIRECT_BYTES &&
           !atomic_load_explicit(&file->refused, memory_order_relaxed);
}

static size_t to_next(uint64_t place)
{
    return (size_t)((PAGE - place % PAGE) % PAGE);
}

static struct shape shape_of(const struct emel__io_read_segment *segment)
{
    const uintptr_t memory = (uintptr_t)segment->memory;
    const size_t bytes = (size_t)segment->bytes;        /* of a piece, and not a few */
    const size_t end = bytes - (memory + bytes) % PAGE; /* of whole pages */
    struct shape shape;

    shape.skip = to_next(segment->file_offset);
    shape.shift = to_next(memory + shape.skip);
    shape.body = end - shape.skip - shape.shift;
    shape.tail = bytes - shape.skip - shape.body;
    return shape;
}

/* What a refusal looks like, rather than a fault of the disk. */
static bool refuses(int os_error)
{
    return os_error == EINVAL || os_error == EOPNOTSUPP || os_error == ENOTSUP ||
           os_error == ENOSYS;
}

static int read_slices(const struct emel_io_read *read, struct emel__io_read_worker *worker,
                       int descriptor, struct iovec slices[3], uint64_t offset, size_t *moved)
{
    size_t most = 0;
    int count = 0, os_error;

    for (int i = 0; i < 3; i++) {
        most += slices[i].iov_len;
        if (slices[i].iov_len)
            slices[count++] = slices[i];
    }
    os_error = emel__io_read_once(&read->system, descriptor, slices, count, offset, moved,
                                  &worker->read_calls);
    if (os_error == 0 && *moved > most)
        return EIO;
    worker->direct_bytes += os_error ? 0 : *moved;
    return os_error;
}

bool emel__io_read_direct(const struct emel_io_read *read, struct emel__io_read_worker *worker,
                          const struct emel__io_read_segment *segment)
{
    alignas(4096) unsigned char head[PAGE], tail[2 * PAGE];
    struct emel__io_read_direct_file *file = &read->work->direct[segment->file];
    const struct shape shape = shape_of(segment);
    const size_t before = shape.skip ? PAGE - shape.skip : 0; /* the segment, in the head */
    unsigned char *body = segment->memory + shape.skip;
    struct iovec slices[] = {
        { head, before + shape.skip },
        { body + shape.shift, shape.body },
        { tail, shape.tail + to_next(shape.tail) },
    };
    size_t moved = 0;
    const int os_error =
        read_slices(read, worker, file->descriptor, slices, segment->file_offset - before, &moved);

    if (refuses(os_error))
        atomic_store_explicit(&file->refused, true, memory_order_relaxed);
    if (os_error || moved < before + segment->bytes) /* the last page may end the file */
        return false;
    memcpy(segment->memory, head + before, shape.skip);
    if (shape.shift)
        memmove(body, body + shape.shift, shape.body);
    memcpy(body + shape.body, tail, shape.tail);
    return true;
}

bool emel__io_read_direct_window(const struct emel_io_read *read,
                                 struct emel__io_read_worker *worker, uint32_t index,
                                 uint64_t offset, uint64_t bytes, unsigned char **data)
{
    struct emel__io_read_direct_file *file = &read->work->direct[index];
    const size_t before = (size_t)(offset % PAGE);
    const size_t wanted = before + (size_t)bytes;
    struct iovec slices[3] = { { worker->window, wanted + to_next(wanted) } };
    size_t moved = 0;
    int os_error;

    if (file->descriptor < 0 || atomic_load_explicit(&file->refused, memory_order_relaxed))
        return false;
    os_error = read_slices(read, worker, file->descriptor, slices, offset - before, &moved);
    if (refuses(os_error))
        atomic_store_explicit(&file->refused, true, memory_order_relaxed);
    *data = worker->window + before;
    return os_error == 0 && moved >= wanted; /* the last page may end the file */
}
