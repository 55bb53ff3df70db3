/* The residency of one tensor.
 *
 * The storage puts an event to the byte that holds a tensor's state; what a state
 * does not name is refused and changes nothing.  The states do no work of their
 * own: what follows from a transition is done by src/emel/model/tensor/. */

#include "emel/model/tensor/residency.h"
#include "model_tensor_chart.h"

%%{
    machine model_tensor;

    alphtype unsigned char;         # symbols are events
    getkey   input->event;
    variable cs input->state;
    variable p  taken;
    variable pe budget;             # one transition a call
    import "emel/model/tensor/events.h";

    # A state bears its name, and does nothing.
    action unbound   { }
    action bound     { }
    action loading   { }
    action resident  { }
    action evicted   { }
    action reloading { }

    action refuse { input->refused = true; fbreak; }

    bind   = MODEL_TENSOR_BIND   $(named, 1);
    unbind = MODEL_TENSOR_UNBIND $(named, 1);
    load   = MODEL_TENSOR_LOAD   $(named, 1);
    evict  = MODEL_TENSOR_EVICT  $(named, 1);
    loaded = MODEL_TENSOR_LOADED $(named, 1);
    failed = MODEL_TENSOR_FAILED $(named, 1);
    other  = any                 $(named, 0) @refuse;

    main :=
    start:
    unbound:   zlen >to(unbound)   ( bind   -> bound
                                   | other  -> unbound ),

    bound:     zlen >to(bound)     ( load   -> loading
                                   | unbind -> unbound
                                   | other  -> bound ),

    loading:   zlen >to(loading)   ( loaded -> resident
                                   | failed -> bound
                                   | other  -> loading ),

    resident:  zlen >to(resident)  ( evict  -> evicted
                                   | other  -> resident ),

    evicted:   zlen >to(evicted)   ( load   -> reloading
                                   | unbind -> unbound
                                   | other  -> evicted ),

    reloading: zlen >to(reloading) ( loaded -> resident
                                   | failed -> evicted
                                   | other  -> reloading );

    # What must hold; tools/generate/chart.awk says how to read it and proves it, transition
    # by transition, of the machine that Ragel built.
    #@ home   unbound
    #@ thing  record  from event bind    until unbind
    #@ thing  load    from event load    until loaded failed
    #@ thing  data    from event loaded  until evict
    #@ thing  past    from event evict   until reloading.loaded evicted.unbind
    #@ holds  unbound    nothing
    #@ holds  bound      record
    #@ holds  loading    record load
    #@ holds  resident   record data
    #@ holds  evicted    record past
    #@ holds  reloading  record past load
}%%

%% write data noerror nofinal noentry;

/* Ragel gives -1 when no state leads to its error state. */
_Static_assert(%%{ write error; }%% == -1, "an event is left unanswered");

void emel__model_tensor_start(struct emel__model_tensor_input *input)
{
    %% write init;
}

void emel__model_tensor_dispatch(struct emel__model_tensor_input *input)
{
    unsigned taken = 0;
    const unsigned budget = 1;

    input->refused = false;
    %% write exec;
}
