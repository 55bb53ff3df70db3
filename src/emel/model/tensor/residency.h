/* The residency of one tensor: a byte that holds a state of spec/model_tensor.rl. */
#ifndef EMEL_MODEL_TENSOR_RESIDENCY_H
#define EMEL_MODEL_TENSOR_RESIDENCY_H

#include <stdbool.h>

#include "emel/model/tensor/events.h"

struct emel__model_tensor_input {
    unsigned char event;
    int state; /* before, and after */
    bool refused;
};

/* The generated machine: the state a tensor begins in, and one input of it. */
void emel__model_tensor_start(struct emel__model_tensor_input *input);
void emel__model_tensor_dispatch(struct emel__model_tensor_input *input);

#endif
