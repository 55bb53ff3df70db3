#include "emel/io/read/worker.h"

#include "emel/io/retry.h"

bool emel__io_read_may_reopen(const struct emel_io_read *read, uint32_t file)
{
    const struct emel_io_file *wanted = &read->load->files[file];

    return !wanted->borrowed || wanted->reopen;
}

void emel__io_read_close_worker_file(const struct emel_io_read *read,
                                     struct emel__io_read_worker *worker)
{
    if (worker->descriptor >= 0)
        (void)read->system.close(read->system.context, worker->descriptor);
    worker->descriptor = -1;
}

int emel__io_read_descriptor_for(const struct emel_io_read *read,
                                 struct emel__io_read_worker *worker, uint32_t file)
{
    const struct emel_io_system *system = &read->system;
    const int shared = read->work->plan.files[file].descriptor;

    if (!worker->own_files || !system->reopen || !emel__io_read_may_reopen(read, file))
        return shared;
    if (worker->descriptor < 0 || worker->file != file) {
        emel__io_read_close_worker_file(read, worker);
        worker->file = file;
        if (system->reopen(system->context, shared, &worker->descriptor) != 0)
            worker->descriptor = -1;
    }
    return worker->descriptor >= 0 ? worker->descriptor : shared;
}

bool emel__io_read_range(const struct emel_io_read *read, struct emel__io_read_worker *worker,
                         uint32_t file, uint64_t offset, uint64_t bytes, void *memory)
{
    const struct emel__io_copied copied =
        emel__io_copy(&read->system, emel__io_read_descriptor_for(read, worker, file), memory,
                      offset, bytes, bytes);

    worker->buffered_bytes += copied.bytes;
    worker->read_calls += copied.calls;
    return copied.bytes == bytes;
}

bool emel__io_read_is_cached(const struct emel_io_read *read, uint32_t file, uint64_t offset,
                             uint64_t bytes)
{
    const struct emel_io_system *system = &read->system;
    bool all = true;

    return !system->cached ||
           system->cached(system->context, read->work->plan.files[file].descriptor, offset, bytes,
                          &all) != 0 ||
           all;
}
