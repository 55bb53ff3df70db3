/* confirming: each file once more, so that what was copied is what was inspected. */
#include "emel/io/retry.h"
#include "emel/io/read/machine.h"
#include "emel/io/read/work.h"

enum emel__io_read_event emel__io_read_confirm(struct emel_io_read *read)
{
    struct emel__io_read_work *work = read->work;
    struct emel__io_read_file *file;
    struct emel_io_stat stat;
    int os_error;

    work->file = emel__io_read_next_file(read, work->file);
    if (work->file == read->load->file_count)
        return IO_READ_UNCHANGED;
    file = &work->files[work->file];
    os_error = emel__io_stat(&read->system, file->descriptor, &stat);
    if (os_error) {
        emel__io_read_blame_file(read, work->file, os_error);
        return IO_READ_STAT_FAILED;
    }
    if (!emel__io_unchanged(&file->seen, &stat.stamp)) {
        emel__io_read_blame_file(read, work->file, 0);
        return IO_READ_FILE_CHANGED;
    }
    work->file++;
    return emel__io_read_next_file(read, work->file) < read->load->file_count ? IO_READ_MORE_FILES
                                                                              : IO_READ_UNCHANGED;
}
