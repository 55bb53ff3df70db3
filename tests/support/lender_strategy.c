#include "support/lender_strategy.h"

#include <string.h>

#include "emel/errors.h"

EMEL__DEFINE_ERRORS(lender, LENDER_ERRORS)

static unsigned char *place_of(const struct lender *lender, const struct emel_io_span *span)
{
    return lender->files[span->file_index].bytes + span->file_offset;
}

static enum emel_io_status publish(struct lender *lender)
{
    const struct emel_io_report report = { .wanted_bytes = lender->plan.wanted_bytes };
    struct emel_io_load *load = lender->plan.load;

    lender->busy = false;
    lender->failure.strategy_error = lender->error;
    if (lender->error || lender->failure.error != EMEL_IO_STRATEGY_FAILED) {
        emel__io_plan_publish_error(load, lender->failure);
        return EMEL_IO_ENDED;
    }
    for (uint32_t i = 0; i < load->span_count; i++) {
        const struct emel_io_span *span = &load->spans[i];

        load->data[i] = span->target ? span->target : place_of(lender, span);
    }
    emel__io_plan_publish_done(&lender->plan, &report);
    return EMEL_IO_ENDED;
}

/* --- lending ----------------------------------------------------------------------------- */

static enum lender_error examine(const struct lender *lender, const struct emel_io_span *span)
{
    const uint64_t size = lender->files[span->file_index].size;

    if (span->byte_size > size || span->file_offset > size - span->byte_size)
        return LENDER_NO_SUCH_BYTES;
    if (!span->target && (uintptr_t)place_of(lender, span) % lender->plan.alignment != 0)
        return LENDER_MISALIGNED;
    return LENDER_NONE;
}

static enum emel_io_status lend_next(struct lender *lender)
{
    struct emel_io_load *load = lender->plan.load;
    const struct emel_io_span *span = &load->spans[lender->next];
    struct emel_io_progress_event progress = { .spans_total = load->span_count };

    lender->error = examine(lender, span);
    if (lender->gone && lender->next + 1 == load->span_count)
        lender->error = LENDER_GONE;
    if (lender->error)
        return EMEL_IO_AGAIN;
    if (span->target && span->byte_size)
        memcpy(span->target, place_of(lender, span), (size_t)span->byte_size);
    progress.spans_done = ++lender->next;
    if (load->on_progress && !load->on_progress(load->context, load, &progress))
        lender->error = LENDER_CANCELLED;
    return EMEL_IO_AGAIN;
}

static enum emel_io_status step(void *self)
{
    struct lender *lender = self;

    if (!lender->busy)
        return EMEL_IO_REFUSED;
    if (lender->error || lender->failure.error != EMEL_IO_STRATEGY_FAILED ||
        lender->next == lender->plan.load->span_count)
        return publish(lender);
    return lend_next(lender);
}

static enum emel_io_status begin(void *self, struct emel_io_load *load)
{
    struct lender *lender = self;

    if (lender->busy)
        return EMEL_IO_REFUSED;
    lender->busy = true;
    lender->next = 0;
    lender->error = LENDER_NONE;
    (void)simple_plan_begin(&lender->plan, load, &lender->failure);
    return EMEL_IO_AGAIN;
}

static enum emel_io_status cancel(void *self)
{
    struct lender *lender = self;

    if (!lender->busy || lender->failure.error != EMEL_IO_STRATEGY_FAILED)
        return EMEL_IO_REFUSED;
    lender->error = LENDER_CANCELLED;
    return EMEL_IO_AGAIN;
}

static const char *state_name(const void *self)
{
    const struct lender *lender = self;

    return lender->busy ? "lending" : "ready";
}

struct emel_io_strategy lender_strategy(struct lender *lender)
{
    return (struct emel_io_strategy){
        .kind = LENDER_KIND,
        .features = EMEL_IO_FEATURE_TARGETS,
        .name = "lender",
        .self = lender,
        .work_bytes = simple_plan_work_bytes,
        .begin = begin,
        .step = step,
        .cancel = cancel,
        .state_name = state_name,
        .error_name = lender_error_name,
        .error_text = lender_error_text,
    };
}
