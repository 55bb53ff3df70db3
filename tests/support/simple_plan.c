#include "support/simple_plan.h"

bool simple_plan_begin(struct emel__io_plan *plan, struct emel_io_load *load,
                       struct emel_io_error_event *failure)
{
    const bool valid = emel_io_check(load, load->work, load->work_bytes, failure);

    if (valid)
        emel__io_plan_begin(plan, NULL, load, NULL, failure);
    else
        *plan = (struct emel__io_plan){ .load = load, .failure = failure };
    return valid;
}

static uint64_t room_of(const struct emel__io_plan *plan, uint32_t span)
{
    const struct emel_io_span *spans = plan->load->spans;
    const uint64_t alignment = plan->alignment;

    return spans[span].target ? 0 : (spans[span].byte_size + alignment - 1) & ~(alignment - 1);
}

static uint64_t room_before(const struct emel__io_plan *plan, uint32_t span)
{
    uint64_t room = 0;

    while (span-- > 0)
        room += room_of(plan, span);
    return room;
}

bool simple_plan_allocate(struct emel__io_plan *plan)
{
    return emel__io_plan_allocate(plan, room_before(plan, plan->load->span_count));
}

void *simple_plan_place(const struct emel__io_plan *plan, uint32_t span)
{
    void *target = plan->load->spans[span].target;

    return target ? target : plan->region + room_before(plan, span);
}

bool simple_plan_land(struct emel__io_plan *plan, uint32_t span)
{
    struct emel_io_load *load = plan->load;
    const struct emel_io_progress_event progress = {
        .spans_done = span + 1,
        .spans_total = load->span_count,
    };

    emel__io_plan_land(plan, span, simple_plan_place(plan, span));
    return !load->on_progress || load->on_progress(load->context, load, &progress);
}

void simple_plan_publish(struct emel__io_plan *plan, uint32_t strategy_error)
{
    const struct emel_io_report report = { .wanted_bytes = plan->wanted_bytes };
    struct emel_io_load *load = plan->load;

    if (plan->failure->error == EMEL_IO_STRATEGY_FAILED && !strategy_error) {
        for (uint32_t i = 0; i < load->span_count; i++)
            load->data[i] = simple_plan_place(plan, i);
        emel__io_plan_publish_done(plan, &report);
        return;
    }
    emel__io_plan_release(plan);
    plan->failure->strategy_error = strategy_error;
    emel__io_plan_publish_error(load, *plan->failure);
}

size_t simple_plan_work_bytes(const void *self, const struct emel_io_load *load)
{
    (void)self;
    return emel_io_check_bytes(load);
}
