/* Checking: the whole request, before any system call.  Nothing here adds what may wrap. */
#define _POSIX_C_SOURCE 200809L /* strnlen */
#include "emel/io/plan/check.h"

#include <string.h>

#include "emel/io/plan/plan.h"
#include "emel/reserved.h"
#include "emel/sort.h"

/* --- the load as a whole ---------------------------------------------------------------- */

static bool refuse_reserved(struct emel_io_error_event *error)
{
    return emel__io_break_rule(error, EMEL_IO_RULE_RESERVED, 0, 0);
}

static bool check_reserved(const struct emel_io_load *load, struct emel_io_error_event *error)
{
    return (EMEL__RESERVED_IS_ZERO(load) && EMEL__RESERVED_IS_ZERO(&load->policy) &&
            EMEL__RESERVED_IS_ZERO(&load->owner)) ||
           refuse_reserved(error);
}

static bool check_counts(const struct emel_io_load *load, struct emel_io_error_event *error)
{
    if (load->file_count > EMEL_IO_FILES_MAX)
        return emel__io_break_rule(error, EMEL_IO_RULE_FILE_COUNT, load->file_count,
                                   EMEL_IO_FILES_MAX);
    if (load->span_count > EMEL_IO_SPANS_MAX)
        return emel__io_break_rule(error, EMEL_IO_RULE_SPAN_COUNT, load->span_count,
                                   EMEL_IO_SPANS_MAX);
    if (load->part_count > EMEL_IO_PARTS_MAX)
        return emel__io_break_rule(error, EMEL_IO_RULE_PARTS_LIMIT, load->part_count,
                                   EMEL_IO_PARTS_MAX);
    if (load->file_count && !load->files)
        return emel__io_break_rule(error, EMEL_IO_RULE_FILES_MISSING, load->file_count, 0);
    if (load->span_count && (!load->spans || !load->data))
        return emel__io_break_rule(error, EMEL_IO_RULE_SPANS_MISSING, load->span_count, 0);
    return true;
}

static bool check_alignment(const struct emel_io_policy *policy, struct emel_io_error_event *error)
{
    const uint32_t alignment = policy->alignment;

    if (alignment == 0 ||
        (alignment <= EMEL_IO_ALIGNMENT_MAX && (alignment & (alignment - 1)) == 0))
        return true;
    return emel__io_break_rule(error, EMEL_IO_RULE_ALIGNMENT, alignment, EMEL_IO_ALIGNMENT_MAX);
}

/* --- files --------------------------------------------------------------------------------- */

static bool check_file(const struct emel_io_file *file, struct emel_io_error_event *error)
{
    size_t length;

    if (!EMEL__RESERVED_IS_ZERO(file))
        return refuse_reserved(error);
    if (file->borrowed)
        return file->fd >= 0 || emel__io_break_rule(error, EMEL_IO_RULE_DESCRIPTOR, 0, 0);
    length = file->path ? strnlen(file->path, EMEL_IO_PATH_MAX + 1) : 0;
    if (length >= 1 && length <= EMEL_IO_PATH_MAX)
        return true;
    return emel__io_break_rule(error, EMEL_IO_RULE_PATH, length, EMEL_IO_PATH_MAX);
}

static bool check_files(const struct emel_io_load *load, struct emel_io_error_event *error)
{
    for (uint32_t i = 0; i < load->file_count; i++)
        if (!check_file(&load->files[i], error)) {
            error->file_index = i;
            return false;
        }
    return true;
}

/* --- spans --------------------------------------------------------------------------------- */

static bool check_range(const struct emel_io_load *load, const struct emel_io_span *span,
                        struct emel_io_error_event *error)
{
    const uint64_t end = INT64_MAX;

    if (span->reserved)
        return refuse_reserved(error);
    if (span->file_index >= load->file_count)
        return emel__io_break_rule(error, EMEL_IO_RULE_FILE_INDEX, span->file_index,
                                   load->file_count);
    error->file_index = span->file_index;
    if (span->byte_size > EMEL_IO_SPAN_BYTES_MAX)
        return emel__io_break_rule(error, EMEL_IO_RULE_SPAN_BYTES, span->byte_size,
                                   EMEL_IO_SPAN_BYTES_MAX);
    if (!span->part_count && span->file_offset > end - span->byte_size)
        return emel__io_break_rule(error, EMEL_IO_RULE_SPAN_END, span->file_offset, end);
    return true;
}

static bool check_target(const struct emel_io_load *load, const struct emel_io_span *span,
                         struct emel_io_error_event *error)
{
    if (!span->target) {
        if (!load->owner.allocate || !load->owner.release)
            return emel__io_break_rule(error, EMEL_IO_RULE_OWNER, 0, 0);
        return span->target_bytes == 0 ||
               emel__io_break_rule(error, EMEL_IO_RULE_TARGET_MISSING, span->target_bytes, 0);
    }
    if (span->target_bytes < span->byte_size)
        return emel__io_break_rule(error, EMEL_IO_RULE_TARGET_BYTES, span->byte_size,
                                   span->target_bytes);
    return span->byte_size <= UINTPTR_MAX - (uintptr_t)span->target ||
           emel__io_break_rule(error, EMEL_IO_RULE_TARGET_ADDRESS, span->byte_size, UINTPTR_MAX);
}

