/* The life of one read/copy load.
 *
 * A state is a piece of work in hand.  Moving into it runs its step, once: a C
 * function in src/emel/io/read/ that does one bounded piece of work and answers
 * with one event, the next symbol read here.  A machine at rest has done its
 * state's step and holds the answer pending. */

#include "emel/io/read/machine.h"
#include "io_read_chart.h"

#define STEP(event_) (read->event = (unsigned char)(event_))

%%{
    machine io_read;

    alphtype unsigned char;         # symbols are events, not characters,
    getkey   read->event;           # read from the one pending event;
    variable cs read->state;        # the state lives in the object,
    variable p  taken;              # and each dispatch takes
    variable pe budget;             # one transition
    import "emel/io/read/events.h";

    # A state's step bears the state's name.
    action ready            { STEP(IO_READ_NONE); }
    action checking         { STEP(emel__io_read_check(read)); }
    action opening          { STEP(emel__io_read_open(read)); }
    action inspecting       { STEP(emel__io_read_inspect(read)); }
    action allocating       { STEP(emel__io_read_allocate(read)); }
    action transferring     { STEP(emel__io_read_transfer(read)); }
    action confirming       { STEP(emel__io_read_confirm(read)); }
    action closing          { emel__io_read_close(read); STEP(IO_READ_CLOSED); }
    action publishing_done  { emel__io_read_publish_done(read); STEP(IO_READ_PUBLISHED); }
    action releasing        { emel__io_read_release(read); STEP(IO_READ_RELEASED); }
    action abandoning       { emel__io_read_close(read); STEP(IO_READ_CLOSED); }
    action publishing_error { emel__io_read_publish_error(read); STEP(IO_READ_PUBLISHED); }

    # What a transition may do by itself.
    action blame  { read->cause = read->event; }        # remember why the load failed
    action refuse { read->refused = true; fbreak; }     # stay, and run no step

    # The events, as the states below name them.  What a state does not name is
    # `other`, and is refused: a name outranks it.
    request              = IO_READ_REQUEST              $(named, 1);
    cancel               = IO_READ_CANCEL               $(named, 1) @blame;
    internal_error       = IO_READ_INTERNAL_ERROR       $(named, 1) @blame;
    valid                = IO_READ_VALID                $(named, 1);
    invalid_request      = IO_READ_INVALID_REQUEST      $(named, 1) @blame;
    unsupported_platform = IO_READ_UNSUPPORTED_PLATFORM $(named, 1) @blame;
    opened               = IO_READ_OPENED               $(named, 1);
    open_failed          = IO_READ_OPEN_FAILED          $(named, 1) @blame;
    more_files           = IO_READ_MORE_FILES           $(named, 1);
    files_fit            = IO_READ_FILES_FIT            $(named, 1);
    stat_failed          = IO_READ_STAT_FAILED          $(named, 1) @blame;
    unsupported_resource = IO_READ_UNSUPPORTED_RESOURCE $(named, 1) @blame;
    out_of_range         = IO_READ_OUT_OF_RANGE         $(named, 1) @blame;
    file_changed         = IO_READ_FILE_CHANGED         $(named, 1) @blame;
    allocated            = IO_READ_ALLOCATED            $(named, 1);
    allocation_failed    = IO_READ_ALLOCATION_FAILED    $(named, 1) @blame;
    progress             = IO_READ_PROGRESS             $(named, 1);
    transferred          = IO_READ_TRANSFERRED          $(named, 1);
    read_failed          = IO_READ_READ_FAILED          $(named, 1) @blame;
    short_read           = IO_READ_SHORT_READ           $(named, 1) @blame;
    unchanged            = IO_READ_UNCHANGED            $(named, 1);
    closed               = IO_READ_CLOSED               $(named, 1);
    released             = IO_READ_RELEASED             $(named, 1);
    published            = IO_READ_PUBLISHED            $(named, 1);
    other                = any                          $(named, 0) @refuse;

    stop = cancel | internal_error;  # from outside, or our own defect

    main :=
    start:
    ready:            zlen >to(ready)            ( request              -> checking
                                                 | other                -> ready ),

    checking:         zlen >to(checking)         ( valid                -> opening
                                                 | invalid_request      -> publishing_error
                                                 | unsupported_platform -> publishing_error
                                                 | stop                 -> publishing_error
                                                 | other                -> checking ),

    opening:          zlen >to(opening)          ( opened               -> inspecting
                                                 | open_failed          -> abandoning
                                                 | stop                 -> abandoning
                                                 | other                -> opening ),

    inspecting:       zlen >to(inspecting)       ( more_files           -> opening
                                                 | files_fit            -> allocating
                                                 | stat_failed          -> abandoning
                                                 | unsupported_resource -> abandoning
                                                 | out_of_range         -> abandoning
                                                 | file_changed         -> abandoning
                                                 | stop                 -> abandoning
                                                 | other                -> inspecting ),

    allocating:       zlen >to(allocating)       ( allocated            -> transferring
                                                 | allocation_failed    -> abandoning
                                                 | stop                 -> releasing
                                                 | other                -> allocating ),

    transferring:     zlen >to(transferring)     ( progress             -> transferring
                                                 | transferred          -> confirming
                                                 | read_failed          -> releasing
                                                 | short_read           -> releasing
                                                 | stop                 -> releasing
                                                 | other                -> transferring ),

    confirming:       zlen >to(confirming)       ( more_files           -> confirming
                                                 | unchanged            -> closing
                                                 | file_changed         -> releasing
                                                 | stat_failed          -> releasing
                                                 | stop                 -> releasing
                                                 | other                -> confirming ),

    closing:          zlen >to(closing)          ( closed               -> publishing_done
                                                 | other                -> closing ),

    publishing_done:  zlen >to(publishing_done)  ( published            -> ready
                                                 | other                -> publishing_done ),

    releasing:        zlen >to(releasing)        ( released             -> abandoning
                                                 | other                -> releasing ),

    abandoning:       zlen >to(abandoning)       ( closed               -> publishing_error
                                                 | other                -> abandoning ),

    publishing_error: zlen >to(publishing_error) ( published            -> ready
                                                 | other                -> publishing_error );

    # What must hold, from home to home; tools/generate/chart.awk says how to read it and
    # proves it, transition by transition, of the machine that Ragel built.
    #@ home   ready
    #@ thing  load    from event  request        until published
    #@ thing  files   from state  opening again  until closed
    #@ thing  memory  from state  allocating     until allocation_failed released publishing_done.published
    #@ thing  cause   from action blame          until publishing_error.published
    #@ holds  ready             nothing
    #@ holds  checking          load
    #@ holds  opening           load files
    #@ holds  inspecting        load files
    #@ holds  allocating        load files memory
    #@ holds  transferring      load files memory
    #@ holds  confirming        load files memory
    #@ holds  closing           load files memory
    #@ holds  publishing_done   load memory
    #@ holds  releasing         load files memory cause
    #@ holds  abandoning        load files cause
    #@ holds  publishing_error  load cause
    #@ named  cancel internal_error in checking opening inspecting allocating transferring confirming
    #@ alike  cancel internal_error
}%%

%% write data noerror nofinal noentry;

/* Ragel gives -1 when no state leads to its error state. */
_Static_assert(%%{ write error; }%% == -1, "an event is left unanswered");

void emel__io_read_start(struct emel_io_read *read)
{
    %% write init;
}

void emel__io_read_dispatch(struct emel_io_read *read)
{
    unsigned taken = 0;
    const unsigned budget = 1;

    read->refused = false;
    %% write exec;
}
