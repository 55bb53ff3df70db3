/* The loads of a model: begun, stepped, cancelled, and landed. */
#include <string.h>

#include "support/storage_model.h"
#include "support/guarded.h"

static struct emel_io *io_of(struct model *model, unsigned lane)
{
    return lane == 0 ? NULL : &model->k.lanes[lane - 1].io;
}

void model_spoilt(struct model *model, bool spoilt)
{
    model->spoilt = spoilt;
    for (unsigned lane = 0; spoilt && lane < MODEL_LANES; lane++)
        model->flights[lane].excused = true;
}

/* --- what a load is of ------------------------------------------------------------------------ */

static bool on_progress(void *context, const struct emel_io_progress_event *progress)
{
    struct model_flight *flight = context;
    struct model *model = flight->model;

    if (!flight->flying || flight->ends)
        model->mistake = "progress of a load that has ended";
    if (progress->bytes_done > progress->bytes_total)
        model->mistake = "progress beyond what there is";
    if (emel_storage_evict(&model->k.storage, flight->told % MODEL_TENSORS, NULL))
        model->mistake = "a callback was let in";
    return ++flight->told != flight->cancel_at;
}

static void on_tensor(void *context, uint32_t index, const struct emel_tensor *tensor, void *data)
{
    struct model_flight *flight = context;

    if (flight->ends || flight->withdrawn || tensor->data)
        flight->model->mistake = "a tensor landed too late, or is resident too early";
    if (flight->model->tensors[index].pinned && flight->model->tensors[index].data != data)
        flight->model->mistake = "a tensor did not land in its place";
    flight->landed++;
}

static void on_withdrawn(void *context)
{
    struct model_flight *flight = context;

    if (flight->ends || !flight->landed)
        flight->model->mistake = "withdrawn too late, or for nothing";
    flight->withdrawn++;
}

static void on_end(void *context, const struct emel_failure *why)
{
    struct model_flight *flight = context;

    flight->ends++;
    flight->why = *why;
}

/* Tensors that may load, most of the time; now and then one that may not, or one twice. */
static void choose(struct model_flight *flight, uint64_t random)
{
    const unsigned odd = (unsigned)(random / 7 % 16);

    flight->count = 0;
    for (uint32_t i = 0; i < MODEL_TENSORS; i++)
        if (random >> (20 + i) & 1 && (model_loadable(&flight->model->tensors[i]) || odd == i))
            flight->tensors[flight->count++] = i;
    if (odd == 15 && flight->count > 1)
        flight->tensors[0] = flight->tensors[flight->count - 1];
}

/* Whether it is reloaded into a place of another alignment. */
static bool is_misplaced(const struct model_tensor *tensor, const void *target, uint32_t alignment)
{
    return tensor->region && !target && alignment && (uintptr_t)tensor->data % alignment != 0;
}

static bool is_listed_before(const struct model_flight *flight, uint32_t nth)
{
    for (uint32_t i = 0; i < nth; i++)
        if (flight->tensors[i] == flight->tensors[nth])
            return true;
    return false;
}

/* Of what is wrong with the tensors, the first. */
static uint32_t wrong_with(const struct model_flight *flight,
                           const struct emel_tensor_target *targets, uint32_t alignment)
{
    for (uint32_t i = 0; i < flight->count; i++) {
        const struct model_tensor *tensor = &flight->model->tensors[flight->tensors[i]];

        if (!model_loadable(tensor) || is_listed_before(flight, i))
            return EMEL_TENSOR_REFUSED;
        if (is_misplaced(tensor, targets[i].memory, alignment))
            return EMEL_TENSOR_INVALID_ARGUMENT;
    }
    return EMEL_TENSOR_NONE;
}

static void give_target(struct model_flight *flight, struct emel_tensor_target *target,
                        uint32_t index, uint64_t random)
{
    const uint64_t bytes = emel_storage_tensor(&flight->model->k.storage, index)->byte_size;

    if (random >> (40 + index % 8) & 1)
        return;
    target->memory = guarded_new((size_t)bytes, 1, 0);
    target->bytes = bytes;
}

static void take_off(struct model_flight *flight, const struct emel_tensor_target *targets)
{
    struct model *model = flight->model;

    flight->flying = true;
    flight->load = ++model->loads;
    for (uint32_t i = 0; i < flight->count; i++) {
        struct model_tensor *tensor = &model->tensors[flight->tensors[i]];

        tensor->loading = true;
        tensor->target = targets[i].memory;
        tensor->pinned = tensor->region && !tensor->target;
    }
}