static void name_span(const struct emel_io_load *load, uint32_t span,
                      struct emel_io_error_event *error)
{
    error->span_index = span;
    error->span_id = load->spans[span].id;
    if (error->part_index == EMEL_IO_NO_INDEX)
        error->file_offset = load->spans[span].file_offset;
}

/* Sums that cannot wrap: 2^20 spans of 2^40 bytes, and 2^20 counts of 32 bits. */
static bool check_sums(const struct emel_io_load *load, uint64_t bytes, uint64_t parts,
                       struct emel_io_error_event *error)
{
    if (parts != load->part_count)
        return emel__io_break_rule(error, EMEL_IO_RULE_PART_COUNT, parts, load->part_count);
    return bytes <= SIZE_MAX ||
           emel__io_break_rule(error, EMEL_IO_RULE_TOTAL_BYTES, bytes, SIZE_MAX);
}

/* Before the parts are looked at: many spans may share one long list. */
static bool check_part_sum(const struct emel_io_load *load, uint64_t parts,
                           struct emel_io_error_event *error)
{
    return parts <= load->part_count ||
           emel__io_break_rule(error, EMEL_IO_RULE_PART_COUNT, parts, load->part_count);
}

static bool check_spans(const struct emel_io_load *load, struct emel_io_error_event *error)
{
    uint64_t bytes = 0, parts = 0;

    for (uint32_t i = 0; i < load->span_count; i++) {
        const struct emel_io_span *span = &load->spans[i];

        parts += span->part_count;
        if (!check_range(load, span, error) || !check_part_sum(load, parts, error) ||
            !emel__io_check_parts(load, span, error) || !check_target(load, span, error)) {
            name_span(load, i, error);
            return false;
        }
        error->file_index = EMEL_IO_NO_INDEX;
        bytes += span->byte_size;
    }
    return check_sums(load, bytes, parts, error);
}

/* --- targets do not overlap ----------------------------------------------------------------- */

static bool lower(const void *context, uint32_t a, uint32_t b)
{
    const struct emel_io_span *spans = context;

    return (uintptr_t)spans[a].target < (uintptr_t)spans[b].target;
}

static bool fail_overlap(const struct emel_io_load *load, uint32_t below, uint32_t above,
                         struct emel_io_error_event *error)
{
    error->file_index = load->spans[above].file_index;
    error->other_offset = load->spans[below].file_offset;
    name_span(load, above, error);
    return emel__io_break_rule(error, EMEL_IO_RULE_TARGETS_OVERLAP, below, 0);
}

static bool check_targets_apart(const struct emel_io_load *load, uint32_t *by_address,
                                struct emel_io_error_event *error)
{
    const struct emel_io_span *spans = load->spans;
    uint32_t count = 0;

    for (uint32_t i = 0; i < load->span_count; i++)
        if (spans[i].target && spans[i].byte_size)
            by_address[count++] = i;
    emel__sort(by_address, by_address + load->span_count, count, lower, spans);
    for (uint32_t i = 1; i < count; i++) {
        const struct emel_io_span *below = &spans[by_address[i - 1]];
        const struct emel_io_span *above = &spans[by_address[i]];

        if (below->byte_size > (uintptr_t)above->target - (uintptr_t)below->target)
            return fail_overlap(load, by_address[i - 1], by_address[i], error);
    }
    return true;
}

/* --- all of it -------------------------------------------------------------------------------- */

size_t emel_io_check_bytes(const struct emel_io_load *load)
{
    if (load->span_count > EMEL_IO_SPANS_MAX)
        return 0; /* will be refused as what it is */
    return (2 * (size_t)load->span_count + 1) * sizeof(uint32_t);
}

bool emel_io_check(const struct emel_io_load *load, void *scratch, size_t bytes,
                   struct emel_io_error_event *error)
{
    unsigned char *aligned = scratch;

    *error = emel__io_plan_failure(load);
    if (!check_reserved(load, error) || !check_counts(load, error) ||
        !check_alignment(&load->policy, error) || !check_files(load, error))
        return false;
    if (!scratch || bytes < emel_io_check_bytes(load))
        return emel__io_break_rule(error, EMEL_IO_RULE_WORK_BYTES, emel_io_check_bytes(load),
                                   scratch ? bytes : 0);
    aligned += (sizeof(uint32_t) - (uintptr_t)scratch % sizeof(uint32_t)) % sizeof(uint32_t);
    return check_spans(load, error) && check_targets_apart(load, (void *)aligned, error);
}
