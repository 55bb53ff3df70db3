/* The reads of a model: to the end, into targets, while loads are in flight beside them. */
#include "support/guarded.h"
#include "support/storage_model.h"
#include "support/temp.h"

/* A read, and what it reads into. */
struct reading {
    struct model *model;
    uint32_t count, tensors[MODEL_TENSORS];
    struct emel_tensor_target targets[MODEL_TENSORS];
};

/* Bound ones, most of the time; some of them twice. */
static void choose(struct reading *reading, uint64_t random)
{
    const uint32_t odd = (uint32_t)(random / 7 % 32);

    for (uint32_t i = 0; i < MODEL_TENSORS; i++) {
        const uint32_t index = random >> 40 & 1 ? i / 2 : i;
        const uint64_t bytes = emel_storage_tensor(&reading->model->k.storage, index)->byte_size;

        if (!(random >> (20 + i) & 1) || (!reading->model->tensors[index].bound && odd != i))
            continue;
        reading->tensors[reading->count] = index;
        reading->targets[reading->count++] =
            (struct emel_tensor_target){ .memory = guarded_new((size_t)bytes, 1, 0),
                                         .bytes = bytes };
    }
}

static uint32_t expected(const struct reading *reading, const struct model_flight *before)
{
    if (before->flying && !before->left)
        return EMEL_TENSOR_BUSY;
    for (uint32_t i = 0; i < reading->count; i++)
        if (!reading->model->tensors[reading->tensors[i]].bound)
            return EMEL_TENSOR_REFUSED;
    return EMEL_TENSOR_NONE;
}

static const char *judge(const struct reading *reading, bool done, uint32_t expected)
{
    const struct emel_failure *why = &reading->model->k.why;

    if (done)
        return expected == EMEL_TENSOR_NONE ? NULL : "what cannot be read was read";
    if (expected != EMEL_TENSOR_NONE)
        return why->source == EMEL_FAILURE_TENSOR && why->code == expected
                   ? NULL
                   : "a read was refused for another reason";
    return reading->model->spoilt ? NULL : "a read failed for no reason";
}

static bool has_its_bytes(const struct reading *reading, uint32_t nth)
{
    return keeping_matches(&reading->model->k.storage, reading->tensors[nth],
                           reading->targets[nth].memory);
}

static const char *clear(struct reading *reading, bool done)
{
    const char *mistake = NULL;

    for (uint32_t i = 0; i < reading->count; i++) {
        if (done && !has_its_bytes(reading, i))
            mistake = "what was read is not what is in the file";
        if (!guarded_alive(reading->targets[i].memory))
            mistake = "a read wrote around a target";
        guarded_free(reading->targets[i].memory);
    }
    return mistake;
}

const char *model_read(struct model *model, uint64_t random)
{
    const unsigned lane = (unsigned)(random % MODEL_LANES);
    struct model_flight *slot = &model->flights[lane];
    struct reading reading = { .model = model };
    struct emel_storage_request request;
    const char *mistake, *unclear;
    uint32_t outcome;
    bool done;

    choose(&reading, random);
    request = keeping_request(&model->k, reading.tensors, reading.count);
    request.targets = reading.targets;
    request.io = lane == 0 ? NULL : &model->k.lanes[lane - 1].io;
    outcome = expected(&reading, slot);
    done = emel_storage_read(&model->k.storage, &request, &model->k.why);
    mistake = judge(&reading, done, outcome);
    if (slot->left && slot->flying && (slot->ends != 1 || model_land(slot)))
        mistake = "a load that was published did not land before a read on its io";
    unclear = clear(&reading, done);
    return mistake ? mistake : unclear;
}
