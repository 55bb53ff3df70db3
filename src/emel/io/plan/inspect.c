/* Inspecting: is the file regular, readable, as stamped, and big enough for each of its spans? */
#include "emel/io/plan/files.h"
#include "emel/io/plan/run.h"
#include "emel/io/retry.h"

static bool as_stamped(const struct emel_io_file *wanted, const struct emel_io_stamp *seen)
{
    const struct emel_io_stamp *stamp = wanted->stamp;

    if (!stamp)
        return true;
    if (!emel__io_unchanged(stamp, seen))
        return false;
    /* A borrowed descriptor is the file by itself; a path may name another by now. */
    return wanted->borrowed || (stamp->device == seen->device && stamp->inode == seen->inode);
}

/* --- a file that is too small ------------------------------------------------------------ */

/* The first run of a part that ends past `size`; there is one. */
static uint64_t first_row_beyond(const struct emel_io_part *part, uint64_t size)
{
    if (size < part->run_bytes || size - part->run_bytes < part->file_offset)
        return 0;
    return (size - part->run_bytes - part->file_offset) / part->file_stride + 1;
}

/* Where in the span's memory the part's first byte beyond `size` would go. */
static uint64_t memory_beyond(const struct emel_io_part *part, uint64_t size)
{
    const uint64_t row = first_row_beyond(part, size);
    const uint64_t run = part->file_offset + row * part->file_stride;

    return part->memory_offset + row * part->memory_stride + (run < size ? size - run : 0);
}

/* The lowest byte of the span's memory that would come from beyond the end of this file;
 * UINT64_MAX: none does. */
static uint64_t lowest_beyond(const struct emel_io_span *span, uint32_t file, uint64_t size)
{
    uint64_t lowest = UINT64_MAX;

    if (!span->part_count && span->file_index == file && span->byte_size &&
        (span->file_offset > size || span->byte_size > size - span->file_offset))
        return span->file_offset < size ? size - span->file_offset : 0;
    for (uint32_t i = 0; i < span->part_count; i++) {
        const struct emel_io_part *part = &span->parts[i];

        if (part->file_index == file && emel__io_part_end(part) > size &&
            memory_beyond(part, size) < lowest)
            lowest = memory_beyond(part, size);
    }
    return lowest;
}

static bool comes_before(const struct emel_io_span *a, const struct emel_io_span *b)
{
    return a->file_index != b->file_index ? a->file_index < b->file_index
                                          : a->file_offset < b->file_offset;
}

/* The lowest span that needs bytes beyond the end of the file. */
static void fail_lowest_beyond(struct emel__io_plan *plan, uint32_t file, uint64_t size)
{
    const struct emel_io_span *spans = plan->load->spans;
    uint32_t lowest = EMEL_IO_NO_INDEX;
    struct emel__io_run run;

    for (uint32_t i = 0; i < plan->load->span_count; i++)
        if (lowest_beyond(&spans[i], file, size) != UINT64_MAX &&
            (lowest == EMEL_IO_NO_INDEX || comes_before(&spans[i], &spans[lowest])))
            lowest = i;
    run = emel__io_run_at(&spans[lowest], lowest_beyond(&spans[lowest], file, size));
    emel__io_plan_fail_span(plan, lowest, file, run.file_offset, 0);
    plan->failure->has_value = plan->failure->has_limit = true;
    plan->failure->value = plan->files[file].end;
    plan->failure->limit = size;
}

/* --- one file ---------------------------------------------------------------------------- */

static enum emel__io_outcome look_at(const struct emel__io_plan *plan, uint32_t index,
                                     const struct emel_io_stat *stat)
{
    if (!stat->regular || stat->unreadable || stat->direct)
        return EMEL__IO_UNSUPPORTED_RESOURCE;
    if (!as_stamped(&plan->load->files[index], &stat->stamp))
        return EMEL__IO_FILE_CHANGED;
    return plan->files[index].end > stat->stamp.size ? EMEL__IO_OUT_OF_RANGE : EMEL__IO_DONE;
}

static enum emel__io_outcome inspect(struct emel__io_plan *plan, uint32_t index)
{
    struct emel__io_plan_file *file = &plan->files[index];
    struct emel_io_stat stat;
    const int os_error = emel__io_stat(plan->system, file->descriptor, &stat);
    enum emel__io_outcome outcome = EMEL__IO_STAT_FAILED;

    if (!os_error)
        outcome = look_at(plan, index, &stat);
    if (outcome == EMEL__IO_DONE)
        file->seen = stat.stamp;
    else if (outcome == EMEL__IO_OUT_OF_RANGE)
        fail_lowest_beyond(plan, index, stat.stamp.size);
    else
        emel__io_plan_fail_file(plan, index, os_error);
    return outcome;
}

enum emel__io_outcome emel__io_plan_inspect(struct emel__io_plan *plan)
{
    enum emel__io_outcome outcome;

    if (plan->file == plan->load->file_count)
        return EMEL__IO_DONE;
    outcome = inspect(plan, plan->file);
    if (outcome != EMEL__IO_DONE)
        return outcome;
    plan->file = emel__io_plan_next_file(plan, plan->file + 1);
    if (plan->file < plan->load->file_count)
        return EMEL__IO_MORE_FILES;
    plan->file = 0; /* confirming begins with the first */
    return EMEL__IO_DONE;
}
