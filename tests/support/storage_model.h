/* A storage as it must be, in plain words: where each tensor stands and what each load
 * in flight is of.  Each function does or takes note of one operation, and answers NULL
 * or, in words, what the storage should have done instead. */
#ifndef TESTS_SUPPORT_STORAGE_MODEL_H
#define TESTS_SUPPORT_STORAGE_MODEL_H

#include "support/storage_fixture.h"

#define MODEL_TENSORS 12
#define MODEL_LANES (1 + KEEPING_LANES) /* 0: the storage's own io */

struct model_tensor {
    bool bound, loading, resident, evicted; /* evicted: was resident before */
    const void *data; /* while it is resident, or has a place: then where that is */
    void *target;     /* that it lies in; NULL: in the storage's memory */
    unsigned region;  /* that it lies or has its place in: the load that brought that; 0: none */
    bool pinned;      /* it is loading into its place */
};

struct model_flight {
    struct model *model;
    bool flying;
    bool excused;   /* it may fail: something was spoilt meanwhile */
    bool cancelled; /* it must fail */
    bool published; /* its tensors are told already, */
    bool done;      /* as resident */
    bool left;      /* published by the owner of its io, who has another one there now */
    unsigned load;  /* counted from 1 */
    uint32_t count, tensors[MODEL_TENSORS];
    unsigned told, cancel_at; /* progress events; 0: none cancels */
    unsigned landed, withdrawn;
    unsigned ends;
    struct emel_failure why;
};

struct model {
    struct keeping k;
    struct model_tensor tensors[MODEL_TENSORS];
    struct model_flight flights[MODEL_LANES];
    bool spoilt;
    unsigned loads;
    const char *mistake; /* noticed in a callback */
};

/* A new storage, of a kind that `random` chooses; and its end. */
void model_enter(struct model *model, uint64_t random);
const char *model_leave(struct model *model);

const char *model_bound(struct model *model, uint32_t index, bool done);
const char *model_unbound(struct model *model, uint32_t index, bool done);
const char *model_evicted(struct model *model, uint32_t index, bool done);

/* `at`: what was handed over, if it was done. */
const char *model_detached(struct model *model, uint32_t index, bool done,
                           const struct emel_detached *at);

/* Whether it may begin to load. */
bool model_loadable(const struct model_tensor *tensor);

/* Its memory is nobody's any more. */
void model_drop_target(struct model_tensor *tensor);

/* Regions that nobody lies in or loads into are gone, and with them the places there. */
void model_end_regions(struct model *model);

/* From now on things fail, or no more. */
void model_spoilt(struct model *model, bool spoilt);

/* A load was published before, and now its end was told. */
const char *model_land(struct model_flight *flight);

/* Begins a load or does a read that `random` chooses, steps a lane, cancels what is in flight. */
const char *model_begin(struct model *model, uint64_t random);
const char *model_read(struct model *model, uint64_t random);
const char *model_step(struct model *model, unsigned lane);
const char *model_cancel(struct model *model, unsigned lane);

/* The owner of a lane's io steps it to the end, and puts another one in its place. */
const char *model_step_behind(struct model *model, unsigned lane);

/* Whether the storage is what it must be. */
const char *model_compare(const struct model *model);

#endif