/* --- landing ---------------------------------------------------------------------------------- */

static const char *judge_end(const struct model_flight *flight)
{
    const struct emel_failure *why = &flight->why;
    const bool cancelled = why->source == EMEL_FAILURE_READ && why->code == EMEL_IO_READ_CANCELLED;

    if (flight->ends != 1)
        return "the end of a load was not told once";
    if (memcmp(why, &flight->model->k.why, sizeof *why) != 0)
        return "the end of a load was told in two ways";
    if (flight->landed != flight->count && why->source == EMEL_FAILURE_NONE)
        return "a load was done, but not every tensor landed";
    if (flight->withdrawn != (why->source != EMEL_FAILURE_NONE && flight->landed))
        return "not withdrawn exactly once, or for no reason";
    if (flight->cancelled != cancelled)
        return cancelled ? "a load was cancelled by nobody" : "a cancelled load went on";
    if (why->source != EMEL_FAILURE_NONE && !cancelled && !flight->excused)
        return "a load failed for no reason";
    return NULL;
}

static void settle(struct model_flight *flight, struct model_tensor *tensor,
                   const struct emel_tensor *real, bool done)
{
    if (done && tensor->pinned && real->data != tensor->data)
        flight->model->mistake = "a tensor was not reloaded into its place";
    if (done && !tensor->pinned)
        tensor->region = tensor->target ? 0 : flight->load;
    if (done)
        tensor->data = real->data;
    else
        model_drop_target(tensor);
    tensor->loading = tensor->pinned = false;
    tensor->resident = done;
    tensor->evicted = tensor->evicted && !done;
}

/* What its outcome means for the tensors. */
static void publish(struct model_flight *flight, bool done)
{
    flight->published = true;
    flight->done = done;
    for (uint32_t i = 0; i < flight->count; i++) {
        struct model_tensor *tensor = &flight->model->tensors[flight->tensors[i]];

        settle(flight, tensor, emel_storage_tensor(&flight->model->k.storage, flight->tensors[i]),
               done);
    }
    model_end_regions(flight->model);
}

/* That may come some steps before the end, and then shows in the first of its tensors;
 * whether the others are with it, model_compare sees. */
static void notice(struct model_flight *flight)
{
    const struct emel_tensor *tensor;

    if (flight->published || flight->count == 0)
        return;
    tensor = emel_storage_tensor(&flight->model->k.storage, flight->tensors[0]);
    if (!strstr(emel_tensor_residency(tensor), "loading"))
        publish(flight, tensor->data != NULL);
}

const char *model_land(struct model_flight *flight)
{
    const bool done = flight->why.source == EMEL_FAILURE_NONE;

    flight->flying = false;
    if (!flight->published)
        publish(flight, done);
    if (flight->done != done)
        return "the end of a load is not what became of its tensors";
    return keeping_mistake(&flight->model->k);
}

static const char *judge_step(struct model_flight *flight, enum emel_io_status answer)
{
    const char *mistake;

    if (!flight->flying)
        return answer == EMEL_IO_REFUSED ? NULL : "nothing was stepped";
    if (flight->cancel_at && flight->told == flight->cancel_at)
        flight->cancelled = true;
    notice(flight);
    if (answer == EMEL_IO_AGAIN)
        return flight->ends ? "a load goes on after its end" : NULL;
    if (answer != EMEL_IO_ENDED)
        return "a load neither goes on nor ends";
    mistake = judge_end(flight);
    return mistake ? mistake : model_land(flight);
}

const char *model_step(struct model *model, unsigned lane)
{
    struct model_flight *flight = &model->flights[lane];

    return judge_step(flight,
                      emel_storage_step(&model->k.storage, io_of(model, lane), &model->k.why));
}

const char *model_cancel(struct model *model, unsigned lane)
{
    struct model_flight *flight = &model->flights[lane];
    const enum emel_io_status answer =
        emel_storage_cancel(&model->k.storage, io_of(model, lane), &model->k.why);
    const char *mistake;

    if (answer == EMEL_IO_REFUSED)
        return NULL; /* nothing to cancel, or too late: its end will tell */
    if (!flight->flying)
        return "nothing was cancelled";
    flight->cancelled = flight->cancelled || !flight->left;
    notice(flight);
    if (answer != EMEL_IO_ENDED)
        return NULL;
    mistake = judge_end(flight);
    return mistake ? mistake : model_land(flight);
}

