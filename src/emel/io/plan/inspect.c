/* inspecting: is the file regular, as stamped, and big enough for each of its spans? */
#include "emel/io/retry.h"
#include "emel/io/read/machine.h"
#include "emel/io/read/work.h"

static bool as_stamped(const struct emel_io_file *wanted, const struct emel_io_stamp *seen)
{
    const struct emel_io_stamp *stamp = wanted->stamp;

    if (!stamp)
        return true;
    if (!emel__io_unchanged(stamp, seen))
        return false;
    /* A lent descriptor is the file by itself; a path may name another by now. */
    return wanted->borrowed || (stamp->device == seen->device && stamp->inode == seen->inode);
}

/* The lowest span of this file, by offset and then by index, that ends beyond it. */
static void blame_lowest_beyond(struct emel_io_read *read, uint32_t file, uint64_t size)
{
    const struct emel_io_span *spans = read->load->spans;
    uint32_t lowest = EMEL_IO_NO_INDEX;

    for (uint32_t i = 0; i < read->load->span_count; i++) {
        const struct emel_io_span *span = &spans[i];

        if (span->file_index != file || span->byte_size == 0 ||
            (span->file_offset <= size && span->byte_size <= size - span->file_offset))
            continue;
        if (lowest == EMEL_IO_NO_INDEX || span->file_offset < spans[lowest].file_offset)
            lowest = i;
    }
    emel__io_read_blame_span(
        read, lowest, spans[lowest].file_offset > size ? spans[lowest].file_offset : size, 0);
}

static enum emel__io_read_event inspect(struct emel_io_read *read, uint32_t index)
{
    struct emel__io_read_file *file = &read->work->files[index];
    struct emel_io_stat stat;
    int os_error = emel__io_stat(&read->system, file->descriptor, &stat);

    if (os_error) {
        emel__io_read_blame_file(read, index, os_error);
        return IO_READ_STAT_FAILED;
    }
    if (!stat.regular) {
        emel__io_read_blame_file(read, index, 0);
        return IO_READ_UNSUPPORTED_RESOURCE;
    }
    if (!as_stamped(&read->load->files[index], &stat.stamp)) {
        emel__io_read_blame_file(read, index, 0);
        return IO_READ_FILE_CHANGED;
    }
    if (file->end > stat.stamp.size) {
        blame_lowest_beyond(read, index, stat.stamp.size);
        return IO_READ_OUT_OF_RANGE;
    }
    file->seen = stat.stamp;
    return IO_READ_FILES_FIT;
}

enum emel__io_read_event emel__io_read_inspect(struct emel_io_read *read)
{
    struct emel__io_read_work *work = read->work;
    enum emel__io_read_event event;

    if (work->file == read->load->file_count)
        return IO_READ_FILES_FIT;
    event = inspect(read, work->file);
    if (event != IO_READ_FILES_FIT)
        return event;
    work->file = emel__io_read_next_file(read, work->file + 1);
    if (work->file < read->load->file_count)
        return IO_READ_MORE_FILES;
    work->file = 0; /* confirming begins anew */
    return IO_READ_FILES_FIT;
}
