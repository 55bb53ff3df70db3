#include "emel/io/plan/plan.h"

#include "emel/io/plan/run.h"

bool emel__io_plan_platform_serves(const struct emel_io_system *system)
{
    return system->open && system->stat && system->read && system->close;
}

struct emel_io_error_event emel__io_plan_failure(const struct emel_io_load *load)
{
    return (struct emel_io_error_event){
        .error = EMEL_IO_STRATEGY_FAILED,
        .strategy = load->policy.strategy,
        .span_index = EMEL_IO_NO_INDEX,
        .file_index = EMEL_IO_NO_INDEX,
        .part_index = EMEL_IO_NO_INDEX,
        .file_offset = EMEL_IO_NO_OFFSET,
        .other_offset = EMEL_IO_NO_OFFSET,
    };
}

/* --- what a load wants ------------------------------------------------------------- */

static void note_end(struct emel__io_plan *plan, uint32_t file, uint64_t end)
{
    if (plan->files && plan->files[file].end < end)
        plan->files[file].end = end;
}

static void note_span(struct emel__io_plan *plan, const struct emel_io_span *span)
{
    for (uint32_t i = 0; i < span->part_count; i++)
        note_end(plan, span->parts[i].file_index, emel__io_part_end(&span->parts[i]));
    if (!span->part_count && span->byte_size)
        note_end(plan, span->file_index, span->file_offset + span->byte_size);
    plan->wanted_bytes += span->byte_size;
    if (span->target) {
        plan->has_targets = true;
    } else {
        plan->owned_bytes += span->byte_size;
        plan->has_owned = true;
    }
}

void emel__io_plan_begin(struct emel__io_plan *plan, const struct emel_io_system *system,
                         struct emel_io_load *load, struct emel__io_plan_file *files,
                         struct emel_io_error_event *failure)
{
    const uint32_t alignment = load->policy.alignment;

    *plan = (struct emel__io_plan){
        .system = system,
        .load = load,
        .failure = failure,
        .alignment = alignment ? alignment : EMEL_IO_ALIGNMENT_DEFAULT,
        .files = files,
    };
    for (uint32_t i = 0; files && i < load->file_count; i++)
        files[i] = (struct emel__io_plan_file){ .descriptor = -1 };
    for (uint32_t i = 0; i < load->span_count; i++)
        note_span(plan, &load->spans[i]);
}

/* --- memory ------------------------------------------------------------------------ */

bool emel__io_plan_allocate(struct emel__io_plan *plan, uint64_t bytes)
{
    const struct emel_io_owner *owner = &plan->load->owner;
    void *region;

    if (!plan->has_owned)
        return true;
    if (bytes > SIZE_MAX)
        return false;
    plan->region_bytes = bytes ? (size_t)bytes : 1; /* empty spans, too, point into memory */
    region = owner->allocate(owner->context, plan->region_bytes, plan->alignment);
    if (region && (uintptr_t)region % plan->alignment != 0) {
        owner->release(owner->context, region, plan->region_bytes);
        region = NULL;
    }
    plan->region = region;
    return region != NULL;
}

/* A cancel may come when the memory was never given. */
void emel__io_plan_release(struct emel__io_plan *plan)
{
    const struct emel_io_owner *owner = &plan->load->owner;

    if (plan->has_landed && plan->load->on_withdrawn)
        plan->load->on_withdrawn(plan->load->context, plan->load);
    plan->has_landed = false;
    if (plan->region)
        owner->release(owner->context, plan->region, plan->region_bytes);
    plan->region = NULL;
}

/* --- telling the caller -------------------------------------------------------------- */

void emel__io_plan_land(struct emel__io_plan *plan, uint32_t span, void *data)
{
    if (!plan->load->on_landed)
        return;
    plan->has_landed = true;
    plan->load->on_landed(plan->load->context, plan->load, span, data);
}

void emel__io_plan_publish_done(const struct emel__io_plan *plan,
                                const struct emel_io_report *report)
{
    struct emel_io_load *load = plan->load;
    const struct emel_io_done_event done = {
        .memory = plan->region,
        .memory_bytes = plan->region_bytes,
        .bytes = plan->wanted_bytes,
        .report = *report,
    };

    load->on_done(load->context, load, &done);
}

void emel__io_plan_publish_error(struct emel_io_load *load, struct emel_io_error_event error)
{
    load->on_error(load->context, load, &error);
}

/* --- describing a failure -------------------------------------------------------------- */

void emel__io_plan_fail_span(struct emel__io_plan *plan, uint32_t span, uint32_t file,
                             uint64_t file_offset, int os_error)
{
    plan->failure->span_index = span;
    plan->failure->span_id = plan->load->spans[span].id;
    plan->failure->file_index = file;
    plan->failure->file_offset = file_offset;
    plan->failure->os_error = os_error;
}

void emel__io_plan_fail_file(struct emel__io_plan *plan, uint32_t file, int os_error)
{
    plan->failure->file_index = file;
    plan->failure->os_error = os_error;
}
