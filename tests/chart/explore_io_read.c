/* Explores the driver and the generated machine of spec/io_read.rl to the last
 * situation: each step gives each answer, and between any two steps each call is made
 * and each symbol is put to the machine.  The world is finite, so this is a proof, not
 * a sample, of the properties listed in world.h. */
#include "chart/choices.h"
#include "chart/explore.h"
#include "chart/world.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

/* Where a load can be between two calls.  All bytes: equal situations are equal memory. */
struct situation {
    unsigned char state, event, cause;
    struct facts facts;
};

#define SITUATIONS_MAX 65536
#define WAYS_MAX (1u << 21)

static struct situation situations[SITUATIONS_MAX];
static unsigned reached_from[SITUATIONS_MAX]; /* the first way there */
static unsigned buckets[2 * SITUATIONS_MAX];  /* 1 + index; open addressing */
static unsigned count, current;
static unsigned long moves;

/* Where a step leads: the ways out of situation i are ways[first_way[i]] and on. */
static unsigned ways[WAYS_MAX], first_way[SITUATIONS_MAX + 1], way_count;

static struct {
    unsigned long times;
    char text[1024];
} broken[PROPERTY_COUNT];

/* --- what is noted ------------------------------------------------------------------- */

static const char *event_name(unsigned event)
{
    static const char *const event_names[] = { IO_READ_EVENT_NAMES };

    return event < IO_READ_EVENTS ? event_names[event] : "a symbol without a name";
}

/* How the current situation came about, latest last. */
static size_t write_trail(char *text, size_t size, unsigned at)
{
    static const char *const state_names[] = { IO_READ_STATE_NAMES };
    size_t length = at == 0 ? 0 : write_trail(text, size, reached_from[at]);

    if (length < size)
        length += (size_t)snprintf(text + length, size - length, "%s%s", at ? ", " : "",
                                   state_names[situations[at].state]);
    if (length < size && situations[at].event)
        length += (size_t)snprintf(text + length, size - length, " (%s)",
                                   event_name(situations[at].event));
    return length;
}

void note(enum property property, const char *what, int line)
{
    char trail[800] = "";

    if (broken[property].times++ > 0)
        return;
    write_trail(trail, sizeof trail, current);
    snprintf(broken[property].text, sizeof broken[property].text, "line %d, %.160s, after: %s",
             line, what, trail);
}

/* --- situations ------------------------------------------------------------------------ */

static unsigned hash(const struct situation *situation)
{
    const unsigned char *byte = (const unsigned char *)situation;
    unsigned sum = 2166136261u;

    for (size_t i = 0; i < sizeof *situation; i++)
        sum = (sum ^ byte[i]) * 16777619u;
    return sum;
}

/* The index of a situation, new or known. */
static unsigned find(const struct situation *situation)
{
    unsigned slot = hash(situation) % (2 * SITUATIONS_MAX);

    for (; buckets[slot]; slot = (slot + 1) % (2 * SITUATIONS_MAX))
        if (memcmp(&situations[buckets[slot] - 1], situation, sizeof *situation) == 0)
            return buckets[slot] - 1;
    ck_assert_msg(count + 1 < SITUATIONS_MAX, "the world is not finite");
    situations[count] = *situation;
    reached_from[count] = current;
    buckets[slot] = ++count;
    return count - 1;
}

/* What was blamed is past once the load has come home. */
static unsigned visit(const struct world *world)
{
    const struct emel_io_read *read = &world->read;
    const bool home = read->state == IO_READ_STATE_READY;

    MUST(each_load_is_told_once_before_a_call_says_that_it_ended,
         home == !world->facts.under_way && (home || world->facts.told) == !read->load);
    MUST(a_load_comes_home_whatever_its_steps_answer, home == (read->event == IO_READ_NONE));
    return find(&(struct situation){
        .state = (unsigned char)read->state,
        .event = read->event,
        .cause = home ? IO_READ_NONE : read->cause,
        .facts = world->facts,
    });
}

