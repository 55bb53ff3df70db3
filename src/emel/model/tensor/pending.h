/* A load in pending: a request of the storage on its way through io. */
#ifndef EMEL_MODEL_TENSOR_PENDING_H
#define EMEL_MODEL_TENSOR_PENDING_H

#include "emel/model/tensor/storage.h"

struct emel__pending_load {
    struct emel__pending_load *next;
    struct emel_storage *storage;
    struct emel_io *io;
    struct emel_storage_request request; /* arrays not valid after begin */
    struct emel_io_load load;
    struct emel_io_span *spans;
    uint32_t *tensors;  /* by span: the tensor's index, or that of the record */
    const char **names; /* by span, of a read; NULL: the load makes its tensors resident */
    void **data;
    size_t bytes;                /* of this record and all it points to */
    struct emel__region *region; /* asked for, and no tensor's yet */
    uint64_t over_limit;         /* what the storage would hold, had it not refused the memory */
    bool cancelled;              /* by the storage's caller, or by on_progress */
    bool published;
    bool landed; /* tensors that on_tensor was called for may still be used */
    struct emel_failure outcome;
};

/* What its size depends on. */
struct emel__pending_counts {
    uint32_t spans;
    uint64_t parts; /* of all spans */
    bool reading;   /* without residency */
};

/* With room for everything, and nothing filled in.  NULL: there is no memory. */
struct emel__pending_load *emel__pending_load_create(struct emel_storage *storage,
                                                     struct emel_io *io,
                                                     const struct emel_storage_request *request,
                                                     const struct emel__pending_counts *counts,
                                                     struct emel_failure *why);
void emel__pending_load_destroy(struct emel__pending_load *pending);

/* Claims the request's tensors, or only looks them up to read them; nothing of io is called yet.
 * NULL: *why says what, and nothing changed. */
struct emel__pending_load *emel__pending_load_to_load(struct emel_storage *storage,
                                                      struct emel_io *io,
                                                      const struct emel_storage_request *request,
                                                      struct emel_failure *why);
struct emel__pending_load *emel__pending_load_to_read(struct emel_storage *storage,
                                                      struct emel_io *io,
                                                      const struct emel_storage_request *request,
                                                      struct emel_failure *why);

/* What loads and reads ask of a request in the same way.  False: *why says what is wrong. */
bool emel__request_is_whole(const struct emel_storage_request *request, struct emel_failure *why);

/* The first `count` tensors are as they were before the load. */
void emel__pending_load_give_back(struct emel__pending_load *pending, uint32_t count);

/* Fills in what io asks of the load's owner, and whom it tells. */
void emel__pending_load_connect(struct emel__pending_load *pending);

/* The strategy has ended the load.  If it did not tell how, it failed; if it kept memory
 * that it should have given back, that is taken from it. */
void emel__pending_load_settle(struct emel__pending_load *pending);

#endif
