#include "emel/io/read/work.h"

#include "emel/sort.h"

/* The work area begins wherever the caller's memory does; its first struct does not. */
#define WORK_ALIGNMENT 16u

static size_t rounded(size_t bytes)
{
    return (bytes + WORK_ALIGNMENT - 1) & ~(size_t)(WORK_ALIGNMENT - 1);
}

static size_t files_bytes(const struct emel_io_load *load)
{
    return rounded(load->file_count * sizeof(struct emel__io_read_file));
}

static size_t sorted_bytes(const struct emel_io_load *load, size_t each)
{
    return rounded(load->span_count * each);
}

size_t emel__io_read_work_bytes(const void *self, const struct emel_io_load *load)
{
    (void)self;
    if (load->file_count > EMEL_IO_FILES_MAX || load->span_count > EMEL_IO_SPANS_MAX)
        return sizeof(struct emel__io_read_work); /* will be refused as what it is */
    return WORK_ALIGNMENT - 1 + rounded(sizeof(struct emel__io_read_work)) + files_bytes(load) +
           2 * sorted_bytes(load, sizeof(uint64_t)) + sorted_bytes(load, sizeof(uint32_t));
}

static struct emel_io_read_options filled_in(const struct emel_io_read_options *options)
{
    struct emel_io_read_options filled = { .step_bytes = 0 };

    if (options)
        filled = *options;
    if (filled.step_bytes == 0)
        filled.step_bytes = EMEL_IO_READ_STEP_BYTES_DEFAULT;
    return filled;
}

bool emel__io_read_work_prepare(struct emel_io_read *read)
{
    const struct emel_io_load *load = read->load;
    const uint32_t alignment = load->policy.alignment;
    struct emel__io_read_work *work;
    unsigned char *at;

    if (!load->work || load->work_bytes < emel__io_read_work_bytes(NULL, load))
        return false;
    at = (unsigned char *)load->work;
    at += (WORK_ALIGNMENT - (uintptr_t)at % WORK_ALIGNMENT) % WORK_ALIGNMENT;
    work = (void *)at;
    at += rounded(sizeof *work);
    *work = (struct emel__io_read_work){
        .options = filled_in(load->policy.options),
        .alignment = alignment ? alignment : EMEL_IO_ALIGNMENT_DEFAULT,
        .files = (void *)at,
        .region_offset = (void *)(at + files_bytes(load)),
    };
    work->stream_offset =
        (void *)((unsigned char *)work->region_offset + sorted_bytes(load, sizeof(uint64_t)));
    work->order =
        (void *)((unsigned char *)work->stream_offset + sorted_bytes(load, sizeof(uint64_t)));
    for (uint32_t i = 0; i < load->file_count; i++)
        work->files[i] = (struct emel__io_read_file){ .descriptor = -1, .direct = -1 };
    read->work = work;
    return true;
}

uint32_t emel__io_read_next_file(const struct emel_io_read *read, uint32_t file)
{
    while (file < read->load->file_count && read->work->files[file].end == 0)
        file++;
    return file;
}

/* --- order ---------------------------------------------------------------------- */

static bool earlier(const void *context, uint32_t a, uint32_t b)
{
    const struct emel_io_span *spans = context;

    if (spans[a].file_index != spans[b].file_index)
        return spans[a].file_index < spans[b].file_index;
    return spans[a].file_offset < spans[b].file_offset;
}

void emel__io_read_sort_by_file(struct emel_io_read *read)
{
    struct emel__io_read_work *work = read->work;

    for (uint32_t i = 0; i < read->load->span_count; i++)
        work->order[i] = i;
    emel__sort(work->order, (uint32_t *)(void *)work->region_offset, read->load->span_count,
               earlier, read->load->spans);
}

/* --- blame ---------------------------------------------------------------------- */

void emel__io_read_blame_nobody(struct emel_io_read *read)
{
    read->failure = (struct emel_io_error_event){
        .error = EMEL_IO_STRATEGY_FAILED,
        .strategy = read->load->policy.strategy,
        .span_index = EMEL_IO_NO_INDEX,
        .file_index = EMEL_IO_NO_INDEX,
        .file_offset = EMEL_IO_NO_OFFSET,
    };
}

void emel__io_read_blame_span(struct emel_io_read *read, uint32_t span, uint64_t file_offset,
                              int os_error)
{
    read->failure.span_index = span;
    read->failure.span_id = read->load->spans[span].id;
    read->failure.file_index = read->load->spans[span].file_index < read->load->file_count
                                   ? read->load->spans[span].file_index
                                   : EMEL_IO_NO_INDEX; /* nobody looks up what is not there */
    read->failure.file_offset = file_offset;
    read->failure.os_error = os_error;
}

void emel__io_read_blame_file(struct emel_io_read *read, uint32_t file, int os_error)
{
    const struct emel_io_span *spans = read->load->spans;
    uint32_t lowest = EMEL_IO_NO_INDEX;

    for (uint32_t i = 0; i < read->load->span_count; i++)
        if (spans[i].file_index == file && spans[i].byte_size &&
            (lowest == EMEL_IO_NO_INDEX || spans[i].file_offset < spans[lowest].file_offset))
            lowest = i;
    if (lowest != EMEL_IO_NO_INDEX)
        emel__io_read_blame_span(read, lowest, EMEL_IO_NO_OFFSET, os_error);
    read->failure.file_index = file;
    read->failure.os_error = os_error;
}
