/* A load in flight: a request of the storage on its way through io. */
#ifndef EMEL_MODEL_TENSOR_FLIGHT_H
#define EMEL_MODEL_TENSOR_FLIGHT_H

#include "emel/model/tensor/storage.h"

struct emel__flight {
    struct emel__flight *next;
    struct emel_storage *storage;
    struct emel_io      *io;
    struct emel_storage_request request; /* arrays not valid after begin */
    struct emel_io_load  load;
    struct emel_io_span *spans;
    uint32_t *tensors; /* by span: the tensor's index */
    void    **data;
    size_t    bytes; /* of this record and all it points to */
    struct emel__region *region; /* asked for, and no tensor's yet */
    bool over_limit; /* the storage itself refused the memory */
    bool published;
    struct emel_failure outcome;
};

/* Puts an event to the first `count` tensors of the flight. */
void emel__flight_tell(struct emel__flight *flight, uint32_t count,
                       enum emel__model_tensor_event event);

/* Fills in what io asks of the load's owner, and whom it tells. */
void emel__flight_connect(struct emel__flight *flight);

/* The strategy has ended the load.  If it did not tell how, it failed; if it kept memory
 * that it should have given back, that is taken from it. */
void emel__flight_settle(struct emel__flight *flight);

#endif
