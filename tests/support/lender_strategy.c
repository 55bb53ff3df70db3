#include "support/lender_strategy.h"

#include <string.h>

static struct emel_io_load *let_go(struct lender *lender)
{
    struct emel_io_load *load = lender->load;

    lender->load = NULL;
    return load;
}

static unsigned char *place_of(const struct lender *lender, const struct emel_io_span *span)
{
    return lender->files[span->file_index].bytes + span->file_offset;
}

/* --- publishing ------------------------------------------------------------------------ */

static enum emel_io_status publish_error(struct lender *lender)
{
    const struct emel_io_error_event error = {
        .error = EMEL_IO_STRATEGY_FAILED,
        .strategy = LENDER_KIND,
        .strategy_error = lender->error,
        .span_index = EMEL_IO_NO_INDEX,
        .file_index = EMEL_IO_NO_INDEX,
        .file_offset = EMEL_IO_NO_OFFSET,
    };
    struct emel_io_load *load = let_go(lender);

    load->on_error(load->context, load, &error);
    return EMEL_IO_ENDED;
}

static enum emel_io_status publish_done(struct lender *lender)
{
    struct emel_io_done_event done = { .memory = NULL };
    struct emel_io_load *load = let_go(lender);

    for (uint32_t i = 0; i < load->span_count; i++) {
        const struct emel_io_span *span = &load->spans[i];

        load->data[i] = span->target ? span->target : place_of(lender, span);
        done.bytes += span->byte_size;
    }
    load->on_done(load->context, load, &done);
    return EMEL_IO_ENDED;
}

/* --- lending ----------------------------------------------------------------------------- */

static enum lender_error examine(const struct lender *lender, const struct emel_io_span *span)
{
    const struct emel_io_policy *policy = &lender->load->policy;
    const uint32_t alignment = policy->alignment ? policy->alignment : EMEL_IO_ALIGNMENT_DEFAULT;
    const uint64_t size = lender->files[span->file_index].size;

    if (span->byte_size > size || span->file_offset > size - span->byte_size)
        return LENDER_NO_SUCH_BYTES;
    if (!span->target && (uintptr_t)place_of(lender, span) % alignment != 0)
        return LENDER_MISALIGNED;
    return LENDER_NONE;
}

static enum emel_io_status lend_next(struct lender *lender)
{
    struct emel_io_load *load = lender->load;
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

    if (!lender->load)
        return EMEL_IO_REFUSED;
    if (lender->error)
        return publish_error(lender);
    return lender->next == lender->load->span_count ? publish_done(lender) : lend_next(lender);
}

static enum emel_io_status begin(void *self, struct emel_io_load *load)
{
    struct lender *lender = self;

    if (lender->load)
        return EMEL_IO_REFUSED;
    lender->load = load;
    lender->next = 0;
    lender->error = LENDER_NONE;
    return EMEL_IO_AGAIN;
}

static enum emel_io_status cancel(void *self)
{
    struct lender *lender = self;

    if (!lender->load)
        return EMEL_IO_REFUSED;
    lender->error = LENDER_CANCELLED;
    return EMEL_IO_AGAIN;
}

/* --- as a strategy ------------------------------------------------------------------------ */

static size_t work_bytes(const void *self, const struct emel_io_load *load)
{
    (void)self, (void)load;
    return 0;
}

static const char *state_name(const void *self)
{
    const struct lender *lender = self;

    return lender->load ? "lending" : "ready";
}

static const char *error_name(uint32_t error)
{
#define NAME(name, number, sentence) #name,
    static const char *const names[] = { LENDER_ERRORS(NAME) };

    return error < sizeof names / sizeof *names ? names[error] : "unknown";
}

static const char *error_text(uint32_t error)
{
#define TEXT(name, number, sentence) sentence,
    static const char *const texts[] = { LENDER_ERRORS(TEXT) };

    return error < sizeof texts / sizeof *texts ? texts[error] : "unknown error";
}

struct emel_io_strategy lender_strategy(struct lender *lender)
{
    return (struct emel_io_strategy){
        .kind = LENDER_KIND,
        .name = "lender",
        .self = lender,
        .work_bytes = work_bytes,
        .begin = begin,
        .step = step,
        .cancel = cancel,
        .state_name = state_name,
        .error_name = error_name,
        .error_text = error_text,
    };
}
