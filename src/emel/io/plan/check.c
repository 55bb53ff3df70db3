/* checking: the whole request, before any system call. */
#define _POSIX_C_SOURCE 200809L /* strnlen */
#include <string.h>

#include "emel/io/read/machine.h"
#include "emel/io/read/work.h"
#include "emel/sort.h"

static bool platform_serves(const struct emel_io_system *system)
{
    return system->open && system->stat && system->read && system->close;
}

static bool policy_is_valid(const struct emel_io_policy *policy)
{
    const struct emel_io_read_options *options = policy->options;
    const uint32_t alignment = policy->alignment;

    if (alignment > EMEL_IO_ALIGNMENT_MAX || (alignment & (alignment - 1)) != 0)
        return false;
    return !options || (options->workers <= EMEL_IO_READ_WORKERS_MAX &&
                        options->caching <= EMEL_IO_READ_DIRECT);
}

static bool counts_are_valid(const struct emel_io_load *load)
{
    if (load->file_count > EMEL_IO_FILES_MAX || load->span_count > EMEL_IO_SPANS_MAX)
        return false;
    if (load->file_count && !load->files)
        return false;
    return load->span_count == 0 || (load->spans && load->data);
}

static bool file_is_valid(const struct emel_io_file *file)
{
    size_t length;

    if (file->borrowed)
        return file->fd >= 0;
    length = file->path ? strnlen(file->path, EMEL_IO_PATH_MAX + 1) : 0;
    return length >= 1 && length <= EMEL_IO_PATH_MAX;
}

/* Subtracts rather than adds: nothing here can wrap. */
static bool span_is_valid(const struct emel_io_load *load, const struct emel_io_span *span)
{
    if (span->file_index >= load->file_count || span->byte_size > EMEL_IO_SPAN_BYTES_MAX)
        return false;
    if (span->file_offset > (uint64_t)INT64_MAX - span->byte_size)
        return false;
    if (!span->target)
        return load->owner.allocate && load->owner.release;
    return span->target_bytes >= span->byte_size &&
           span->byte_size <= UINTPTR_MAX - (uintptr_t)span->target;
}

static bool files_are_valid(struct emel_io_read *read)
{
    for (uint32_t i = 0; i < read->load->file_count; i++)
        if (!file_is_valid(&read->load->files[i])) {
            read->failure.file_index = i;
            return false;
        }
    return true;
}

static bool spans_are_valid(struct emel_io_read *read)
{
    const struct emel_io_load *load = read->load;

    for (uint32_t i = 0; i < load->span_count; i++)
        if (!span_is_valid(load, &load->spans[i])) {
            emel__io_read_blame_span(read, i, load->spans[i].file_offset, 0);
            return false;
        }
    return true;
}

/* --- targets do not overlap --------------------------------------------------- */

static bool lower(const void *context, uint32_t a, uint32_t b)
{
    const struct emel_io_span *spans = context;

    return (uintptr_t)spans[a].target < (uintptr_t)spans[b].target;
}

static bool targets_are_apart(struct emel_io_read *read)
{
    const struct emel_io_span *spans = read->load->spans;
    uint32_t *by_address = read->work->order;
    uint32_t count = 0;

    for (uint32_t i = 0; read->work->lent && i < read->load->span_count; i++)
        if (spans[i].target && spans[i].byte_size)
            by_address[count++] = i;
    emel__sort(by_address, (uint32_t *)(void *)read->work->region_offset, count, lower, spans);
    for (uint32_t i = 1; i < count; i++) {
        const struct emel_io_span *below = &spans[by_address[i - 1]];
        const struct emel_io_span *above = &spans[by_address[i]];

        if (below->byte_size > (uintptr_t)above->target - (uintptr_t)below->target) {
            emel__io_read_blame_span(read, by_address[i], above->file_offset, 0);
            return false;
        }
    }
    return true;
}

/* --- what is known of the load then ------------------------------------------- */

static void take_note(struct emel__io_read_work *work, const struct emel_io_span *span)
{
    struct emel__io_read_file *file = &work->files[span->file_index];
    const uint64_t end = span->file_offset + span->byte_size;

    if (span->byte_size && end > file->end)
        file->end = end;
    work->wanted_bytes += span->byte_size;
    if (span->target) {
        work->lent = true;
    } else {
        work->owned_bytes += span->byte_size;
        work->owns = true;
    }
}

static void take_notes(struct emel_io_read *read)
{
    const struct emel_io_load *load = read->load;

    for (uint32_t i = 0; i < load->span_count; i++)
        take_note(read->work, &load->spans[i]);
}

enum emel__io_read_event emel__io_read_check(struct emel_io_read *read)
{
    const struct emel_io_load *load = read->load;

    emel__io_read_blame_nobody(read);
    if (!platform_serves(&read->system))
        return IO_READ_UNSUPPORTED_PLATFORM;
    if (!policy_is_valid(&load->policy) || !counts_are_valid(load) || !files_are_valid(read))
        return IO_READ_INVALID_REQUEST;
    if (!emel__io_read_work_prepare(read))
        return IO_READ_INVALID_REQUEST;
    if (!spans_are_valid(read))
        return IO_READ_INVALID_REQUEST;
    take_notes(read);
    return targets_are_apart(read) ? IO_READ_VALID : IO_READ_INVALID_REQUEST;
}
