/* The alphabet of spec/model_tensor.rl; see src/emel/io/read/events.h for its form. */
#ifndef EMEL_MODEL_TENSOR_EVENTS_H
#define EMEL_MODEL_TENSOR_EVENTS_H

enum emel__model_tensor_event {
    MODEL_TENSOR_NONE = 0, /* never an event of its own */

    /* asked by the storage's callers */
    MODEL_TENSOR_BIND = 1,
    MODEL_TENSOR_UNBIND = 2,
    MODEL_TENSOR_LOAD = 3,
    MODEL_TENSOR_EVICT = 4,

    /* of a load that ended */
    MODEL_TENSOR_LOADED = 5,
    MODEL_TENSOR_FAILED = 6
};

#endif
