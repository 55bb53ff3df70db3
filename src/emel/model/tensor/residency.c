#include "emel/model/tensor/residency.h"

#include "emel/model/tensor/storage.h"
#include "model_tensor_chart.h"

static struct emel__model_tensor_input input_of(const struct emel_tensor *tensor,
                                                enum emel__model_tensor_event event)
{
    struct emel__model_tensor_input input = {
        .event = (unsigned char)event,
        .state = tensor->residency,
    };

    emel__model_tensor_dispatch(&input);
    return input;
}

bool emel__tensor_apply(struct emel_tensor *tensor, enum emel__model_tensor_event event)
{
    const struct emel__model_tensor_input input = input_of(tensor, event);

    tensor->residency = (unsigned char)input.state;
    return !input.refused;
}

bool emel__tensor_allows(const struct emel_tensor *tensor, enum emel__model_tensor_event event)
{
    return !input_of(tensor, event).refused;
}

const char *emel_tensor_residency(const struct emel_tensor *tensor)
{
    static const char *const names[] = { MODEL_TENSOR_STATE_NAMES };

    return names[tensor->residency];
}
