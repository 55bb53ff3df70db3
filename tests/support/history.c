#include "support/history.h"

#include <errno.h>
#include <string.h>

#include "support/storage_fixture.h"
#include "support/storage_model.h"

/* --- what an operation does ------------------------------------------------------------- */

static const char *bind(struct model *model, uint64_t random)
{
    static const uint64_t sizes[] = { 0, 1, 700, 3000, 20000, 5000, 64, UINT64_C(5) << 19 };
    const uint32_t index = (uint32_t)(random % MODEL_TENSORS);
    const uint64_t bytes = sizes[random / 64 % 8], offset = random / 512 % 100000;

    return model_bound(model, index,
                       keeping_bind(&model->k, index, (uint32_t)(random / 16 % 3), offset, bytes));
}

static const char *unbind(struct model *model, uint64_t random)
{
    const uint32_t index = (uint32_t)(random % MODEL_TENSORS);

    return model_unbound(model, index,
                         emel_storage_unbind(&model->k.storage, index, &model->k.why));
}

static const char *evict(struct model *model, uint64_t random)
{
    const uint32_t index = (uint32_t)(random % MODEL_TENSORS);

    return model_evicted(model, index, emel_storage_evict(&model->k.storage, index, &model->k.why));
}

static const char *detach(struct model *model, uint64_t random)
{
    const uint32_t index = (uint32_t)(random % MODEL_TENSORS);
    struct emel_detached at = { .memory = NULL };
    const bool done = emel_storage_detach(&model->k.storage, index, &at, &model->k.why);

    return model_detached(model, index, done, &at);
}

static const char *begin(struct model *model, uint64_t random)
{
    return model_begin(model, random);
}

static const char *step(struct model *model, uint64_t random)
{
    const unsigned lane = (unsigned)(random % MODEL_LANES);
    const char *mistake = NULL;

    for (uint64_t left = 1 + random / 16 % 12; left > 0 && !mistake; left--)
        mistake = model_step(model, lane);
    return mistake;
}

static const char *finish(struct model *model, uint64_t random)
{
    const unsigned lane = (unsigned)(random % MODEL_LANES);
    const char *mistake = NULL;

    while (model->flights[lane].flying && !mistake)
        mistake = model_step(model, lane);
    return mistake;
}

static const char *load(struct model *model, uint64_t random)
{
    const char *mistake = model_begin(model, random);

    return mistake ? mistake : finish(model, random);
}

static const char *read(struct model *model, uint64_t random)
{
    return model_read(model, random);
}

static const char *cancel(struct model *model, uint64_t random)
{
    return model_cancel(model, (unsigned)(random % MODEL_LANES));
}

static const char *step_behind(struct model *model, uint64_t random)
{
    return model_step_behind(model, (unsigned)(random % MODEL_LANES));
}

/* The first fault strikes from some call on, for a while or for good. */
static const char *spoil(struct model *model, uint64_t random)
{
    static const int errors[] = { EMFILE, EIO, EIO, 0 };
    static const enum system_call calls[] = { SYSTEM_OPEN, SYSTEM_STAT, SYSTEM_READ, SYSTEM_READ };
    const unsigned which = (unsigned)(random % 7), from = 1 + (unsigned)(random / 8 % 4);
    const unsigned more = random / 64 % 2 ? 1000000 : 0;

    if (which == 6) {
        model->k.tensors.fails_to_discard = true;
        return NULL;
    }
    if (which == 5) {
        model->k.records.fail_at = model->k.records.allocations + from;
        model->k.records.fail_more = more;
    } else if (which == 4) {
        model->k.tensors.fail_at = model->k.tensors.allocations + from;
        model->k.tensors.fail_more = more;
    } else {
        model->k.system.faults[0] =
            (struct system_fault){ calls[which], model->k.system.calls[calls[which]] + from,
                                   1 + more, errors[which] };
    }
    model_spoilt(model, true);
    return NULL;
}

static const char *mend(struct model *model, uint64_t random)
{
    (void)random;
    model->k.records.fail_at = model->k.tensors.fail_at = 0;
    model->k.tensors.fails_to_discard = false;
    model->k.system.faults[0].from = 0;
    model_spoilt(model, false);
    return NULL;
}

/* The storage ends with all that is in flight, and another one begins. */
static const char *begin_anew(struct model *model, uint64_t random)
{
    const char *mistake = model_leave(model);

    if (!mistake)
        model_enter(model, random);
    return mistake;
}

/* --- histories ---------------------------------------------------------------------------- */

static const struct {
    const char *name;
    const char *(*does)(struct model *model, uint64_t random);
    unsigned share; /* of SHARES */
} kinds[] = {
    { "bind", bind, 20 },    { "unbind", unbind, 6 }, { "evict", evict, 14 },
    { "begin", begin, 18 },  { "step", step, 30 },    { "finish", finish, 8 },
    { "load", load, 12 },    { "cancel", cancel, 6 }, { "step behind", step_behind, 4 },
    { "spoil", spoil, 5 },   { "mend", mend, 5 },     { "begin anew", begin_anew, 1 },
    { "detach", detach, 2 }, { "read", read, 6 },
};

#define SHARES 137 /* of all kinds together */

/* The kind is in the low bits, and what it is done to in the others. */
static unsigned kind_of(uint64_t operation)
{
    unsigned left = (unsigned)(operation % SHARES), kind = 0;

    while (left >= kinds[kind].share)
        left -= kinds[kind++].share;
    return kind;
}

const char *history_operation_name(uint64_t operation)
{
    return kinds[kind_of(operation)].name;
}

const char *history_play(const struct history *history, uint32_t *at)
{
    static struct model model;
    const char *mistake = NULL;

    memset(&model, 0, sizeof model);
    model_enter(&model, history->count ? history->operations[0] / SHARES : 0);
    for (*at = 0; *at < history->count && !mistake; ++*at) {
        const uint64_t operation = history->operations[*at];

        mistake = kinds[kind_of(operation)].does(&model, operation / SHARES);
        if (!mistake)
            mistake = model_compare(&model);
    }
    return mistake ? mistake : model_leave(&model);
}
