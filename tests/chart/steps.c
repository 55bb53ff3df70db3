/* The steps of machine.h as the exploration has them: no work, every answer. */
#include "chart/choices.h"
#include "chart/world.h"

#include <string.h>

/* What each step may answer, from the table of the contract. */
static const unsigned char answers[IO_READ_STATES][8] = {
    [IO_READ_STATE_READY] = { IO_READ_REQUEST },
    [IO_READ_STATE_CHECKING] = { IO_READ_VALID, IO_READ_INVALID_REQUEST,
                                 IO_READ_UNSUPPORTED_PLATFORM },
    [IO_READ_STATE_OPENING] = { IO_READ_OPENED, IO_READ_OPEN_FAILED },
    [IO_READ_STATE_INSPECTING] = { IO_READ_FILES_FIT, IO_READ_STAT_FAILED,
                                   IO_READ_UNSUPPORTED_RESOURCE, IO_READ_OUT_OF_RANGE,
                                   IO_READ_FILE_CHANGED, IO_READ_MORE_FILES },
    [IO_READ_STATE_ALLOCATING] = { IO_READ_ALLOCATED, IO_READ_ALLOCATION_FAILED },
    [IO_READ_STATE_TRANSFERRING] = { IO_READ_TRANSFERRED, IO_READ_READ_FAILED, IO_READ_SHORT_READ,
                                     IO_READ_PROGRESS },
    [IO_READ_STATE_CONFIRMING] = { IO_READ_UNCHANGED, IO_READ_FILE_CHANGED, IO_READ_STAT_FAILED,
                                   IO_READ_MORE_FILES },
    [IO_READ_STATE_CLOSING] = { IO_READ_CLOSED },
    [IO_READ_STATE_PUBLISHING_DONE] = { IO_READ_PUBLISHED },
    [IO_READ_STATE_RELEASING] = { IO_READ_RELEASED },
    [IO_READ_STATE_ABANDONING] = { IO_READ_CLOSED },
    [IO_READ_STATE_PUBLISHING_ERROR] = { IO_READ_PUBLISHED },
};

static bool is_answer(int state, unsigned event)
{
    return event != IO_READ_NONE && memchr(answers[state], (int)event, sizeof answers[state]);
}

bool in_time(int state)
{
    return state == IO_READ_STATE_CHECKING || state == IO_READ_STATE_OPENING ||
           state == IO_READ_STATE_INSPECTING || state == IO_READ_STATE_ALLOCATING ||
           state == IO_READ_STATE_TRANSFERRING || state == IO_READ_STATE_CONFIRMING;
}

bool names(int state, unsigned event)
{
    if (event == IO_READ_CANCEL || event == IO_READ_INTERNAL_ERROR)
        return in_time(state);
    return is_answer(state, event);
}

bool fails(unsigned event)
{
    static const unsigned char failures[] = {
        IO_READ_CANCEL,       IO_READ_INTERNAL_ERROR,       IO_READ_INVALID_REQUEST,
        IO_READ_OPEN_FAILED,  IO_READ_UNSUPPORTED_PLATFORM, IO_READ_UNSUPPORTED_RESOURCE,
        IO_READ_STAT_FAILED,  IO_READ_ALLOCATION_FAILED,    IO_READ_OUT_OF_RANGE,
        IO_READ_FILE_CHANGED, IO_READ_READ_FAILED,          IO_READ_SHORT_READ,
    };
    return memchr(failures, (int)event, sizeof failures);
}

struct world *world_of(struct emel_io_read *read)
{
    return (struct world *)read;
}

/* A callback that calls back into the load it belongs to. */
static void call_back(struct world *world)
{
    static bool inside;
    static struct emel_io_load other;
    unsigned char before[sizeof world->read];
    const struct emel_io_strategy *strategy = &world->strategy;

    if (inside)
        return;
    inside = true;
    memcpy(before, &world->read, sizeof before);
    MUST(a_call_from_inside_a_load_is_refused_and_changes_nothing,
         strategy->begin(strategy->self, &other) == EMEL_IO_REFUSED &&
             strategy->step(strategy->self) == EMEL_IO_REFUSED &&
             strategy->cancel(strategy->self) == EMEL_IO_REFUSED &&
             memcmp(before, &world->read, sizeof before) == 0);
    inside = false;
}

