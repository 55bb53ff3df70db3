/* The residency of one tensor, under any events without end: spec/model_tensor.rl through
 * src/emel/model/tensor/residency.c, beside the facts that emel/model/tensor.h promises. */
#include "emel/model/tensor/residency.c"
#include "model_tensor.c"

static struct {
    unsigned char bound, loading, resident;
} is;

static unsigned any_event(void)
{
    unsigned event = any_of(MODEL_TENSOR_EVENTS), other = any_of(256);

    if (other >= MODEL_TENSOR_EVENTS)
        return other;
    //@ split event;
    return event;
}

static void bind_or_unbind(unsigned event)
{
    if (event == MODEL_TENSOR_BIND) {
        /*@ assert bound_once: is.bound == 0; */
        is.bound = 1;
    } else {
        /*@ assert unbound_at_rest: is.bound == 1 && is.loading == 0 && is.resident == 0; */
        is.bound = 0;
    }
}

/* What an event that was taken means. */
static void happen(unsigned event)
{
    switch (event) {
    case MODEL_TENSOR_LOAD:
        /*@ assert loaded_at_rest: is.bound == 1 && is.loading == 0 && is.resident == 0; */
        is.loading = 1;
        break;
    case MODEL_TENSOR_EVICT:
        /*@ assert evicted_when_resident: is.resident == 1 && is.loading == 0; */
        is.resident = 0;
        break;
    case MODEL_TENSOR_LOADED:
    case MODEL_TENSOR_FAILED:
        /*@ assert one_outcome_of_a_load: is.loading == 1; */
        is.loading = 0;
        is.resident = event == MODEL_TENSOR_LOADED;
        break;
    default: bind_or_unbind(event);
    }
}

static void look(const struct emel_tensor *tensor)
{
    const int state = tensor->residency;

    /*@ assert a_state: 0 <= state < MODEL_TENSOR_STATES; */
    /*@ assert resident_as_told: is.resident == 1 <==> state == MODEL_TENSOR_STATE_RESIDENT; */
    /*@ assert loading_as_told:
      @     is.loading == 1 <==>
      @         (state == MODEL_TENSOR_STATE_LOADING || state == MODEL_TENSOR_STATE_RELOADING); */
    /*@ assert bound_as_told: is.bound == 0 <==> state == MODEL_TENSOR_STATE_UNBOUND; */
    (void)emel_tensor_residency(tensor);
}

void residency_of_a_tensor(void)
{
    static struct emel_tensor tensor;
    unsigned event;
    bool allowed;

    tensor.residency = MODEL_TENSOR_STATE_UNBOUND;
    while (any_of(2)) {
        const unsigned char before = tensor.residency;

        event = any_event();
        allowed = emel__tensor_allows(&tensor, (enum emel__model_tensor_event)event);
        if (emel__tensor_apply(&tensor, (enum emel__model_tensor_event)event)) {
            /*@ assert told_before: allowed; */
            happen(event);
        } else {
            /*@ assert refused_changes_nothing: !allowed && tensor.residency == before; */
        }
        look(&tensor);
    }
    //@ check reached: \false;
}
