/* Which pairs of state and event were taken, held to the generated list. */
#include "chart/world.h"

struct pair {
    int from;
    unsigned event;
    int to;
    bool refused;
};

static const struct pair pairs[] = {
#define PAIR(from_, event_, to_, refused_) { from_, event_, to_, refused_ },
    IO_READ_TRANSITIONS(PAIR)
#undef PAIR
};
static bool taken[IO_READ_STATES][256];

/* The list holds the pairs in order; a symbol without a name is refused like any. */
static struct pair listed(int from, unsigned event)
{
    return event < IO_READ_EVENTS ? pairs[from * IO_READ_EVENTS + (int)event]
                                  : (struct pair){ from, event, from, true };
}

void take(int from, unsigned event, int to, bool refused)
{
    const struct pair pair = listed(from, event);

    taken[from][event] = true;
    MUST(the_generated_code_does_what_the_generated_list_says,
         pair.from == from && pair.event == event && pair.to == to && pair.refused == refused);
    MUST(what_a_state_does_not_name_is_refused_and_changes_nothing, refused == !names(from, event));
}

bool was_taken(int state, unsigned event)
{
    return taken[state][event];
}
