#include "emel/io/read/work.h"

#include "emel/io/plan/check.h"
#include "emel/io/read/worker.h"
#include "emel/sort.h"

/* The work area begins wherever the caller's memory does; its first struct does not. */
#define WORK_ALIGNMENT 16u

/* A window reads more than is wanted; steps as small as this are to read nothing beyond. */
#define STEP_BYTES_MIN (UINT64_C(16) << 20)

/* Where the parts of the work area begin, from its first aligned byte on. */
struct areas {
    size_t files, direct, region_offset, stream_offset, order, bytes;
};

static size_t rounded(size_t bytes)
{
    return (bytes + WORK_ALIGNMENT - 1) & ~(size_t)(WORK_ALIGNMENT - 1);
}

static struct areas areas_of(const struct emel_io_load *load)
{
    const size_t files = load->file_count, spans = load->span_count;
    struct areas areas;

    areas.files = rounded(sizeof(struct emel__io_read_work));
    areas.direct = areas.files + rounded(files * sizeof(struct emel__io_plan_file));
    areas.region_offset = areas.direct + rounded(files * sizeof(struct emel__io_read_direct_file));
    areas.stream_offset = areas.region_offset + rounded(spans * sizeof(uint64_t));
    areas.order = areas.stream_offset + rounded(spans * sizeof(uint64_t));
    areas.bytes = areas.order + rounded(spans * sizeof(uint32_t));
    return areas;
}

/* One for each worker that may read parts at once. */
static uint32_t count_windows(const struct emel_io_load *load)
{
    const struct emel_io_read_options *options = load->policy.options;
    const uint32_t workers =
        options && options->workers ? options->workers : EMEL__IO_READ_WINDOWS_MAX;

    if (!load->part_count ||
        (options && options->step_bytes && options->step_bytes < STEP_BYTES_MIN))
        return 0;
    return workers < EMEL__IO_READ_WINDOWS_MAX ? workers : EMEL__IO_READ_WINDOWS_MAX;
}

static size_t windows_bytes(const struct emel_io_load *load)
{
    return (size_t)(count_windows(load) * EMEL__IO_READ_WINDOW_ROOM +
                    (count_windows(load) ? EMEL__IO_READ_PAGE_BYTES - 1 : 0));
}

size_t emel__io_read_work_bytes(const void *self, const struct emel_io_load *load)
{
    size_t least;

    (void)self;
    if (load->file_count > EMEL_IO_FILES_MAX || load->span_count > EMEL_IO_SPANS_MAX)
        return sizeof(struct emel__io_read_work); /* will be refused as what it is */
    least = emel_io_check_bytes(load);
    return WORK_ALIGNMENT - 1 + (areas_of(load).bytes > least ? areas_of(load).bytes : least) +
           windows_bytes(load);
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

bool emel__io_read_prepare_work(struct emel_io_read *read)
{
    struct emel_io_load *load = read->load;
    const size_t needed = emel__io_read_work_bytes(NULL, load);
    const struct areas areas = areas_of(load);
    struct emel__io_read_work *work;
    unsigned char *at = load->work;

    if (load->work_bytes < needed)
        return emel__io_break_rule(&read->failure, EMEL_IO_RULE_WORK_BYTES, needed,
                                   load->work_bytes);
    at += (WORK_ALIGNMENT - (uintptr_t)at % WORK_ALIGNMENT) % WORK_ALIGNMENT;
    work = (void *)at;
    *work = (struct emel__io_read_work){
        .options = filled_in(load->policy.options),
        .direct = (void *)(at + areas.direct),
        .region_offset = (void *)(at + areas.region_offset),
        .stream_offset = (void *)(at + areas.stream_offset),
        .order = (void *)(at + areas.order),
    };
    emel__io_plan_begin(&work->plan, &read->system, load, (void *)(at + areas.files),
                        &read->failure);
    for (uint32_t i = 0; i < load->file_count; i++)
        work->direct[i] = (struct emel__io_read_direct_file){ .descriptor = -1 };
    work->report.wanted_bytes = work->plan.wanted_bytes;
    if (count_windows(load)) {
        at += areas.bytes;
        at += (EMEL__IO_READ_PAGE_BYTES - (uintptr_t)at % EMEL__IO_READ_PAGE_BYTES) %
              EMEL__IO_READ_PAGE_BYTES;
        work->windows = at;
        work->window_count = count_windows(load);
    }
    read->work = work;
    return true;
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