/* Into a state, and its step.  The event that led here is still there to see: it makes
 * the cause, if it fails the load; a cancel overtakes a lie that was not taken yet. */
static struct facts *enter(struct emel_io_read *read, bool right_state)
{
    struct world *world = world_of(read);
    const unsigned char event = read->event;

    take(world->at, event, read->state, false);
    world->at = read->state;
    world->steps++;
    if (fails(event))
        world->facts.cause = event;
    if (event == IO_READ_CANCEL)
        world->facts.lied = 0;
    MUST(no_step_runs_before_what_it_needs_or_after_what_it_precludes,
         right_state && world->facts.under_way && !world->facts.told);
    call_back(world);
    return &world->facts;
}

/* Counts down a loop; what cannot go on any more is no answer. */
static bool may_go_on(struct facts *facts, int state, unsigned event)
{
    if (event == IO_READ_MORE_FILES)
        return state == IO_READ_STATE_CONFIRMING ? facts->looks_left : facts->files_left;
    return event != IO_READ_PROGRESS || facts->pieces_left;
}

static void remember(struct facts *facts, int state, unsigned event)
{
    facts->unseen = event == IO_READ_OPENED;
    facts->files |= event == IO_READ_OPENED;
    facts->fit |= event == IO_READ_FILES_FIT;
    facts->memory |= event == IO_READ_ALLOCATED;
    facts->copied |= event == IO_READ_TRANSFERRED;
    facts->confirmed |= event == IO_READ_UNCHANGED;
    if (event == IO_READ_PROGRESS)
        facts->pieces_left--;
    if (event == IO_READ_MORE_FILES && state == IO_READ_STATE_INSPECTING)
        facts->files_left--;
    if (event == IO_READ_MORE_FILES && state == IO_READ_STATE_CONFIRMING)
        facts->looks_left--;
}

/* Who lies may have done the work, or not. */
static void remember_lie(struct world *world, int state, unsigned event)
{
    struct facts *facts = &world->facts;

    facts->lied = 1;
    facts->unseen = 0;
    world->silent |= event == IO_READ_NONE;
    if (state == IO_READ_STATE_OPENING)
        facts->files |= pick(2) == 1;
    if (state == IO_READ_STATE_ALLOCATING)
        facts->memory = pick(2) == 1;
}

/* Before the first byte is read, and after each step that read some. */
static bool asks_for_report(int state, unsigned event)
{
    return (state == IO_READ_STATE_ALLOCATING && event == IO_READ_ALLOCATED) ||
           (state == IO_READ_STATE_TRANSFERRING &&
            (event == IO_READ_PROGRESS || event == IO_READ_TRANSFERRED));
}

/* Any of the 256 symbols that the step may answer or that would be a lie; to answer
 * cancel or internal_error is neither. */
static enum emel__io_read_event answer(struct world *world, int state)
{
    unsigned char choices[256];
    unsigned count = 0, event;

    for (event = 0; event < 256; event++)
        if (!names(state, event) ||
            (is_answer(state, event) && may_go_on(&world->facts, state, event)))
            choices[count++] = (unsigned char)event;
    event = choices[pick(count)];
    if (names(state, event))
        remember(&world->facts, state, event);
    else
        remember_lie(world, state, event);
    world->reports_due += asks_for_report(state, event);
    return (enum emel__io_read_event)event;
}

/* --- the steps, each with what it needs done and what it must not find done ---------- */

#define IN(state_) (read->state == IO_READ_STATE_##state_)
#define NEEDS(condition)                                                                           \
    MUST(no_step_runs_before_what_it_needs_or_after_what_it_precludes, condition)

enum emel__io_read_event emel__io_read_check(struct emel_io_read *read)
{
    struct facts *facts = enter(read, IN(CHECKING));

    NEEDS(!facts->cause && !facts->checked);
    MUST(a_load_begins_with_nothing_left_of_the_last, !read->work && read->cause == IO_READ_NONE);
    facts->checked = 1;
    return answer(world_of(read), IO_READ_STATE_CHECKING);
}

enum emel__io_read_event emel__io_read_open(struct emel_io_read *read)
{
    struct facts *facts = enter(read, IN(OPENING));

    NEEDS(!facts->cause && facts->checked && !facts->unseen && !facts->fit);
    facts->tried_open = 1;
    return answer(world_of(read), IO_READ_STATE_OPENING);
}

