#include "emel/model/tensor/residency.h"

#include "emel/model/tensor/storage.h"
#include "model_tensor_chart.h"

static struct emel__model_tensor_turn turn_of(const struct emel_tensor *tensor,
                                              enum emel__model_tensor_event event)
{
    struct emel__model_tensor_turn turn = {
        .event = (unsigned char)event,
        .state = tensor->residency,
    };

    emel__model_tensor_take(&turn);
    return turn;
}

bool emel__tensor_take(struct emel_tensor *tensor, enum emel__model_tensor_event event)
{
    const struct emel__model_tensor_turn turn = turn_of(tensor, event);

    tensor->residency = (unsigned char)turn.state;
    return !turn.refused;
}

bool emel__tensor_allows(const struct emel_tensor *tensor, enum emel__model_tensor_event event)
{
    return !turn_of(tensor, event).refused;
}

const char *emel_tensor_residency(const struct emel_tensor *tensor)
{
    static const char *const names[] = { MODEL_TENSOR_STATE_NAMES };

    return names[tensor->residency];
}