const char *model_step_behind(struct model *model, unsigned lane)
{
    struct model_flight *flight = &model->flights[lane];

    if (lane == 0 || !flight->flying || flight->left)
        return NULL;
    if (emel_io_finish(io_of(model, lane)) != EMEL_IO_ENDED || flight->ends)
        return "a load did not end, or its end was told, when its io was stepped";
    if (flight->cancel_at && flight->told == flight->cancel_at)
        flight->cancelled = true;
    notice(flight);
    flight->left = true;
    keeping_renew(&model->k, lane - 1);
    return NULL;
}

/* --- beginning -------------------------------------------------------------------------------- */

static bool has_places(const struct model_flight *flight)
{
    for (uint32_t i = 0; i < flight->count; i++)
        if (flight->model->tensors[flight->tensors[i]].region)
            return true;
    return false;
}

/* `expected`: NONE, if nothing is wrong but what is spoilt, or the limit. */
static const char *judge_refusal(const struct model_flight *flight, uint32_t expected)
{
    const struct model *model = flight->model;
    const struct emel_failure *why = &model->k.why;

    if (model->spoilt && expected != EMEL_TENSOR_BUSY && why->code == EMEL_TENSOR_OUT_OF_MEMORY)
        return NULL;
    if (model->k.limit && expected == EMEL_TENSOR_NONE && has_places(flight) &&
        why->code == EMEL_TENSOR_LIMIT_EXCEEDED && why->value > why->limit)
        return NULL;
    return why->code == expected ? NULL : "a load was refused for no reason, or another one";
}

/* A few ask for alignments that places may not have. */
static uint32_t choose_alignment(uint64_t random)
{
    static const uint32_t alignments[] = { 0, 0, 0, 0, 0, 32, 64, 4096 };

    return alignments[random >> 53 & 7];
}

static const char *begun(struct model_flight *slot, const struct model_flight *flight,
                         const struct emel_tensor_target *targets, uint32_t expected)
{
    if (expected != EMEL_TENSOR_NONE)
        return "a load began that should have been refused";
    *slot = *flight;
    take_off(slot, targets);
    return NULL;
}

const char *model_begin(struct model *model, uint64_t random)
{
    const unsigned lane = (unsigned)(random % MODEL_LANES);
    struct model_flight *slot = &model->flights[lane];
    struct model_flight flight = {
        .model = model,
        .excused = model->spoilt || model->k.limit,
        .cancel_at = random / 5 % 7 == 0 ? 1 + (unsigned)(random / 35 % 4) : 0,
    };
    struct emel_tensor_target targets[MODEL_TENSORS] = { { .memory = NULL } };
    struct emel_storage_request request;
    enum emel_io_status answer;
    uint32_t expected;

    choose(&flight, random);
    request = keeping_request(&model->k, flight.tensors, flight.count);
    request.policy.alignment = choose_alignment(random);
    request.io = io_of(model, lane);
    request.context = slot;
    request.on_progress = on_progress;
    request.on_tensor = on_tensor;
    request.on_withdrawn = on_withdrawn;
    request.on_end = on_end;
    if (random >> 50 & 1 && wrong_with(&flight, targets, 0) == EMEL_TENSOR_NONE) {
        request.targets = targets;
        for (uint32_t i = 0; i < flight.count; i++)
            give_target(&flight, &targets[i], flight.tensors[i], random);
    }
    expected = slot->flying && !slot->left ? (uint32_t)EMEL_TENSOR_BUSY
                                           : wrong_with(&flight, targets, request.policy.alignment);
    answer = emel_storage_begin(&model->k.storage, &request, &model->k.why);
    if (slot->left && slot->flying && (slot->ends != 1 || model_land(slot)))
        return "a load that was published did not land before the next on its io";
    if (answer == EMEL_IO_AGAIN)
        return begun(slot, &flight, targets, expected);
    for (uint32_t i = 0; i < flight.count; i++)
        guarded_free(targets[i].memory);
    return answer == EMEL_IO_REFUSED ? judge_refusal(&flight, expected) : "a load ended at once";
}