enum emel__io_read_event emel__io_read_inspect(struct emel_io_read *read)
{
    struct facts *facts = enter(read, IN(INSPECTING));

    NEEDS(!facts->cause && facts->unseen && facts->files && !facts->fit);
    return answer(world_of(read), IO_READ_STATE_INSPECTING);
}

enum emel__io_read_event emel__io_read_allocate(struct emel_io_read *read)
{
    struct facts *facts = enter(read, IN(ALLOCATING));

    NEEDS(!facts->cause && facts->fit && !facts->asked);
    facts->asked = 1;
    return answer(world_of(read), IO_READ_STATE_ALLOCATING);
}

enum emel__io_read_event emel__io_read_transfer(struct emel_io_read *read)
{
    struct facts *facts = enter(read, IN(TRANSFERRING));

    NEEDS(!facts->cause && facts->memory && facts->files && !facts->copied);
    return answer(world_of(read), IO_READ_STATE_TRANSFERRING);
}

enum emel__io_read_event emel__io_read_confirm(struct emel_io_read *read)
{
    struct facts *facts = enter(read, IN(CONFIRMING));

    NEEDS(!facts->cause && facts->copied && !facts->confirmed);
    return answer(world_of(read), IO_READ_STATE_CONFIRMING);
}

void emel__io_read_close(struct emel_io_read *read)
{
    struct facts *facts = enter(read, IN(CLOSING) || IN(ABANDONING));

    if (facts->cause)
        NEEDS(facts->released || !facts->asked || facts->cause == IO_READ_ALLOCATION_FAILED);
    else
        NEEDS(facts->confirmed);
    MUST(files_are_closed_once_and_before_the_outcome_is_told, facts->tried_open && !facts->closed);
    facts->files = 0;
    facts->closed = 1;
}

void emel__io_read_release(struct emel_io_read *read)
{
    struct facts *facts = enter(read, IN(RELEASING));

    NEEDS(facts->cause && facts->asked && !facts->released && !facts->closed);
    facts->memory = 0;
    facts->released = 1;
}

static void tell(struct emel_io_read *read)
{
    struct facts *facts = &world_of(read)->facts;

    MUST(each_load_is_told_once_before_a_call_says_that_it_ended, !facts->told && read->load);
    MUST(files_are_closed_once_and_before_the_outcome_is_told,
         !facts->files && facts->tried_open == facts->closed);
    read->load = NULL; /* the callback may have freed it */
    *facts = (struct facts){ .under_way = 1, .told = 1 };
}

void emel__io_read_publish_done(struct emel_io_read *read)
{
    struct facts *facts = enter(read, IN(PUBLISHING_DONE));

    NEEDS(!facts->cause && facts->confirmed);
    MUST(memory_is_handed_over_or_given_back_before_the_outcome_is_told, facts->memory);
    tell(read);
}

void emel__io_read_publish_error(struct emel_io_read *read)
{
    struct facts *facts = enter(read, IN(PUBLISHING_ERROR));

    NEEDS(facts->cause);
    MUST(memory_is_handed_over_or_given_back_before_the_outcome_is_told, !facts->memory);
    MUST(the_cause_told_is_the_event_that_made_the_load_fail, read->cause == facts->cause);
    MUST(a_step_that_lies_makes_an_internal_error,
         !facts->lied || read->cause == IO_READ_INTERNAL_ERROR);
    tell(read);
}

bool emel__io_read_report_progress(struct emel_io_read *read)
{
    struct world *world = world_of(read);

    MUST(progress_is_reported_before_and_after_each_transfer_and_false_cancels,
         world->facts.under_way && asks_for_report(read->state, read->event));
    world->reports++;
    call_back(world);
    world->stopped = pick(2) == 1;
    return !world->stopped;
}

/* --- the rest of the strategy, of which the driver only takes the address ------------- */

const struct emel_io_system *emel_io_system_default(void)
{
    return NULL;
}

size_t emel__io_read_work_bytes(const void *self, const struct emel_io_load *load)
{
    (void)self, (void)load;
    return 0;
}

const char *emel_io_read_error_name(uint32_t error)
{
    (void)error;
    return "";
}

const char *emel_io_read_error_text(uint32_t error)
{
    (void)error;
    return "";
}