/* What the last call left behind, and the last load. */
static void litter(struct emel_io_read *read)
{
    static struct emel__io_read_work work;

    read->refused = true;
    if (read->state != IO_READ_STATE_READY)
        return;
    read->work = &work;
    read->cause = IO_READ_SHORT_READ;
}

/* A world in the current situation, before the next call. */
static void restore(struct world *world)
{
    static struct emel_io_load load;
    static const struct emel_io_system nothing;
    const struct situation *situation = &situations[current];

    memset(world, 0, sizeof *world);
    world->strategy = emel_io_read_init(&world->read, &nothing);
    world->read.state = situation->state;
    world->read.event = situation->event;
    world->read.cause = situation->cause;
    litter(&world->read);
    world->facts = situation->facts;
    world->at = situation->state;
    world->read.load = world->facts.under_way && !world->facts.told ? &load : NULL;
}

/* --- calls ----------------------------------------------------------------------------- */

/* What holds after every call that was not refused. */
static void settle(struct world *world, enum emel_io_status answer)
{
    const bool home = world->read.state == IO_READ_STATE_READY;

    moves++;
    MUST(each_load_is_told_once_before_a_call_says_that_it_ended,
         home ? answer == EMEL_IO_ENDED && world->facts.told : answer == EMEL_IO_AGAIN);
    if (home) {
        take(world->at, IO_READ_PUBLISHED, world->read.state, false);
        world->facts = (struct facts){ 0 };
    }
    MUST(a_call_takes_one_step_and_one_more_only_when_it_got_no_answer,
         !world->read.running && world->steps == 1u + world->silent);
    MUST(progress_is_reported_before_and_after_each_transfer_and_false_cancels,
         world->silent || world->reports == world->reports_due);
    MUST(progress_is_reported_before_and_after_each_transfer_and_false_cancels,
         !world->stopped || world->read.event == IO_READ_CANCEL);
}

/* What holds after every call that was. */
static void unchanged(const struct world *world, const struct world *before)
{
    moves++;
    MUST(what_a_state_does_not_name_is_refused_and_changes_nothing,
         world->steps == 0 && world->read.state == before->read.state &&
             world->read.event == before->read.event && world->read.cause == before->read.cause &&
             world->read.load == before->read.load && !world->read.running &&
             memcmp(&world->facts, &before->facts, sizeof world->facts) == 0);
}

static void begin_load(struct world *world)
{
    static struct emel_io_load load;
    const struct world before = *world;
    enum emel_io_status answer;

    world->facts.under_way = 1;
    world->facts.files_left = world->facts.pieces_left = world->facts.looks_left = 2;
    answer = world->strategy.begin(world->strategy.self, &load);
    if (answer == EMEL_IO_REFUSED) {
        MUST(what_a_state_does_not_name_is_refused_and_changes_nothing,
             before.read.state != IO_READ_STATE_READY);
        world->facts = before.facts;
        unchanged(world, &before);
        return;
    }
    MUST(what_a_state_does_not_name_is_refused_and_changes_nothing,
         before.read.state == IO_READ_STATE_READY &&
             (world->read.load == &load || world->facts.told));
    settle(world, answer);
}

static void cancel_load(struct world *world)
{
    const struct world before = *world;
    const enum emel_io_status answer = world->strategy.cancel(world->strategy.self);

    MUST(a_cancel_is_refused_only_when_it_is_too_late,
         (answer != EMEL_IO_REFUSED) == in_time(before.read.state));
    if (answer == EMEL_IO_REFUSED)
        unchanged(world, &before);
    else
        settle(world, answer);
}

static void step_load(struct world *world)
{
    const struct world before = *world;
    const enum emel_io_status answer = world->strategy.step(world->strategy.self);

    MUST(a_load_comes_home_whatever_its_steps_answer,
         (answer == EMEL_IO_REFUSED) == (before.read.state == IO_READ_STATE_READY));
    if (answer == EMEL_IO_REFUSED)
        unchanged(world, &before);
    else
        settle(world, answer);
}

