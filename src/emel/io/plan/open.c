/* opening: the next file, or the caller's descriptor; and closing what was opened. */
#include "emel/io/retry.h"
#include "emel/io/read/machine.h"
#include "emel/io/read/work.h"

enum emel__io_read_event emel__io_read_open(struct emel_io_read *read)
{
    struct emel__io_read_work *work = read->work;
    const struct emel_io_file *wanted;
    struct emel__io_read_file *file;
    int os_error;

    work->file = emel__io_read_next_file(read, work->file);
    if (work->file == read->load->file_count)
        return IO_READ_OPENED; /* nothing to read, nothing to open */
    wanted = &read->load->files[work->file];
    file = &work->files[work->file];
    if (wanted->borrowed) {
        file->descriptor = wanted->fd;
        return IO_READ_OPENED;
    }
    os_error = emel__io_open(&read->system, wanted->path, &file->descriptor);
    if (os_error) {
        file->descriptor = -1;
        emel__io_read_blame_file(read, work->file, os_error);
        return IO_READ_OPEN_FAILED;
    }
    file->ours = true;
    return IO_READ_OPENED;
}

/* A close that fails is not tried again, and the data stays good. */
void emel__io_read_close(struct emel_io_read *read)
{
    for (uint32_t i = 0; i < read->load->file_count; i++) {
        struct emel__io_read_file *file = &read->work->files[i];

        if (file->ours)
            (void)read->system.close(read->system.context, file->descriptor);
        if (file->direct >= 0)
            (void)read->system.close(read->system.context, file->direct);
        file->ours = false;
        file->descriptor = file->direct = -1;
    }
}
