/* The world in which the chart of a load is explored.
 *
 * The real driver and the generated machine run over steps that do no work: each
 * can answer whatever it may, and also lie.  What they would have done is kept as
 * facts, and the facts say at every step whether it should have run. */
#ifndef TESTS_CHART_WORLD_H
#define TESTS_CHART_WORLD_H

#include "emel/io/read/machine.h"
#include "emel/io/read/work.h"
#include "io_read_chart.h"

/* What must hold wherever the exploration comes.  Each is a test. */
#define PROPERTIES(X)                                                                              \
    X(no_step_runs_before_what_it_needs_or_after_what_it_precludes)                                \
    X(a_load_begins_with_nothing_left_of_the_last)                                                 \
    X(memory_is_handed_over_or_given_back_before_the_outcome_is_told)                              \
    X(files_are_closed_once_and_before_the_outcome_is_told)                                        \
    X(each_load_is_told_once_before_a_call_says_that_it_ended)                                     \
    X(the_cause_told_is_the_event_that_made_the_load_fail)                                         \
    X(a_cancel_is_refused_only_when_it_is_too_late)                                                \
    X(what_a_state_does_not_name_is_refused_and_changes_nothing)                                   \
    X(a_call_from_inside_a_load_is_refused_and_changes_nothing)                                    \
    X(a_step_that_lies_makes_an_internal_error)                                                    \
    X(progress_is_reported_before_and_after_each_transfer_and_false_cancels)                       \
    X(a_call_takes_one_step_and_one_more_only_when_it_got_no_answer)                               \
    X(a_load_comes_home_whatever_its_steps_answer)                                                 \
    X(the_generated_code_does_what_the_generated_list_says)                                        \
    X(every_pair_of_the_generated_list_is_taken)

enum property {
#define PROPERTY(name) PROPERTY_##name,
    PROPERTIES(PROPERTY)
#undef PROPERTY
        PROPERTY_COUNT
};

/* Notes where a property does not hold; the exploration goes on. */
void note(enum property property, const char *what, int line);
#define MUST(name, condition)                                                                      \
    do {                                                                                           \
        if (!(condition))                                                                          \
            note(PROPERTY_##name, #condition, __LINE__);                                           \
    } while (0)

/* All bytes, so that equal facts are equal memory.  All zero in ready. */
struct facts {
    unsigned char under_way, told;
    unsigned char checked, unseen, fit, asked, copied, confirmed; /* the work done so far */
    unsigned char released, closed;
    unsigned char tried_open;    /* files may be open */
    unsigned char files, memory; /* held */
    unsigned char cause;         /* the event that must be blamed */
    unsigned char lied;          /* a step answered what its state does not name */
    unsigned char files_left, pieces_left, looks_left; /* each loop may go on so often */
};

struct world {
    struct emel_io_read read; /* first: the steps find the world by it */
    struct emel_io_strategy strategy;
    struct facts facts;

    int at; /* the state of the step that ran last */

    /* in this call */
    unsigned steps, reports_due, reports;
    bool stopped; /* a progress callback answered false */
    bool silent;  /* a step lied by not answering at all */
};

struct world *world_of(struct emel_io_read *read);

/* The contract, in the tests' own words: whether an event is one that a state names,
 * is still in time to cancel, or makes a load fail. */
bool names(int state, unsigned event);
bool in_time(int state);
bool fails(unsigned event);

/* The machine took an event.  And: whether it ever did. */
void take(int from, unsigned event, int to, bool refused);
bool was_taken(int state, unsigned event);

#endif
