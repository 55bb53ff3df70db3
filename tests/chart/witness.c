/* The generated machine, with a witness at every turn the driver takes of it. */
#define emel__io_read_turn generated_turn
#include "io_read.c"
#undef emel__io_read_turn

#include "chart/world.h"

void emel__io_read_turn(struct emel_io_read *read);

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

bool was_taken(int state, unsigned event)
{
    return taken[state][event];
}

/* The list holds the pairs in order; a symbol without a name is refused like any. */
static struct pair listed(int from, unsigned event)
{
    return event < IO_READ_EVENTS ? pairs[from * IO_READ_EVENTS + (int)event]
                                  : (struct pair){ from, event, from, true };
}

static void compare(const struct emel_io_read *read, int from, unsigned event)
{
    const struct pair pair = listed(from, event);

    MUST(the_generated_code_does_what_the_generated_list_says,
         pair.from == from && pair.event == event && pair.to == read->state &&
             pair.refused == read->refused);
    MUST(what_a_state_does_not_name_is_refused_and_changes_nothing,
         read->refused == !names(from, event));
    taken[from][event] = true;
}

/* An event that fails the load is the cause from the moment it is taken; a cancel
 * overtakes a lie that was not taken yet. */
void emel__io_read_turn(struct emel_io_read *read)
{
    struct world *world = world_of(read);
    const struct facts before = world->facts;
    const unsigned steps = world->steps;
    const unsigned event = read->event;
    const int from = read->state;

    if (fails(event))
        world->facts.cause = (unsigned char)event;
    if (event == IO_READ_CANCEL)
        world->facts.lied = 0;
    generated_turn(read);
    if (read->refused)
        world->facts = before;
    else
        world->progressed += event == IO_READ_PROGRESS;
    compare(read, from, event);
    MUST(a_turn_runs_one_step_and_a_refused_one_none,
         world->steps - steps == (read->refused || read->state == IO_READ_STATE_READY ? 0 : 1));
}