/* Every situation that a call can lead to from the current one. */
static void try_call(void (*call)(struct world *world), bool is_step)
{
    struct world world;
    unsigned to;

    do {
        begin_choices();
        restore(&world);
        call(&world);
        to = visit(&world);
        ck_assert_msg(way_count < WAYS_MAX, "the world is not finite");
        if (is_step && current != to)
            ways[way_count++] = to;
    } while (next_choices());
}

/* Past the driver: what a state does not name reaches no step. */
static void try_symbols(void)
{
    struct world world, before;

    restore(&before);
    for (unsigned symbol = 0; symbol < 256; symbol++) {
        if (names(before.read.state, symbol))
            continue;
        restore(&world);
        world.read.event = (unsigned char)symbol;
        emel__io_read_dispatch(&world.read);
        take(before.read.state, symbol, world.read.state, world.read.refused);
        world.read.event = before.read.event;
        unchanged(&world, &before);
    }
}

/* No call rests in a state that publishes, so no situation is one of them. */
static void try_symbols_while_publishing(void)
{
    static const int states[] = { IO_READ_STATE_PUBLISHING_DONE, IO_READ_STATE_PUBLISHING_ERROR };

    current = count;
    for (size_t i = 0; i < sizeof states / sizeof *states; i++) {
        situations[current] = (struct situation){
            .state = (unsigned char)states[i],
            .event = IO_READ_PUBLISHED,
            .facts = { .under_way = 1, .told = 1 },
        };
        try_symbols();
    }
    current = 0;
}

/* --- the exploration ------------------------------------------------------------------- */

/* Home is home; and from where every way leads to where it is sure, it is sure. */
static void prove_homecoming(void)
{
    static bool sure[SITUATIONS_MAX];
    bool changed = true;

    while (changed) {
        changed = false;
        for (unsigned i = 0; i < count; i++) {
            const unsigned end = first_way[i + 1];
            bool all = situations[i].state == IO_READ_STATE_READY || first_way[i] < end;

            for (unsigned way = first_way[i]; way < end; way++)
                all &= sure[ways[way]];
            changed |= all && !sure[i];
            sure[i] |= all;
        }
    }
    for (current = 0; current < count; current++)
        MUST(a_load_comes_home_whatever_its_steps_answer, sure[current]);
    current = 0;
}

static unsigned prove_coverage(void)
{
    unsigned pairs = 0;

    for (int state = 0; state < IO_READ_STATES; state++)
        for (unsigned event = 0; event < IO_READ_EVENTS; event++)
            pairs += was_taken(state, event);
    MUST(every_pair_of_the_generated_list_is_taken, pairs == IO_READ_STATES * IO_READ_EVENTS);
    return pairs;
}

static void explore(void)
{
    struct world world = { .steps = 0 };

    emel__io_read_start(&world.read);
    visit(&world);
    for (current = 0; current < count; current++) {
        first_way[current] = way_count;
        try_call(step_load, true);
        try_call(begin_load, false);
        try_call(cancel_load, false);
        try_symbols();
    }
    first_way[count] = way_count;
    current = 0;
    prove_homecoming();
    try_symbols_while_publishing();
    printf("io_read: %u situations, %lu moves, %u of %d pairs of state and event\n", count, moves,
           prove_coverage(), IO_READ_STATES * IO_READ_EVENTS);
}

#define PROPERTY(name)                                                                             \
    START_TEST(name)                                                                               \
    {                                                                                              \
        ck_assert_msg(broken[PROPERTY_##name].times == 0, "%lu times, first: %s",                  \
                      broken[PROPERTY_##name].times, broken[PROPERTY_##name].text);                \
    }                                                                                              \
    END_TEST
PROPERTIES(PROPERTY)
#undef PROPERTY

Suite *io_read_chart_suite(void)
{
    Suite *suite = suite_create("the chart of a load");
    TCase *tests = tcase_create("explored to the last situation");

    tcase_add_unchecked_fixture(tests, explore, NULL);
    tcase_set_timeout(tests, 60);
#define PROPERTY(name) tcase_add_test(tests, name);
    PROPERTIES(PROPERTY)
#undef PROPERTY
    suite_add_tcase(suite, tests);
    return suite;
}
